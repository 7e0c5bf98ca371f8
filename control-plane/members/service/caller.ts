// Who changes members, roles and invitations, as the database knows them now, and what they may hand out.
import { DomainError, fieldError } from '../../../shared/errors.ts'
import type { ControlCtx, ControlTxCtx } from '../../context.ts'
import { findMember, type Grant } from '../queries/members.ts'
import { findRole } from '../queries/roles.ts'
import { countSeats, lockStore, type Store } from '../queries/store.ts'
import { escalation, type Holding, permissionsOf } from '../rules/roles.ts'
import type { Member, MemberPatch } from '../schema.ts'

/**
 * Makes the store's changes of members take turns and gives the caller as of now: a gateway may not know yet that they were
 * removed or got another role. Throws `not_found` or `forbidden`.
 */
export async function enter(ctx: ControlTxCtx, tenantId: string): Promise<{ store: Store; caller: Member }> {
  const { principal, tx } = ctx
  const [store, member] = await Promise.all([lockStore(tx, tenantId), findMember(tx, tenantId, principal.id)])
  if (store === undefined || member === undefined) throw noTenant(tenantId)
  // Who acts in a member's place may do no more than was allowed to them.
  const permissions = member.permissions.filter((permission) => principal.permissions.has(permission))
  if (!permissions.includes('members:write'))
    throw new DomainError('forbidden', 'This needs the permission members:write.')
  return { store, caller: { ...member, permissions } }
}

/** Throws `permission_escalation` when the caller may neither give nor take away what is held. */
export function assertMayGrant(caller: Holding, holding: Holding, path?: string): void {
  const why = escalation(caller, holding)
  if (why === undefined) return
  throw path === undefined
    ? new DomainError('permission_escalation', why)
    : fieldError(path, why, 'permission_escalation')
}

/** What a request gives, as it is stored and as it takes effect. Throws `invalid_input` or `permission_escalation`. */
export async function grantFrom(
  ctx: ControlTxCtx,
  tenantId: string,
  { caller, input }: { caller: Holding; input: MemberPatch },
): Promise<Grant> {
  const { role, role_id: roleId, permissions: listed = [] } = input
  const custom = roleId === undefined ? undefined : await findRole(ctx.tx, tenantId, roleId)
  if (roleId !== undefined && custom === undefined) throw fieldError('role_id', 'There is no such role.')
  const permissions = permissionsOf(role, custom?.permissions ?? listed)
  assertMayGrant(caller, { role, permissions }, role === 'staff' ? 'permissions' : 'role')
  return { role, roleId: roleId ?? null, listed }
}

/** Throws `member_limit_reached` when the store has no seat for another member or invitation. */
export async function assertSeat(
  ctx: ControlTxCtx,
  store: Store,
  of: 'member' | 'invitation',
): Promise<void> {
  if (store.user_limit === null) return
  const { members, invited } = await countSeats(ctx.tx, store.id)
  // Who accepts had a seat as an invitation, unless the limit was lowered since.
  const taken = of === 'member' ? members : members + invited
  if (taken >= store.user_limit)
    throw new DomainError(
      'member_limit_reached',
      `This store may have ${store.user_limit} members, open invitations included.`,
    )
}

/** Whether the caller is the installation's own token, which is no account. */
export const isToken = ({ principal }: ControlCtx): boolean => principal.id === 'platform_admin'

export const noTenant = (id: string) => new DomainError('not_found', `There is no tenant ${id}.`)
