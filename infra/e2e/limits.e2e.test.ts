// The rate limits of `npm start` with several processes: they count together, in memory and after a restart.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { cleanUp, findPort, makeDirectory, type Program, startProgram, untilReady } from './processes.ts'
import { connect, type Store, signUp } from './walk.ts'

const MINUTE_MS = 60_000
/** More than the requests of a test take. */
const ROOM_MS = 15_000
const TRIES = 3

const dataDir = makeDirectory()
let program: Program
let port: number
beforeAll(start)
afterAll(cleanUp)

async function start(): Promise<void> {
  port = await findPort()
  program = startProgram('infra/local/start.ts', {
    env: {
      PROCESSES: '2',
      PORT: String(port),
      METRICS_PORT: String(await findPort()),
      STOREPLANE_DATA_DIR: dataDir,
    },
  })
  await untilReady(program, port)
  await vi.waitFor(() => expect(program.output()).toContain('Storeplane is running'), 60_000)
}

async function openStore(limits: object): Promise<Store> {
  const call = connect(port)
  const store = await signUp(call)
  const { adminToken: key } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'))
  const path = `/platform/v1/tenants/${store.id}/rate-limit-overrides`
  const body = { scope: 'tenant', limits: { burst: null, concurrent: null, ...limits }, reason: 'test' }
  expect((await call('localhost', 'POST', path, { key, body })).status).toBe(201)
  return store
}

/** How many of `n` at once pass, over many connections to the one port. */
async function pass({ slug }: Store, n: number): Promise<number> {
  const call = connect(port)
  const answers = await Promise.all(
    Array.from({ length: n }, () => call(`${slug}.localhost`, 'GET', '/store/v1/products')),
  )
  const count = (status: number) => answers.filter((answer) => answer.status === status).length
  expect(count(200) + count(429)).toBe(n)
  return count(200)
}

/** On a machine that stood still for long each process may have limited by itself, and says so: that is another case. */
async function whileTheyCountTogether(check: () => Promise<void>): Promise<void> {
  for (let i = 1; ; i += 1) {
    const before = program.output().length
    try {
      return await check()
    } catch (error) {
      if (i === TRIES || !program.output().slice(before).includes('limits by itself')) throw error
      await sleep(1_000)
    }
  }
}

test('of 50 a minute exactly 50 pass, whichever process they reach', async () => {
  await whileTheyCountTogether(async () => {
    const left = MINUTE_MS - (Date.now() % MINUTE_MS)
    if (left < ROOM_MS) await sleep(left)
    const store = await openStore({ per_minute: 50 })
    expect(await pass(store, 200)).toBe(50)
    expect(await pass(store, 50)).toBe(0)
  })
})

test('what was used of a month is still used after a restart', async () => {
  let store: Store | undefined
  await whileTheyCountTogether(async () => {
    store = await openStore({ per_month: 30 })
    expect(await pass(store, 20)).toBe(20)
  })
  await program.stop()
  await start()
  await whileTheyCountTogether(async () => expect(await pass(store!, 100)).toBe(10))
})
