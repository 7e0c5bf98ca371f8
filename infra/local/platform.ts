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
  /** The way to the first of them, if this is another one. */
  first?: Channel | undefined
}

/** Opens the platform, and the demo stores unless they are there, and listens. Gives the port. */
export async function servePlatform(
  { config, dataDir, secrets, controlUrl, shardUrls, processes, first }: Installation,
  { log, metrics }: { log: Log; metrics: Metrics },
  onStop: OnStop,
): Promise<number> {
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

function limitsFrom(config: LocalConfig, first: Channel | undefined): ControlPlaneOptions['limitsFrom'] {
  if (config.REDIS_URL !== undefined) return { redis: { url: config.REDIS_URL } }
  return first === undefined ? 'memory' : { primary: { channel: first } }
}
