// What the processes of an installation have counted of the windows that outlive them, in the control database.
import type { Db } from '../../shared/db/connect.ts'
import { addCounts, type CountRow, findCounts } from './queries.ts'
import { WINDOWS } from './rules.ts'
import type { Usage } from './usage.ts'

export type Counts = {
  /** Learns what was used before. */
  load: (usage: Usage) => Promise<void>
  /** Adds what is not stored yet, and learns what others have used meanwhile. What fails is stored the next time. */
  store: (usages: readonly Usage[]) => Promise<void>
}

const ROWS_AT_ONCE = 500

/** Tells an authority what is used of a window by all. */
type Tell = (usage: Usage, window: number, total: number) => void

/** @param tell with an authority, which then knows what others used, so that a usage holds this process's own part only */
export function openCounts(db: Db, tell?: Tell): Counts {
  const storeSome = async (usages: readonly Usage[]): Promise<void> => {
    const before = usages.map(({ id, used, windows, stored, tenantId = '' }) => ({
      tenantId,
      subjectId: id,
      used: [...used],
      starts: windows.starts,
      added: used.map((count, i) => Math.max(0, count - (stored[i] as number))),
    }))
    const rows = new Map((await addCounts(db, before)).map((row) => [row.subject_id, row]))
    for (const [i, usage] of usages.entries()) {
      const row = rows.get(usage.id)
      const then = before[i]
      if (row === undefined || then === undefined) continue
      eachKnown(usage, row, (window, total) => {
        // What began meanwhile is another window.
        if (usage.windows.starts[window] !== then.starts[window]) return
        if (tell !== undefined) {
          usage.stored[window] = (usage.stored[window] as number) + (then.added[window] as number)
          return tell(usage, window, total)
        }
        usage.used[window] = (usage.used[window] as number) - (then.used[window] as number) + total
        usage.stored[window] = total
      })
    }
  }
  return {
    load: async (usage) => {
      const row = await findCounts(db, usage.tenantId ?? '', usage.id)
      if (row === undefined) return
      eachKnown(usage, row, (window, total) => {
        if (tell !== undefined) return tell(usage, window, total)
        usage.used[window] = (usage.used[window] as number) + total
        usage.stored[window] = total
      })
    },
    store: async (usages) => {
      for (let i = 0; i < usages.length; i += ROWS_AT_ONCE) await storeSome(usages.slice(i, i + ROWS_AT_ONCE))
    },
  }
}

/** What is stored of the windows that the usage is in. */
function eachKnown(usage: Usage, row: CountRow, hear: (window: number, total: number) => void): void {
  const stored = [
    [row.hour, row.in_hour],
    [row.day, row.in_day],
    [row.month, row.in_month],
  ] as const
  for (let i = 1; i < WINDOWS.length; i += 1) {
    const [start, total] = stored[i - 1] as (typeof stored)[number]
    if (start === usage.windows.starts[i]) hear(i, total)
  }
}
