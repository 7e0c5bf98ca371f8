// Starts one worker process: requests and jobs of one shard.
import { dataPlaneConfig, filesConfig, loadEnvFile, paymentUrlsOf, smtpOf } from '../shared/config.ts'
import { addressOf } from '../shared/http/address.ts'
import { acceptHttp } from '../shared/http/dispatch.ts'
import { healthAnswer } from '../shared/http/health.ts'
import { serveHttp } from '../shared/http/server.ts'
import { createLog } from '../shared/log.ts'
import { createMetrics, serveMetrics } from '../shared/metrics.ts'
import { runUntilSignal } from '../shared/process.ts'
import { startWorker } from './app.ts'

loadEnvFile()

await runUntilSignal(async (onStop) => {
  const config = dataPlaneConfig()
  const log = createLog(config.LOG_LEVEL, `worker ${config.SHARD_NAME}`)
  const metrics = createMetrics()
  const worker = await startWorker({
    shard: config.SHARD_NAME,
    databaseUrl: config.SHARD_DATABASE_URL,
    poolSize: config.DB_POOL_SIZE,
    cache: { maxBytes: config.CACHE_MAX_BYTES, redisUrl: config.REDIS_URL },
    exchangeRates: { url: config.EXCHANGE_RATES_URL },
    paymentProviders: { urls: paymentUrlsOf(config) },
    allowPrivateTargets: config.ALLOW_PRIVATE_TARGETS,
    documentFont: config.DOCUMENT_FONT,
    smtp: smtpOf(config),
    files: filesConfig(config),
    vaultKeys: config.VAULT_KEYS,
    log,
    metrics,
  })
  onStop(worker.stop)
  const metricsServer = await serveMetrics(metrics.registry, config.METRICS_PORT)
  onStop(() => metricsServer.close())
  const answer = acceptHttp(worker.dispatch, {
    shard: config.SHARD_NAME,
    tokenSecret: config.INTERNAL_TOKEN_SECRET,
    log,
  })
  const server = await serveHttp(
    (request) => healthAnswer(addressOf(request.url).path, worker.ready) ?? answer(request),
    config.WORKER_PORT,
    log,
  )
  onStop(server.stop)
  log.info({ port: server.port }, 'worker ready')
})
