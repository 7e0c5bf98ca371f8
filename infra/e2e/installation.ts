// An installation on several machines, in miniature: a gateway and a worker for each of two shards, each a process of
// its own, on one Postgres server prepared as README.md says.
import { request } from 'undici'
import { asApp } from '../local/databases.ts'
import type { EmbeddedPostgres } from '../local/postgres.ts'
import { findPort, type Program, runProgram, startProgram, untilReady } from './processes.ts'

export const ADMIN_TOKEN = 'platform-admin-token-for-the-tests'
const APP_PASSWORD = "app's password, with %signs"
const CONTROL = 'storeplane_control'
const SHARDS = ['shard-1', 'shard-2']

export type Part = {
  readonly name: string
  readonly port: number
  readonly metricsPort: number
  /** Starts the part's program, on the same ports each time. */
  start: () => Program
}
export type Installation = { gateway: Part; workers: readonly Part[] }

export const databaseOf = (shard: string): string => `storeplane_${shard.replace('-', '_')}`

/**
 * Prepares fresh databases and tells which programs to run on them. Each step is run by two processes at once.
 * @param settings more of the workers' environment
 */
export async function prepare(
  postgres: EmbeddedPostgres,
  settings: Record<string, string> = {},
): Promise<Installation> {
  const control = postgres.url(CONTROL)
  const twice = async (...args: string[]) => {
    await Promise.all([runProgram('infra/migrate.ts', args), runProgram('infra/migrate.ts', args)])
  }
  const workers = await Promise.all(SHARDS.map((shard) => workerPart(postgres, shard, settings)))
  await Promise.all([
    twice('control', control),
    ...SHARDS.map((shard) => twice('shard', postgres.url(databaseOf(shard)))),
  ])
  await Promise.all(
    [control, ...SHARDS.map((shard) => postgres.url(databaseOf(shard)))].map((url) =>
      twice('app-password', url, APP_PASSWORD),
    ),
  )
  for (const { name, port } of workers)
    await twice('register-shard', control, name, 'local', '1000', `http://127.0.0.1:${port}`)
  return { gateway: await gatewayPart(control), workers }
}

/** Starts all parts and waits until they are ready. */
export async function startAll({ gateway, workers }: Installation): Promise<Map<Part, Program>> {
  const programs = new Map([...workers, gateway].map((part) => [part, part.start()]))
  await Promise.all([...programs].map(([{ port }, program]) => untilReady(program, port)))
  return programs
}

async function gatewayPart(control: string): Promise<Part> {
  const env = {
    CONTROL_DATABASE_URL: asApp(control, APP_PASSWORD),
    PLATFORM_ADMIN_TOKEN: ADMIN_TOKEN,
  }
  return part('gateway', 'control-plane/main.ts', 'PORT', env)
}

async function workerPart(
  postgres: EmbeddedPostgres,
  shard: string,
  settings: Record<string, string>,
): Promise<Part> {
  const env = {
    ...settings,
    SHARD_NAME: shard,
    SHARD_DATABASE_URL: asApp(postgres.url(databaseOf(shard)), APP_PASSWORD),
  }
  return part(shard, 'data-plane/main.ts', 'WORKER_PORT', env)
}

async function part(
  name: string,
  script: string,
  portSetting: string,
  settings: Record<string, string>,
): Promise<Part> {
  const port = await findPort()
  const metricsPort = await findPort()
  const env = {
    ...settings,
    [portSetting]: String(port),
    METRICS_PORT: String(metricsPort),
    INTERNAL_TOKEN_SECRET: 'internal-token-secret-for-the-tests',
    VAULT_KEYS: `test:${Buffer.alloc(32).toString('base64')}`,
    LOG_LEVEL: 'warn',
  }
  return { name, port, metricsPort, start: () => startProgram(script, { env }) }
}

export async function readMetrics({ metricsPort }: Part): Promise<string> {
  const { body } = await request(`http://127.0.0.1:${metricsPort}/metrics`)
  return body.text()
}
