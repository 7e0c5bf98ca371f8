// What a credential means by which a platform admin acts in an account's place.
import type { Principal, StaffPermission } from '../../shared/auth/permissions.ts'
import { DomainError } from '../../shared/errors.ts'
import type { Impersonated } from '../impersonations/index.ts'
import type { AccountCredential, Credential } from './queries.ts'

/** What gives access beyond the impersonation's end is not theirs to give. */
const LASTING: readonly StaffPermission[] = ['api_keys:write', 'members:write']

/** Whether an impersonation has what the account itself may do. */
export const mayImpersonate = (permission: StaffPermission, { writes }: Impersonated): boolean =>
  permission.endsWith(':read') || (writes && !LASTING.includes(permission))

/** The principal, but for what it may do. */
export const actingAs = ({
  kind,
  id,
  label,
  impersonation,
}: AccountCredential): Omit<Principal, 'permissions'> =>
  impersonation === undefined
    ? { kind, id, label }
    : { kind, id, label, impersonator: impersonation.admin_id, impersonation: impersonation.id }

/** Elsewhere an account shops like anyone; who acts in its place has business at one store only. Throws `forbidden`. */
export function assertOwnStore({ memberships, impersonation }: AccountCredential, tenantId: string): void {
  if (impersonation !== undefined && memberships.every(({ tenant_id }) => tenant_id !== tenantId))
    throw new DomainError('forbidden', 'This impersonation is for another store.')
}

/** Tells on every answer that somebody else acts here. */
export const impersonationHeader = (credential: Credential | undefined): Readonly<Record<string, string>> =>
  credential?.kind === 'account' && credential.impersonation !== undefined
    ? {
        'storeplane-impersonation': `${credential.impersonation.id}; ${credential.impersonation.writes ? 'write' : 'read-only'}`,
      }
    : NONE

const NONE = {}
