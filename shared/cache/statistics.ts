// Counts what the cache is asked for and holds: by class for the metrics, by store for its staff.
import { LRUCache } from 'lru-cache'
import { atMost } from '../at-most.ts'
import { CACHE_CLASSES, type CacheClass } from './classes.ts'

export const OUTCOMES = ['memory', 'redis', 'miss', 'bypass'] as const
/** Found in memory or in Redis; loaded and kept; or loaded only, because changes were not heard of just then. */
export type Outcome = (typeof OUTCOMES)[number]

/** What one class of a cache was asked for since its process started, and holds now. */
type Totals = Record<Outcome | 'entries' | 'bytes', number>
export type CacheTotals = Readonly<Record<CacheClass, Totals>>

/** What one class of a tenant's was asked for. */
export type Counts = { hits: number; misses: number }

export type Statistics = {
  since: Date
  classes: { class: CacheClass; hits: number; misses: number; entries: number; bytes: number }[]
}

export type Tally = {
  readonly totals: CacheTotals
  countsOf: (tenantId: string, name: CacheClass) => Counts
  record: (counts: Counts, name: CacheClass, outcome: Outcome) => void
  /** An entry came (`sign` 1) or went (-1). */
  resize: (entry: Held, sign: 1 | -1) => void
  statistics: (tenantId: string, held: readonly Held[]) => Statistics
}

type Held = { readonly class: CacheClass; readonly bytes: number }
type TenantCounts = { since: Date; classes: Map<CacheClass, Counts> }

/** Of those served last; whoever is forgotten begins anew. */
const MAX_TENANTS = 10_000

export function openTally(): Tally {
  const totals = Object.fromEntries(
    CACHE_CLASSES.map((name) => [
      name,
      { memory: 0, redis: 0, miss: 0, bypass: 0, entries: 0, bytes: 0 } satisfies Totals,
    ]),
  ) as CacheTotals
  const tenants = new LRUCache<string, TenantCounts>(atMost(MAX_TENANTS))

  const tenantOf = (tenantId: string): TenantCounts => {
    const known = tenants.get(tenantId)
    if (known !== undefined) return known
    const counts: TenantCounts = { since: new Date(), classes: new Map() }
    tenants.set(tenantId, counts)
    return counts
  }

  return {
    totals,
    countsOf: (tenantId, name) => {
      const { classes } = tenantOf(tenantId)
      const known = classes.get(name)
      if (known !== undefined) return known
      const counts = { hits: 0, misses: 0 }
      classes.set(name, counts)
      return counts
    },
    record: (counts, name, outcome) => {
      totals[name][outcome] += 1
      if (outcome === 'memory' || outcome === 'redis') counts.hits += 1
      else counts.misses += 1
    },
    resize: (entry, sign) => {
      totals[entry.class].entries += sign
      totals[entry.class].bytes += sign * entry.bytes
    },
    statistics: (tenantId, held) => {
      const { since, classes } = tenantOf(tenantId)
      return {
        since,
        classes: CACHE_CLASSES.map((name) => {
          const entries = held.filter((entry) => entry.class === name)
          const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
          const { hits, misses } = classes.get(name) ?? { hits: 0, misses: 0 }
          return { class: name, hits, misses, entries: entries.length, bytes }
        }),
      }
    },
  }
}
