// The accounts elsewhere by which an account is signed in to.
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError } from '../../shared/errors.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../context.ts'
import type { Identity, ProviderName } from '../identity-providers.ts'
import { sendMail } from '../mails/index.ts'
import { ownAccountId } from '../own-account.ts'
import * as queries from './queries.ts'
import { mayLink } from './rules.ts'
import type { LinkedIdentity } from './schema.ts'

const NAMES: Readonly<Record<ProviderName, string>> = { google: 'Google', facebook: 'Facebook' }

/** The caller's own. */
export const listIdentities = async (ctx: ControlCtx) => ({
  data: await queries.listIdentities(ctx.db, ownAccountId(ctx)),
})

/** Unlinks one of the caller's own. Throws `not_found`, or `last_sign_in_method`. */
export async function unlinkIdentity(ctx: ControlCtx, id: string): Promise<LinkedIdentity> {
  const accountId = ownAccountId(ctx)
  return inControlTx(ctx, async (ctx) => {
    const account = await queries.lockAccount(ctx.tx, accountId)
    const all = await queries.listIdentities(ctx.tx, accountId)
    const identity = all.find((one) => one.id === id)
    if (account === undefined || identity === undefined)
      throw new DomainError('not_found', `There is no identity ${id}.`)
    if (all.length === 1 && !account.has_password) {
      throw new DomainError(
        'last_sign_in_method',
        'Nobody could sign in any more: set a password by a password reset first.',
      )
    }
    await queries.deleteIdentity(ctx.tx, accountId, id)
    await tellOwner(ctx, account.email, `${NAMES[identity.provider]} no longer signs in to your account`)
    return identity
  })
}

/** Links an identity to an account by the wish of who is signed in to it. Throws `email_unverified` or `identity_taken`. */
export async function linkIdentity(
  ctx: ControlTxCtx,
  accountId: string,
  named: { provider: ProviderName; identity: Identity },
): Promise<LinkedIdentity> {
  const account = await queries.lockAccount(ctx.tx, accountId)
  if (account === undefined) throw new DomainError('not_found', 'There is no such account.')
  if (!mayLink(account, named.identity))
    throw new DomainError('email_unverified', 'Verify the e-mail address of your account first.')
  const linked = await queries.saveIdentity(ctx.tx, accountId, named)
  if (linked === undefined)
    throw new DomainError('identity_taken', 'This identity signs in to another account.')
  await syncProfile(ctx, accountId, named.identity)
  await tellLinked(ctx, account.email, named)
  return linked
}

/** Fills in what the account lacks of what the provider knows. Throws `unavailable` when its address is proven elsewhere meanwhile. */
export const syncProfile = (ctx: ControlTxCtx, accountId: string, identity: Identity): Promise<void> =>
  onViolation({ accounts_verified_email_key: changedMeanwhile }, () =>
    queries.syncProfile(ctx.tx, accountId, identity),
  )

export const changedMeanwhile = () =>
  new DomainError('unavailable', 'The account changed meanwhile. Try again.', { retryAfter: 1 })

export const tellLinked = (
  ctx: ControlTxCtx,
  email: string,
  { provider, identity }: { provider: ProviderName; identity: Identity },
): Promise<void> => {
  const who = identity.email === null ? '' : ` (${identity.email})`
  return tellOwner(ctx, email, `${NAMES[provider]}${who} now signs in to your account`)
}

/**
 * Unlinks all identities of an account: whoever has proven its address by a link, as by a password reset, did not make those
 * that were linked before it was proven.
 */
export const removeIdentities = (ctx: ControlTxCtx, accountId: string): Promise<void> =>
  queries.deleteIdentities(ctx.tx, accountId)

async function tellOwner(ctx: ControlTxCtx, recipient: string, subject: string): Promise<void> {
  const { address, userAgent } = ctx.client
  await sendMail(ctx, {
    template: 'identities_changed',
    recipient,
    subject,
    body: `${subject}: at ${ctx.now.toISOString()}, from ${address} (${userAgent}).\n\nIf this was not you, change your password now and sign out everywhere else.`,
  })
}
