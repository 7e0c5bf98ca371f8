// The second level of the cache, shared by all processes. A Redis that is away or slow is a miss, never an error.
import { Redis } from 'ioredis'
import type { Log } from '../log.ts'

export type SharedCache = {
  get: (key: string) => Promise<string | undefined>
  /** Stores in the background. `ttlMs` > 0 */
  set: (key: string, text: string, ttlMs: number) => void
  close: () => void
}

/** A reader waits no longer than this … */
const ANSWER_TIMEOUT_MS = 50
/** … and after a failure nobody asks for this time. */
const PAUSE_MS = 1_000
const CONNECT_TIMEOUT_MS = 1_000
const MAX_RECONNECT_MS = 2_000

/** Connects in the background, for ever again. @param url redis:// or rediss:// URL */
export function openRedis(url: string, log: Log): SharedCache {
  const redis = new Redis(url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: ANSWER_TIMEOUT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, MAX_RECONNECT_MS),
  })
  let pausedUntil = 0
  let isAway = false
  redis.on('ready', () => {
    isAway = false
  })
  redis.on('error', ({ message }) => {
    // The error itself may hold the password: it names the command that failed.
    if (!isAway) log.warn({ reason: message }, 'the Redis cache is away')
    isAway = true
  })
  const pause = (): undefined => {
    pausedUntil = performance.now() + PAUSE_MS
  }
  const canAsk = () => redis.status === 'ready' && performance.now() >= pausedUntil
  return {
    get: async (key) => (canAsk() ? ((await redis.get(key).catch(pause)) ?? undefined) : undefined),
    set: (key, text, ttlMs) => {
      if (canAsk()) redis.set(key, text, 'PX', Math.ceil(ttlMs)).catch(pause)
    },
    close: () => redis.disconnect(),
  }
}
