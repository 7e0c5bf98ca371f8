// The load generator: a process of its own, so that its CPU is nobody else's.
import { createHistogram, performance, type RecordableHistogram } from 'node:perf_hooks'
import { answerParent } from './child.ts'
import { type Answer, type Connection, openConnection } from './connection.ts'
import { flows, type Step } from './flows.ts'
import type { Job, Load } from './job.ts'

type Run = {
  /** When no new request is begun, as performance.now(). */
  readonly until: number
  readonly latencies: RecordableHistogram
  count: number
  /** How many of a list were sent that is gone through once. */
  sent: number
  readonly other: Record<string, number>
  readonly all: RecordableHistogram
  readonly steps: Map<string, RecordableHistogram>
}

type Open = () => Promise<Connection>

/** Browsers, too, open a new connection rather than use one that the server is about to close. */
const MAX_IDLE_MS = 4_000

answerParent(runJob)

async function runJob(job: Job): Promise<Load> {
  const failure = Promise.withResolvers<never>()
  const connections: Connection[] = []
  const open = async () => {
    const options = { keepBodies: job.kind === 'flow', fail: failure.reject }
    const connection = await openConnection(job.port, options)
    connections.push(connection)
    return connection
  }
  await Promise.all(Array.from({ length: job.connections }, open))
  const started = performance.now()
  const cpu = process.cpuUsage()
  const run: Run = {
    until: started + job.seconds * 1000,
    latencies: microseconds(),
    count: 0,
    sent: 0,
    other: {},
    all: microseconds(),
    steps: new Map(),
  }
  try {
    await Promise.race([send(job, [...connections], open, run), failure.promise])
  } finally {
    for (const connection of connections) connection.close()
  }
  const used = process.cpuUsage(cpu)
  return {
    count: run.count,
    seconds: (performance.now() - started) / 1000,
    ...percentiles(run.latencies),
    other: run.other,
    all: percentiles(run.all),
    steps: Object.fromEntries(
      [...run.steps].map(([step, latencies]) => [
        step,
        { count: latencies.count, ...percentiles(latencies) },
      ]),
    ),
    cpuSeconds: (used.user + used.system) / 1e6,
  }
}

const microseconds = () => createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 })

const percentiles = (latencies: RecordableHistogram) => ({
  p50: latencies.percentile(50) / 1000,
  p95: latencies.percentile(95) / 1000,
  p99: latencies.percentile(99) / 1000,
})

/** @param since performance.now() */
const record = (latencies: RecordableHistogram, since: number) =>
  latencies.record(Math.max(1, Math.round((performance.now() - since) * 1000)))

async function send(job: Job, connections: readonly Connection[], open: Open, run: Run): Promise<void> {
  if (job.kind === 'open') return sendInTime(job, connections, run)
  await Promise.all(
    connections.map((connection) =>
      job.kind === 'flow' ? repeatFlow(job, { connection, open }, run) : repeatRequests(job, connection, run),
    ),
  )
}

function assertAnswered({ status, body }: Answer, refusals: readonly number[], run: Run): boolean {
  if (status >= 200 && status < 300) return true
  if (!refusals.includes(status)) throw new Error(`A request was answered with ${status}: ${body}`)
  run.other[status] = (run.other[status] ?? 0) + 1
  return false
}

// With callbacks, since a promise for each request would show in what the generator needs.
function repeatRequests(job: Job & { kind: 'closed' }, connection: Connection, run: Run): Promise<void> {
  const { requests, order, refusals = [] } = job
  const next =
    order === 'random'
      ? () => requests[Math.floor(Math.random() * requests.length)]
      : () => requests[run.sent++]
  return new Promise((resolve, reject) => {
    let begun = 0
    const begin = () => {
      begun = performance.now()
      const request = begun < run.until ? next() : undefined
      if (request === undefined) resolve()
      else connection.send(request, onAnswer)
    }
    const onAnswer = (answer: Answer) => {
      try {
        if (assertAnswered(answer, refusals, run)) {
          record(run.latencies, begun)
          run.count += 1
        }
        begin()
      } catch (error) {
        reject(error)
      }
    }
    begin()
  })
}

/** Open loop: a slow answer does not keep the next request from being due. */
function sendInTime(
  { requests, perSecond, refusals = [] }: Job & { kind: 'open' },
  connections: readonly Connection[],
  run: Run,
): Promise<void> {
  const idle = [...connections]
  // A flood may leave many thousands behind: they are gone through by a number, not shifted.
  const waiting: { request: string; due: number }[] = []
  let taken = 0
  const pause = () => (-Math.log(1 - Math.random()) * 1000) / perSecond
  let due = performance.now() + pause()
  let open = 0
  return new Promise((resolve, reject) => {
    const begin = (connection: Connection, { request, due }: { request: string; due: number }) =>
      connection.send(request, (answer) => {
        try {
          if (assertAnswered(answer, refusals, run)) {
            record(run.latencies, due)
            run.count += 1
          }
        } catch (error) {
          return reject(error)
        }
        open -= 1
        // Whoever is refused may have fallen behind by any time; in the end that is no longer sent.
        if (refusals.length > 0 && performance.now() >= run.until) open -= waiting.splice(taken).length
        const next = waiting[taken]
        if (next === undefined) idle.push(connection)
        else {
          taken += 1
          begin(connection, next)
        }
      })
    const tick = () => {
      const now = performance.now()
      for (; due <= now && due < run.until; due += pause()) {
        const request = requests[Math.floor(Math.random() * requests.length)] ?? ''
        const connection = idle.shift()
        open += 1
        if (connection === undefined) waiting.push({ request, due })
        else begin(connection, { request, due })
      }
      if (due < run.until || open > 0) setTimeout(tick, 1)
      else resolve()
    }
    tick()
  })
}

async function repeatFlow(
  job: Job & { kind: 'flow' },
  { connection: first, open }: { connection: Connection; open: Open },
  run: Run,
): Promise<void> {
  let connection = first
  let usedAt = performance.now()
  const flow = flows[job.flow]
  const step: Step = async (name, request, allowed = []) => {
    const begun = performance.now()
    if (!connection.isOpen() || begun - usedAt > MAX_IDLE_MS) {
      connection.close()
      connection = await open()
    }
    return new Promise((resolve, reject) => {
      connection.send(request, (answer) => {
        const latencies = run.steps.get(name) ?? microseconds()
        run.steps.set(name, latencies)
        usedAt = performance.now()
        record(latencies, begun)
        record(run.all, begun)
        if (answer.status < 300) return resolve(JSON.parse(answer.body))
        const what = `${name}: ${answer.status} ${JSON.parse(answer.body).code}`
        run.other[what] = (run.other[what] ?? 0) + 1
        if (allowed.includes(answer.status)) resolve(undefined)
        else reject(new Error(`${what} ${answer.body}`))
      })
    })
  }
  while (performance.now() < run.until) {
    const shop = job.shops[Math.floor(Math.random() * job.shops.length)]
    if (shop === undefined) throw new Error('There are no shops to go to.')
    const begun = performance.now()
    if (!(await complete(flow(step, shop, run.until), job.keepGoing === true))) continue
    record(run.latencies, begun)
    run.count += 1
  }
}

/** Whether a flow came to its end; an error was counted by then. */
async function complete(flow: Promise<boolean>, keepGoing: boolean): Promise<boolean> {
  try {
    return await flow
  } catch (error) {
    if (keepGoing) return false
    throw error
  }
}
