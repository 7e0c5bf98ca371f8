// The control plane: the platform API and the gateway in front of every store.
import { openPool } from '../shared/db/connect.ts'
import { networks } from '../shared/http/client.ts'
import type { Dispatch } from '../shared/http/dispatch.ts'
import { mount } from '../shared/http/mount.ts'
import type { Fetch } from '../shared/http/server.ts'
import type { Log } from '../shared/log.ts'
import { openMailer } from '../shared/mail/smtp.ts'
import type { Metrics } from '../shared/metrics.ts'
import { openVault, type VaultKey } from '../shared/vault/vault.ts'
import { insertUsage, openKeyUsage } from './api-keys/index.ts'
import { platformTrail } from './audit/index.ts'
import type { ControlCtx, ControlServices } from './context.ts'
import { controlDb } from './database.ts'
import { openDns } from './domains/index.ts'
import {
  buildGateway,
  connectWorkers,
  type LimitsFrom,
  openDirectory,
  openLimits,
  serveAsk,
} from './gateway/index.ts'
import { controlIdempotency } from './idempotency/index.ts'
import { type IdentityProviderSettings, openIdentityProviders } from './identity-providers.ts'
import { startControlJobs } from './jobs.ts'
import { modules } from './modules.ts'
import { openRefusals } from './refusals/index.ts'
import { accountTokens } from './tokens.ts'
import { addCounts, openTraffic } from './traffic/index.ts'

export type ControlPlaneOptions = {
  databaseUrl: string
  poolSize: number
  baseDomain: string
  /** Where people find the installation: scheme and host, without a slash at the end. */
  publicUrl: string
  tokenSecret: string
  /** Where mails are handed over, and whom they are from; without it they stay in the outbox. */
  smtp: { url: string; from: string } | undefined
  adminToken: string | undefined
  vaultKeys: readonly VaultKey[]
  identityProviders: IdentityProviderSettings
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[]
  /** Whether what comes over plain HTTP is refused, but from those proxies. */
  forceHttps: boolean
  /** Where platform administrators may be; undefined: anywhere. */
  adminNetworks: readonly string[] | undefined
  /** Where stores' own domains shall point, and which name servers are asked about them; see .env.example. */
  domains: { target: string | undefined; dnsServers: readonly string[] | undefined }
  /** Where Caddy asks for which names it may get certificates; 0: any free port. */
  askPort?: number | undefined
  /** Who counts what the rate limits allow. */
  limitsFrom: LimitsFrom
  /** Requests a minute to the platform API, of one client address and of one account. */
  platformPerMinute: number
  /** How often an idle queue is looked at for jobs that another process queued. */
  pollSeconds?: number
  /** How often it is written down what keys were used for, and how much was asked. */
  usageFlushMs?: number
  /** Workers in this process, by shard; other shards are reached at the URL in the registry. */
  workers: ReadonlyMap<string, Dispatch>
  log: Log
  metrics: Metrics
  checkResponses?: boolean
}

export type ControlPlane = { fetch: Fetch; askPort: number | undefined; stop: () => Promise<void> }

/** Opens the control database and gives what answers every request that reaches the installation. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { log, metrics } = options
  const pool = openPool(options.databaseUrl, options.poolSize, 'gateway')
  const { jobs, serve, stop } = await startControlJobs(
    options.databaseUrl,
    modules.flatMap((module) => module.work ?? []),
    { log, pollSeconds: options.pollSeconds },
  )
  const platformWide = controlDb(pool, 'all')
  const vault = openVault(options.vaultKeys)
  const tokens = accountTokens(options.tokenSecret)
  const directory = await openDirectory(pool, options.databaseUrl, { tokens, log })
  const limits = await openLimits(platformWide.db, options)
  const mailer = options.smtp && openMailer(options.smtp.url, options.smtp.from)
  const identityProviders = openIdentityProviders(options.identityProviders, options.publicUrl)
  const keyUsage = openKeyUsage((batch) => platformWide.transaction((tx) => insertUsage(tx, batch)), {
    log,
    flushMs: options.usageFlushMs,
  })
  const workers = connectWorkers(options.workers, { ...options, db: platformWide.db })
  const domains = {
    baseDomain: options.baseDomain,
    target: options.domains.target,
    lookUp: openDns(options.domains.dnsServers),
  }
  const services: ControlServices = {
    jobs,
    askShard: workers.askShard,
    askStore: workers.askStore,
    publicUrl: options.publicUrl,
    tokens,
    mailer,
    vault,
    identityProviders,
    domains,
  }
  await serve({ ...platformWide, ...services })
  const refusals = openRefusals(platformWide.db, log)
  const traffic = openTraffic((rows) => addCounts(platformWide.db, rows), {
    log,
    flushMs: options.usageFlushMs,
  })
  const fetch = buildGateway({
    baseDomain: options.baseDomain,
    adminToken: options.adminToken,
    directory,
    limits,
    dispatch: workers.dispatch,
    platform: platformApi(options),
    publicUrl: options.publicUrl,
    pool,
    services,
    keyUsage,
    proxies: networks(options.trustedProxies),
    forceHttps: options.forceHttps,
    adminNetworks: options.adminNetworks && networks(options.adminNetworks),
    refusals,
    traffic,
    ready: pool.ready,
    log,
    metrics,
  })
  const { askPort, baseDomain } = options
  const ask =
    askPort === undefined
      ? undefined
      : await serveAsk({ names: directory.names, db: platformWide.db, baseDomain, log }, askPort)
  return {
    fetch,
    askPort: ask?.port,
    stop: async () => {
      ask?.stop()
      await stop()
      await refusals.stop()
      await traffic.stop()
      await limits.stop()
      await directory.stop()
      await workers.close()
      mailer?.close()
      await keyUsage.stop()
      await pool.close()
    },
  }
}

const platformApi = ({ metrics, checkResponses = false }: ControlPlaneOptions) =>
  mount<ControlCtx>(
    modules.flatMap((module) => module.routes),
    {
      audit: platformTrail,
      idempotency: controlIdempotency,
      observe: ({ method, path }, status, seconds) =>
        metrics.requests.observe({ part: 'platform', method, route: path, status }, seconds),
      checkResponses,
    },
  )
