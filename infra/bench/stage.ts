// What the bench runs on: a Postgres of its own, the seeded stores, and the servers under test, each a process.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { findPort, makeDirectory, type Program, startProgram, untilReady } from '../e2e/processes.ts'
import {
  asApp,
  ensureDatabase,
  migrateControl,
  migrateShard,
  registerShard,
  setAppPassword,
  withDatabase,
} from '../local/databases.ts'
import { type EmbeddedPostgres, startPostgres } from '../local/postgres.ts'
import { loadSecrets, type Secrets } from '../local/secrets.ts'
import { type Child, startChild } from './child.ts'
import { cpuSeconds, parentOf } from './cpu.ts'
import type { Job, Load } from './job.ts'
import { type Store, seedCheckouts, seedOrders, seedStores, seedTenants } from './seed.ts'

export const SHARD = 'shard-1'
const CHECKOUTS_PER_STORE = 20

export type Scale = {
  quick: boolean
  /** In which two servers are compared. */
  turns: { count: number; seconds: number }
  /** Of what is measured otherwise. */
  rounds: number
  seconds: number
  tenants: number
  orders: number
}

/** A server that can be measured: the port it listens on, and the processes that do its work beside Postgres. */
export type Server = {
  port: number
  pids: readonly number[]
  metricsPorts: readonly number[]
  stop: () => Promise<unknown>
}

export type Stage = {
  readonly scale: Scale
  readonly dataDir: string
  readonly secrets: Secrets
  readonly postgres: EmbeddedPostgres
  /** As the owner. */
  readonly controlUrl: string
  readonly shardUrl: string
  /** The first one holds the many orders. */
  readonly stores: readonly Store[]
  /** The platform as `npm start` runs it. */
  readonly server: Server
  readonly load: (job: Job) => Promise<Load>
  readonly postgresCpu: () => number | undefined
  readonly close: () => Promise<void>
}

/** Starts Postgres, seeds it, and starts the platform on it. `log` hears of each step. */
export async function openStage(scale: Scale, log: (line: string) => void): Promise<Stage> {
  const dataDir = makeDirectory()
  log('starting Postgres')
  const server = await startPostgres({ dataDir: join(dataDir, 'postgres') })
  const stops: (() => unknown)[] = [() => rmSync(dataDir, { recursive: true, force: true }), server.stop]
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    const secrets = await loadSecrets(dataDir)
    const controlUrl = server.url('storeplane_control')
    const shardUrl = server.url('storeplane_shard_1')
    for (const url of [controlUrl, shardUrl]) await ensureDatabase(url)
    await Promise.all([migrateControl(controlUrl), migrateShard(shardUrl)])
    await setAppPassword(controlUrl, secrets.appPassword)
    await registerShard(controlUrl, { name: SHARD, region: 'local', maxTenants: 1_000_000, workerUrl: null })
    log(`seeding ${scale.tenants} stores`)
    const tenants = await seedTenants(controlUrl, SHARD, scale.tenants)
    const stores = await seedStores(shardUrl, tenants)
    log(`seeding ${scale.orders} orders`)
    await seedOrders(shardUrl, stores[0] as Store, scale.orders)
    await seedCheckouts(shardUrl, stores, CHECKOUTS_PER_STORE * stores.length)
    const postmaster = await settle(shardUrl)
    log('starting the platform')
    const generator = startChild('./load.ts')
    stops.push(generator.stop)
    const stage = {
      scale,
      dataDir,
      secrets,
      postgres: server,
      controlUrl,
      shardUrl,
      stores,
      load: generator.call<Load>,
      postgresCpu: () => (postmaster === undefined ? undefined : cpuSeconds([postmaster])),
      close,
    }
    const platform = await startPlatform(stage)
    stops.push(platform.stop)
    return { ...stage, server: platform }
  } catch (error) {
    await close()
    throw error
  }
}

/** Leaves nothing of the seeding to be tidied up during the measurements. Gives the pid of the Postgres server. */
async function settle(shardUrl: string): Promise<number | undefined> {
  const sql = postgres(shardUrl, { max: 1 })
  try {
    // Not the empty tables: Postgres takes one that it has found empty for small, however it grows.
    const [filled] = await sql<{ names: string }[]>`
      select string_agg(oid::regclass::text, ', ') as names from pg_class
      where relkind = 'r' and relnamespace in ('public'::regnamespace, 'app'::regnamespace) and pg_relation_size(oid) > 0`
    await sql.unsafe(`vacuum (analyze) ${filled?.names}`)
    await sql`checkpoint`
    const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`
    return row && parentOf(row.pid)
  } finally {
    await sql.end()
  }
}

type Installed = Pick<Stage, 'dataDir' | 'secrets' | 'postgres' | 'controlUrl' | 'shardUrl'>

/** Runs what `npm start` runs, on the bench's databases. */
export async function startPlatform(stage: Installed, env: Record<string, string> = {}): Promise<Server> {
  return serverOf([
    await startPart('infra/local/start.ts', 'PORT', {
      STOREPLANE_DATA_DIR: stage.dataDir,
      CONTROL_DATABASE_URL: stage.controlUrl,
      DEMO_STORES: 'none',
      ...env,
    }),
  ])
}

/** Runs gateway and worker in processes of their own, on the same shard and a control database that says so. */
export async function startSeparately(stage: Installed): Promise<Server> {
  const { appPassword, tokenSecret, vaultKeys } = stage.secrets
  const common = { INTERNAL_TOKEN_SECRET: tokenSecret, VAULT_KEYS: vaultKeys, LOG_LEVEL: 'warn' }
  const worker = await startPart('data-plane/main.ts', 'WORKER_PORT', {
    ...common,
    SHARD_NAME: SHARD,
    SHARD_DATABASE_URL: asApp(stage.shardUrl, appPassword),
  })
  const controlUrl = await copyControl(stage, `storeplane_control_of_${worker.port}`)
  await registerShard(controlUrl, {
    name: SHARD,
    region: 'local',
    maxTenants: 1,
    workerUrl: `http://127.0.0.1:${worker.port}`,
  })
  const gateway = await startPart('control-plane/main.ts', 'PORT', {
    ...common,
    CONTROL_DATABASE_URL: asApp(controlUrl, appPassword),
  })
  return serverOf([gateway, worker])
}

/** A control database with the same tenants and keys. Its original is in use, so it cannot serve as a template. */
async function copyControl({ controlUrl }: Installed, name: string): Promise<string> {
  const copyUrl = withDatabase(controlUrl, name)
  await ensureDatabase(copyUrl)
  await migrateControl(copyUrl)
  const from = postgres(controlUrl, { max: 1 })
  const to = postgres(copyUrl, { max: 1, connection: { session_replication_role: 'replica' } })
  try {
    for (const table of ['plans', 'shards', 'tenants', 'api_keys']) {
      const [row] = await from<{ rows: string }[]>`select json_agg(t)::text as rows from ${from(table)} as t`
      await to`insert into ${to(table)} select * from json_populate_recordset(null::${to(table)}, ${row?.rows ?? '[]'}::text::json) on conflict do nothing`
    }
  } finally {
    await Promise.all([from.end(), to.end()])
  }
  return copyUrl
}

type Part = { port: number; metricsPort: number; program: Program }

async function startPart(script: string, portSetting: string, env: Record<string, string>): Promise<Part> {
  const port = await findPort()
  const metricsPort = await findPort()
  const program = startProgram(script, {
    env: { ...env, [portSetting]: String(port), METRICS_PORT: String(metricsPort) },
  })
  await untilReady(program, port)
  return { port, metricsPort, program }
}

function serverOf(parts: [Part, ...Part[]]): Server {
  return {
    port: parts[0].port,
    pids: parts.map(({ program }) => program.pid),
    metricsPorts: parts.map(({ metricsPort }) => metricsPort),
    stop: () => Promise.all(parts.map(({ program }) => program.stop())),
  }
}

/** Starts a server of the bench's own, which tells its port when it is called with `options`. */
export async function startBaseline(script: string, options: unknown): Promise<Server & { child: Child }> {
  const child = startChild(script)
  const port = await child.call<number>(options)
  return { port, pids: [child.pid], metricsPorts: [], stop: child.stop, child }
}
