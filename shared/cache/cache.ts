// The read cache of a process: texts loaded for one tenant under a key, in memory and perhaps in Redis behind it.
import type { ListenHandlers } from '../db/listen.ts'
import { type CacheClass, ttlMs } from './classes.ts'
import { openMemory } from './memory.ts'
import type { SharedCache } from './redis.ts'
import { type CacheTotals, type Counts, type Outcome, openTally, type Statistics } from './statistics.ts'
import { advance, areCurrent, type Tag, trackTags, versionsOf } from './tags.ts'

export type Slot<T> = {
  readonly class: CacheClass
  readonly key: string
  /** What the value depends on. */
  readonly tags: readonly string[]
  /** Makes the value of a stored text. All who ask are given the same value, so it must not be changed. */
  readonly read: (text: string) => T
}

type Source = {
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
  /** Takes in what `app.touch_cache_tags` told of a commit of this process. */
  committed: (change: string) => void
  /** What this process served of a tenant's, and holds of it. */
  statistics: (tenantId: string) => Statistics
  readonly totals: CacheTotals
  /** For the connection that listens on CACHE_CHANNEL. Until it is up, nothing is kept. */
  readonly listening: Required<ListenHandlers>
  close: () => void
}

export type CacheOptions = {
  /** Of the texts and what it takes to keep them; 0 keeps nothing but settings in memory. */
  maxBytes: number
  /** Tells apart the shards that share a Redis. */
  shard: string
  redis?: SharedCache | undefined
  /** Milliseconds that never go back. */
  now?: (() => number) | undefined
}

/** Bytes that an entry takes beside its text and key. */
const ENTRY_BYTES = 600
/** Changes with the shape of what is stored, so that a newer release does not read what an older one left in Redis. */
const FORMAT = 1

type Load<T> = {
  readonly id: string
  readonly slot: Slot<T>
  readonly counts: Counts
  readonly tags: readonly Tag[]
  /** Of the tags, before anything is loaded. */
  versions: readonly number[]
  readonly until: number
  result: Promise<unknown>
}

export function createCache({ maxBytes, shard, redis, now = () => performance.now() }: CacheOptions): Cache {
  const tags = trackTags()
  const tally = openTally()
  const memory = openMemory({ maxBytes, now, tags, tally })
  const loads = new Map<string, Load<unknown>>()

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

  const keep = <T>({ id, slot, until, ...load }: Load<T>, text: string, limit = until): T => {
    const { counts, tags, versions } = load
    const value = slot.read(text)
    const bytes = bytesOf(text) + bytesOf(id) + ENTRY_BYTES
    memory.keep(id, {
      class: slot.class,
      counts,
      value,
      bytes,
      until: Math.min(until, limit),
      tags,
      versions,
    })
    return value
  }

  const run = async <T>(load: Load<T>, source: Source): Promise<T> => {
    if (redis === undefined) {
      record(load, 'miss')
      return keep(load, await source.load())
    }
    await readUnread(load.tags, source.versions)
    load.versions = versionsOf(load.tags)
    // What stands under older versions is not looked for any more, and expires.
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
      const entry = memory.get(idOf(tenantId, key))
      if (entry === undefined) return undefined
      tally.record(entry.counts, entry.class, 'memory')
      return entry.value as T
    },
    load: async <T>(tenantId: string, slot: Slot<T>, source: Source) => {
      const load = begin(tenantId, slot)
      if (!memory.isFresh()) {
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
      record(load, memory.isFresh() ? 'miss' : 'bypass')
      return keep(load, await source())
    },
    committed: tags.committed,
    statistics: (tenantId) => tally.statistics(tenantId, memory.under(idOf(tenantId, ''))),
    totals: tally.totals,
    listening: memory.listening,
    close: () => redis?.close(),
  }
}

async function readUnread(tags: readonly Tag[], versions: Source['versions']): Promise<void> {
  const unread = tags.filter((tag) => !tag.isRead)
  if (unread.length === 0) return
  const read = await versions(unread.map((tag) => tag.name))
  for (const tag of unread) {
    advance(tag, read.get(tag.name) ?? 0)
    tag.isRead = true
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
