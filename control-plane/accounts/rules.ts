// How long sessions and links last, and how often somebody may try.

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const SESSION_TOKEN_MS = HOUR_MS
const SESSION_MS = 30 * DAY_MS
const SESSION_LIMIT_MS = 90 * DAY_MS

const after = (from: Date, ms: number) => new Date(from.getTime() + ms)
const earlier = (one: Date, other: Date) => (one < other ? one : other)

/** When a session ends that began at `createdAt` and is used at `now`: 30 days later, and 90 days after it began at the latest. */
export const sessionEnd = (createdAt: Date, now: Date): Date =>
  earlier(after(now, SESSION_MS), after(createdAt, SESSION_LIMIT_MS))

/** When a session's token expires that is given at `now`: in an hour, and never after the session. */
export const sessionTokenEnd = (sessionEnd: Date, now: Date): Date =>
  earlier(after(now, SESSION_TOKEN_MS), sessionEnd)

export type LinkPurpose = 'verification' | 'email_change' | 'password_reset'
const LINK_MS: Readonly<Record<LinkPurpose, number>> = {
  verification: DAY_MS,
  email_change: DAY_MS,
  password_reset: HOUR_MS,
}
export const linkEnd = (purpose: LinkPurpose, now: Date): Date => after(now, LINK_MS[purpose])

/** Seconds to wait after each attempt: none before the one numbered `from`, then `first`, twice as long each time, up to `max`. */
export function doublingWaits({ from, first, max }: { from: number; first: number; max: number }): number[] {
  const waits = Array.from({ length: from - 1 }, () => 0)
  for (let wait = first; wait < max; wait *= 2) waits.push(wait)
  return [...waits, max]
}

/**
 * Seconds for which somebody is closed out after the first, second, … attempt; the last figure holds for all further
 * ones. While closed, nothing is tried, counted or prolonged. An attempt counts as failed until it has succeeded.
 *
 * Passwords are counted as OWASP describes for device cookies: a device that signed in to the account before has a count of
 * its own, all other devices share one for the e-mail address, and one for their network. So strangers can keep out
 * strangers only. Somebody without a known device gets one by a reset of the password, which no count stops for long.
 */
export const WAITS = {
  /** Wrong passwords from a device that the account knows. */
  device: doublingWaits({ from: 5, first: 30, max: 3_600 }),
  /** For one e-mail address, from all other devices together. */
  email: doublingWaits({ from: 10, first: 30, max: 900 }),
  /** From one network, for whatever e-mail addresses. */
  network: doublingWaits({ from: 50, first: 30, max: 3_600 }),
  /** Asked of somebody who is signed in already. */
  account: doublingWaits({ from: 5, first: 30, max: 900 }),
  /** Mails with links, to one e-mail address. */
  mail: doublingWaits({ from: 4, first: 300, max: 3_600 }),
  /** The same, asked for from one network. */
  mail_network: doublingWaits({ from: 30, first: 60, max: 3_600 }),
} as const satisfies Record<string, readonly number[]>
export type AttemptKind = keyof typeof WAITS

/** After so long without any, attempts are forgotten. */
export const FORGOTTEN_AFTER_MS = DAY_MS
