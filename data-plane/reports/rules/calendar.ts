// Days, hours and months of a time zone, and the periods that reports are about. Dates are text such as `2026-03-29`.

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export const GRANULARITIES = ['hour', 'day', 'week', 'month'] as const
export type Granularity = (typeof GRANULARITIES)[number]
/** Days from the first to the last, both included. */
export type Period = { from: string; to: string }
/** What sums are kept for. */
export type Unit = 'hour' | 'day' | 'month'
/** Sums from one key to another that is not included. */
export type KeyRange = { unit: Unit; from: string; to: string }
/** `date`: the first day of it. */
export type Bucket = { startsAt: string; date: string; ranges: KeyRange[] }

/** Made once for each zone: to make one takes a thousand times as long as to use it. */
const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  formats.set(zone, format)
  return format
}

/** What clocks in `zone` show at an instant, as if it were UTC. */
function wallClock(at: number, zone: string): number {
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000)
}

const offsetAt = (at: number, zone: string): number => wallClock(at, zone) - at
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const msOf = (date: string): number => Date.parse(`${date}T00:00:00.000Z`)

/** The day that it is in `zone` at `at`. */
export const localDate = (at: Date, zone: string): string => dateOf(wallClock(at.getTime(), zone))

/** When a day begins in `zone`: at midnight, or when clocks go forward at midnight an hour later. */
export function startOfDay(date: string, zone: string): Date {
  const midnight = msOf(date)
  const before = offsetAt(midnight - DAY_MS, zone)
  const after = offsetAt(midnight + DAY_MS, zone)
  const isMidnight = (at: number) => wallClock(at, zone) === midnight
  const found = [midnight - before, midnight - after].filter(isMidnight)
  return new Date(found.length > 0 ? Math.min(...found) : midnight - before)
}

/** When the hour of the clock in `zone` that `at` is in began. */
export function startOfHour(at: Date, zone: string): Date {
  const offset = offsetAt(at.getTime(), zone)
  return new Date(Math.floor((at.getTime() + offset) / HOUR_MS) * HOUR_MS - offset)
}

export const addDays = (date: string, days: number): string => dateOf(msOf(date) + days * DAY_MS)
export const daysBetween = (from: string, to: string): number => Math.round((msOf(to) - msOf(from)) / DAY_MS)

/** Months later; a day that the month does not have is its last. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return dateOf(Date.UTC(year, month - 1 + months, Math.min(day, last)))
}

const earlier = (a: string, b: string): string => (a < b ? a : b)
const monthOf = (date: string): string => date.slice(0, 7)
const firstOfMonth = (date: string): string => `${monthOf(date)}-01`
const isLastOfMonth = (date: string): boolean => addDays(date, 1).endsWith('-01')
/** Weeks begin on Monday. */
const startOfWeek = (date: string): string => addDays(date, -((new Date(msOf(date)).getUTCDay() + 6) % 7))

/** The keys under which what happened at `at` is summed up. */
export const keysOf = (at: Date, zone: string): Record<Unit, string> => {
  const date = localDate(at, zone)
  return { hour: startOfHour(at, zone).toISOString(), day: date, month: monthOf(date) }
}

/** Whole months, and the days before and after them. */
export function rangesOf({ from, to }: Period): KeyRange[] {
  const end = addDays(to, 1)
  const firstMonth = from.endsWith('-01') ? from : addMonths(firstOfMonth(from), 1)
  const endOfMonths = firstOfMonth(end)
  if (firstMonth >= endOfMonths) return [{ unit: 'day', from, to: end }]
  const ranges: KeyRange[] = [
    { unit: 'day', from, to: firstMonth },
    { unit: 'month', from: monthOf(firstMonth), to: monthOf(endOfMonths) },
    { unit: 'day', from: endOfMonths, to: end },
  ]
  return ranges.filter((range) => range.from < range.to)
}

/** Of one that begins with a month and ends with one: as many months before. Of any other: as many days. */
export function previousOf({ from, to }: Period): Period {
  if (from.endsWith('-01') && isLastOfMonth(to)) {
    const months = monthsBetween(from, to) + 1
    return { from: addMonths(from, -months), to: addDays(from, -1) }
  }
  return { from: addDays(from, -1 - daysBetween(from, to)), to: addDays(from, -1) }
}

function monthsBetween(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 1] = from.split('-').map(Number)
  const [toYear = 0, toMonth = 1] = to.split('-').map(Number)
  return (toYear - fromYear) * 12 + toMonth - fromMonth
}

/** What a period is best shown by. */
export function usualGranularity({ from, to }: Period): Granularity {
  const days = daysBetween(from, to) + 1
  if (days <= 2) return 'hour'
  if (days <= 92) return 'day'
  return days <= 366 ? 'week' : 'month'
}

/** So long a period may be, in days, that it does not fall into more parts than anybody can look at. */
export const MAX_DAYS: Record<Granularity, number> = { hour: 14, day: 400, week: 1_100, month: 3_700 }

/** The period in parts without a gap. Weeks and months are cut off where the period begins and ends. */
export function bucketsOf(period: Period, granularity: Granularity, zone: string): Bucket[] {
  if (granularity === 'hour') return hoursOf(period, zone)
  return partsOf(period, granularity).map((part) => dayBucket(part, zone))
}

function hoursOf({ from, to }: Period, zone: string): Bucket[] {
  const end = startOfDay(addDays(to, 1), zone)
  const buckets: Bucket[] = []
  for (let at = startOfDay(from, zone); at < end; ) {
    const next = startOfHour(new Date(at.getTime() + HOUR_MS), zone)
    const startsAt = at.toISOString()
    const ranges: KeyRange[] = [{ unit: 'hour', from: startsAt, to: next.toISOString() }]
    buckets.push({ startsAt, date: localDate(at, zone), ranges })
    at = next
  }
  return buckets
}

function partsOf({ from, to }: Period, granularity: Exclude<Granularity, 'hour'>): Period[] {
  const parts: Period[] = []
  for (let at = from; at <= to; ) {
    const next = {
      day: () => addDays(at, 1),
      week: () => addDays(startOfWeek(at), 7),
      month: () => addMonths(firstOfMonth(at), 1),
    }[granularity]()
    const end = addDays(next, -1)
    parts.push({ from: at, to: earlier(end, to) })
    at = next
  }
  return parts
}

const dayBucket = (part: Period, zone: string): Bucket => ({
  startsAt: startOfDay(part.from, zone).toISOString(),
  date: part.from,
  ranges: rangesOf(part),
})

/**
 * What each part of a period is compared with: the part that lies as far back as the previous period does, or as many months
 * back. Hours are paired in their order, as a day may have 23; undefined where the previous period is shorter.
 */
export function previousBuckets(
  period: Period,
  granularity: Granularity,
  zone: string,
): (Bucket | undefined)[] {
  const previous = previousOf(period)
  if (granularity === 'hour') return hoursOf(previous, zone)
  if (granularity === 'month' && period.from.endsWith('-01') && isLastOfMonth(period.to))
    return bucketsOf(previous, 'month', zone)
  const days = daysBetween(previous.from, period.from)
  return partsOf(period, granularity).map((part) => {
    const from = addDays(part.from, -days)
    const to = addDays(part.to, -days)
    if (from > previous.to) return undefined
    return dayBucket({ from, to: earlier(to, previous.to) }, zone)
  })
}
