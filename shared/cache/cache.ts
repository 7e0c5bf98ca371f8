// The read cache of a process: texts loaded for one tenant under a key, in memory and perhaps in Redis behind it.
import { LRUCache } from 'lru-cache'
import type { ListenHandlers } from '../db/listen.ts'
import { type CacheClass, ttlMs } from './classes.ts'
import type { SharedCache } from './redis.ts'
import { type CacheTotals, type Counts, openTally, type Outcome, type Statistics } from './statistics.ts'
import { advance, areCurrent, type Tag, trackTags, UNREAD, versionsOf } from './tags.ts'

export type Slot<T> = {
  readonly class: CacheClass
  readonly key: string
  /** What the value depends on. */
  readonly tags: readonly string[]
  /** Makes the value of a stored text. All who ask are given the same value, so it must not be changed. */
  readonly read: (text: string) => T
}

export type Source = {
  load: () => Promise<string>
  /** Versions in the database of those tags that have one. */
  versions: (tags: readonly string[]) => Promise<ReadonlyMap<string, number>>
}

export type Cache = {
  /** The value under a key, if it is in memory and known to be current. */
  get: <T>(tenantId: string, key: string) => T | undefined
  /** Loads a value and keeps it. Who asks for the same meanwhile waits for this load, unless something has changed. */
  load: <T>(tenantId: string, slot: Slot<T>, source: Source) => Promise<T>
  /** The same inside a transaction: it waits for nobody and nobody for it, for either may hold what the other waits for. */
  loadAlone: <T>(tenantId: string, slot: Slot<T>, load: Source['load']) => Promise<T>
  /** Takes in what `app.touch_cache_tags` told of a commit. */
  hear: (change: string) => void
  /** What this process served of a tenant's, and holds of it. */
  statistics: (tenantId: string) => Statistics
  readonly totals: CacheTotals
  /** For the connection that listens on CACHE_CHANNEL. Until it is up, nothing is kept. */
  readonly listening: Required<ListenHandlers>
  close: () => void
}

export type CacheOptions = {
  /** Of the texts and what it takes to keep them; 0 keeps nothing in memory. */
  maxBytes: number
  /** Tells apart the shards that share a Redis. */
  shard: string
  redis?: SharedCache | undefined
  /** Milliseconds that never go back. */
  now?: (() => number) | undefined
}

/**
 * How long what is known of the tags is relied on. A heartbeat shows every two seconds that all earlier commits were
 * heard of, so this is also how stale an answer can be at most, whatever happens to the notifications.
 */
export const FRESH_MS = 5_000

/** Bytes that an entry takes beside its text and key. */
const ENTRY_BYTES = 600
/** Changes with the shape of what is stored, so that a newer release does not read what an older one left in Redis. */
const FORMAT = 1

type Entry = {
  readonly class: CacheClass
  readonly counts: Counts
  readonly value: unknown
  readonly bytes: number
  /** By `now`, in ms. */
  readonly until: number
  readonly tags: readonly Tag[]
  /** Of the tags, before the value was loaded: what was loaded while something changed is never current. */
  readonly versions: readonly number[]
}

type Load<T> = {
  readonly id: string
  readonly slot: Slot<T>
  readonly counts: Counts
  readonly tags: readonly Tag[]
  versions: readonly number[]
  readonly until: number
  result: Promise<unknown>
}

export function createCache({ maxBytes, shard, redis, now = () => performance.now() }: CacheOptions): Cache {
  const tags = trackTags()
  const tally = openTally()
  const loads = new Map<string, Load<unknown>>()
  /** When that heartbeat was sent which was heard of last. */
  let heardAt = Number.NEGATIVE_INFINITY
  const entries = new LRUCache<string, Entry>({
    // The library takes 0 for "no limit".
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: (entry) => entry.bytes,
    dispose: (entry) => tally.resize(entry, -1),
  })

  const isFresh = (): boolean => now() - heardAt < FRESH_MS

  const begin = <T>(tenantId: string, slot: Slot<T>): Load<T> => {
    const wanted = tags.of(tenantId, slot.tags)
    return {
      id: idOf(tenantId, slot.key),
      slot,
      counts: tally.countsOf(tenantId, slot.class),
      tags: wanted,
      versions: versionsOf(wanted),
      until: now() + ttlMs(slot.class),
      result: Promise.resolve(),
    }
  }

  const record = ({ counts, slot }: Load<unknown>, outcome: Outcome): void =>
    tally.record(counts, slot.class, outcome)

  const keep = <T>({ id, slot, counts, tags, versions, until }: Load<T>, text: string, limit = until): T => {
    const value = slot.read(text)
    const bytes = bytesOf(text) + bytesOf(id) + ENTRY_BYTES
    if (bytes <= maxBytes && isFresh() && areCurrent(tags, versions)) {
      const entry = { class: slot.class, counts, value, bytes, until: Math.min(until, limit), tags, versions }
      entries.set(id, entry)
      tally.resize(entry, 1)
    }
    return value
  }

  const readUnread = async (wanted: readonly Tag[], versions: Source['versions']): Promise<void> => {
    const unread = wanted.filter((tag) => tag.version === UNREAD)
    if (unread.length === 0) return
    const read = await versions(unread.map((tag) => tag.name))
    for (const tag of unread) advance(tag, read.get(tag.name) ?? 0)
  }

  const run = async <T>(load: Load<T>, source: Source): Promise<T> => {
    if (redis === undefined) {
      record(load, 'miss')
      return keep(load, await source.load())
    }
    await readUnread(load.tags, source.versions)
    load.versions = versionsOf(load.tags)
    // What an old version stands for is not looked for any more, and expires.
    const redisKey = `storeplane:${FORMAT}:${shard}:${load.id}:${load.versions}`
    const stored = readStored(await redis.get(redisKey))
    if (stored !== undefined) {
      record(load, 'redis')
      return keep(load, stored.text, now() + stored.leftMs)
    }
    record(load, 'miss')
    const text = await source.load()
    redis.set(redisKey, toStored(text, ttlMs(load.slot.class)), ttlMs(load.slot.class))
    return keep(load, text)
  }

  return {
    get: <T>(tenantId: string, key: string) => {
      const entry = entries.get(idOf(tenantId, key))
      if (entry === undefined || !areCurrent(entry.tags, entry.versions)) return undefined
      const time = now()
      if (time >= entry.until || time - heardAt >= FRESH_MS) return undefined
      tally.record(entry.counts, entry.class, 'memory')
      return entry.value as T
    },
    load: async <T>(tenantId: string, slot: Slot<T>, source: Source) => {
      const load = begin(tenantId, slot)
      if (!isFresh()) {
        record(load, 'bypass')
        return slot.read(await source.load())
      }
      const other = loads.get(load.id)
      if (other !== undefined && areCurrent(other.tags, other.versions)) {
        record(load, 'memory')
        return (await other.result) as T
      }
      const result = run(load, source)
      load.result = result
      loads.set(load.id, load)
      try {
        return await result
      } finally {
        if (loads.get(load.id) === load) loads.delete(load.id)
      }
    },
    loadAlone: async <T>(tenantId: string, slot: Slot<T>, source: Source['load']) => {
      const load = begin(tenantId, slot)
      record(load, isFresh() ? 'miss' : 'bypass')
      return keep(load, await source())
    },
    hear: tags.hear,
    statistics: (tenantId) => {
      const held = [...entries.entries()].filter(([id]) => id.startsWith(`${tenantId} `))
      return tally.statistics(
        tenantId,
        held.map(([, entry]) => entry),
      )
    },
    totals: tally.totals,
    listening: {
      onMessage: tags.hear,
      onUp: () => {
        // Whatever changed while nobody listened is unknown.
        tags.forgetAll()
        entries.clear()
      },
      onDown: () => {
        heardAt = Number.NEGATIVE_INFINITY
      },
      onBeat: () => {
        const sentAt = now()
        return () => {
          heardAt = sentAt
        }
      },
    },
    close: () => redis?.close(),
  }
}

const idOf = (tenantId: string, key: string): string => `${tenantId} ${key}`

/** What a text takes in memory: one byte a character, or two as soon as one of them needs it. */
const bytesOf = (text: string): number => (/[^\0-\xff]/.test(text) ? 2 : 1) * text.length

// A text in Redis stands behind the time when it expires, because it goes on to the memory of others.
const toStored = (text: string, ttl: number): string => `${Date.now() + ttl} ${text}`

function readStored(stored: string | undefined): { text: string; leftMs: number } | undefined {
  if (stored === undefined) return undefined
  const end = stored.indexOf(' ')
  const leftMs = Number(stored.slice(0, end)) - Date.now()
  return leftMs > 0 ? { text: stored.slice(end + 1), leftMs } : undefined
}
