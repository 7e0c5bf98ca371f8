// `npm start`: the whole platform in one process, or in several on a machine with many cores; on an embedded Postgres unless
// CONTROL_DATABASE_URL names another.
import cluster from 'node:cluster'
import { join, resolve } from 'node:path'
import { loadEnvFile, localConfig } from '../../shared/config.ts'
import { createLog, type Log } from '../../shared/log.ts'
import {
  createMetrics,
  type MetricsSource,
  metricsOfChildren,
  serveMetrics,
  tellMetrics,
} from '../../shared/metrics.ts'
import { type OnStop, runUntilSignal } from '../../shared/process.ts'
import { VaultKeys } from '../../shared/vault/keys.ts'
import { openVault } from '../../shared/vault/vault.ts'
import { rotateVault } from '../vault/rotate.ts'
import {
  ensureDatabase,
  migrateControl,
  migrateShard,
  registerShard,
  setAppPassword,
  withDatabase,
} from './databases.ts'
import { answerChildren, channelToFirst } from './first-process.ts'
import { startPostgres } from './postgres.ts'
import { loadSecrets, type Secrets } from './secrets.ts'

const SHARDS = ['shard-1', 'shard-2']
const MAX_TENANTS = 10_000

loadEnvFile()

await runUntilSignal(cluster.isPrimary ? startInstallation : startChild)

async function startInstallation(onStop: OnStop): Promise<void> {
  const config = localConfig()
  const dataDir = resolve(config.STOREPLANE_DATA_DIR)
  const secrets = await loadSecrets(dataDir)
  const log = createLog(config.LOG_LEVEL, 'storeplane')
  const controlUrl =
    config.CONTROL_DATABASE_URL ?? (await startEmbedded(join(dataDir, 'postgres'), log, onStop))
  const shardUrls = shardUrlsOf(controlUrl)
  await prepareDatabases(controlUrl, shardUrls, secrets)

  let port: number
  let answers: MetricsSource
  if (config.PROCESSES === 1) {
    const { servePlatform } = await import('./platform.ts')
    const metrics = createMetrics()
    const installation = { config, dataDir, secrets, controlUrl, shardUrls, processes: 1 }
    port = await servePlatform(installation, { log, metrics }, onStop)
    answers = metrics.registry
  } else {
    const { startProcesses } = await import('./processes.ts')
    answerChildren()
    const env = { CONTROL_DATABASE_URL: controlUrl, PROCESSES: String(config.PROCESSES) }
    port = await startProcesses(config.PROCESSES, { env, log }, onStop)
    answers = metricsOfChildren()
  }
  const metricsServer = await serveMetrics(answers, config.METRICS_PORT).catch((error: unknown) => {
    log.warn({ err: error }, `metrics are not served: port ${config.METRICS_PORT} is taken`)
  })
  onStop(() => metricsServer?.close())
  printWelcome(`${config.BASE_DOMAIN}:${port}`, dataDir)
}

/** One of several processes. The first one prepared everything and named the database. */
async function startChild(onStop: OnStop): Promise<void> {
  const config = localConfig()
  const dataDir = resolve(config.STOREPLANE_DATA_DIR)
  const secrets = await loadSecrets(dataDir)
  const log = createLog(config.LOG_LEVEL, 'storeplane')
  const metrics = createMetrics()
  tellMetrics(metrics)
  const controlUrl = config.CONTROL_DATABASE_URL ?? ''
  const shardUrls = shardUrlsOf(controlUrl)
  const { servePlatform } = await import('./platform.ts')
  await servePlatform(
    { config, dataDir, secrets, controlUrl, shardUrls, processes: config.PROCESSES, first: channelToFirst() },
    { log, metrics },
    onStop,
  )
}

function shardUrlsOf(controlUrl: string): ReadonlyMap<string, string> {
  return new Map(
    SHARDS.map((name) => [name, withDatabase(controlUrl, `storeplane_${name.replace('-', '_')}`)]),
  )
}

async function startEmbedded(dataDir: string, log: Log, onStop: OnStop): Promise<string> {
  const postgres = await startPostgres({ dataDir, log: (line) => log.info(line) })
  onStop(postgres.stop)
  return postgres.url('storeplane_control')
}

async function prepareDatabases(
  controlUrl: string,
  shardUrls: ReadonlyMap<string, string>,
  secrets: Secrets,
): Promise<void> {
  for (const url of [controlUrl, ...shardUrls.values()]) await ensureDatabase(url)
  await migrateControl(controlUrl)
  await Promise.all([...shardUrls.values()].map(migrateShard))
  await setAppPassword(controlUrl, secrets.appPassword)
  for (const name of shardUrls.keys())
    await registerShard(controlUrl, { name, region: 'local', maxTenants: MAX_TENANTS, workerUrl: null })
  const keys = VaultKeys.parse(secrets.vaultKeys)
  if (keys.length > 1) {
    await rotateVault(controlUrl, 'control', openVault(keys))
    for (const url of shardUrls.values()) await rotateVault(url, 'shard', openVault(keys))
  }
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
