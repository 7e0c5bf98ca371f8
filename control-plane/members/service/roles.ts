// The roles that a store makes of permissions.
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { defined } from '../../../shared/objects.ts'
import { type ControlCtx, inControlTx } from '../../context.ts'
import { deleteExpiredInvitations } from '../queries/invitations.ts'
import * as queries from '../queries/roles.ts'
import { permissionsOf } from '../rules/roles.ts'
import type { CustomRole, Filter, RoleInput, RolePatch } from '../schema.ts'
import { assertMayGrant, enter } from './caller.ts'

const MAX_ROLES = 100

const BUILT_IN = [
  { role: 'owner', description: 'Everything. A store has at least one owner.' },
  { role: 'admin', description: 'Everything but what concerns the store as a whole and its owners.' },
  { role: 'staff', description: 'What is named for each of them.' },
] as const

/** The store's own roles, newest first, and those that every store has. */
export async function listRoles(ctx: ControlCtx, tenantId: string, { limit, cursor }: Filter) {
  const rows = await queries.listRoles(ctx.db, tenantId, { limit: limit + 1, before: readCursor(cursor) })
  return {
    built_in: BUILT_IN.map((item) => ({ ...item, permissions: [...permissionsOf(item.role, [])] })),
    data: rows.slice(0, limit),
    next_cursor: cursorOf(rows, limit),
  }
}

/** Throws `not_found`. */
export async function getRole(ctx: ControlCtx, tenantId: string, id: string): Promise<CustomRole> {
  return found(await queries.findRole(ctx.db, tenantId, id), id)
}

/** Makes a role of permissions that the caller has. Throws `permission_escalation`, `role_name_taken` or `too_many_roles`. */
export const createRole = (ctx: ControlCtx, tenantId: string, input: RoleInput): Promise<CustomRole> =>
  inControlTx(ctx, async (ctx) => {
    const { caller } = await enter(ctx, tenantId)
    assertMayGrant(caller, { role: 'custom', permissions: input.permissions }, 'permissions')
    if ((await queries.countRoles(ctx.tx, tenantId)) >= MAX_ROLES)
      throw new DomainError('too_many_roles', `A store has at most ${MAX_ROLES} roles of its own.`)
    return onNameTaken(() => queries.insertRole(ctx.tx, tenantId, input))
  })

/**
 * Changes a role, for all who have it at once. The caller has all permissions that it had and gets.
 * Throws `not_found`, `permission_escalation` or `role_name_taken`.
 */
export const updateRole = (
  ctx: ControlCtx,
  tenantId: string,
  id: string,
  patch: RolePatch,
): Promise<CustomRole> =>
  inControlTx(ctx, async (ctx) => {
    const { caller } = await enter(ctx, tenantId)
    const role = found(await queries.findRole(ctx.tx, tenantId, id), id)
    assertMayGrant(caller, { role: 'custom', permissions: role.permissions })
    const changed = { ...role, ...defined(patch) }
    assertMayGrant(caller, { role: 'custom', permissions: changed.permissions }, 'permissions')
    await onNameTaken(() => queries.updateRole(ctx.tx, tenantId, id, changed))
    return found(await queries.findRole(ctx.tx, tenantId, id), id)
  })

/** Throws `not_found`, `permission_escalation`, or `role_in_use` while members or open invitations have it. */
export const deleteRole = (ctx: ControlCtx, tenantId: string, id: string) =>
  inControlTx(ctx, async (ctx) => {
    const { caller } = await enter(ctx, tenantId)
    const role = found(await queries.findRole(ctx.tx, tenantId, id), id)
    assertMayGrant(caller, { role: 'custom', permissions: role.permissions })
    await deleteExpiredInvitations(ctx.tx, tenantId, id)
    const inUse = () => new DomainError('role_in_use', 'Members or open invitations have this role.')
    await onViolation({ memberships_role_fkey: inUse, invitations_role_fkey: inUse }, () =>
      queries.deleteRole(ctx.tx, tenantId, id),
    )
    return { id, deleted: true as const }
  })

function found(role: CustomRole | undefined, id: string): CustomRole {
  if (role === undefined) throw new DomainError('not_found', `There is no role ${id}.`)
  return role
}

const onNameTaken = <T>(work: () => Promise<T>): Promise<T> =>
  onViolation(
    { roles_name_key: () => fieldError('name', 'Another role has this name.', 'role_name_taken') },
    work,
  )
