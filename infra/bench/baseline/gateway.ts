// The gateway with a worker that does nothing: every store's answer is the same bytes.
import { randomBytes } from 'node:crypto'
import { startControlPlane } from '../../../control-plane/app.ts'
import { serveHttp } from '../../../shared/http/server.ts'
import { createLog } from '../../../shared/log.ts'
import { createMetrics } from '../../../shared/metrics.ts'
import { answerParent } from '../child.ts'

export type GatewayOptions = { databaseUrl: string; tokenSecret: string; shard: string; body: string }

const POOL_SIZE = 8

answerParent(async ({ databaseUrl, tokenSecret, shard, body }: GatewayOptions) => {
  const log = createLog('warn', 'gateway')
  const headers = { 'content-type': 'application/json' }
  const { fetch } = await startControlPlane({
    databaseUrl,
    poolSize: POOL_SIZE,
    baseDomain: 'localhost',
    tokenSecret,
    publicUrl: 'http://localhost',
    smtp: undefined,
    adminToken: undefined,
    vaultKeys: [{ id: 'bench', key: randomBytes(32) }],
    trustedProxies: [],
    forceHttps: false,
    adminNetworks: undefined,
    identityProviders: {},
    domains: { target: undefined, dnsServers: undefined },
    limitsFrom: 'memory',
    platformPerMinute: 1_000,
    workers: new Map([[shard, async () => new Response(body, { headers })]]),
    log,
    metrics: createMetrics(),
  })
  return (await serveHttp(fetch, 0, log)).port
})
