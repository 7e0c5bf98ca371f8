// The short-lived token by which the gateway tells a worker who asks and for which tenant. Workers trust nothing else.
import { jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { atMost } from '../at-most.ts'
import { DomainError } from '../errors.ts'
import type { Soon } from '../soon.ts'
import type { Permission, Principal, PrincipalKind } from './permissions.ts'

export type TenantGrant = {
  tenantId: string
  shard: string
  epoch: number
  plan: string
  principal: Principal
}
/** The control plane's own, for what concerns a whole shard. It opens no tenant. */
type ShardGrant = {
  tenantId?: undefined
  shard: string
  epoch?: undefined
  plan?: undefined
  principal: Principal
}
export type Grant = TenantGrant | ShardGrant

const ISSUER = 'storeplane:gateway'
const AUDIENCE = 'storeplane:worker'
const LIFETIME_SECONDS = 60
/** One caller of each of so many tenants; about 1 KB each. */
const MAX_CACHED = 100_000

/**
 * Signs grants. A token carries no request id (that travels beside it), so one serves every request of the same
 * caller for half its lifetime and signing costs nothing on the hot path.
 */
export function tokenSigner(secret: string): (grant: Grant) => Promise<string> {
  const key = new TextEncoder().encode(secret)
  // By the clock on the wall, as the tokens: the other one stands still while the machine sleeps.
  const cache = new LRUCache<string, Promise<string>>({
    ...atMost(MAX_CACHED),
    ttl: (LIFETIME_SECONDS / 2) * 1000,
    perf: Date,
  })
  return (grant) => {
    const { principal } = grant
    const permissions = [...principal.permissions]
    const identity = [
      grant.tenantId,
      grant.shard,
      grant.epoch,
      grant.plan,
      principal.kind,
      principal.id,
      principal.impersonator,
      principal.label,
      permissions,
    ].join('|')
    const cached = cache.get(identity)
    if (cached !== undefined) return cached
    const token = new SignJWT({
      tid: grant.tenantId,
      shard: grant.shard,
      epoch: grant.epoch,
      plan: grant.plan,
      kind: principal.kind,
      impersonator: principal.impersonator,
      label: principal.label,
      permissions,
    })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(principal.id)
      .setExpirationTime(`${LIFETIME_SECONDS}s`)
      .sign(key)
    cache.set(identity, token)
    return token
  }
}

/** Checks tokens for one shard. Throws `invalid_credentials` for a bad, expired or foreign token. */
export function tokenVerifier(secret: string, shard: string): (token: string) => Soon<Grant> {
  const key = new TextEncoder().encode(secret)
  const cache = new LRUCache<string, { grant: Grant; expiresAt: number }>(atMost(MAX_CACHED))
  const verify = async (token: string): Promise<Grant> => {
    const { payload } = await jwtVerify(token, key, {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ['HS256'],
    }).catch(() => {
      throw new DomainError('invalid_credentials', 'The worker was called without a valid gateway token.')
    })
    if (payload.shard !== shard) {
      throw new DomainError('invalid_credentials', `This worker serves shard ${shard} only.`)
    }
    const principal: Principal = {
      kind: payload.kind as PrincipalKind,
      id: payload.sub as string,
      permissions: new Set(payload.permissions as Permission[]),
      impersonator: payload.impersonator as string | undefined,
      label: payload.label as string | undefined,
    }
    const grant: Grant =
      payload.tid === undefined
        ? { shard, principal }
        : {
            tenantId: payload.tid as string,
            shard,
            epoch: payload.epoch as number,
            plan: payload.plan as string,
            principal,
          }
    cache.set(token, { grant, expiresAt: (payload.exp as number) * 1000 })
    return grant
  }
  return (token) => {
    const cached = cache.get(token)
    return cached !== undefined && cached.expiresAt > Date.now() ? cached.grant : verify(token)
  }
}
