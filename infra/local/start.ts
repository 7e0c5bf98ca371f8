// `npm start`: the whole platform in one process, or in several on a machine with many cores; on an embedded Postgres unless
// CONTROL_DATABASE_URL names another.
import cluster from 'node:cluster'
import { join, resolve } from 'node:path'
import { loadEnvFile, localConfig } from '../../shared/config.ts'
import { createLog } from '../../shared/log.ts'
import {
  createMetrics,
  type MetricsSource,
  metricsOfChildren,
  serveMetrics,
  tellMetrics,
} from '../../shared/metrics.ts'
import { type OnStop, runUntilSignal } from '../../shared/process.ts'
import { ensureConsole } from './console.ts'
import { answerChildren, channelToFirst } from './first-process.ts'
import { prepareDatabases, shardUrlsOf, startEmbedded } from './installation.ts'
import { loadSecrets } from './secrets.ts'

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
  const [notBuilt] = await Promise.all([ensureConsole(), prepareDatabases(controlUrl, shardUrls, secrets)])
  if (notBuilt !== undefined) log.warn({ err: notBuilt }, 'the console could not be built')

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
  printWelcome(`${config.BASE_DOMAIN}:${port}`, dataDir, config.DEMO_STORES !== 'none')
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

function printWelcome(host: string, dataDir: string, hasDemo: boolean): void {
  const demo = `    Demo store, US  http://linen-house.${host}
    Demo store, IN  http://spice-route.${host}
    Demo owners     owner@linen-house.example and owner@spice-route.example;
                    their passwords and keys are in ${join(dataDir, 'demo.json')}
`
  console.log(`
  Storeplane is running. Ctrl-C stops it; everything is kept in ${dataDir}.

    Console         http://${host}
    API reference   http://${host}/docs
${hasDemo ? demo : ''}    Admin token     in ${join(dataDir, 'secrets.json')}

  Open a store of your own: see "A look around" in README.md.
`)
}
