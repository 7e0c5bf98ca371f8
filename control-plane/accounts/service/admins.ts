// The people who run the installation.
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../../context.ts'
import * as queries from '../queries/accounts.ts'
import type { Admin } from '../schema.ts'
import { createLink } from './links.ts'

export const listAdmins = async (ctx: ControlCtx) => ({ data: await queries.listAdmins(ctx.db) })

/** Makes an account an administrator. Throws `invalid_input` when none has verified the address. */
export async function addAdmin(ctx: ControlCtx, email: string): Promise<Admin> {
  return inControlTx(ctx, async (ctx) => {
    const account = (await queries.lockByEmail(ctx.tx, email)).find(({ is_verified }) => is_verified)
    if (account === undefined) throw fieldError('email', 'No account has verified this e-mail address.')
    await queries.setPlatformRole(ctx.tx, account.id, 'admin')
    const found = await queries.readAccount(ctx.tx, account.id, ctx.now.toISOString())
    return { account_id: account.id, email, name: found?.name ?? null }
  })
}

/** Throws `not_found`, or `last_admin` when nobody would be left. */
export async function removeAdmin(
  ctx: ControlCtx,
  accountId: string,
): Promise<{ account_id: string; deleted: true }> {
  return inControlTx(ctx, async (ctx) => {
    const admins = await queries.lockAdmins(ctx.tx)
    if (!admins.includes(accountId))
      throw new DomainError('not_found', `There is no administrator ${accountId}.`)
    if (admins.length === 1)
      throw new DomainError('last_admin', 'The last administrator cannot be removed. Add another one first.')
    await queries.setPlatformRole(ctx.tx, accountId, null)
    return { account_id: accountId, deleted: true }
  })
}

/**
 * Makes the owner of an address an administrator, for whoever has the database: with a new account unless one has verified
 * the address. Without a password a new account gets a link by which its owner sets one.
 */
export async function appointAdmin(
  ctx: Pick<ControlTxCtx, 'tx' | 'now'>,
  { email, passwordHash }: { email: string; passwordHash: string | null },
): Promise<{ isNew: boolean; resetToken: string | undefined }> {
  const known = (await queries.lockByEmail(ctx.tx, email)).find(({ is_verified }) => is_verified)
  const verifiedAt = ctx.now.toISOString()
  const accountId = known?.id ?? (await queries.insertAccount(ctx.tx, { email, passwordHash, verifiedAt }))
  await queries.setPlatformRole(ctx.tx, accountId, 'admin')
  const needsLink = known === undefined && passwordHash === null
  return {
    isNew: known === undefined,
    resetToken: needsLink
      ? await createLink(ctx, { accountId, purpose: 'password_reset', email })
      : undefined,
  }
}
