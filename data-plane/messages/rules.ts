// In which language a mail is, when it is tried again, and when it is too late for it.

/** `de-AT` → `de-AT`, `de`; nothing for what is no language tag. */
function tagsOf(locale: string): string[] {
  const parts = locale.split('-')
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('-'))
}

/**
 * The languages that a mail may be in, the best one first: that of its reader, that of the store, English; of each the
 * region's own before the language alone.
 */
export const languagesFor = (locales: readonly (string | null)[]): string[] => [
  ...new Set([...locales, 'en'].flatMap((locale) => (locale === null ? [] : tagsOf(locale)))),
]

/** By which amounts and days are written: as the reader does it, if the mail is in their language. */
export const formatOf = (language: string, locales: readonly (string | null)[]): string =>
  locales.find((locale) => locale?.split('-')[0] === language.split('-')[0]) ?? language

const MINUTE_MS = 60_000
/** After each attempt but the last. A mail server that is away for a day is waited for. */
const WAITS_MS = [1, 5, 15, 60, 180, 360, 720].map((minutes) => minutes * MINUTE_MS)

/** When a mail is tried again that was tried `attempts` times; undefined: never. */
export function nextAttempt(attempts: number, now: Date): Date | undefined {
  const wait = WAITS_MS[attempts - 1]
  return wait === undefined ? undefined : new Date(now.getTime() + wait)
}

/** Jobs may stand still for a while, and what happened may be brought in later; news of a week ago only puzzles people. */
const TOO_LATE_MS = 7 * 24 * 60 * MINUTE_MS

/** Whether a mail about what happened then helps nobody any more. */
export const isTooLate = (happened: Date, now: Date): boolean =>
  now.getTime() - happened.getTime() > TOO_LATE_MS
