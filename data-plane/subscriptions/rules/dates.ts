// When a subscription is renewed. All in UTC.

export const INTERVALS = ['day', 'week', 'month', 'year'] as const
/** So many days, weeks, months or years from one renewal to the next. */
export type Rhythm = { interval: (typeof INTERVALS)[number]; interval_count: number }

const DAY_MS = 24 * 60 * 60 * 1000

export const addDays = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS)

/**
 * The date `steps` intervals after the anchor, at its time of day. Months that are too short end on their last day, and the
 * next one goes back to the anchor's: 31 January, 28 February, 31 March.
 */
export function dateAt(anchor: Date, { interval, interval_count }: Rhythm, steps: number): Date {
  const count = interval_count * steps
  if (interval === 'day') return addDays(anchor, count)
  if (interval === 'week') return addDays(anchor, 7 * count)
  const months = interval === 'month' ? count : 12 * count
  const date = new Date(anchor)
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  date.setUTCDate(Math.min(anchor.getUTCDate(), daysIn(date)))
  return date
}

const daysIn = (month: Date): number =>
  new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate()

/** The dates of a subscription follow from its anchor; `step`: how many intervals after it the next renewal is. */
export type Schedule = Rhythm & { anchor: Date; step: number }

export const renewalOf = ({ anchor, step, ...rhythm }: Schedule): Date => dateAt(anchor, rhythm, step)

/** The step after the present one whose date is still to come: what was missed for long is not made up for. */
export function stepAfter(schedule: Schedule, now: Date): number {
  let step = schedule.step + 1
  while (renewalOf({ ...schedule, step }) <= now) step += 1
  return step
}

/** How long an interval is that begins then. Milliseconds. */
export const lengthFrom = (start: Date, rhythm: Rhythm): number =>
  dateAt(start, rhythm, 1).getTime() - start.getTime()

/** Beginning and end of what is paid for, or free on trial. */
export type Terms = Rhythm & { trial_days: number }
export type Start = { anchor: Date; step: number; cycle: number; trialEndsAt: Date | null }

/** A trial goes before the first cycle, which is ordered when it ends; else the first cycle is ordered at once. */
export function startOf({ trial_days }: Terms, now: Date): Start {
  if (trial_days === 0) return { anchor: now, step: 1, cycle: 1, trialEndsAt: null }
  const trialEndsAt = addDays(now, trial_days)
  return { anchor: trialEndsAt, step: 0, cycle: 0, trialEndsAt }
}
