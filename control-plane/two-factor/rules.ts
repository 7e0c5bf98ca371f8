// How long whoever gets a code wrong waits, and how recovery codes are written.

const FIRST_WAIT_SECONDS = 30
/** So many failures are free; then each doubles the wait, from one step of the app up to the longest. */
export const FREE_FAILURES = 5
const LONGEST_WAIT_SECONDS = 15 * 60
const FORGOTTEN_AFTER_SECONDS = 24 * 60 * 60

export type Failures = { failures: number; last_failed_at: string | null }

const secondsSince = (time: string | null, now: Date): number =>
  time === null ? Number.POSITIVE_INFINITY : (now.getTime() - Date.parse(time)) / 1_000

/** How many failures still count: none after a day without one. */
export const countedFailures = ({ failures, last_failed_at }: Failures, now: Date): number =>
  secondsSince(last_failed_at, now) > FORGOTTEN_AFTER_SECONDS ? 0 : failures

/**
 * Seconds until the next attempt. By 15 minutes for each a day has 96 of them: with three codes of a million to hit, one
 * chance in 3,500 a day for who knows the password already.
 */
export function secondsToWait(failed: Failures, now: Date): number {
  const failures = countedFailures(failed, now)
  if (failures < FREE_FAILURES) return 0
  const wait = Math.min(FIRST_WAIT_SECONDS * 2 ** (failures - FREE_FAILURES), LONGEST_WAIT_SECONDS)
  return Math.max(0, Math.ceil(wait - secondsSince(failed.last_failed_at, now)))
}

/** Without what people mistake for something else: 31 characters, so that 16 of them hold 79 bits. */
export const RECOVERY_ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'
export const RECOVERY_LENGTH = 16

/** A recovery code in groups of four, as it is shown. */
export const grouped = (code: string): string => code.match(/.{4}/g)?.join('-') ?? code

/** A recovery code as people write it, the way it is hashed. */
export const plainRecoveryCode = (text: string): string => text.toLowerCase().replaceAll(/[\s-]/g, '')
