// `npm run demo:reset`: takes the demo stores away and opens them anew, on this machine only.
import { join, resolve } from 'node:path'
import { loadEnvFile, localConfig } from '../../shared/config.ts'
import { createLog } from '../../shared/log.ts'
import { createMetrics } from '../../shared/metrics.ts'
import { type OnStop, runUntilSignal, StartError } from '../../shared/process.ts'
import { openDemoStores } from '../demo/open.ts'
import { removeDemoStores } from '../demo/remove.ts'
import { prepareDatabases, shardUrlsOf, startEmbedded } from './installation.ts'
import { drawUntilStop, openPlatform } from './platform.ts'
import { loadSecrets } from './secrets.ts'

const LOCAL_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]', ''])

loadEnvFile()

await runUntilSignal(async (onStop) => {
  const drawn = await reset(onStop)
  // Not waited for, so that Ctrl-C is heard meanwhile. When all is done, what was started is stopped as by Ctrl-C.
  drawn()
    .catch((error: unknown) => {
      console.error(error)
      process.once('exit', () => {
        process.exitCode = 1
      })
    })
    .finally(() => process.kill(process.pid, 'SIGTERM'))
})

/** Gives what draws the history of the new stores. */
async function reset(onStop: OnStop): Promise<() => Promise<void>> {
  const config = { ...localConfig(), PROCESSES: 1 }
  if (config.CONTROL_DATABASE_URL !== undefined && !isLocal(config.CONTROL_DATABASE_URL))
    throw new StartError(
      "CONTROL_DATABASE_URL names another machine: demo stores are reset on one's own only.",
    )
  const dataDir = resolve(config.STOREPLANE_DATA_DIR)
  const secrets = await loadSecrets(dataDir)
  const log = createLog(config.LOG_LEVEL, 'storeplane')
  const controlUrl =
    config.CONTROL_DATABASE_URL ?? (await startEmbedded(join(dataDir, 'postgres'), log, onStop))
  const shardUrls = shardUrlsOf(controlUrl)
  await prepareDatabases(controlUrl, shardUrls, secrets)
  await removeDemoStores({ controlUrl, shardUrls, dataDir })
  console.log('  The demo stores are gone; they are opened anew.')
  const installation = { config, dataDir, secrets, controlUrl, shardUrls, processes: 1 }
  const demo = await openPlatform(installation, { log, metrics: createMetrics() }, onStop)
  await openDemoStores(demo, config.DEMO_STORES === 'small' ? 'small' : 'full')
  return () => drawUntilStop(demo, log, onStop)
}

function isLocal(url: string): boolean {
  return LOCAL_HOSTS.has(new URL(url).hostname)
}
