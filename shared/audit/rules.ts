// What an audit entry says of a change, and what it leaves out. Pure.
import { createHash } from 'node:crypto'
import type { Permission } from '../auth/permissions.ts'

/** By top-level field of what was changed; without `from` it was made, without `to` removed. */
export type Changes = Record<string, { from?: unknown; to?: unknown }>

/** Of how many bytes an entry's changes may be, as JSON. */
const MAX_CHANGES_BYTES = 16 * 1024
const REDACTED = '[redacted]'
const PERSONAL = '[personal]'
const TRUNCATED = '[truncated]'

/** Changes with every successful write, so it says nothing. */
const NOISE = new Set(['updated_at'])

/**
 * `post /admin/v1/products` (201) → `product.created`, `patch …/products/{product_id}` → `product.updated`,
 * `post …/promotions/{promotion_id}/activate` → `promotion.activate`.
 */
export function actionOf({ method, path, status }: { method: string; path: string; status: number }): string {
  const nouns = path
    .split('/')
    .slice(3)
    .filter((part) => !part.startsWith('{'))
    .map((part) => part.replaceAll('-', '_'))
  const last = nouns.at(-1) ?? ''
  if (method === 'delete') return `${singular(last)}.deleted`
  if (method !== 'post') return `${singular(last)}.updated`
  if (status === 201 && (nouns.length === 1 || singular(last) !== last)) return `${singular(last)}.created`
  return nouns.length === 1 ? last : `${singular(nouns.at(-2) ?? '')}.${last}`
}

const singular = (noun: string): string =>
  noun
    .replace(/ies$/, 'y')
    .replace(/(ss|x|ch|sh)es$/, '$1')
    .replace(/(?<![su])s$/, '')

/** What the two differ in. */
export function difference(before: object, after: object): Changes {
  const [from, to] = [before, after].map((value) => plain(value)) as [Plain, Plain]
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  const changed = names.filter(
    (name) => !NOISE.has(name) && JSON.stringify(from[name]) !== JSON.stringify(to[name]),
  )
  return Object.fromEntries(changed.map((name) => [name, { from: from[name] ?? null, to: to[name] ?? null }]))
}

export const removal = (before: object): Changes =>
  Object.fromEntries(Object.entries(plain(before)).map(([name, from]) => [name, { from }]))

/** What a body asks for. Of text and files only how much it is, and by which hash it can be told again. */
export function given(body: unknown): Changes {
  if (typeof body === 'string') {
    const sha256 = createHash('sha256').update(body).digest('hex')
    return { body: { to: { bytes: Buffer.byteLength(body), sha256 } } }
  }
  if (typeof body !== 'object' || body === null) return {}
  if ('sha256' in body && 'path' in body && 'size' in body)
    return { body: { to: { bytes: body.size, sha256: body.sha256 } } }
  return Object.fromEntries(Object.entries(plain(body)).map(([name, to]) => [name, { to }]))
}

type Plain = Record<string, unknown>
const plain = (value: object): Plain => JSON.parse(JSON.stringify(value)) as Plain

// Names of what opens doors, whatever stands before them: client_secret, session_token.
const SECRET =
  /(^|_)(password|passphrase|secret|token|credential|key|otp|totp|recovery_code|backup_code)s?(_hash)?$/i
const CODE = /(^|_)codes?$/i

/**
 * Whether a field holds a secret, by its name. On the routes about people's accounts a code is one too: those that
 * authenticators and mails give.
 */
export const isSecretName = (name: string, permission: Permission): boolean =>
  SECRET.test(name) || ((permission === 'account' || permission === 'public') && CODE.test(name))

/** Shoppers' data is erased on demand (GDPR, article 17) and entries never are: they name the fields and hold no value. */
export const isPersonal = (permission: Permission): boolean =>
  /^(customers|orders|reviews|gift_cards):/.test(permission)

/** Without values, where they belong to shoppers. */
export const withoutValues = (changes: Changes): Changes =>
  Object.fromEntries(
    Object.entries(changes).map(([name, change]) => [
      name,
      Object.fromEntries(Object.keys(change).map((side) => [side, PERSONAL])),
    ]),
  )

/** Without secrets, however deep they stand. */
export function withoutSecrets(changes: Changes, isSecret: (name: string) => boolean): Changes {
  const clean = (name: string, value: unknown): unknown => {
    if (value === null || value === undefined || typeof value === 'boolean') return value
    if (isSecret(name)) return REDACTED
    if (Array.isArray(value)) return value.map((item) => clean('', item))
    if (typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, value]) => [name, clean(name, value)]))
  }
  return Object.fromEntries(
    Object.entries(changes).map(([name, change]) => [
      name,
      Object.fromEntries(Object.entries(change).map(([side, value]) => [side, clean(name, value)])),
    ]),
  )
}

/** Cut to what an entry may hold: the largest values go first, and when that is not enough, all. */
export function bounded(changes: Changes): { changes: Changes; truncated: boolean } {
  const sized = Object.entries(changes).map(([name, change]) => ({ name, change, bytes: bytesOf(change) }))
  let bytes = bytesOf(changes)
  if (bytes <= MAX_CHANGES_BYTES) return { changes, truncated: false }
  const kept: Changes = { ...changes }
  for (const { name, change, bytes: was } of sized.sort((a, b) => b.bytes - a.bytes)) {
    const cut = Object.fromEntries(Object.keys(change).map((side) => [side, TRUNCATED]))
    kept[name] = cut
    bytes += bytesOf(cut) - was
    if (bytes <= MAX_CHANGES_BYTES) return { changes: kept, truncated: true }
  }
  return { changes: {}, truncated: true }
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
