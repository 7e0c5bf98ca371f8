// `npm start` with several processes on one port: they serve as one, and one that dies is replaced.
import { execFileSync } from 'node:child_process'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { cleanUp, findPort, makeDirectory, type Program, startProgram, untilReady } from './processes.ts'
import { connect } from './walk.ts'

const START = 'infra/local/start.ts'

let program: Program
let port: number
let metricsPort: number
beforeAll(async () => {
  port = await findPort()
  metricsPort = await findPort()
  program = startProgram(START, {
    env: {
      PROCESSES: '3',
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      STOREPLANE_DATA_DIR: makeDirectory(),
    },
  })
  await untilReady(program, port)
  await vi.waitFor(() => expect(program.output()).toContain('Storeplane is running'), 60_000)
})
afterAll(cleanUp)

const children = (): number[] =>
  execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...command]) => Number(parent) === program.pid && command.join(' ').includes(START))
    .map(([pid]) => Number(pid))

const titles = async () => {
  const { status, body } = await connect(port)('linen-house.localhost', 'GET', '/store/v1/products')
  return { status, count: body.data?.length }
}

/** Requests that the gateways of all processes counted. */
async function countedRequests(): Promise<number> {
  const { body } = await request(`http://127.0.0.1:${metricsPort}/metrics`)
  const lines = (await body.text()).split('\n')
  const counts = lines.filter((line) =>
    /^storeplane_http_request_duration_seconds_count.*part="gateway"/.test(line),
  )
  return counts.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

test('all of them answer, and their metrics are one sum', async () => {
  expect(children()).toHaveLength(3)
  const before = await countedRequests()
  const answers = await Promise.all(Array.from({ length: 30 }, titles))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(await countedRequests()).toBe(before + 30)
})

test('when one is killed the others go on, and it is replaced', async () => {
  const [victim] = children()
  process.kill(victim!, 'SIGKILL')
  await vi.waitFor(() => expect(program.output()).toContain('a process died and is started again'), 5_000)
  for (let i = 0; i < 10; i += 1) expect(await titles()).toEqual({ status: 200, count: 5 })
  await vi.waitFor(() => expect(children()).toHaveLength(3), { timeout: 30_000, interval: 100 })
  expect(children()).not.toContain(victim)
})

test('when the first one is killed the others end too', async () => {
  const left = children()
  await program.stop('SIGKILL')
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  await vi.waitFor(() => expect(left.filter(isAlive)).toEqual([]), { timeout: 15_000, interval: 100 })
})
