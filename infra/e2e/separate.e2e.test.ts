// Gateway and workers as processes of their own that talk HTTP, on databases that `npm run migrate` prepared.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedPostgres, startPostgres } from '../local/postgres.ts'
import {
  ADMIN_TOKEN,
  databaseOf,
  type Installation,
  type Part,
  prepare,
  readMetrics,
  startAll,
} from './installation.ts'
import { cleanUp, isReady, makeDirectory, type Program, runProgram, startProgram } from './processes.ts'
import { connect, readOrder, type Store, signUp, walk } from './walk.ts'

let server: EmbeddedPostgres
let installation: Installation
let programs: Map<Part, Program>
beforeAll(async () => {
  server = await startPostgres({ dataDir: join(makeDirectory(), 'postgres') })
  installation = await prepare(server)
  programs = await startAll(installation)
})
afterAll(async () => {
  await cleanUp()
  await server?.stop()
})

async function migrationsOf(database: string): Promise<string[]> {
  const sql = postgres(server.url(database), { max: 1 })
  const rows = await sql<{ name: string }[]>`select name from schema_migrations order by name`
  await sql.end()
  return rows.map(({ name }) => name)
}

test('two migrations at once, and a third later, apply each file once', async () => {
  const files = (folder: string) => readdirSync(join(import.meta.dirname, '../../migrations', folder)).sort()
  await runProgram('infra/migrate.ts', ['control', server.url('storeplane_control')])
  await runProgram('infra/migrate.ts', ['shard', server.url(databaseOf('shard-1'))])
  expect(await migrationsOf('storeplane_control')).toEqual(files('control'))
  expect(await migrationsOf(databaseOf('shard-1'))).toEqual(files('shard'))
  expect(await migrationsOf(databaseOf('shard-2'))).toEqual(files('shard'))
})

test('a wrong command line of the migrations is explained', async () => {
  const program = startProgram('infra/migrate.ts', { args: ['shards'] })
  expect((await program.exit).code).toBe(64)
  expect(program.output()).toMatch(/^Usage:/)
})

test('stores on both shards go from sign-up to a confirmed order', async () => {
  const { port } = installation.gateway
  const walks = [await walk(port), await walk(port)]
  expect(walks.map(({ store }) => store.shard).sort()).toEqual(['shard-1', 'shard-2'])
  for (const { store, order } of walks) await readOrder(store, order)
})

test('the platform administrator sees the shards', async () => {
  const call = connect(installation.gateway.port)
  const { body } = await call('localhost', 'GET', '/platform/v1/shards', { key: ADMIN_TOKEN })
  expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['shard-1', 'shard-2'])
})

test('every part says that it is ready and shows metrics', async () => {
  for (const part of [installation.gateway, ...installation.workers]) {
    expect(await isReady(part.port), part.name).toBe(true)
    expect(await readMetrics(part), part.name).toMatch(
      /^storeplane_http_request_duration_seconds_count\{.+\} \d+$/m,
    )
  }
})

test('a worker answers nobody but the gateway', async () => {
  for (const headers of [{}, { 'x-storeplane-token': 'made.up.token' }]) {
    const url = `http://127.0.0.1:${installation.workers[0]!.port}/admin/v1/orders`
    const { statusCode, body } = await request(url, { headers })
    expect(statusCode).toBe(401)
    expect(await body.json()).toMatchObject({ code: 'invalid_credentials' })
  }
})

test('a store whose worker is away is told so, and is served when the worker is back', async () => {
  const call = connect(installation.gateway.port)
  const stores: Store[] = [await signUp(call), await signUp(call)]
  const [worker] = installation.workers
  expect(await programs.get(worker!)!.stop('SIGTERM')).toEqual({ code: 0, signal: null })
  for (const store of stores) {
    const { status } = await store.shop('GET', '/store/v1/products')
    expect(status).toBe(store.shard === worker!.name ? 503 : 200)
  }
  programs.set(worker!, worker!.start())
  await expect.poll(() => isReady(worker!.port), { timeout: 30_000 }).toBe(true)
  for (const store of stores) expect((await store.shop('GET', '/store/v1/products')).status).toBe(200)
})

test('a start without its settings names every one that is missing or wrong', async () => {
  const gateway = startProgram('control-plane/main.ts', { env: { METRICS_PORT: '70000' } })
  expect((await gateway.exit).code).toBe(78)
  expect(gateway.output()).toMatch(/^ {2}CONTROL_DATABASE_URL is required$/m)
  expect(gateway.output()).toMatch(/^ {2}INTERNAL_TOKEN_SECRET is required$/m)
  expect(gateway.output()).toMatch(/^ {2}METRICS_PORT: /m)

  const env = { SHARD_DATABASE_URL: 'mysql://nowhere', INTERNAL_TOKEN_SECRET: 'short' }
  const worker = startProgram('data-plane/main.ts', { env })
  expect((await worker.exit).code).toBe(78)
  expect(worker.output()).toMatch(/^ {2}SHARD_NAME is required$/m)
  expect(worker.output()).toMatch(/^ {2}SHARD_DATABASE_URL: must be a postgres:\/\/ URL$/m)
  expect(worker.output()).toMatch(/^ {2}INTERNAL_TOKEN_SECRET: must have at least 32 characters$/m)
  for (const { output } of [gateway, worker]) expect(output()).not.toMatch(/^\s+at /m)
})

test('SIGTERM stops every part without a complaint', async () => {
  for (const program of programs.values()) {
    expect(await program.stop('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(program.output()).not.toMatch(/"level":(50|60)/)
  }
})
