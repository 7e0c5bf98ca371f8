// Who a request speaks for.
import { timingSafeEqual } from 'node:crypto'
import { hashCredential } from '../../shared/auth/credentials.ts'
import {
  ALL_STORE_PERMISSIONS,
  ANONYMOUS,
  type Permission,
  type Principal,
} from '../../shared/auth/permissions.ts'
import { DomainError } from '../../shared/errors.ts'
import type { Credential } from './queries.ts'

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
    const isMember = credential.tenant_ids.includes(tenantId)
    return {
      kind: 'account',
      id: credential.id,
      permissions: new Set(isMember ? ALL_STORE_PERMISSIONS : ['shop']),
    }
  }
  if (credential.tenant_id !== tenantId) throw badCredentials()
  const { kind, id, scopes } = credential
  return { kind, id, permissions: scopes.length === 0 ? SHOP : new Set<Permission>(['shop', ...scopes]) }
}

const SHOP: ReadonlySet<Permission> = new Set<Permission>(['shop'])
const SHOPPER: Principal = { ...ANONYMOUS, permissions: SHOP }

/** Who calls the platform API. */
export function platformPrincipal(credential: Credential | undefined): Principal {
  if (credential === undefined) return ANONYMOUS
  const permissions = new Set<Permission>(credential.kind === 'account' ? ['account'] : [])
  return { kind: credential.kind, id: credential.id, permissions }
}

/** Compared by hash, so that neither length nor content shows in the time it takes. */
export function isAdminToken(secret: string, adminToken: string | undefined): boolean {
  if (adminToken === undefined) return false
  return timingSafeEqual(Buffer.from(hashCredential(secret)), Buffer.from(hashCredential(adminToken)))
}

export const PLATFORM_ADMIN: Principal = {
  kind: 'platform_admin',
  id: 'platform_admin',
  permissions: new Set<Permission>(['account', 'platform:admin']),
}
