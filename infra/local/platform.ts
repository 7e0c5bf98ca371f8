// The whole platform in one process: a worker for each shard and the gateway before them, on databases that are prepared.
import { type ControlPlaneOptions, startControlPlane } from '../../control-plane/app.ts'
import type { Channel } from '../../control-plane/rate-limits/index.ts'
import { startWorker, type Worker } from '../../data-plane/app.ts'
import {
  filesConfig,
  identityProvidersOf,
  type LocalConfig,
  paymentUrlsOf,
  publicUrlOf,
  smtpOf,
} from '../../shared/config.ts'
import { serveHttp } from '../../shared/http/server.ts'
import type { Log } from '../../shared/log.ts'
import type { Metrics } from '../../shared/metrics.ts'
import type { OnStop } from '../../shared/process.ts'
import { VaultKeys } from '../../shared/vault/keys.ts'
import { drawHistory } from '../demo/history/draw.ts'
import { openDemoStores } from '../demo/open.ts'
import type { DemoPlace } from '../demo/place.ts'
import { asApp } from './databases.ts'
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
  /** The way to the first of them, if this is another one. */
  first?: Channel | undefined
}

type Watched = { log: Log; metrics: Metrics }

/** Opens the platform, and the demo stores unless they are there, and listens. Gives the port. */
export async function servePlatform(
  installation: Installation,
  { log, metrics }: Watched,
  onStop: OnStop,
): Promise<number> {
  const { DEMO_STORES, PORT } = installation.config
  const demo = await openPlatform(installation, { log, metrics }, onStop)
  if (DEMO_STORES !== 'none') await openDemoStores(demo, DEMO_STORES)
  const server = await serveHttp(demo.fetch, PORT, log)
  onStop(server.stop)
  if (DEMO_STORES === 'full') drawInBackground(demo, log, onStop)
  return server.port
}

/** Opens the platform without listening; gives the way to it and to its demo stores. */
export async function openPlatform(
  { config, dataDir, secrets, controlUrl, shardUrls, processes, first }: Installation,
  { log, metrics }: Watched,
  onStop: OnStop,
): Promise<DemoPlace> {
  const poolSize = Math.ceil(config.DB_POOL_SIZE / processes)
  const maxBytes = Math.floor(config.CACHE_MAX_BYTES / shardUrls.size)
  const vaultKeys = VaultKeys.parse(secrets.vaultKeys)
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
        paymentProviders: { urls: paymentUrlsOf(config) },
        allowPrivateTargets: config.ALLOW_PRIVATE_TARGETS,
        documentFont: config.DOCUMENT_FONT,
        smtp: smtpOf(config),
        files: filesConfig(config),
        vaultKeys,
        log: log.child({ shard }),
        metrics,
      }),
    )
  }
  const dispatches = new Map([...workers].map(([shard, worker]) => [shard, worker.dispatch]))
  const controlPlane = await startControlPlane({
    databaseUrl: asApp(controlUrl, secrets.appPassword),
    poolSize,
    baseDomain: config.BASE_DOMAIN,
    tokenSecret: secrets.tokenSecret,
    publicUrl: publicUrlOf(config),
    smtp: smtpOf(config),
    adminToken: secrets.adminToken,
    vaultKeys,
    trustedProxies: config.TRUSTED_PROXIES,
    forceHttps: config.FORCE_HTTPS,
    adminNetworks: config.PLATFORM_ADMIN_IPS,
    identityProviders: identityProvidersOf(config),
    domains: { target: config.DOMAINS_TARGET, dnsServers: config.DNS_SERVERS },
    askPort: config.ASK_PORT,
    limitsFrom: limitsFrom(config, first),
    platformPerMinute: config.PLATFORM_REQUESTS_PER_MINUTE,
    workers: dispatches,
    log,
    metrics,
  })
  onStop(controlPlane.stop)
  return {
    fetch: controlPlane.fetch,
    workers: dispatches,
    controlUrl,
    baseDomain: config.BASE_DOMAIN,
    dataDir,
    secret: secrets.tokenSecret,
    hasMailServer: config.SMTP_URL !== undefined,
  }
}

function limitsFrom(config: LocalConfig, first: Channel | undefined): ControlPlaneOptions['limitsFrom'] {
  if (config.REDIS_URL !== undefined) return { redis: { url: config.REDIS_URL } }
  return first === undefined ? 'memory' : { primary: { channel: first } }
}

/** Whoever looks at the stores need not wait for what they sold before. */
function drawInBackground(place: DemoPlace, log: Log, onStop: OnStop): void {
  const drawn = drawUntilStop(place, log, onStop)
  drawn.catch((err: unknown) =>
    log.error({ err }, 'the history of the demo stores is not whole; the next start goes on'),
  )
}

/** Draws the history of the demo stores, but for what is left when the process is told to stop. */
export function drawUntilStop(place: DemoPlace, log: Log, onStop: OnStop): Promise<void> {
  const stopping = new AbortController()
  const tell = (line: string) => console.log(`  ${line}`)
  const drawn = drawHistory(place, { signal: stopping.signal, log, tell })
  onStop(() => {
    stopping.abort()
    return drawn.catch(() => {})
  })
  return drawn
}
