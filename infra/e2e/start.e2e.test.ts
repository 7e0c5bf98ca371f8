// `npm start` as people run it: first start, second start, stopping, and what it says when it cannot start.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startPostgres } from '../local/postgres.ts'
import {
  cleanUp,
  findPort,
  makeDirectory,
  type Program,
  processesOn,
  startProgram,
  untilReady,
} from './processes.ts'
import { connect, readOrder, walk } from './walk.ts'

afterAll(cleanUp)

type Start = { program: Program; port: number; dataDir: string }

async function start({
  dataDir = join(makeDirectory(), 'data'),
  port,
  env = {},
}: {
  dataDir?: string
  port?: number
  env?: Record<string, string>
} = {}): Promise<Start> {
  port ??= await findPort()
  const program = startProgram('infra/local/start.ts', {
    env: {
      PORT: String(port),
      METRICS_PORT: String(await findPort()),
      STOREPLANE_DATA_DIR: dataDir,
      ...env,
    },
  })
  return { program, port, dataDir }
}

async function startReady(options: Parameters<typeof start>[0] = {}): Promise<Start> {
  const started = await start(options)
  await untilReady(started.program, started.port)
  return started
}

async function storesOf({ port, dataDir }: Start): Promise<string[]> {
  const { adminToken } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'))
  const call = connect(port)
  const { body } = await call('localhost', 'GET', '/platform/v1/tenants', { key: adminToken })
  return body.data.map((tenant: { slug: string }) => tenant.slug).sort()
}

async function demoTitles(port: number, slug: string): Promise<string[]> {
  const call = connect(port)
  const { body } = await call(`${slug}.localhost`, 'GET', '/store/v1/products')
  return body.data.map((product: { title: string }) => product.title)
}

type DemoKeys = { slug: string; email: string; password: string; publishable: string; secret: string }
const readDemo = (dataDir: string): DemoKeys[] => JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8'))

describe.each(['1', '2'])('on one directory, with %s processes', (count) => {
  const env = { PROCESSES: count }
  const dataDir = join(makeDirectory(), 'data')
  let first: Start
  let walked: Awaited<ReturnType<typeof walk>>
  beforeAll(async () => {
    first = await startReady({ dataDir, env })
  })

  test('the demo stores are open, and their keys work', async () => {
    expect(await demoTitles(first.port, 'linen-house')).toHaveLength(5)
    expect(await demoTitles(first.port, 'spice-route')).toHaveLength(5)
    const keys = readDemo(dataDir)
    expect(keys.map(({ slug }) => slug)).toEqual(['linen-house', 'spice-route'])
    const call = connect(first.port)
    for (const { secret } of keys)
      expect((await call('localhost', 'GET', '/admin/v1/store', { key: secret })).status).toBe(200)
    const address = `http://linen-house.localhost:${first.port}`
    // The first process answers before the last one is up, and only then it says so.
    await vi.waitFor(() => expect(first.program.output()).toContain(address), 30_000)
  })

  test('a new store goes from sign-up to a confirmed order', async () => {
    walked = await walk(first.port)
    expect(await storesOf(first)).toEqual(['linen-house', 'spice-route', walked.store.slug].sort())
  })

  test('a second one on the same directory is refused and leaves the first alone', async () => {
    const { program } = await start({ dataDir, env })
    expect((await program.exit).code).toBe(1)
    expect(program.output()).toMatch(
      new RegExp(`^Another Storeplane \\(pid ${first.program.pid}\\) is already running on .+\\.\n$`),
    )
    await readOrder(walked.store, walked.order)
  })

  test('SIGINT stops it, the database too, and the next start has everything', async () => {
    const keys = readDemo(dataDir)
    expect(processesOn(dataDir)).not.toEqual([])
    expect(await first.program.stop()).toEqual({ code: 0, signal: null })
    expect(processesOn(dataDir)).toEqual([])

    const second = await startReady({ dataDir, port: first.port, env })
    await readOrder(walked.store, walked.order)
    expect(await storesOf(second)).toHaveLength(3)
    expect(await demoTitles(first.port, 'linen-house')).toHaveLength(5)
    expect(readDemo(dataDir)).toEqual(keys)
    expect(await second.program.stop('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(second.program.output()).not.toMatch(/error/i)
  })

  test('killed without warning, it starts again with everything', async () => {
    const killed = await startReady({ dataDir, port: first.port, env })
    await killed.program.stop('SIGKILL')
    const next = await startReady({ dataDir, port: first.port, env })
    await readOrder(walked.store, walked.order)
    await next.program.stop()
  })

  test('a port in use is named, and no database is left running', async () => {
    const port = await findPort()
    const other = createServer().listen(port)
    const { program } = await start({ dataDir, port, env })
    expect((await program.exit).code).toBe(1)
    expect(program.output()).toBe(`Port ${port} is in use by another program.\n`)
    expect(processesOn(dataDir)).toEqual([])
    other.close()
  })
})

describe('interrupted', () => {
  const stages = {
    'while the database is created': (dataDir: string) => existsSync(join(dataDir, 'postgres')),
    'while the database starts': (dataDir: string) =>
      existsSync(join(dataDir, 'postgres/cluster/postmaster.pid')),
    'while the stores are opened': (dataDir: string) =>
      existsSync(join(dataDir, 'postgres/cluster/postmaster.pid')) && sleep(500).then(() => true),
  }
  test.for(Object.entries(stages))('%s, a start stops, and the next one is complete', async ([, isThere]) => {
    const { program, dataDir } = await start()
    while (!(await isThere(dataDir))) await sleep(10)
    // Twice, as npm passes on what the terminal sends to both.
    program.kill('SIGINT')
    expect(await program.stop()).toEqual({ code: 0, signal: null })
    expect(program.output()).not.toContain('Error')
    expect(processesOn(dataDir)).toEqual([])

    const next = await startReady({ dataDir })
    expect(await storesOf(next)).toEqual(['linen-house', 'spice-route'])
    expect(readDemo(dataDir)).toHaveLength(2)
    expect(await demoTitles(next.port, 'spice-route')).toHaveLength(5)
    await next.program.stop()
  })
})

test('demo:reset takes the stores away and opens them anew, on one’s own machine only', async () => {
  const reset = (env: Record<string, string>) =>
    startProgram('infra/local/reset-demo.ts', { env: { METRICS_PORT: '0', ...env } })
  const elsewhere = reset({ CONTROL_DATABASE_URL: 'postgres://owner@db.example/control' })
  expect((await elsewhere.exit).code).toBe(1)
  expect(elsewhere.output()).toContain('names another machine')

  const first = await startReady()
  const before = readDemo(first.dataDir)
  await first.program.stop()
  const again = reset({ STOREPLANE_DATA_DIR: first.dataDir })
  expect({ ...(await again.exit), output: again.output() }).toMatchObject({ code: 0 })
  const after = readDemo(first.dataDir)
  expect(after.map(({ slug, password }) => [slug, password])).toEqual(
    before.map(({ slug, password }) => [slug, password]),
  )
  expect(after.map(({ secret }) => secret)).not.toEqual(before.map(({ secret }) => secret))
  const second = await startReady({ dataDir: first.dataDir })
  expect(await storesOf(second)).toEqual(['linen-house', 'spice-route'])
  expect(await demoTitles(second.port, 'linen-house')).toHaveLength(5)
  await second.program.stop()
})

test('a wrong setting stops the start and is named without a stack', async () => {
  const { program, dataDir } = await start({ env: { PORT: 'banana', DB_POOL_SIZE: '0' } })
  expect((await program.exit).code).toBe(78)
  expect(program.output()).toMatch(/^ {2}PORT: /m)
  expect(program.output()).toMatch(/^ {2}DB_POOL_SIZE: /m)
  expect(program.output()).not.toMatch(/^\s+at /m)
  expect(existsSync(dataDir)).toBe(false)
})

test('settings are read from .env in the working directory, and the environment comes first', async () => {
  const cwd = makeDirectory()
  const port = await findPort()
  writeFileSync(
    join(cwd, '.env'),
    `PORT=${port}\nSTOREPLANE_DATA_DIR=kept-here\nLOG_LEVEL=banana\nBASE_DOMAIN=\n`,
  )
  const program = startProgram('infra/local/start.ts', {
    cwd,
    env: { LOG_LEVEL: 'silent', METRICS_PORT: String(await findPort()) },
  })
  await untilReady(program, port)
  expect(existsSync(join(cwd, 'kept-here/secrets.json'))).toBe(true)
  expect((await program.stop()).code).toBe(0)
})

test('two starts at once share a Postgres that CONTROL_DATABASE_URL names', async () => {
  const directory = makeDirectory()
  const postgres = await startPostgres({ dataDir: join(directory, 'postgres') })
  const dataDir = join(directory, 'data')
  const env = { CONTROL_DATABASE_URL: postgres.url('shop_control') }
  const [one, other] = await Promise.all([startReady({ dataDir, env }), startReady({ dataDir, env })])
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false)

  const { store, order } = await walk(one.port)
  const call = connect(other.port)
  const { secret } = readDemo(dataDir)[0]!
  expect((await call('localhost', 'GET', '/admin/v1/store', { key: secret })).status).toBe(200)
  const seen = await call(`${store.slug}.localhost`, 'GET', `/store/v1/orders/${order.id}`)
  expect(seen.body).toEqual(order)
  expect(await storesOf(other)).toEqual(['linen-house', 'spice-route', store.slug].sort())
  expect(await demoTitles(other.port, 'linen-house')).toHaveLength(5)
  for (const { program } of [one, other]) expect((await program.stop()).code).toBe(0)
  await postgres.stop()
})
