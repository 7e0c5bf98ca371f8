// `Idempotency-Key`: the same key with the same request gives the same answer for 24 hours, and the work is done once.
// Only success is kept: a refused write changed nothing, so a retry may be tried afresh.
import { createHash } from 'node:crypto'
import { DomainError } from '../errors.ts'
import { assertStorable } from './input.ts'

export const KEPT_HOURS = 24
const MAX_KEY_LENGTH = 255

type StoredAnswer = { status: number; body: string }
export type Idempotency<C> = (
  ctx: C,
  request: { key: string; fingerprint: readonly string[] },
  perform: (ctx: C) => Promise<StoredAnswer>,
) => Promise<StoredAnswer & { replayed: boolean }>

/** The request's key, or undefined. Throws `malformed_request` when it is too long. */
export function idempotencyKey(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key')
  if (key === null) return undefined
  if (key === '' || key.length > MAX_KEY_LENGTH) {
    throw new DomainError('malformed_request', `Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters.`)
  }
  assertStorable(key, 'Idempotency-Key')
  return key
}

export const hashOf = (parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex')

/** Throws `idempotency_key_reused` when the key was first used for another request. */
export function assertSameRequest(storedHash: string, hash: string): void {
  if (storedHash !== hash) {
    throw new DomainError(
      'idempotency_key_reused',
      'This Idempotency-Key was used for another request. Use a new key.',
    )
  }
}
