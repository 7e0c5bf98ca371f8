// What gateways remember of the control database. True to it while its changes are heard; bounded in age while they are not.
import { LRUCache } from 'lru-cache'

const MAX_ENTRIES = 200_000
/** While changes are not heard, an entry is asked for again after this time … */
const RECHECK_MS = 1_000
/** … and still served this long when the database cannot be asked either. */
const STALE_LIMIT_MS = 60_000

export type TrackedCache<T> = {
  /** The value of `key`, or undefined when there is none. Rejects when the database cannot be asked in time. */
  get: (key: string) => Promise<T | undefined>
  forget: (keys: Iterable<string>) => void
  clear: () => void
}

export type Hearing = { unheardSince: number | undefined }

/** @param hearing shared by all caches of a gateway; `unheardSince` (ms) is undefined while changes are heard */
export function trackedCache<T extends object>(
  load: (key: string) => Promise<T | undefined>,
  hearing: Hearing,
): TrackedCache<T> {
  const entries = new LRUCache<string, { value: T; loadedAt: number }>({ max: MAX_ENTRIES })
  const loading = new Map<string, Promise<T | undefined>>()
  // A load that began before a change was heard may carry the old value: it is answered with, but not kept.
  let changes = 0

  const loadOnce = (key: string): Promise<T | undefined> => {
    const underway = loading.get(key)
    if (underway !== undefined) return underway
    const before = changes
    const promise = load(key)
      .then((value) => {
        if (value === undefined) entries.delete(key)
        else if (changes === before) entries.set(key, { value, loadedAt: Date.now() })
        return value
      })
      .finally(() => loading.delete(key))
    loading.set(key, promise)
    return promise
  }

  return {
    get: async (key) => {
      const entry = entries.get(key)
      if (entry === undefined) return loadOnce(key)
      if (hearing.unheardSince === undefined) return entry.value
      const age = Date.now() - Math.max(entry.loadedAt, hearing.unheardSince)
      if (age < RECHECK_MS) return entry.value
      return loadOnce(key).catch((error: unknown) => {
        if (age < STALE_LIMIT_MS) return entry.value
        throw error
      })
    },
    forget: (keys) => {
      changes += 1
      for (const key of keys) {
        entries.delete(key)
        loading.delete(key)
      }
    },
    clear: () => {
      changes += 1
      entries.clear()
      loading.clear()
    },
  }
}
