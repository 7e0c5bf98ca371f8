// What the roles of a store may, and who may give them.
import { STAFF_PERMISSIONS, type StaffPermission } from '../../../shared/auth/permissions.ts'

/** `staff` may what is named for each of them; `custom` what a role of the store's own names. */
export const ROLES = ['owner', 'admin', 'staff', 'custom'] as const
export type Role = (typeof ROLES)[number]

/** What somebody holds at a store, or is to be given. `permissions` are those in effect. */
export type Holding = { role: Role; permissions: readonly StaffPermission[] }

/** Suspending, closing and opening the store to other sites is for owners. */
const ADMIN_PERMISSIONS = STAFF_PERMISSIONS.filter((permission) => permission !== 'tenant:write')

/**
 * The permissions in effect, in the order in which they are declared.
 * @param listed those of the custom role, or those that were named for one of the staff
 */
export function permissionsOf(role: Role, listed: readonly string[]): readonly StaffPermission[] {
  if (role === 'owner') return STAFF_PERMISSIONS
  if (role === 'admin') return ADMIN_PERMISSIONS
  return inOrder(listed)
}

/** The permissions among `listed`, each once: equal sets are equal lists. */
export const inOrder = (listed: readonly string[]): StaffPermission[] =>
  STAFF_PERMISSIONS.filter((permission) => listed.includes(permission))

/**
 * Why `caller` may neither give nor take away what `holding` holds, or undefined when they may: nobody hands out more than
 * they have, and only owners make or unmake owners.
 */
export function escalation(caller: Holding, holding: Holding): string | undefined {
  if (holding.role === 'owner' && caller.role !== 'owner') return 'Only owners make or unmake owners.'
  const beyond = holding.permissions.filter((permission) => !caller.permissions.includes(permission))
  return beyond.length === 0 ? undefined : `You may not do this yourself: ${beyond.join(', ')}.`
}

/** Names that would pass for one of the roles that every store has. */
export const isReservedName = (name: string): boolean =>
  (ROLES as readonly string[]).includes(name.toLowerCase())
