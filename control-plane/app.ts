// The control plane: the platform API and the gateway in front of every store.
import { openPool } from '../shared/db/connect.ts'
import type { Dispatch } from '../shared/http/dispatch.ts'
import { mount } from '../shared/http/mount.ts'
import type { Fetch } from '../shared/http/server.ts'
import type { Log } from '../shared/log.ts'
import type { Metrics } from '../shared/metrics.ts'
import type { ControlCtx } from './context.ts'
import { buildGateway, connectWorkers, openDirectory } from './gateway/index.ts'
import { controlIdempotency } from './idempotency/index.ts'
import { modules } from './modules.ts'

export type ControlPlaneOptions = {
  databaseUrl: string
  poolSize: number
  baseDomain: string
  tokenSecret: string
  adminToken: string | undefined
  /** Workers in this process, by shard; other shards are reached at the URL in the registry. */
  workers: ReadonlyMap<string, Dispatch>
  log: Log
  metrics: Metrics
  checkResponses?: boolean
}

export type ControlPlane = { fetch: Fetch; stop: () => Promise<void> }

/** Opens the control database and gives what answers every request that reaches the installation. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { log, metrics } = options
  const pool = openPool(options.databaseUrl, options.poolSize, 'gateway')
  const directory = await openDirectory(pool.db, options.databaseUrl, log)
  const workers = connectWorkers(options.workers, options.tokenSecret, pool.db)
  const platform = mount<ControlCtx>(
    modules.flatMap((module) => module.routes),
    {
      idempotency: controlIdempotency,
      observe: (route, status, seconds) =>
        metrics.requests.observe(
          { part: 'platform', method: route.method, route: route.path, status },
          seconds,
        ),
      checkResponses: options.checkResponses ?? false,
    },
  )
  const fetch = buildGateway({
    baseDomain: options.baseDomain,
    adminToken: options.adminToken,
    directory,
    dispatch: workers.dispatch,
    askShard: workers.askShard,
    platform,
    pool,
    ready: pool.ready,
    log,
    metrics,
  })
  return {
    fetch,
    stop: async () => {
      await directory.stop()
      await workers.close()
      await pool.close()
    },
  }
}
