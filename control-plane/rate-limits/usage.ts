// What one store, key or client has used of its limits, in this process's memory. A decision takes no allocation.
import { type Bounds, BURST, CONCURRENT, WINDOWS, type Windows } from './rules.ts'

export type Usage = {
  readonly id: string
  /** Of a store and its keys. */
  readonly tenantId: string | undefined
  bounds: Bounds
  /** Those that the counts are of. */
  windows: Windows
  /** By window. */
  readonly used: number[]
  /** How much of that is known to the control database. */
  readonly stored: number[]
  /** Left of the burst as of `seenAt` (ms), its latest request. */
  tokens: number
  seenAt: number
  running: number
  /** Until it is known what was used before this process. */
  loading: Promise<void> | undefined
  lease: Lease | undefined
}

/** What an authority has allowed this process to use, by limit but for `tokens`, which are of the burst. */
export type Lease = {
  /** Of what runs at once: how many places are this process's. */
  readonly granted: number[]
  tokens: number
  tokensAt: number
  /** What it had left then. */
  readonly left: number[]
  /** Until when (ms) it need not be asked again. */
  readonly deniedUntil: number[]
  readonly asking: (Promise<void> | undefined)[]
  /** How many wait for the answer under way, and how many the last one left waiting. */
  readonly waiting: number[]
  readonly wanted: number[]
  /** Hears that a place may be free, if places are leased. */
  readonly over: ((usage: Usage) => void) | undefined
}

export function newUsage(
  { id, tenantId, bounds }: Pick<Usage, 'id' | 'tenantId' | 'bounds'>,
  windows: Windows,
  now: number,
): Usage {
  return {
    id,
    tenantId,
    bounds,
    windows,
    used: [0, 0, 0, 0],
    stored: [0, 0, 0, 0],
    tokens: bounds.most[BURST] as number,
    seenAt: now,
    running: 0,
    loading: undefined,
    lease: undefined,
  }
}

export const newLease = (over?: (usage: Usage) => void): Lease => ({
  granted: [0, 0, 0, 0, 0, 0],
  tokens: 0,
  tokensAt: 0,
  left: [0, 0, 0, 0, 0, 0],
  deniedUntil: [0, 0, 0, 0, 0, 0],
  asking: [undefined, undefined, undefined, undefined, undefined, undefined],
  waiting: [0, 0, 0, 0, 0, 0],
  wanted: [0, 0, 0, 0, 0, 0],
  over,
})

/** Brings a usage to the present: windows that ended begin anew, and other limits count from now on. */
export function bringTo(usage: Usage, windows: Windows, bounds: Bounds, now: number): void {
  if (usage.windows !== windows) {
    for (let i = 0; i < WINDOWS.length; i += 1) {
      if (usage.windows.starts[i] === windows.starts[i]) continue
      usage.used[i] = 0
      usage.stored[i] = 0
      if (usage.lease !== undefined) {
        usage.lease.granted[i] = 0
        usage.lease.deniedUntil[i] = 0
      }
    }
    usage.windows = windows
  }
  const size = bounds.most[BURST] as number
  if (usage.bounds !== bounds) {
    // Whoever is allowed more has it now, not when the burst has filled up.
    const grown = size - (usage.bounds.most[BURST] as number)
    if (grown > 0) usage.tokens += grown
    usage.bounds = bounds
    usage.lease?.deniedUntil.fill(0)
  }
  if (now > usage.seenAt) usage.tokens += (now - usage.seenAt) * bounds.refill
  if (!(usage.tokens <= size)) usage.tokens = size
  usage.seenAt = now
}

export const NO_HIT = -1

/** The number of the limit that forbids one more, the longest window's first; NO_HIT when none does. */
export function hitOf({ bounds: { most }, used, tokens, running }: Usage): number {
  for (let i = WINDOWS.length - 1; i >= 0; i -= 1) if ((used[i] as number) >= (most[i] as number)) return i
  if (tokens < 1) return BURST
  return running >= (most[CONCURRENT] as number) ? CONCURRENT : NO_HIT
}

/** Counts one request. @param isLeased whether the burst is an authority's to count */
export function take(usage: Usage, isLeased: boolean): void {
  const { used, lease } = usage
  for (let i = 0; i < WINDOWS.length; i += 1) used[i] = (used[i] as number) + 1
  if (isLeased && lease !== undefined) lease.tokens -= 1
  else usage.tokens -= 1
  usage.running += 1
}

/** Takes back what `take` counted, for a request that another limit refused. */
export function giveBack(usage: Usage): void {
  const { used, stored } = usage
  for (let i = 0; i < WINDOWS.length; i += 1)
    if ((used[i] as number) > (stored[i] as number)) used[i] = (used[i] as number) - 1
  if (usage.lease === undefined) usage.tokens += 1
  else usage.lease.tokens += 1
}

/** How many requests a limit leaves, as far as this process knows. */
export function leftOf({ bounds: { most }, used, tokens, running, lease }: Usage, limit: number): number {
  const all = most[limit] as number
  if (limit === CONCURRENT) return Math.max(0, all - running)
  if (lease === undefined)
    return Math.max(0, Math.floor(limit === BURST ? tokens : all - (used[limit] as number)))
  const held = limit === BURST ? lease.tokens : (lease.granted[limit] as number) - (used[limit] as number)
  return (lease.left[limit] as number) + Math.max(0, held)
}

/** The limit of which the smallest part is left. Of none that is limited, NO_HIT. */
export function nearestOf(usage: Usage): number {
  const { most } = usage.bounds
  let nearest = NO_HIT
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i <= BURST; i += 1) {
    const all = most[i] as number
    if (all === Number.POSITIVE_INFINITY) continue
    const part = leftOf(usage, i) / all
    if (part >= least) continue
    least = part
    nearest = i
  }
  return nearest
}

/** Whole seconds until a limit leaves more: until its window ends, or the burst is full. None for what runs at once. */
export function secondsTo(usage: Usage, limit: number, now: number): number {
  if (limit === CONCURRENT) return 1
  if (limit < BURST) return Math.max(1, Math.ceil(((usage.windows.ends[limit] as number) - now) / 1_000))
  const { most, refill } = usage.bounds
  return Math.max(1, Math.ceil(((most[BURST] as number) - leftOf(usage, BURST)) / refill / 1_000))
}

/** Whole seconds after which one more may pass. */
export function retryAfter(usage: Usage, limit: number, now: number): number {
  if (limit !== BURST) return secondsTo(usage, limit, now)
  return Math.max(1, Math.ceil((1 - Math.min(1, usage.tokens)) / usage.bounds.refill / 1_000))
}
