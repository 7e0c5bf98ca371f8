// Who asks, and what a caller may do. A route names exactly one permission.

/** What an API key or a member of staff can be granted on one store's own APIs. */
export const STORE_PERMISSIONS = [
  'products:read',
  'products:write',
  'orders:read',
  'orders:write',
  'orders:refund',
  'payments:read',
  'payments:write',
  'subscriptions:read',
  'subscriptions:write',
  'inventory:read',
  'inventory:write',
  'customers:read',
  'customers:write',
  'reports:read',
  'promotions:read',
  'promotions:write',
  'gift_cards:read',
  'gift_cards:write',
  'reviews:read',
  'reviews:write',
  'content:read',
  'content:write',
  'store:read',
  'store:write',
  'events:read',
  'audit:read',
  'secrets:read',
  'secrets:write',
] as const
export type StorePermission = (typeof STORE_PERMISSIONS)[number]

/** What a member of a store's staff can be granted beside that: the store as the platform knows it. */
export const TENANT_PERMISSIONS = [
  'tenant:read',
  'tenant:write',
  'members:read',
  'members:write',
  'api_keys:read',
  'api_keys:write',
  'domains:read',
  'domains:write',
] as const
type TenantPermission = (typeof TENANT_PERMISSIONS)[number]

export const STAFF_PERMISSIONS = [...STORE_PERMISSIONS, ...TENANT_PERMISSIONS] as const
export type StaffPermission = StorePermission | TenantPermission

/**
 * - `public`: anyone, signed in or not
 * - `shop`: a shopper, at a store's own address or with its publishable key
 * - `account`: a signed-in person on the platform API
 * - `platform:admin`: those who run the installation
 * - `internal`: the control plane itself
 */
export type Permission = StaffPermission | 'public' | 'shop' | 'account' | 'platform:admin' | 'internal'

export type PrincipalKind =
  | 'anonymous'
  | 'publishable_key'
  | 'secret_key'
  | 'account'
  | 'platform_admin'
  | 'control_plane'
  | 'job'

export type Principal = {
  readonly kind: PrincipalKind
  /** Id of the key, the account or the job; empty for anonymous. */
  readonly id: string
  readonly permissions: ReadonlySet<Permission>
  /** The session by which an account is signed in. */
  readonly sessionId?: string | undefined
  /** By what people know them, for the audit log: an e-mail address, or the first characters of a key. */
  readonly label?: string | undefined
  /** The platform admin who acts in this account's place. */
  readonly impersonator?: string | undefined
  /** Id of the impersonation by which they do; the control plane alone knows it. */
  readonly impersonation?: string | undefined
}

export const ANONYMOUS: Principal = { kind: 'anonymous', id: '', permissions: new Set() }
