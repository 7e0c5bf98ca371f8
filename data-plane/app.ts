// A worker: serves the tenants of one shard and runs their jobs.
import { createCache } from '../shared/cache/cache.ts'
import { cachedText } from '../shared/cache/cached.ts'
import { openRedis } from '../shared/cache/redis.ts'
import type { Ctx, PaymentProviders, Shard, ShardCtx } from '../shared/context.ts'
import { CACHE_CHANNEL } from '../shared/db/cache-tags.ts'
import { openPool } from '../shared/db/connect.ts'
import { listen } from '../shared/db/listen.ts'
import { DomainError } from '../shared/errors.ts'
import { openEventCounter } from '../shared/events/counts.ts'
import { type FilesConfig, openFiles } from '../shared/files/open.ts'
import type { CachedAnswer } from '../shared/http/cached-answer.ts'
import { CUSTOMER_TOKEN_HEADER, type Dispatch } from '../shared/http/dispatch.ts'
import { answerFromMemory, type MountOptions, mount } from '../shared/http/mount.ts'
import { openOutbound } from '../shared/http/outbound.ts'
import { toProblem } from '../shared/http/problem.ts'
import { queueOf, runWork } from '../shared/jobs/jobs.ts'
import { startQueue } from '../shared/jobs/queue.ts'
import type { Log } from '../shared/log.ts'
import { openMailer } from '../shared/mail/smtp.ts'
import type { Metrics } from '../shared/metrics.ts'
import { recovering } from '../shared/soon.ts'
import { openVault, type VaultKey } from '../shared/vault/vault.ts'
import { storeTrail } from './audit/index.ts'
import { tenantIdempotency } from './idempotency/index.ts'
import { modules, shardModules } from './modules.ts'
import { orderPlaced } from './orders/events.ts'
import { openShop } from './storefront/index.ts'

/** A shopper waits. What a provider still did after it is found out by asking it. */
const PAYMENT_TIMEOUT_MS = 15_000
const RATES_TIMEOUT_MS = 10_000
/** Thousands of stores ask for the rates in the same minute of a day. */
const RATES_KEPT_MS = 5 * 60_000

export type WorkerOptions = {
  shard: string
  databaseUrl: string
  poolSize: number
  log: Log
  metrics: Metrics
  cache: {
    maxBytes: number
    redisUrl?: string | undefined
    /** Milliseconds that never go back. */
    now?: () => number
  }
  exchangeRates: { url: string; timeoutMs?: number; keptMs?: number }
  paymentProviders?: Partial<PaymentProviders>
  /** Whether addresses that stores name may lie in the installation's own network. */
  allowPrivateTargets: boolean
  outbound?: { timeoutMs: number }
  /** The file of a font for characters that documents' own fonts do not have. */
  documentFont?: string | undefined
  /** The mail server, if there is one. */
  smtp?: { url: string; from: string } | undefined
  files: FilesConfig
  vaultKeys: readonly VaultKey[]
  /** How often an idle queue is looked at for jobs that another process queued. */
  pollSeconds?: number
  /** How often it is written down how much happened. */
  countsFlushMs?: number
  checkResponses?: boolean
}

export type Worker = {
  /** Answers one request for the tenant that the grant names, or one of the control plane for the shard. */
  dispatch: Dispatch
  ready: () => Promise<boolean>
  stop: () => Promise<void>
}

/** What is reached outside the database, or comes from the settings. */
const outsideOf = (options: WorkerOptions) => ({
  exchangeRates: { timeoutMs: RATES_TIMEOUT_MS, keptMs: RATES_KEPT_MS, ...options.exchangeRates },
  paymentProviders: { urls: {}, timeoutMs: PAYMENT_TIMEOUT_MS, ...options.paymentProviders },
  outbound: openOutbound({ allowPrivate: options.allowPrivateTargets, ...options.outbound }),
  documentFont: options.documentFont,
  mailer: options.smtp && openMailer(options.smtp.url, options.smtp.from),
  files: openFiles(options.files),
  vault: openVault(options.vaultKeys),
})

const mountShard = (options: Pick<MountOptions<ShardCtx>, 'observe' | 'checkResponses'>) =>
  mount<ShardCtx>(
    shardModules.flatMap((module) => module.routes),
    // The control plane remembers its callers' keys itself.
    { idempotency: async (ctx, _, perform) => ({ ...(await perform(ctx)), replayed: false }), ...options },
  )

/** Opens the shard, starts its jobs and gives what answers requests. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { log, metrics } = options
  const work = modules.flatMap((module) => module.work)
  const pool = openPool(options.databaseUrl, options.poolSize, `worker ${options.shard}`)
  const queue = await startQueue(options.databaseUrl, {
    names: [...new Set(work.map(queueOf))],
    log,
    ...(options.pollSeconds === undefined ? {} : { pollSeconds: options.pollSeconds }),
  })
  const cache = createCache({
    ...options.cache,
    shard: options.shard,
    redis: options.cache.redisUrl === undefined ? undefined : openRedis(options.cache.redisUrl, log),
  })
  metrics.watchCache(cache.totals)
  const listener = await listen(options.databaseUrl, CACHE_CHANNEL, cache.listening, log)
  const eventCounter = openEventCounter(pool.db, {
    counted: [orderPlaced.name],
    log,
    flushMs: options.countsFlushMs,
  })
  const shard: Shard = {
    name: options.shard,
    pool,
    queue,
    eventCounter,
    subscribed: new Set(work.flatMap((item) => (item.kind === 'subscriber' ? [item.on.name] : []))),
    cache,
    ...outsideOf(options),
    answer: (ctx, path, init) => {
      const request = new Request(`http://worker${path}`, init)
      return answerFromMemory<Ctx>(request, ctx, tenantOptions) ?? app(request, ctx)
    },
  }
  await runWork(shard, work, log, (job, outcome) => metrics.jobs.inc({ job, outcome }))

  const observe = ({ method, path }: { method: string; path: string }, status: number, seconds: number) =>
    metrics.requests.observe({ part: 'worker', method, route: path, status }, seconds)
  const checkResponses = options.checkResponses ?? false
  const tenantOptions = {
    audit: storeTrail,
    idempotency: tenantIdempotency,
    cache: { get: cache.get<CachedAnswer<Ctx>>, load: cachedText<CachedAnswer<Ctx>> },
    observe,
    checkResponses,
  }
  const app = mount<Ctx>(
    modules.flatMap((module) => module.routes),
    tenantOptions,
  )
  const shop = openShop({ observe })
  const shardApp = mountShard({ observe, checkResponses })
  return {
    dispatch: (request, { grant, requestId, client, now, visit }) =>
      recovering(
        () => {
          const { tenantId, epoch, plan, principal } = grant
          if (grant.shard !== shard.name)
            throw new DomainError('invalid_credentials', `This worker serves shard ${shard.name} only.`)
          const context = () => ({ principal, requestId, client: client(), now: now ?? new Date(), shard })
          if (tenantId === undefined) {
            if (principal.kind !== 'control_plane')
              throw new DomainError('forbidden', 'Only the control plane may ask for a whole shard.')
            return shardApp(request, { ...context(), log: log.child({ request_id: requestId }) })
          }
          const tenantContext = (customerToken: string | undefined): Ctx => ({
            ...context(),
            tenantId,
            epoch,
            plan,
            customerToken,
            log: log.child({ request_id: requestId, tenant_id: tenantId }),
          })
          if (visit !== undefined) return shop(request, tenantContext(undefined), visit)
          return (
            answerFromMemory<Ctx>(request, { tenantId, principal }, tenantOptions) ??
            app(request, tenantContext(request.headers.get(CUSTOMER_TOKEN_HEADER) ?? undefined))
          )
        },
        (error) => toProblem(error, requestId, log.child({ request_id: requestId })),
      ),
    ready: pool.ready,
    stop: async () => {
      await queue.stop()
      await eventCounter.stop()
      await listener.stop()
      shard.mailer?.close()
      cache.close()
      await pool.close()
    },
  }
}
