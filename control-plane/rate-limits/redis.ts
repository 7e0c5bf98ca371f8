// The authority over limits that several processes share, in a Redis.
import { createHash } from 'node:crypto'
import { Ratelimit } from '@upstash/ratelimit'
import { Redis } from 'ioredis'
import { ANSWER_TIMEOUT_MS, type Authority, type HealthOptions, watchHealth } from './authority.ts'
import { BURST, LIMITS, windowAround } from './rules.ts'
import type { Usage } from './usage.ts'

export type RedisOptions = {
  /** redis:// or rediss:// */
  url: string
  timeoutMs?: number
}

const CONNECT_TIMEOUT_MS = 1_000
const MAX_RECONNECT_MS = 2_000
const PREFIX = 'storeplane:rate'

/** Gives the authority once it is known whether Redis answers; connects in the background, for ever again. */
export async function openRedis(
  { url, timeoutMs = ANSWER_TIMEOUT_MS }: RedisOptions,
  options: HealthOptions,
): Promise<Authority> {
  const redis = new Redis(url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: timeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, MAX_RECONNECT_MS),
  })
  const scripts = scriptsOf(redis)
  const health = watchHealth(
    'the Redis of the rate limits',
    () => (redis.status === 'ready' ? redis.ping() : undefined),
    options,
  )
  redis.on('error', health.fail)
  redis.on('close', () => health.fail(new Error('The connection was closed.')))
  redis.on('ready', health.look)

  await health.known

  return {
    isUp: health.isUp,
    ask: async (usage, limit, amount) => {
      const { algorithm, id } = limiterOf(usage, limit)
      const limiter = new Ratelimit({
        redis: scripts,
        limiter: algorithm,
        prefix: PREFIX,
        // Its own would go on refusing when a limit was raised …
        ephemeralCache: false,
        // … and its own would let everything pass.
        timeout: 0,
        enableTelemetry: false,
      })
      try {
        const { success, remaining } = await limiter.limit(id, { rate: amount })
        if (!success && limit !== BURST) await limiter.limit(id, { rate: -amount })
        return { success, remaining }
      } catch (error) {
        health.fail(error)
        throw error
      }
    },
    // A place of a process that died would be gone for good.
    places: undefined,
    close: () => {
      health.stop()
      redis.removeAllListeners('close')
      redis.disconnect()
    },
  }
}

/** Redis Cluster keeps together what has the same part in braces. */
function limiterOf(usage: Usage, limit: number): { algorithm: Config['limiter']; id: string } {
  const { bounds, windows } = usage
  const id = `{${usage.tenantId ?? usage.id}}:${usage.id}:${LIMITS[limit]}`
  const most = bounds.most[limit] as number
  if (limit === BURST) {
    const perSecond = bounds.refill * 1_000
    // Tokens come in whole ones: so many in so many milliseconds, as few as there can be.
    const divisor = greatestCommonDivisor(Math.round(perSecond), 1_000)
    return {
      algorithm: Ratelimit.tokenBucket(Math.round(perSecond) / divisor, `${1_000 / divisor} ms`, most),
      // A burst of another size begins full.
      id: `${id}:${most}:${perSecond}`,
    }
  }
  const [start, end] = [windows.starts[limit] as number, windows.ends[limit] as number]
  return {
    algorithm: Ratelimit.fixedWindow(most, `${windowAround(start, end)} ms`),
    id: `${id}:${start}`,
  }
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b)

/** Its scripts begin with a line that is for Upstash's own server and that others refuse. */
const FOREIGN_LINE = /^#!lua[^\n]*\n/
type Config = ConstructorParameters<typeof Ratelimit>[0]
type Scripts = Config['redis']

/** As much of Upstash's client as its limiter needs, over a connection of ours. */
function scriptsOf(redis: Redis): Scripts {
  /** By the hash of a script as it is, the hash of what we made of it. */
  const known = new Map<string, string>()
  const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
  const rest = (keys: string[], args: unknown[]) => [
    ...keys,
    ...args.map((arg) => (arg === null ? '' : String(arg))),
  ]
  const scripts = {
    evalsha: async (sha: string, keys: string[], args: unknown[]) => {
      const ours = known.get(sha)
      if (ours === undefined) throw new Error('NOSCRIPT It was not sent yet.')
      return redis.evalsha(ours, keys.length, ...rest(keys, args))
    },
    eval: async (script: string, keys: string[], args: unknown[]) => {
      const ours = script.replace(FOREIGN_LINE, '')
      known.set(sha1(script), sha1(ours))
      return redis.eval(ours, keys.length, ...rest(keys, args))
    },
  }
  return scripts as unknown as Scripts
}
