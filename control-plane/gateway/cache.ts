// What gateways remember of the control database. True to it while its changes are heard; bounded in age while they are not.
/** Two keys for each of 100,000 tenants, at 400 to 500 bytes each. Then the oldest one goes. */
const MAX_ENTRIES = 200_000
/** While changes are not heard, an entry is asked for again after this time … */
const RECHECK_MS = 1_000
/** … and still served this long when the database cannot be asked either. */
const STALE_LIMIT_MS = 60_000
/** So long after it failed to answer, the database is asked behind a request's back rather than while it waits. */
const DISTRUST_MS = 5_000

export type TrackedCache<T> = {
  /** The value of `key`, or undefined when there is none. Rejects when the database cannot be asked in time. */
  get: (key: string) => Known<T>
  forget: (keys: Iterable<string>) => void
  clear: () => void
}

/** Known at once, or to be waited for. */
export type Known<T> = T | undefined | Promise<T | undefined>

/** What a gateway knows of its control database; its caches share it. */
export type Hearing = {
  /** Since when (ms) changes are not heard; undefined while they are. */
  unheardSince: number | undefined
  /** When (ms) it last failed to answer, or was asked in the background since then; undefined while it answers. */
  failedAt: number | undefined
}

/** @param load must settle within a few seconds */
export function trackedCache<T extends object>(
  load: (key: string) => Promise<T | undefined>,
  hearing: Hearing,
): TrackedCache<T> {
  // Not a least-recently-used cache: to note each use costs several misses of the processor's own cache.
  const entries = new Map<string, T>()
  /** When (ms) those were asked for that were loaded while changes were not heard. */
  const askedAt = new Map<string, number>()
  const drop = (key: string): void => {
    entries.delete(key)
    askedAt.delete(key)
  }
  const keep = (key: string, value: T, asOf: number): void => {
    const [oldest] = entries.size >= MAX_ENTRIES ? entries.keys() : []
    if (oldest !== undefined) drop(oldest)
    entries.set(key, value)
    if (hearing.unheardSince !== undefined) askedAt.set(key, asOf)
  }
  const loading = new Map<string, Promise<T | undefined>>()
  // A load that began before a change was heard may carry the old value: it is answered with, but not kept.
  let changes = 0

  const loadOnce = (key: string): Promise<T | undefined> => {
    const underway = loading.get(key)
    if (underway !== undefined) return underway
    const before = changes
    const asOf = Date.now()
    const promise = load(key)
      .then(
        (value) => {
          hearing.failedAt = undefined
          if (changes === before) {
            if (value === undefined) drop(key)
            else keep(key, value, asOf)
          }
          return value
        },
        (error: unknown) => {
          hearing.failedAt = Date.now()
          throw error
        },
      )
      .finally(() => {
        if (loading.get(key) === promise) loading.delete(key)
      })
    loading.set(key, promise)
    return promise
  }

  return {
    get: (key) => {
      const value = entries.get(key)
      if (value === undefined) return loadOnce(key)
      if (hearing.unheardSince === undefined) return value
      const now = Date.now()
      const age = now - Math.max(askedAt.get(key) ?? 0, hearing.unheardSince)
      if (age < RECHECK_MS) return value
      if (age >= STALE_LIMIT_MS) return loadOnce(key)
      const sinceFailure = now - (hearing.failedAt ?? Number.NEGATIVE_INFINITY)
      if (sinceFailure >= DISTRUST_MS) return loadOnce(key).catch(() => value)
      if (sinceFailure >= RECHECK_MS) {
        hearing.failedAt = now
        loadOnce(key).catch(() => {})
      }
      return value
    },
    forget: (keys) => {
      changes += 1
      for (const key of keys) {
        drop(key)
        loading.delete(key)
      }
    },
    clear: () => {
      changes += 1
      entries.clear()
      askedAt.clear()
      loading.clear()
    },
  }
}
