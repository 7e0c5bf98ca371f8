// What gateways note of the requests that they answered: counted in memory, written every few seconds. It costs a request
// almost nothing, and may lose the last seconds when a process dies.
import type { Log } from '../../shared/log.ts'
import type { CountRow, Counts } from './queries.ts'
import { RANGES, rangeOf } from './rules.ts'

/** Stands for the whole installation. */
export const ALL = '00000000-0000-0000-0000-000000000000'

const FLUSH_MS = 5_000
const MINUTE_MS = 60_000
/** Rows of one statement. */
const BATCH = 1_000
/** What so many stores were asked is written at once; with more, when its minute is over, as most are asked again in it. */
const MAX_PROMPT = 2_000
/** So many rows are kept while the database is away, the latest. */
const MAX_WAITING = 50_000

/** What was counted in one minute, by tenant. */
type Minute = { at: string; counts: Map<string, Counts> }

export type TrafficRecorder = {
  /** @param tenant undefined for what concerns no store @param ms from the request to its answer */
  note: (answered: { tenant: string | undefined; status: number; ms: number }) => void
  /** Writes what is noted and not written yet. */
  stop: () => Promise<void>
}

/** @param store writes rows in one transaction */
export function openTraffic(
  store: (rows: readonly CountRow[]) => Promise<void>,
  { log, flushMs = FLUSH_MS }: { log: Log; flushMs?: number | undefined },
): TrafficRecorder {
  let minute = 0
  let counts = new Map<string, Counts>()
  const waiting: Minute[] = []

  const close = (): void => {
    if (counts.size > 0) waiting.push({ at: new Date(minute * MINUTE_MS).toISOString(), counts })
    counts = new Map()
  }
  const count = (tenant: string, status: number, range: number): void => {
    let of = counts.get(tenant)
    if (of === undefined) {
      of = { status_2xx: 0, status_3xx: 0, status_4xx: 0, status_5xx: 0, durations: Array(RANGES).fill(0) }
      counts.set(tenant, of)
    }
    if (status < 300) of.status_2xx += 1
    else if (status < 400) of.status_3xx += 1
    else if (status < 500) of.status_4xx += 1
    else of.status_5xx += 1
    of.durations[range] = (of.durations[range] ?? 0) + 1
  }
  const flush = async (isLast = false): Promise<void> => {
    if (isLast || counts.size <= MAX_PROMPT || Math.floor(Date.now() / MINUTE_MS) !== minute) close()
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const { at, counts } = first
      const batch = counts.entries().take(BATCH).toArray()
      try {
        await store(batch.map(([tenant_id, of]) => ({ tenant_id, at, ...of })))
      } catch (err) {
        forget(waiting, waiting.reduce((rows, { counts }) => rows + counts.size, 0) - MAX_WAITING)
        log.warn({ err }, 'counts of requests were not written')
        return
      }
      forget(waiting, batch.length)
    }
  }
  let flushing: Promise<void> | undefined
  const timer = setInterval(() => {
    flushing ??= flush().finally(() => {
      flushing = undefined
    })
  }, flushMs).unref()

  return {
    note: ({ tenant, status, ms }) => {
      const now = Math.floor(Date.now() / MINUTE_MS)
      if (now !== minute) {
        close()
        minute = now
      }
      const range = rangeOf(ms)
      count(ALL, status, range)
      if (tenant !== undefined) count(tenant, status, range)
    },
    stop: async () => {
      clearInterval(timer)
      await flushing
      await flush(true)
    },
  }
}

/** Takes the oldest rows away. */
function forget(waiting: Minute[], rows: number): void {
  let left = rows
  for (let first = waiting[0]; first !== undefined && left > 0; first = waiting[0]) {
    for (const tenant of first.counts.keys().take(left)) {
      first.counts.delete(tenant)
      left -= 1
    }
    if (first.counts.size === 0) waiting.shift()
  }
}
