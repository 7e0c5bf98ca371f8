// What limits mean: which hold for a store at a time, and where their windows begin and end.
import type { Effective, Override, RateLimits, Scope, ScopedRateLimits, Sources } from './schema.ts'

/** The windows of the calendar, in UTC, shortest first. Each begins where a minute begins. */
export const WINDOWS = ['per_minute', 'per_hour', 'per_day', 'per_month'] as const
export const BURST = WINDOWS.length
export const CONCURRENT = WINDOWS.length + 1
/** By number, as everything below knows them. */
export const LIMITS = [...WINDOWS, 'burst', 'concurrent'] as const

/** Milliseconds since 1970. `ends` are the next ones' beginnings. */
export type Windows = { readonly starts: readonly number[]; readonly ends: readonly number[] }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The windows that `now` (ms since 1970) lies in. */
export function windowsAt(now: number): Windows {
  const date = new Date(now)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  const starts = [MINUTE, HOUR, DAY].map((length) => now - (now % length))
  return {
    starts: [...starts, Date.UTC(year, month)],
    ends: [...starts.map((start, i) => start + ([MINUTE, HOUR, DAY][i] ?? 0)), Date.UTC(year, month + 1)],
  }
}

/**
 * The length of fixed windows, counted from 1970 as limiters do, of which one holds all of a span: a month is none of
 * theirs. What it holds beside the span does not matter to a counter that is named by the span. All in whole ms.
 */
export function windowAround(start: number, end: number): number {
  const length = end - start
  if (start % length === 0) return length
  return Math.ceil(end / (Math.floor(end / length) - 1))
}

/** A limit for one kind of caller, ready to decide by. Where there is no limit, it is infinite. */
export type Bounds = {
  readonly scope: Subject
  /** Whether anything is limited. */
  readonly isFinite: boolean
  /** By number: windows, the size of a burst, and how many at once. */
  readonly most: readonly number[]
  /** Tokens that a burst gets back in a millisecond. */
  readonly refill: number
  /** As in `RateLimit-Policy`, by number. */
  readonly policies: readonly string[]
  /** How each begins in `RateLimit`, by number. */
  readonly names: readonly string[]
}

export type Subject = Scope | 'address' | 'account'

const SECONDS = [60, 3_600, 86_400, 2_592_000]

/** Policies are named `minute`, `burst` and so on; those of a key `key_minute`. */
export function boundsOf(scope: Subject, limits: RateLimits): Bounds {
  const { burst } = limits
  const most = LIMITS.map(
    (name) => (name === 'burst' ? burst?.size : limits[name]) ?? Number.POSITIVE_INFINITY,
  )
  const seconds = [...SECONDS, burst === null ? 0 : Math.ceil(burst.size / burst.per_second)]
  const whose = scope === 'tenant' ? '' : `${scope}_`
  const names = LIMITS.map((name) => `"${whose}${name.replace('per_', '')}"`)
  return {
    scope,
    isFinite: most.some(Number.isFinite),
    most,
    refill: burst === null ? 0 : burst.per_second / 1_000,
    names,
    policies: LIMITS.map((name, i) =>
      name === 'concurrent'
        ? `${names[i]};q=${most[i]};qu="concurrent-requests"`
        : `${names[i]};q=${most[i]};w=${seconds[i]}`,
    ),
  }
}

/** An override as far as it decides. Times in ms; of several, the later one in a list counts. */
export type Dated = Pick<Override, 'id' | 'scope' | 'limits'> & { from: number; until: number | null }

/** What holds at `now`, and from when (ms) something else may. */
export function effectiveLimits(
  plan: ScopedRateLimits,
  overrides: readonly Dated[],
  now: number,
): { tenant: Effective; key: Effective; until: number } {
  const edges = overrides.flatMap(({ from, until }) => [from, until ?? now]).filter((edge) => edge > now)
  const inForce = overrides.filter(({ from, until }) => from <= now && (until === null || now < until))
  const of = (scope: Scope): Effective => {
    const own = inForce.filter((override) => override.scope === scope)
    const sources = Object.keys(plan[scope]).map((name) => {
      const last = own.findLast(({ limits }) => limits[name as keyof RateLimits] !== undefined)
      return [name, last?.id ?? null]
    })
    return {
      limits: Object.assign({}, plan[scope], ...own.map(({ limits }) => limits)),
      overridden_by: Object.fromEntries(sources) as Sources,
    }
  }
  return { tenant: of('tenant'), key: of('key'), until: Math.min(...edges, Number.POSITIVE_INFINITY) }
}
