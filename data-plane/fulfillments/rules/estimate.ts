// When goods are expected to arrive.
const DAY_MS = 24 * 60 * 60 * 1000

export type Estimate = { earliest: string; latest: string }
/** Days until a shipping method delivers. */
export type Days = { min_days: number | null; max_days: number | null }

const dateAfter = (at: string, days: number): string =>
  new Date(Date.parse(at) + days * DAY_MS).toISOString().slice(0, 10)

/**
 * The day that whoever sends it gave, or else what the shipping method promises from when it was sent; null when nobody
 * knows. Dates are in UTC.
 */
export function estimateOf(
  given: string | null,
  shippedAt: string | undefined,
  days: Days | undefined,
): Estimate | null {
  if (given !== null) return { earliest: given, latest: given }
  const max = days?.max_days ?? days?.min_days ?? null
  if (shippedAt === undefined || max === null) return null
  return { earliest: dateAfter(shippedAt, days?.min_days ?? 0), latest: dateAfter(shippedAt, max) }
}
