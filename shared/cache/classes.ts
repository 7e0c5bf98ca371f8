// How long what kind of answer may be kept, if nothing changes it before.

/** Minutes. No entry is used longer than this, even if its tags never change. */
const MINUTES = {
  search: 5,
  listing: 10,
  recommendations: 15,
  product: 30,
  content: 45,
  settings: 60,
} as const

export type CacheClass = keyof typeof MINUTES

export const CACHE_CLASSES = Object.keys(MINUTES) as readonly CacheClass[]

export const ttlMs = (name: CacheClass): number => MINUTES[name] * 60_000
