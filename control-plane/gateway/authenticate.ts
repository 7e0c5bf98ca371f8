// Who a request speaks for.
import { timingSafeEqual } from 'node:crypto'
import { hashCredential } from '../../shared/auth/credentials.ts'
import {
  ANONYMOUS,
  type Permission,
  type Principal,
  STORE_PERMISSIONS,
  TENANT_PERMISSIONS,
} from '../../shared/auth/permissions.ts'
import { DomainError } from '../../shared/errors.ts'
import { actingAs, assertOwnStore, mayImpersonate } from './impersonation.ts'
import type { AccountCredential, Credential } from './queries.ts'

/** The bearer secret of a request, or undefined. Throws `invalid_credentials` for any other scheme. */
export function bearerOf(request: Request): string | undefined {
  const header = request.headers.get('authorization')
  if (header === null) return undefined
  const match = /^Bearer +(\S+)$/i.exec(header)
  if (match?.[1] === undefined) throw badCredentials()
  return match[1]
}

export const badCredentials = () =>
  new DomainError('invalid_credentials', 'This key or session is wrong, revoked or expired.')

/** Who calls a store's APIs. A key of another store is as good as a wrong one. */
export function storePrincipal(credential: Credential | undefined, tenantId: string): Principal {
  if (credential === undefined) return SHOPPER
  if (credential.kind === 'account') {
    const isStaffPermission = (permission: Permission) =>
      (STORE_PERMISSIONS as readonly string[]).includes(permission)
    const permissions = permissionsAt(credential, tenantId)?.filter(isStaffPermission) ?? []
    assertOwnStore(credential, tenantId)
    return { ...actingAs(credential), permissions: new Set<Permission>(['shop', ...permissions]) }
  }
  if (credential.tenant_id !== tenantId) throw badCredentials()
  const { kind, id, label, scopes } = credential
  return {
    kind,
    id,
    label,
    permissions: scopes.length === 0 ? SHOP : new Set<Permission>(['shop', ...scopes]),
  }
}

const SHOP: ReadonlySet<Permission> = new Set<Permission>(['shop'])
const SHOPPER: Principal = { ...ANONYMOUS, permissions: SHOP }

/** What an account may do at a store; undefined when it does not belong to it. */
function permissionsAt({ memberships, impersonation }: AccountCredential, tenantId: string) {
  const held = memberships.find((membership) => membership.tenant_id === tenantId)?.permissions
  return impersonation === undefined
    ? held
    : held?.filter((permission) => mayImpersonate(permission, impersonation))
}

/**
 * Who calls the platform API.
 * @param tenantId the tenant that the path names, if it names one. To those who do not belong to it, it is not there.
 */
export function platformPrincipal(
  credential: Credential | undefined,
  tenantId: string | undefined,
): Principal {
  if (credential === undefined) return ANONYMOUS
  if (credential.kind !== 'account') {
    const { kind, id, label } = credential
    return { kind, id, label, permissions: new Set() }
  }
  const isAdmin = credential.platform_role === 'admin'
  const permissions = tenantId === undefined ? [] : permissionsAt(credential, tenantId)
  if (permissions === undefined && !isAdmin) throw noTenant(tenantId)
  return {
    ...actingAs(credential),
    ...(isAdmin && { kind: 'platform_admin' }),
    sessionId: credential.session_id,
    permissions: new Set<Permission>([...ownPermissions(credential), ...(permissions ?? [])]),
  }
}

/** What is the account's own stays closed to whoever acts in its place. */
function ownPermissions({ platform_role, impersonation }: AccountCredential): Iterable<Permission> {
  if (platform_role === 'admin') return PLATFORM_ADMIN.permissions
  return impersonation === undefined ? ['account'] : []
}

const noTenant = (id: string | undefined) => new DomainError('not_found', `There is no tenant ${id}.`)

/** The store that a session names on the base host. To those who do not belong to it, it is not there. */
export function namedTenant(request: Request, account: AccountCredential): string {
  const named = request.headers.get('x-tenant-id')?.toLowerCase()
  if (named === undefined)
    throw new DomainError(
      'forbidden',
      "A session names no store: send X-Tenant-Id, or use the store's own address or an API key.",
    )
  if (permissionsAt(account, named) === undefined) throw noTenant(named)
  return named
}

/** Nobody yet, who holds a refresh token: what is remembered for their Idempotency-Key is given to nobody else. */
export const anonymousHolder = (refreshToken: string): Principal => ({
  ...ANONYMOUS,
  id: hashCredential(refreshToken),
})

/** Compared by hash, so that neither length nor content shows in the time it takes. */
export function isAdminToken(secret: string, adminToken: string | undefined): boolean {
  if (adminToken === undefined) return false
  return timingSafeEqual(Buffer.from(hashCredential(secret)), Buffer.from(hashCredential(adminToken)))
}

export const PLATFORM_ADMIN: Principal = {
  kind: 'platform_admin',
  id: 'platform_admin',
  permissions: new Set<Permission>([
    'account',
    'platform:admin',
    'audit:read',
    'tenant:write',
    ...TENANT_PERMISSIONS.filter((permission) => permission.endsWith(':read')),
  ]),
}
