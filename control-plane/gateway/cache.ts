// What gateways remember of the control database. True to it while its changes are heard; bounded in age while they are not.
/** Two keys for each of 100,000 tenants, at 400 to 500 bytes each. Then the oldest one goes. */
const MAX_ENTRIES = 200_000
/** Of what does not exist, no more than this is remembered, for this long: whoever asks for it over and over costs nothing. */
const MAX_MISSING = 10_000
const MISSING_MS = 5_000
/** While changes are not heard, an entry is asked for again after this time … */
const RECHECK_MS = 1_000
/** … and still served this long when the database cannot be asked either. */
const STALE_LIMIT_MS = 60_000
/** So long after it failed to answer, the database is asked behind a request's back rather than while it waits. */
const DISTRUST_MS = 5_000

export type TrackedCache<T> = {
  /**
   * The value of `key`, or undefined when there is none. Rejects when the database cannot be asked in time.
   * @param within decides whether to look for a key of which nothing is known
   */
  get: (key: string, within?: Within<T>) => Known<T>
  forget: (keys: Iterable<string>) => void
  /** Forgets all values of these groups. */
  forgetGroups: (groups: Iterable<string>) => void
  clear: () => void
}

/** Known at once, or to be waited for. */
export type Known<T> = T | undefined | Promise<T | undefined>

type Within<T> = (look: () => Promise<T | undefined>) => Known<T>

/** What a gateway knows of its control database; its caches share it. */
export type Hearing = {
  /** Since when (ms) changes are not heard; undefined while they are. */
  unheardSince: number | undefined
  /** When (ms) it last failed to answer, or was asked in the background since then; undefined while it answers. */
  failedAt: number | undefined
}

/**
 * @param load must settle within a few seconds
 * @param groupOf by what a value is forgotten beside its key, such as the account of a session
 */
export function trackedCache<T extends object>(
  load: (key: string) => Promise<T | undefined>,
  hearing: Hearing,
  groupOf: (value: T) => string | undefined = () => undefined,
): TrackedCache<T> {
  const known = openStore(hearing, groupOf)
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
            if (value === undefined) known.keepMissing(key, asOf)
            else known.keep(key, value, asOf)
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
    get: (key, within = atOnce) => {
      const value = known.get(key)
      if (value === undefined)
        return known.isMissing(key) ? undefined : (loading.get(key) ?? within(() => loadOnce(key)))
      if (hearing.unheardSince === undefined) return value
      const now = Date.now()
      const age = now - Math.max(known.askedAt(key), hearing.unheardSince)
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
        known.drop(key)
        loading.delete(key)
      }
    },
    forgetGroups: (groups) => {
      changes += 1
      // What is being loaded may be of them too.
      loading.clear()
      for (const group of groups) known.dropGroup(group)
    },
    clear: () => {
      changes += 1
      known.clear()
      loading.clear()
    },
  }
}

const atOnce = <T>(look: () => Promise<T>): Promise<T> => look()

/** What is in memory, and what is known not to exist. */
function openStore<T extends object>(hearing: Hearing, groupOf: (value: T) => string | undefined) {
  // Not a least-recently-used cache: to note each use costs several misses of the processor's own cache.
  const entries = new Map<string, T>()
  /** When (ms) those were asked for that were loaded while changes were not heard. */
  const askedAt = new Map<string, number>()
  /** When (ms) those were looked for that do not exist. */
  const missing = new Map<string, number>()
  /** By group. */
  const keysOf = new Map<string, readonly string[]>()
  const drop = (key: string): void => {
    missing.delete(key)
    const value = entries.get(key)
    if (value === undefined) return
    entries.delete(key)
    askedAt.delete(key)
    const group = groupOf(value)
    if (group === undefined) return
    const others = keysOf.get(group)?.filter((other) => other !== key) ?? []
    if (others.length === 0) keysOf.delete(group)
    else keysOf.set(group, others)
  }
  const keepMissing = (key: string, asOf: number): void => {
    drop(key)
    const [oldest] = missing.size >= MAX_MISSING ? missing.keys() : []
    if (oldest !== undefined) missing.delete(oldest)
    missing.set(key, asOf)
  }
  const isMissing = (key: string): boolean => {
    const asOf = missing.get(key)
    if (asOf === undefined) return false
    return Date.now() - asOf < (hearing.unheardSince === undefined ? MISSING_MS : RECHECK_MS)
  }
  const keep = (key: string, value: T, asOf: number): void => {
    const [oldest] = entries.size >= MAX_ENTRIES ? entries.keys() : []
    if (oldest !== undefined) drop(oldest)
    drop(key)
    entries.set(key, value)
    const group = groupOf(value)
    if (group !== undefined) keysOf.set(group, [...(keysOf.get(group) ?? []), key])
    if (hearing.unheardSince !== undefined) askedAt.set(key, asOf)
  }

  return {
    get: (key: string): T | undefined => entries.get(key),
    askedAt: (key: string): number => askedAt.get(key) ?? 0,
    isMissing,
    keep,
    keepMissing,
    drop,
    dropGroup: (group: string): void => {
      for (const key of keysOf.get(group) ?? []) drop(key)
    },
    clear: (): void => {
      for (const map of [entries, keysOf, askedAt, missing]) map.clear()
    },
  }
}
