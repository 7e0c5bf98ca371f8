// API keys as the gateway holds them, and whether one may be used just now and from here.
import type { BlockList } from 'node:net'
import type { StorePermission } from '../../shared/auth/permissions.ts'
import { DomainError } from '../../shared/errors.ts'
import { type Client, isWithin, networks } from '../../shared/http/client.ts'
import type { KeyUsage } from '../api-keys/index.ts'

type Key = {
  kind: 'publishable_key' | 'secret_key'
  id: string
  /** How it begins and ends. */
  label: string
  tenant_id: string
  scopes: StorePermission[]
}
export type KeyRow = Key & { expires_at: string | null; allowed_ips: string[]; per_minute: number | null }
/** What most keys lack is not there at all, as there may be hundreds of thousands in memory. */
export type KeyCredential = Key & {
  /** ms */
  expiresAt?: number
  allowedFrom?: BlockList
  /** What its rate tier allows. */
  perMinute?: number
}

export function keyCredential(row: KeyRow): KeyCredential {
  const { kind, id, label, tenant_id, scopes, expires_at, allowed_ips, per_minute } = row
  const key: KeyCredential = { kind, id, label, tenant_id, scopes }
  if (expires_at !== null) key.expiresAt = Date.parse(expires_at)
  if (allowed_ips.length > 0) key.allowedFrom = networks(allowed_ips)
  if (per_minute !== null) key.perMinute = per_minute
  return key
}

/** Throws `key_expired` or `ip_not_allowed`. Whoever holds the key may know why it is refused. */
export function assertUsable({ expiresAt, allowedFrom }: KeyCredential, client: () => Client): void {
  if (expiresAt !== undefined && expiresAt <= Date.now())
    throw new DomainError('key_expired', `This key expired at ${new Date(expiresAt).toISOString()}.`)
  if (allowedFrom === undefined) return
  const { address } = client()
  if (!isWithin(allowedFrom, address))
    throw new DomainError('ip_not_allowed', `This key may not be used from ${address}.`, {
      refusal: { rule: 'api_key.ip', had: address },
    })
}

type Incoming = { readonly client: () => Client; key: KeyCredential | undefined }

/** Lets a key of the store in that is asked, and notes that it was used. */
export function admitKey(key: KeyCredential, incoming: Incoming, usage: KeyUsage): void {
  if (key.kind === 'secret_key') incoming.key = key
  assertUsable(key, incoming.client)
  usage.used(key, incoming.client)
}
