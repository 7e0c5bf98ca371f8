// Those who work at a store.
import { DomainError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../../context.ts'
import * as queries from '../queries/members.ts'
import { lockStore } from '../queries/store.ts'
import type { Filter, Member, MemberPatch, Membership } from '../schema.ts'
import { assertMayGrant, enter, grantFrom, isToken, noTenant } from './caller.ts'

/** Newest accounts first. */
export async function listMembers(ctx: ControlCtx, tenantId: string, { limit, cursor }: Filter) {
  const page = { limit: limit + 1, before: readCursor(cursor) }
  const rows = await queries.listMembers(ctx.db, tenantId, page)
  const ids = rows.map(({ account_id: id }) => ({ id }))
  return { data: rows.slice(0, limit), next_cursor: cursorOf(ids, limit) }
}

/** Throws `not_found`. */
export async function getMember(ctx: ControlCtx, tenantId: string, accountId: string): Promise<Member> {
  return found(await queries.findMember(ctx.db, tenantId, accountId), accountId)
}

/** What the caller is at each of these stores to which they belong, by their ids. */
export async function membershipsAt(
  ctx: ControlCtx,
  tenantIds: readonly string[],
): Promise<ReadonlyMap<string, Membership>> {
  if (isToken(ctx)) return new Map()
  const rows = await queries.listMemberships(ctx.db, ctx.principal.id, tenantIds)
  return new Map(rows.map(({ tenant_id, ...membership }) => [tenant_id, membership]))
}

/**
 * Gives a member another role or, to one of the staff, other permissions; gateways learn of it at once. To hand a store over,
 * make somebody its owner and then give yourself another role. Throws `not_found`, `invalid_input`, `last_owner`, or
 * `permission_escalation` when the caller lacks something of what the member has or gets.
 */
export const changeMember = (
  ctx: ControlCtx,
  tenantId: string,
  accountId: string,
  input: MemberPatch,
): Promise<Member> =>
  inControlTx(ctx, async (ctx) => {
    const { caller } = await enter(ctx, tenantId)
    const member = found(await queries.findMember(ctx.tx, tenantId, accountId), accountId)
    assertMayGrant(caller, member)
    const grant = await grantFrom(ctx, tenantId, { caller, input })
    if (grant.role !== 'owner') await assertDispensable(ctx, tenantId, member)
    await queries.updateMember(ctx.tx, tenantId, accountId, grant)
    return found(await queries.findMember(ctx.tx, tenantId, accountId), accountId)
  })

/** Throws `not_found`, `last_owner`, or `permission_escalation` when the member has more than the caller. */
export const removeMember = (ctx: ControlCtx, tenantId: string, accountId: string) =>
  inControlTx(ctx, async (ctx) => {
    const { caller } = await enter(ctx, tenantId)
    const member = found(await queries.findMember(ctx.tx, tenantId, accountId), accountId)
    assertMayGrant(caller, member)
    await assertDispensable(ctx, tenantId, member)
    await queries.deleteMember(ctx.tx, tenantId, accountId)
    return { account_id: accountId, removed: true as const }
  })

/** Ends the caller's own membership, whatever they may do there. Throws `not_found` or `last_owner`. */
export const leave = (ctx: ControlCtx, tenantId: string) =>
  inControlTx(ctx, async (ctx) => {
    if (isToken(ctx)) throw noTenant(tenantId)
    const [store, member] = await Promise.all([
      lockStore(ctx.tx, tenantId),
      queries.findMember(ctx.tx, tenantId, ctx.principal.id),
    ])
    if (store === undefined || member === undefined) throw noTenant(tenantId)
    await assertDispensable(ctx, tenantId, member)
    await queries.deleteMember(ctx.tx, tenantId, member.account_id)
    return { done: true as const }
  })

/** Called while the store is locked: of two owners who leave at once the second is the last. */
async function assertDispensable(ctx: ControlTxCtx, tenantId: string, member: Member): Promise<void> {
  if (member.role !== 'owner' || (await queries.countOwners(ctx.tx, tenantId)) > 1) return
  throw new DomainError('last_owner', 'A store has at least one owner: make somebody else an owner first.')
}

function found(member: Member | undefined, accountId: string): Member {
  if (member === undefined) throw new DomainError('not_found', `There is no member ${accountId}.`)
  return member
}
