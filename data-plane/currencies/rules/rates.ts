// What becomes of the rates that a provider gives.
import { crossRate, type Rate, readRate, writeRate } from '../../../shared/money/convert.ts'
import type { ExchangeRate } from '../schema.ts'
import type { DailyRates } from './ecb.ts'

export type Trend = ExchangeRate['trend']

/** Tenths of a percent that a rate may move and still count as stable. */
const STABLE_PER_MILLE = 1n
/** A rate that moves by more in one step is taken for a mistake. */
const JUMP_PERCENT = 50n

/** Where a rate goes against the one that held before. */
export function trendOf(rate: Rate, previous: Rate | undefined): Trend {
  if (previous === undefined) return 'stable'
  const change = changeOf(rate, previous)
  if (magnitude(change.by) * 1_000n <= STABLE_PER_MILLE * change.of) return 'stable'
  return change.by > 0n ? 'up' : 'down'
}

const isJump = (rate: Rate, previous: Rate): boolean => {
  const change = changeOf(rate, previous)
  return magnitude(change.by) * 100n > JUMP_PERCENT * change.of
}

/** As a fraction of the rate before. */
function changeOf(rate: Rate, previous: Rate): { by: bigint; of: bigint } {
  const before = previous.numerator * rate.denominator
  return { by: rate.numerator * previous.denominator - before, of: before }
}

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n)

/** Days for which a file may be the latest without a reason to doubt it: a long weekend. */
const FRESH_DAYS = 4
const DOUBT_PER_DAY = 10
const DAY_MS = 86_400_000

/** How much the rates of `date` are still worth at `now`, from 100 down to 0 for those that are out of date. */
export function confidenceOf(date: string, now: Date): number {
  const days = Math.floor((now.getTime() - Date.parse(date)) / DAY_MS)
  return Math.min(100, Math.max(0, 100 - DOUBT_PER_DAY * (days - FRESH_DAYS)))
}

type Quote = { pair: string; rate: string }
export type RefreshPlan = {
  added: (Quote & { trend: Trend })[]
  unchanged: string[]
  rejected: (Quote & { previous_rate: string })[]
  missing: string[]
}

/**
 * Which rates from `base` to each of `codes` are new. @param latest the text of each pair's latest rate
 * @returns undefined when the provider does not know the base currency
 */
export function planRefresh(
  { rates }: DailyRates,
  base: string,
  codes: readonly string[],
  latest: ReadonlyMap<string, string>,
): RefreshPlan | undefined {
  const from = rates.get(base)
  if (from === undefined) return undefined
  const plan: RefreshPlan = { added: [], unchanged: [], rejected: [], missing: [] }
  for (const code of codes) {
    const to = rates.get(code)
    const text = to === undefined ? undefined : writeRate(crossRate(from, to))
    const rate = text === undefined ? undefined : readRate(text)
    if (text === undefined || rate === undefined) {
      plan.missing.push(code)
      continue
    }
    const pair = base + code
    const previous_rate = latest.get(pair)
    const previous = previous_rate === undefined ? undefined : readRate(previous_rate)
    if (text === previous_rate) plan.unchanged.push(pair)
    else if (previous_rate !== undefined && previous !== undefined && isJump(rate, previous))
      plan.rejected.push({ pair, rate: text, previous_rate })
    else plan.added.push({ pair, rate: text, trend: trendOf(rate, previous) })
  }
  return plan
}
