// Decides, at once and from memory, whether a request may pass. Each process decides for itself unless it has leases of what
// several share; what it counted of the longer windows it adds to the others' in the control database every few seconds.
import { after, type Soon } from '../../shared/soon.ts'
import type { Counts } from './counts.ts'
import type { Leases } from './leases.ts'
import { type Bounds, WINDOWS, type Windows, windowsAt } from './rules.ts'
import { bringTo, giveBack, hitOf, NO_HIT, newUsage, take, type Usage } from './usage.ts'

/** The request is not to pass: number `limit` of `usage` forbids it. Nothing was counted. */
export type Hit = { readonly usage: Usage; readonly limit: number }

export type Limiter = {
  /** Counts a request of `id`, which runs until its `leave`, or tells what forbids it. */
  admit: (id: string, tenantId: string | undefined, bounds: Bounds) => Soon<Usage | Hit>
  /** Stores and learns what is used of the longer windows, and forgets who is idle. */
  settle: () => Promise<void>
}

export type LimiterOptions = {
  /** Milliseconds since 1970. */
  now?: () => number
  /** Of the windows that outlive a process; without it something else knows them. */
  counts?: Counts | undefined
  leases?: Leases | undefined
}

/** Later than this after its last request, nobody is remembered. */
const IDLE_MS = 10 * 60_000
/** Then the oldest one goes. */
const MAX_KNOWN = 200_000
const SET_BACK_MS = 60_000
/** So long a first request waits to hear what was used before this process. */
const LOAD_TIMEOUT_MS = 250

/** The request is over. */
export function leave(usage: Usage): void {
  usage.running -= 1
  usage.lease?.over?.(usage)
}

/** The request did not count: another limit refused it. */
export function undo(usage: Usage): void {
  giveBack(usage)
  leave(usage)
}

export const isHit = (result: Usage | Hit): result is Hit => 'usage' in result

export function createLimiter({ now = Date.now, counts, leases }: LimiterOptions = {}): Limiter {
  const known = new Map<string, Usage>()
  let windows = windowsAt(now())

  const windowsOf = (time: number): Windows => {
    // A clock that is set back a little must not end a window twice.
    if (time >= (windows.ends[0] as number) || time < (windows.starts[0] as number) - SET_BACK_MS)
      windows = windowsAt(time)
    return windows
  }

  const meet = (id: string, tenantId: string | undefined, bounds: Bounds, time: number): Usage => {
    const [oldest] = known.size >= MAX_KNOWN ? known.keys() : []
    if (oldest !== undefined) known.delete(oldest)
    const usage = newUsage({ id, tenantId, bounds }, windowsOf(time), time)
    known.set(id, usage)
    if (counts !== undefined && outlives(usage)) {
      usage.loading = inTime(counts.load(usage)).finally(() => {
        usage.loading = undefined
      })
    }
    return usage
  }

  const decide = (usage: Usage, bounds: Bounds): Soon<Usage | Hit> => {
    const time = now()
    bringTo(usage, windowsOf(time), bounds, time)
    const isLeased = leases?.isUp() === true
    const hit = isLeased ? leases.hitOf(usage, time) : hitOf(usage)
    // By the latest limits: with two kinds in turn, each would undo what the other was told.
    if (typeof hit !== 'number') return hit.then(() => decide(usage, usage.bounds))
    if (hit !== NO_HIT) return { usage, limit: hit }
    take(usage, isLeased)
    return usage
  }

  return {
    admit: (id, tenantId, bounds) => {
      const usage = known.get(id) ?? meet(id, tenantId, bounds, now())
      return after(usage.loading, () => decide(usage, bounds))
    },
    settle: async () => {
      const idleSince = now() - IDLE_MS
      const unstored: Usage[] = []
      for (const usage of known.values()) {
        if (counts !== undefined && usage.loading === undefined && isUnstored(usage)) unstored.push(usage)
        else if (usage.seenAt < idleSince && usage.running === 0) known.delete(usage.id)
      }
      await counts?.store(unstored)
    },
  }
}

/** Whether a longer window of it is limited, which a new process must not begin anew. */
const outlives = ({ tenantId, bounds: { most } }: Usage): boolean =>
  tenantId !== undefined && most.slice(1, WINDOWS.length).some(Number.isFinite)

function isUnstored(usage: Usage): boolean {
  if (!outlives(usage)) return false
  for (let i = 1; i < WINDOWS.length; i += 1)
    if ((usage.used[i] as number) > (usage.stored[i] as number)) return true
  return false
}

/** What cannot be read in time is not waited for: the next time it is stored tells as much. */
async function inTime(load: Promise<void>): Promise<void> {
  const timeout = Promise.withResolvers<void>()
  const timer = setTimeout(timeout.resolve, LOAD_TIMEOUT_MS)
  try {
    await Promise.race([load, timeout.promise])
  } catch {
    // The same.
  } finally {
    clearTimeout(timer)
  }
}
