// How often somebody may try, by e-mail address; whether it is a customer's makes no difference.

/**
 * Seconds for which an e-mail address is closed after the first, second, … attempt; the last figure holds for all
 * further ones. An attempt counts as failed until it has succeeded, which forgets them all. While an address is
 * closed nothing is tried, counted or prolonged. So whoever guesses has about 300 tries a day, and whoever wants to
 * lock a customer out must go on all the time, keeps them out for five minutes at most at a time, and neither ends a
 * session nor stops a reset of the password, which opens the address again.
 */
export const LOCK_SECONDS = {
  login: [0, 0, 0, 0, 15, 30, 60, 120, 300],
  // Mails: the link of an earlier one stays good meanwhile.
  password: [60, 300, 900],
  verification: [60, 300, 900],
} as const satisfies Record<string, readonly number[]>
export type Purpose = keyof typeof LOCK_SECONDS

/** After so long without any, attempts are forgotten. */
export const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000

const DAY_MS = 24 * 60 * 60 * 1000
const SESSION_MS = 30 * DAY_MS

/** When a session ends that is used at `now`. */
export const sessionEnd = (now: Date): string => new Date(now.getTime() + SESSION_MS).toISOString()

/** Whether its end is to be moved on: once a day is enough. */
export const isDueToMove = (lastUsedAt: string, now: Date): boolean =>
  now.getTime() - Date.parse(lastUsedAt) >= DAY_MS
