// What it costs to decide whether a request may pass.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  boundsOf,
  createLeases,
  createLimiter,
  isHit,
  type Limiter,
  leave,
  openRedis,
} from '../../../control-plane/rate-limits/index.ts'
import { createLog } from '../../../shared/log.ts'
import { findPort } from '../../e2e/processes.ts'
import { count, type Report } from '../report.ts'
import type { Stage } from '../stage.ts'

const IDS = Array.from({ length: 1_000 }, (_, i) => `tenant ${i}`)
const LOOK_EVERY_MS = 20
const DECISIONS = 2_000_000
const DECISIONS_QUICK = 200_000
/** How many wait for a Redis at once. */
const AT_ONCE = 64
const LIMITS = boundsOf('tenant', {
  per_minute: 60_000,
  per_hour: 1_000_000,
  per_day: 10_000_000,
  per_month: 100_000_000,
  concurrent: 500,
  burst: { size: 3_000, per_second: 1_500 },
})
const EXHAUSTED = boundsOf('tenant', {
  per_minute: 1,
  per_hour: null,
  per_day: null,
  per_month: null,
  concurrent: null,
  burst: null,
})

/** Decisions one after the other for stores in turn, by all limits of the smallest plan; and refusals. */
export async function limiter({ scale }: Stage): Promise<Report> {
  const decisions = scale.quick ? DECISIONS_QUICK : DECISIONS
  const report: Report = { ratios: [], facts: [], notes: [] }
  const add = (name: string, { micros, p99 }: Measured, aim: number) =>
    report.facts.push({
      name: `rate limit, ${name}`,
      value: `${micros.toFixed(2)} µs, ${count(1e6 / micros)}/s; p99 ${p99.toFixed(1)} µs`,
      aim: `≤ ${aim} µs`,
      met: micros <= aim,
    })
  const inMemory = createLimiter()
  await decide(inMemory, LIMITS, decisions / 4)
  add('in memory', await decide(inMemory, LIMITS, decisions), 1)
  add('in memory, refused', await decide(createLimiter(), EXHAUSTED, decisions), 1)
  const port = await findPort()
  const redis = await startRedis(port)
  if (redis === undefined) {
    report.notes.push('The rate limits by Redis were not measured: there is no redis-server here.')
    return report
  }
  const log = createLog('silent', 'bench')
  const leases = createLeases(
    await openRedis({ url: `redis://127.0.0.1:${port}` }, { log, onDegraded: () => {} }),
  )
  try {
    while (!leases.isUp()) await sleep(LOOK_EVERY_MS)
    const shared = createLimiter({ leases })
    await decide(shared, LIMITS, decisions / 20)
    add(`by a Redis, ${AT_ONCE} at once`, await decide(shared, LIMITS, decisions / 10), 20)
  } finally {
    leases.close()
    redis.kill()
  }
  return report
}

/** Undefined when it is not installed. */
async function startRedis(port: number): Promise<ChildProcess | undefined> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  return once(server, 'spawn').then(
    () => server,
    () => undefined,
  )
}

/** Mean and 99th percentile of a decision as its request feels it, in µs. */
type Measured = { micros: number; p99: number }

async function decide(limiter: Limiter, bounds: typeof LIMITS, decisions: number): Promise<Measured> {
  const started = performance.now()
  await repeat(limiter, bounds, decisions)
  const micros = ((performance.now() - started) * 1_000) / decisions
  // To record each one costs more than most of them.
  const nanos = createHistogram()
  await repeat(limiter, bounds, decisions / 10, nanos)
  return { micros, p99: nanos.percentile(99) / 1_000 }
}

async function repeat(
  limiter: Limiter,
  bounds: typeof LIMITS,
  decisions: number,
  nanos?: RecordableHistogram,
): Promise<void> {
  let begun = 0
  const work = async () => {
    while (begun < decisions) {
      begun += 1
      const id = IDS[begun % IDS.length] as string
      const started = nanos === undefined ? 0 : performance.now()
      const admitted = limiter.admit(id, id, bounds)
      const result = admitted instanceof Promise ? await admitted : admitted
      nanos?.record(Math.max(1, Math.round((performance.now() - started) * 1e6)))
      if (!isHit(result)) leave(result)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}
