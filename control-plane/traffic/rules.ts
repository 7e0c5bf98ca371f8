// How long requests took, counted in ranges, and how plots are cut into steps.

/** Upper bounds in milliseconds; what took longer than the last falls behind it. Stored counts rely on them. */
export const BOUNDS_MS = [1, 2, 5, 10, 20, 35, 50, 75, 100, 150, 250, 500, 1_000, 2_500, 5_000] as const
export const RANGES = BOUNDS_MS.length + 1

/** The range that a duration falls into. */
export function rangeOf(ms: number): number {
  const found = BOUNDS_MS.findIndex((bound) => ms <= bound)
  return found === -1 ? BOUNDS_MS.length : found
}

/**
 * Below what time so large a share of the requests was answered, in milliseconds, as if those of one range were spread over
 * it evenly; null when there were none. For what took longer than the last bound, that bound.
 */
export function quantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let rest = share * total
  for (const [i, count] of counts.entries()) {
    if (rest <= count && count > 0) {
      const below = BOUNDS_MS[i - 1] ?? 0
      const above = BOUNDS_MS[i] ?? below
      return Math.round((below + (above - below) * (rest / count)) * 100) / 100
    }
    rest -= count
  }
  return BOUNDS_MS.at(-1) ?? null
}

const STEPS_SECONDS = [60, 300, 900, 3_600, 21_600, 86_400] as const
const WANTED_POINTS = 100

/** The smallest step in which a span has about a hundred points. */
export function stepFor(spanMs: number): number {
  const wanted = spanMs / 1_000 / WANTED_POINTS
  return STEPS_SECONDS.find((step) => step >= wanted) ?? 86_400
}

/** The beginnings of all steps that touch a span, ms since 1970. */
export function stepsOf({ from, to, stepMs }: { from: number; to: number; stepMs: number }): number[] {
  const first = Math.floor(from / stepMs) * stepMs
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / stepMs)) }, (_, i) => first + i * stepMs)
}
