// The whole platform in one process: a worker for each shard and the gateway before them, on databases that are prepared.
import { startControlPlane } from '../../control-plane/app.ts'
import { startWorker, type Worker } from '../../data-plane/app.ts'
import { filesConfig, type LocalConfig } from '../../shared/config.ts'
import { serveHttp } from '../../shared/http/server.ts'
import type { Log } from '../../shared/log.ts'
import type { Metrics } from '../../shared/metrics.ts'
import type { OnStop } from '../../shared/process.ts'
import { asApp } from './databases.ts'
import { openDemoStores } from './demo.ts'
import type { Secrets } from './secrets.ts'

export type Installation = {
  config: LocalConfig
  dataDir: string
  secrets: Secrets
  controlUrl: string
  /** By shard name. */
  shardUrls: ReadonlyMap<string, string>
  /** How many processes share the connections that are allowed. */
  processes: number
}

/** Opens the platform, and the demo stores unless they are there, and listens. Gives the port. */
export async function servePlatform(
  { config, dataDir, secrets, controlUrl, shardUrls, processes }: Installation,
  { log, metrics }: { log: Log; metrics: Metrics },
  onStop: OnStop,
): Promise<number> {
  const poolSize = Math.ceil(config.DB_POOL_SIZE / processes)
  const maxBytes = Math.floor(config.CACHE_MAX_BYTES / shardUrls.size)
  const workers = new Map<string, Worker>()
  onStop(() => Promise.all([...workers.values()].map((worker) => worker.stop())))
  for (const [shard, url] of shardUrls) {
    workers.set(
      shard,
      await startWorker({
        shard,
        databaseUrl: asApp(url, secrets.appPassword),
        poolSize,
        cache: { maxBytes, redisUrl: config.REDIS_URL },
        exchangeRates: { url: config.EXCHANGE_RATES_URL },
        files: filesConfig(config),
        log: log.child({ shard }),
        metrics,
      }),
    )
  }
  const controlPlane = await startControlPlane({
    databaseUrl: asApp(controlUrl, secrets.appPassword),
    poolSize,
    baseDomain: config.BASE_DOMAIN,
    tokenSecret: secrets.tokenSecret,
    adminToken: secrets.adminToken,
    workers: new Map([...workers].map(([shard, worker]) => [shard, worker.dispatch])),
    log,
    metrics,
  })
  onStop(controlPlane.stop)
  await openDemoStores(controlPlane.fetch, {
    baseDomain: config.BASE_DOMAIN,
    dataDir,
    secret: secrets.tokenSecret,
  })
  const server = await serveHttp(controlPlane.fetch, config.PORT, log)
  onStop(server.stop)
  return server.port
}
