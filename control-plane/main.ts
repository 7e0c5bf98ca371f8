// Starts the gateway and the platform API; workers run elsewhere, at the URLs in the shard registry.
import {
  controlPlaneConfig,
  identityProvidersOf,
  loadEnvFile,
  publicUrlOf,
  smtpOf,
} from '../shared/config.ts'
import { serveHttp } from '../shared/http/server.ts'
import { createLog } from '../shared/log.ts'
import { createMetrics, serveMetrics } from '../shared/metrics.ts'
import { runUntilSignal } from '../shared/process.ts'
import { startControlPlane } from './app.ts'

loadEnvFile()

await runUntilSignal(async (onStop) => {
  const config = controlPlaneConfig()
  const log = createLog(config.LOG_LEVEL, 'gateway')
  const metrics = createMetrics()
  const controlPlane = await startControlPlane({
    databaseUrl: config.CONTROL_DATABASE_URL,
    poolSize: config.DB_POOL_SIZE,
    baseDomain: config.BASE_DOMAIN,
    tokenSecret: config.INTERNAL_TOKEN_SECRET,
    publicUrl: publicUrlOf(config),
    smtp: smtpOf(config),
    adminToken: config.PLATFORM_ADMIN_TOKEN,
    vaultKeys: config.VAULT_KEYS,
    trustedProxies: config.TRUSTED_PROXIES,
    forceHttps: config.FORCE_HTTPS,
    adminNetworks: config.PLATFORM_ADMIN_IPS,
    identityProviders: identityProvidersOf(config),
    domains: { target: config.DOMAINS_TARGET, dnsServers: config.DNS_SERVERS },
    askPort: config.ASK_PORT,
    limitsFrom: config.REDIS_URL === undefined ? 'memory' : { redis: { url: config.REDIS_URL } },
    platformPerMinute: config.PLATFORM_REQUESTS_PER_MINUTE,
    workers: new Map(),
    log,
    metrics,
  })
  onStop(controlPlane.stop)
  const metricsServer = await serveMetrics(metrics.registry, config.METRICS_PORT)
  onStop(() => metricsServer.close())
  const server = await serveHttp(controlPlane.fetch, config.PORT, log)
  onStop(server.stop)
  log.info({ port: server.port }, 'gateway ready')
})
