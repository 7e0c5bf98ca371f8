// What a change within a period costs: the unused time of the old, the remaining time of the new, to the second.
import { scaled } from '../../../shared/money/rounding.ts'
import { lengthFrom, type Rhythm } from './dates.ts'

/** What one period costs, in minor units. */
export type Priced = Rhythm & { amount: number }
/** A period that was paid for. */
export type Paid = Priced & { start: Date; end: Date }

export type ProrationLine = {
  kind: 'unused_time' | 'remaining_time'
  from: string
  to: string
  amount: number
}

const DAY_SECONDS = 24 * 60 * 60

/** Seconds of the period: all, what is left of them, and how many a period of `next` has that begins with this one. */
function measure(paid: Paid, next: Priced, at: Date): { whole: number; left: number; ofNext: number } {
  const whole = seconds(paid.end.getTime() - paid.start.getTime())
  const left = Math.max(0, Math.min(whole, seconds(paid.end.getTime() - at.getTime())))
  const isSame = paid.interval === next.interval && paid.interval_count === next.interval_count
  return { whole, left, ofNext: isSame ? whole : seconds(lengthFrom(paid.start, next)) }
}

const seconds = (ms: number): number => Math.floor(ms / 1000)

/**
 * The unused time of what was paid for, below zero, and the remaining time of what takes its place: as Stripe prorates
 * (docs.stripe.com/billing/subscriptions/prorations), each rounded half up to the minor unit. Where the rhythm changes, a
 * second of the new costs its part of a whole period that begins with this one.
 */
export function proration(paid: Paid, next: Priced, at: Date): ProrationLine[] {
  const { whole, left, ofNext } = measure(paid, next, at)
  if (left === 0) return []
  const times = { from: at.toISOString(), to: paid.end.toISOString() }
  const lines: ProrationLine[] = [
    { kind: 'unused_time', ...times, amount: 0 - scaled(paid.amount, left, whole) },
    { kind: 'remaining_time', ...times, amount: scaled(next.amount, left, ofNext) },
  ]
  return lines.filter(({ amount }) => amount !== 0)
}

export const netOf = (lines: readonly ProrationLine[]): number =>
  lines.reduce((sum, { amount }) => sum + amount, 0)

/**
 * Until when what is left of a period pays for the new instead: whole days, of which a part counts as one. As app stores do
 * it: 15.00 left of a month are 7.5 days of one at 60.00, so 8 (developer.samsung.com, in-app subscriptions).
 */
export function timeInstead(paid: Paid, next: Priced, at: Date): Date {
  const { whole, left, ofNext } = measure(paid, next, at)
  if (next.amount === 0 || whole === 0) return paid.end
  // What is left is amount × left / whole, and a day costs amount × day / ofNext.
  const worth = BigInt(paid.amount) * BigInt(left) * BigInt(ofNext)
  const perDay = BigInt(next.amount) * BigInt(DAY_SECONDS) * BigInt(whole)
  const days = Number((worth + perDay - 1n) / perDay)
  return new Date(at.getTime() + days * DAY_SECONDS * 1000)
}
