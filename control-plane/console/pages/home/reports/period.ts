// Which period a page is about, as its address says.
import type { Search } from '../../../api/search.ts'

export const PRESETS = ['1', '7', '30', '90', '365'] as const
const USUAL = '30'
const GRANULARITIES = ['hour', 'day', 'week', 'month'] as const
export type Granularity = (typeof GRANULARITIES)[number]

/** What the reports are asked with. */
export type PeriodQuery = { days?: number; since?: string; until?: string }

const isDate = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

/** One of the presets, or `custom` with two days. Anything else is the usual preset. */
export function periodOf(search: Search): { chosen: string; query: PeriodQuery } {
  const { period, since, until } = search
  if (period === 'custom' && isDate(since) && isDate(until))
    return { chosen: period, query: { since, until } }
  const days = PRESETS.find((preset) => preset === period) ?? USUAL
  return { chosen: days, query: { days: Number(days) } }
}

export const granularityOf = ({ by }: Search): Granularity | undefined =>
  GRANULARITIES.find((granularity) => granularity === by)

/**
 * By how much something is more than it was: 0.5 is half as much again.
 * Null where there was nothing before, and undefined where there was and is nothing.
 */
export function changeOf(now: number | null, before: number | null): number | null | undefined {
  if (now === null || before === null) return undefined
  if (before === 0) return now === 0 ? undefined : null
  return (now - before) / Math.abs(before)
}
