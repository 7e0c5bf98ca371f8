// The first level of the cache: what one process keeps in memory, and whether it may still believe it.
import { LRUCache } from 'lru-cache'
import type { ListenHandlers } from '../db/listen.ts'
import type { CacheClass } from './classes.ts'
import type { Counts, Tally } from './statistics.ts'
import { areCurrent, type Tag, type TagRegister } from './tags.ts'

type Entry = {
  readonly class: CacheClass
  readonly counts: Counts
  readonly value: unknown
  /** What it takes in memory. */
  readonly bytes: number
  /** Until when it may be used at most, by the cache's clock, in ms. */
  readonly until: number
  readonly tags: readonly Tag[]
  /** Of the tags, before the value was loaded: what was loaded while something changed is never current. */
  readonly versions: readonly number[]
}

export type Memory = {
  /** The entry, if it is known to be current. */
  get: (id: string) => Entry | undefined
  /** Keeps an entry that is known to be current and not too large. */
  keep: (id: string, entry: Entry) => void
  /** Whether changes are heard of. */
  isFresh: () => boolean
  /** What is held under ids that begin so. */
  under: (prefix: string) => Entry[]
  readonly listening: Required<ListenHandlers>
}

/**
 * How long what is known of the tags is relied on. A heartbeat shows every two seconds that all earlier commits were
 * heard of, so this is also how stale an answer can be at most, whatever happens to the notifications.
 */
export const FRESH_MS = 5_000

/** For settings, beside what is kept of answers: what carts go by is not pushed out by what shoppers look at. */
const SETTINGS_BYTES = 16 * 1024 * 1024

/** `maxBytes`: of all but settings. */
export type MemoryOptions = { maxBytes: number; now: () => number; tags: TagRegister; tally: Tally }

export function openMemory({ maxBytes, now, tags, tally }: MemoryOptions): Memory {
  /** When that heartbeat was sent which was heard of last. */
  let heardAt = Number.NEGATIVE_INFINITY
  const room = (bytes: number) =>
    new LRUCache<string, Entry>({
      // The library takes 0 for "no limit".
      maxSize: Math.max(1, bytes),
      sizeCalculation: (entry) => entry.bytes,
      dispose: (entry) => tally.resize(entry, -1),
    })
  const [answers, settings] = [room(maxBytes), room(SETTINGS_BYTES)]
  const isFresh = () => now() - heardAt < FRESH_MS
  return {
    isFresh,
    get: (id) => {
      const entry = answers.get(id) ?? settings.get(id)
      if (entry === undefined || !areCurrent(entry.tags, entry.versions)) return undefined
      const time = now()
      return time < entry.until && time - heardAt < FRESH_MS ? entry : undefined
    },
    keep: (id, entry) => {
      const entries = entry.class === 'settings' ? settings : answers
      if (entry.bytes > entries.maxSize || !isFresh() || !areCurrent(entry.tags, entry.versions)) return
      entries.set(id, entry)
      tally.resize(entry, 1)
    },
    under: (prefix) =>
      [...answers.entries(), ...settings.entries()].flatMap(([id, entry]) =>
        id.startsWith(prefix) ? [entry] : [],
      ),
    listening: {
      onMessage: tags.hear,
      onUp: () => {
        // Whatever changed while nobody listened is unknown.
        tags.forgetAll()
        answers.clear()
        settings.clear()
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
  }
}
