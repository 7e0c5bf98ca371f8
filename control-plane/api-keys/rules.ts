// What may become of a key.
import type { ApiKey } from './schema.ts'

/** Why a key can be neither changed nor replaced any more; undefined when it can. */
export function whyEnded(key: Pick<ApiKey, 'revoked_at' | 'rotated_to'>): string | undefined {
  if (key.revoked_at !== null) return 'This key was revoked.'
  if (key.rotated_to !== null) return `This key was replaced by ${key.rotated_to}.`
  return undefined
}

/** Those of `wanted` that are neither `held` already nor the caller's own to give. */
export const beyond = <S extends string>(
  wanted: readonly S[],
  own: ReadonlySet<string>,
  held: readonly S[] = [],
): S[] => wanted.filter((scope) => !own.has(scope) && !held.includes(scope))

/** When a key ends that is replaced at `now`: after the grace period, and no later than it would have ended anyway. */
export function graceEnd(now: Date, graceSeconds: number, expiresAt: string | null): string {
  const end = new Date(now.getTime() + graceSeconds * 1_000).toISOString()
  return expiresAt !== null && expiresAt < end ? expiresAt : end
}
