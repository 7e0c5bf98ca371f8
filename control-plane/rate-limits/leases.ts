// Limits that several processes share. A process asks an authority for some requests at once and uses them from memory, so
// that few requests wait; the authority gave each of them, so together they never pass more than the limit.
import type { Authority, Places } from './authority.ts'
import { BURST, CONCURRENT } from './rules.ts'
import { type Lease, NO_HIT, newLease, type Usage } from './usage.ts'

export type Leases = {
  /** Whether the authority answers. While it does not, each process goes by its own counts. */
  isUp: () => boolean
  /** As `hitOf` of one process; or what to wait for before asking again. */
  hitOf: (usage: Usage, now: number) => number | Promise<void>
  close: () => void
}

/** What one process holds unused is at most this part of what is left, and this many: the others may miss it. */
const SHARE = 0.01
const MOST_AHEAD = 500
/** Those who wait get no more than this part at once, so that what is asked for is there. */
const WAITING_SHARE = 0.1
/** So long a refusal is believed: others may give back what they asked for in vain. */
const DENIED_MS = 100
/** Places are given back all the time. */
const NO_PLACE_MS = 10
/** So long a place stays with its process after a request, for the next one; then it is everybody's again. */
const PLACE_HELD_MS = 10
/** What is held of a burst is worth nothing later: it would come on top of the next one. */
const BURST_HELD_MS = 1_000

export function createLeases(authority: Authority): Leases {
  const { places } = authority
  const returns = places && openReturns(places.release)

  /** Gives how many were given. */
  const ask = async (usage: Usage, lease: Lease, limit: number): Promise<number> => {
    const { windows, bounds } = usage
    const amount = amountOf(lease, limit)
    try {
      const { success, remaining } = await authority.ask(usage, limit, amount)
      if (usage.windows.starts[limit] !== windows.starts[limit]) return 0
      if (success) add(lease, usage, limit, amount)
      // Of other limits by now this says nothing.
      if (usage.bounds === bounds) {
        lease.left[limit] = success ? remaining : 0
        if (!success && amount === 1) lease.deniedUntil[limit] = Date.now() + DENIED_MS
      }
      return success ? amount : 0
    } catch {
      // It is not up, so those who wait go by what this process counted.
      return 0
    }
  }

  const askPlaces = async ({ hold, release }: Places, usage: Usage, lease: Lease) => {
    const amount = amountOf(lease, CONCURRENT)
    // What began while nobody was asked runs, too.
    const wanted = Math.max(placesOf(lease), usage.running) + amount
    try {
      const { success, remaining } = await hold(usage, wanted)
      lease.left[CONCURRENT] = success ? remaining : 0
      if (success) lease.granted[CONCURRENT] = wanted
      else if (amount === 1) lease.deniedUntil[CONCURRENT] = Date.now() + NO_PLACE_MS
      return success ? amount : 0
    } catch {
      // They may have been given, and the answer lost.
      release(usage, placesOf(lease))
      return 0
    } finally {
      // Another limit may have refused whoever waited.
      lease.over?.(usage)
    }
  }

  const askOnce = (usage: Usage, lease: Lease, limit: number): Promise<void> => {
    lease.waiting[limit] = (lease.waiting[limit] as number) + 1
    const start = () =>
      limit === CONCURRENT && places !== undefined
        ? askPlaces(places, usage, lease)
        : ask(usage, lease, limit)
    const asked =
      lease.asking[limit] ??
      start().then((given) => {
        lease.asking[limit] = undefined
        lease.wanted[limit] = Math.max(0, (lease.waiting[limit] as number) - given)
        lease.waiting[limit] = 0
      })
    lease.asking[limit] = asked
    return asked
  }

  return {
    isUp: authority.isUp,
    hitOf: (usage, now) => {
      const { most } = usage.bounds
      const lease = usage.lease ?? newLease(returns?.add)
      usage.lease = lease
      if (usage.running >= (most[CONCURRENT] as number)) return CONCURRENT
      let asked: Promise<void>[] | undefined
      for (let i = BURST; i >= 0; i -= 1) {
        if (most[i] === Number.POSITIVE_INFINITY || holds(lease, usage, i, now)) continue
        if ((lease.deniedUntil[i] as number) > now) return i
        asked ??= []
        asked.push(askOnce(usage, lease, i))
      }
      if (asked !== undefined) return Promise.all(asked).then(() => {})
      // Last, so that nobody has a place who may not pass.
      if (places === undefined || most[CONCURRENT] === Number.POSITIVE_INFINITY) return NO_HIT
      if (usage.running < placesOf(lease)) return NO_HIT
      return (lease.deniedUntil[CONCURRENT] as number) > now ? CONCURRENT : askOnce(usage, lease, CONCURRENT)
    },
    close: () => {
      returns?.stop()
      authority.close()
    },
  }
}

const placesOf = ({ granted }: Lease): number => granted[CONCURRENT] as number

/** Gives back the places of those that `add` was told of, as far as nothing runs there any more. */
function openReturns(release: (usage: Usage, places: number) => void) {
  const idle = new Set<Usage>()
  let timer: NodeJS.Timeout | undefined
  const giveBack = () => {
    timer = undefined
    for (const usage of idle) {
      idle.delete(usage)
      const { running, lease } = usage
      // Whoever asks is told of afterwards.
      if (lease === undefined || lease.asking[CONCURRENT] !== undefined || placesOf(lease) <= running)
        continue
      lease.granted[CONCURRENT] = running
      lease.deniedUntil[CONCURRENT] = 0
      release(usage, running)
    }
  }
  return {
    add: (usage: Usage): void => {
      if (usage.lease === undefined || placesOf(usage.lease) <= usage.running) return
      idle.add(usage)
      timer ??= setTimeout(giveBack, PLACE_HELD_MS)
    },
    stop: () => clearTimeout(timer),
  }
}

function holds(lease: Lease, usage: Usage, limit: number, now: number): boolean {
  if (limit !== BURST) return (usage.used[limit] as number) < (lease.granted[limit] as number)
  if (now - lease.tokensAt > BURST_HELD_MS) lease.tokens = 0
  return lease.tokens >= 1
}

function add(lease: Lease, usage: Usage, limit: number, amount: number): void {
  if (limit === BURST) {
    lease.tokens += amount
    lease.tokensAt = Date.now()
    return
  }
  // What passed while nobody answered, passed.
  lease.granted[limit] = Math.max(lease.granted[limit] as number, usage.used[limit] as number) + amount
}

/** What those need whom the last answer left waiting, and some more, where plenty is left. */
function amountOf({ left, wanted }: Lease, limit: number): number {
  const remaining = left[limit] as number
  const ahead = Math.min(MOST_AHEAD, Math.floor(remaining * SHARE))
  const most = Math.max(1, Math.floor(remaining * WAITING_SHARE))
  return Math.min(most, Math.max(1, wanted[limit] as number) + ahead)
}
