// A platform admin acts in the place of a store's member: for some minutes, for a reason, seen by the store's owner.
import { createCredential } from '../../shared/auth/credentials.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { type ControlCtx, inControlTx } from '../context.ts'
import { notifyOwners } from '../tenants/index.ts'
import * as queries from './queries.ts'
import type {
  CurrentImpersonation,
  Impersonation,
  ImpersonationFilter,
  ImpersonationInput,
  NewImpersonation,
} from './schema.ts'

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * Gives a token by which the caller acts as a member of the store's staff. Throws `person_required` for the
 * installation's own token, which is nobody's, and `not_found` or `invalid_input` when there is no such member.
 */
export async function beginImpersonation(
  ctx: ControlCtx,
  tenantId: string,
  input: ImpersonationInput,
): Promise<NewImpersonation> {
  const { principal, now } = ctx
  return inControlTx(ctx, async (ctx) => {
    const member = await queries.findMember(ctx.tx, tenantId, input.account_id)
    if (member === undefined) throw noMember(tenantId, input.account_id)
    if (!UUID.test(principal.id))
      throw new DomainError('person_required', "The installation's token is nobody's: use your own account.")
    const { secret, hash } = createCredential('sp_im_')
    const made = await queries.insertImpersonation(ctx.tx, tenantId, {
      adminId: principal.id,
      accountId: member.account_id,
      reason: input.reason,
      writes: input.write,
      tokenHash: hash,
      now,
      expiresAt: new Date(now.getTime() + input.minutes * 60_000),
    })
    await notifyOwners(ctx, tenantId, {
      template: 'impersonation_started',
      subject: 'An admin of the platform has entered your store',
      body:
        `An admin of the platform acts as ${member.email} until ${made.expires_at}` +
        `${input.write ? '' : ', without changing anything'}.\n\nReason: ${input.reason}\n\n` +
        'You can end this at any time, and the audit log of your store shows what they do.',
    })
    return { ...made, token: secret }
  })
}

const noMember = (tenantId: string, accountId: string | undefined) =>
  accountId === undefined
    ? new DomainError('not_found', `There is no tenant ${tenantId}.`)
    : fieldError('account_id', "is no member of this store's staff")

/** Newest first. */
export async function listImpersonations(
  ctx: ControlCtx,
  tenantId: string,
  { limit, cursor }: ImpersonationFilter,
) {
  const rows = await queries.listImpersonations(ctx.db, tenantId, {
    limit: limit + 1,
    before: readCursor(cursor),
  })
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** Ends an impersonation; its token is refused from then on. Throws `not_found`. */
export async function endImpersonation(
  ctx: ControlCtx,
  tenantId: string,
  id: string,
): Promise<Impersonation> {
  const ended = await inControlTx(ctx, (ctx) => queries.endImpersonation(ctx.tx, tenantId, id, ctx.now))
  if (ended === undefined) throw new DomainError('not_found', `There is no impersonation ${id}.`)
  return ended
}

/** What to warn of: the impersonation by which the caller acts, if any. */
export async function currentImpersonation({ db, principal }: ControlCtx): Promise<CurrentImpersonation> {
  const { id, impersonation } = principal
  return {
    impersonation: impersonation === undefined ? null : await queries.findCurrent(db, id, impersonation),
  }
}
