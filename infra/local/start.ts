// `npm start`: the whole platform in one process, on an embedded Postgres unless CONTROL_DATABASE_URL names another.
import { join, resolve } from 'node:path'
import { startControlPlane } from '../../control-plane/app.ts'
import { startWorker, type Worker } from '../../data-plane/app.ts'
import { loadEnvFile, localConfig } from '../../shared/config.ts'
import { serveHttp } from '../../shared/http/server.ts'
import { createLog, type Log } from '../../shared/log.ts'
import { createMetrics, serveMetrics } from '../../shared/metrics.ts'
import { type OnStop, runUntilSignal } from '../../shared/process.ts'
import {
  asApp,
  ensureDatabase,
  migrateControl,
  migrateShard,
  registerShard,
  setAppPassword,
  withDatabase,
} from './databases.ts'
import { openDemoStores } from './demo.ts'
import { startPostgres } from './postgres.ts'
import { loadSecrets } from './secrets.ts'

const SHARDS = ['shard-1', 'shard-2']
const MAX_TENANTS = 10_000

loadEnvFile()

await runUntilSignal(async (onStop) => {
  const config = localConfig()
  const dataDir = resolve(config.STOREPLANE_DATA_DIR)
  const secrets = await loadSecrets(dataDir)
  const log = createLog(config.LOG_LEVEL, 'storeplane')
  const metrics = createMetrics()

  const controlUrl =
    config.CONTROL_DATABASE_URL ?? (await startEmbedded(join(dataDir, 'postgres'), log, onStop))
  const shardUrls = new Map(
    SHARDS.map((name) => [name, withDatabase(controlUrl, `storeplane_${name.replace('-', '_')}`)]),
  )
  await prepareDatabases(controlUrl, shardUrls, secrets.appPassword)

  const workers = new Map<string, Worker>()
  onStop(() => Promise.all([...workers.values()].map((worker) => worker.stop())))
  for (const [shard, url] of shardUrls) {
    workers.set(
      shard,
      await startWorker({
        shard,
        databaseUrl: asApp(url, secrets.appPassword),
        poolSize: config.DB_POOL_SIZE,
        // All workers of this process share what it may use.
        cache: { maxBytes: Math.floor(config.CACHE_MAX_BYTES / SHARDS.length), redisUrl: config.REDIS_URL },
        log: log.child({ shard }),
        metrics,
      }),
    )
  }
  const controlPlane = await startControlPlane({
    databaseUrl: asApp(controlUrl, secrets.appPassword),
    poolSize: config.DB_POOL_SIZE,
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
  const metricsServer = await serveMetrics(metrics, config.METRICS_PORT).catch((error: unknown) => {
    log.warn({ err: error }, `metrics are not served: port ${config.METRICS_PORT} is taken`)
  })
  onStop(() => metricsServer?.close())
  const server = await serveHttp(controlPlane.fetch, config.PORT, log)
  onStop(server.stop)
  printWelcome(`${config.BASE_DOMAIN}:${server.port}`, dataDir)
})

async function startEmbedded(dataDir: string, log: Log, onStop: OnStop): Promise<string> {
  const postgres = await startPostgres({ dataDir, log: (line) => log.info(line) })
  onStop(postgres.stop)
  return postgres.url('storeplane_control')
}

async function prepareDatabases(
  controlUrl: string,
  shardUrls: ReadonlyMap<string, string>,
  appPassword: string,
): Promise<void> {
  for (const url of [controlUrl, ...shardUrls.values()]) await ensureDatabase(url)
  await migrateControl(controlUrl)
  await Promise.all([...shardUrls.values()].map(migrateShard))
  await setAppPassword(controlUrl, appPassword)
  for (const name of shardUrls.keys())
    await registerShard(controlUrl, { name, region: 'local', maxTenants: MAX_TENANTS, workerUrl: null })
}

function printWelcome(host: string, dataDir: string): void {
  console.log(`
  Storeplane is running. Ctrl-C stops it; everything is kept in ${dataDir}.

    API reference   http://${host}/docs
    Demo store, US  http://linen-house.${host}/store/v1/products
    Demo store, IN  http://spice-route.${host}/store/v1/products
    Demo keys       ${join(dataDir, 'demo.json')}
    Admin token     in ${join(dataDir, 'secrets.json')}

  Open a store of your own: see "A tour in five minutes" in README.md.
`)
}
