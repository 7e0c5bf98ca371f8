// How often something happened on a whole shard: counted in memory as it is committed, written every few seconds. It costs a
// transaction nothing, and may lose the last seconds when a process dies.
import { sql } from 'drizzle-orm/sql'
import type { Db } from '../db/connect.ts'
import type { Log } from '../log.ts'

const FLUSH_MS = 5_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const KEPT_MS = 31 * 24 * HOUR_MS

export type EventCounter = {
  /** Counts events that were committed. */
  add: (events: readonly { name: string }[]) => void
  /** Writes what is left. */
  stop: () => Promise<void>
}

/** @param counted names of the events that are counted; the others are not */
export function openEventCounter(
  db: Db,
  {
    counted,
    log,
    flushMs = FLUSH_MS,
  }: { counted: readonly string[]; log: Log; flushMs?: number | undefined },
): EventCounter {
  const names = new Set(counted)
  /** By minute (ms since 1970), then by name. */
  let counts = new Map<number, Map<string, number>>()
  let prunedAt = 0

  const add = (minute: number, name: string, by: number): void => {
    const ofMinute = counts.get(minute) ?? new Map<string, number>()
    counts.set(minute, ofMinute.set(name, (ofMinute.get(name) ?? 0) + by))
  }
  const flush = async (): Promise<void> => {
    const now = Date.now()
    if (counts.size === 0) return
    const rows = [...counts].flatMap(([minute, ofMinute]) =>
      [...ofMinute].map(([name, count]) => ({ minute, name, count })),
    )
    counts = new Map()
    try {
      await store(db, rows)
    } catch (err) {
      log.warn({ err }, 'counts of events were not written')
      for (const { minute, name, count } of rows) add(minute, name, count)
      return
    }
    if (now - prunedAt < HOUR_MS) return
    prunedAt = now
    await prune(db, now - KEPT_MS).catch((err) => log.warn({ err }, 'old counts of events were not removed'))
  }
  let flushing: Promise<void> | undefined
  const timer = setInterval(() => {
    flushing ??= flush().finally(() => {
      flushing = undefined
    })
  }, flushMs).unref()
  return {
    add: (events) => {
      for (const { name } of events)
        if (names.has(name)) add(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS, name, 1)
    },
    stop: async () => {
      clearInterval(timer)
      await flushing
      await flush()
    },
  }
}

const store = (db: Db, rows: readonly { minute: number; name: string; count: number }[]) =>
  db.execute(sql`
    insert into app.event_counts as c (name, minute, count)
    select name, to_timestamp(minute / 1000), count
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (name text, minute bigint, count bigint)
    order by name, minute
    on conflict (name, minute) do update set count = c.count + excluded.count`)

const prune = (db: Db, before: number) =>
  db.execute(sql`delete from app.event_counts where minute < to_timestamp(${before}::bigint / 1000)`)
