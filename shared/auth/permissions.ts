// Who asks, and what a caller may do. A route names exactly one permission.

/** What an API key or a member of staff can be granted on one store. */
export const STORE_PERMISSIONS = [
  'products:read',
  'products:write',
  'orders:read',
  'orders:write',
  'inventory:read',
  'inventory:write',
  'customers:read',
  'customers:write',
  'promotions:read',
  'promotions:write',
  'gift_cards:read',
  'gift_cards:write',
  'reviews:read',
  'reviews:write',
  'store:read',
  'store:write',
  'events:read',
] as const
export type StorePermission = (typeof STORE_PERMISSIONS)[number]

/**
 * - `public`: anyone, signed in or not
 * - `shop`: a shopper, at a store's own address or with its publishable key
 * - `account`: a signed-in person on the platform API
 * - `platform:admin`: those who run the installation
 * - `internal`: the control plane itself
 */
export type Permission = StorePermission | 'public' | 'shop' | 'account' | 'platform:admin' | 'internal'

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
}

export const ANONYMOUS: Principal = { kind: 'anonymous', id: '', permissions: new Set() }
export const ALL_STORE_PERMISSIONS: readonly Permission[] = ['shop', ...STORE_PERMISSIONS]
