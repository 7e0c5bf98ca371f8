// One store's visitors come all at once: what its neighbours feel.
import { constants, setPriority } from 'node:os'
import postgres from 'postgres'
import { startChild } from '../child.ts'
import { renderRequest } from '../connection.ts'
import type { Job, Load } from '../job.ts'
import { median } from '../measure.ts'
import { count, ms, type Report } from '../report.ts'
import type { Store } from '../seed.ts'
import type { Stage } from '../stage.ts'

const FLOOD_CONNECTIONS = 64
const NEIGHBOURS = 20
const NEIGHBOUR_CONNECTIONS = 60
const NEIGHBOUR_REQUESTS_PER_SECOND = 400
const WINDOWS = 1.3
const WARM_UP_SECONDS = 2
const LIMIT_PER_SECOND = 200
/** What a bound on one store may answer. */
const REFUSALS = [429, 503]

/**
 * Neighbours ask at a steady rate, whatever becomes of their requests, with and without a flood that knows no limit. A
 * single connection of the flood tells how much of it is for many connections.
 */
export const flood = (stage: Stage): Promise<Report> =>
  underFlood(stage, 'as fast as it is answered', [1, FLOOD_CONNECTIONS], (request, connections) => ({
    kind: 'closed',
    port: stage.server.port,
    connections,
    seconds: WINDOWS * stage.scale.seconds,
    requests: [request],
    order: 'random',
    refusals: REFUSALS,
  }))

/** The same, with a flood of 50 times what its store may send. */
export async function floodOverLimit(stage: Stage): Promise<Report> {
  const sql = postgres(stage.controlUrl, { max: 1 })
  const tenantId = stage.stores[0]?.tenantId ?? ''
  try {
    const limits = JSON.stringify({ burst: { size: LIMIT_PER_SECOND, per_second: LIMIT_PER_SECOND } })
    await sql`
      insert into rate_limit_overrides (tenant_id, scope, limits, reason)
      values (${tenantId}, 'tenant', ${limits}::text::jsonb, 'bench')`
    const how = `50 times its limit of ${LIMIT_PER_SECOND}/s`
    return await underFlood(stage, how, [FLOOD_CONNECTIONS], (request, connections) => ({
      kind: 'open',
      port: stage.server.port,
      connections,
      seconds: WINDOWS * stage.scale.seconds,
      requests: [request],
      perSecond: 50 * LIMIT_PER_SECOND,
      refusals: REFUSALS,
    }))
  } finally {
    await sql`delete from rate_limit_overrides where tenant_id = ${tenantId}`
    await sql.end()
  }
}

type Round = { quiet: Load; flooded: Load; flood: Load }

async function underFlood(
  stage: Stage,
  how: string,
  sizes: readonly number[],
  storm: (request: string, connections: number) => Job,
): Promise<Report> {
  const [flooder, ...others] = stage.stores
  if (flooder === undefined) throw new Error('There is no store.')
  const neighbours = others.slice(0, NEIGHBOURS)
  const { host, publishable: key } = flooder
  const floods = {
    'product lists': renderRequest({ host, key, path: '/store/v1/products' }),
    'new carts': renderRequest({ host, key, method: 'POST', path: '/store/v1/carts', body: {} }),
  }
  const generator = startChild('./load.ts')
  // The flood comes from elsewhere: here its client yields to the server and to the neighbours' client.
  setPriority(generator.pid, constants.priority.PRIORITY_LOW)
  try {
    const report: Report = { ratios: [], facts: [], notes: [] }
    for (const [name, request] of Object.entries(floods)) {
      const floodings = sizes.map((connections) => ({ connections, rounds: [] as Round[] }))
      await stage.load({ ...calm(stage, neighbours), seconds: WARM_UP_SECONDS })
      for (let round = 0; round < stage.scale.rounds; round += 1) {
        const quiet = await stage.load(calm(stage, neighbours))
        for (const { connections, rounds } of floodings) {
          const [flooded, flood] = await Promise.all([
            stage.load(calm(stage, neighbours)),
            generator.call<Load>(storm(request, connections)),
          ])
          rounds.push({ quiet, flooded, flood })
        }
      }
      for (const { connections, rounds } of floodings) {
        const what = `one store floods with ${name} by ${nameOf(connections)}, ${how}`
        report.facts.push(factOf(what, rounds, connections === FLOOD_CONNECTIONS))
      }
    }
    report.notes.push(
      `Flood: ${sizes.join(' or ')} connections of one store, ${how}. Neighbours: ${NEIGHBOURS} stores, ` +
        `${NEIGHBOUR_REQUESTS_PER_SECOND} lists and pages a second in all; a late request counts from when it was due.`,
    )
    return report
  } finally {
    await generator.stop()
  }
}

const nameOf = (connections: number) => (connections === 1 ? 'one connection' : `${connections} connections`)

function factOf(name: string, rounds: readonly Round[], isAim: boolean): Report['facts'][number] {
  const middle = (value: (round: Round) => number) => median(rounds.map(value))
  const ratio = middle(({ quiet, flooded }) => flooded.p99 / quiet.p99)
  const refused = middle(
    ({ flood }) => Object.values(flood.other).reduce((sum, n) => sum + n, 0) / flood.seconds,
  )
  return {
    name: `neighbours' p99 while ${name}`,
    value:
      `${ratio.toFixed(2)}×: ${ms(middle(({ flooded }) => flooded.p99))} after ${ms(middle(({ quiet }) => quiet.p99))}; ` +
      `flood: ${count(middle(({ flood }) => flood.count / flood.seconds))}/s served, ${count(refused)}/s refused`,
    ...(isAim ? { aim: '≤ 1.5×', met: ratio <= 1.5 } : {}),
  }
}

function calm({ server, scale }: Stage, stores: readonly Store[]): Job {
  const requests = stores.flatMap(({ host, publishable: key, handles }) =>
    handles.flatMap((handle) => [
      renderRequest({ host, key, path: '/store/v1/products' }),
      renderRequest({ host, key, path: `/store/v1/products/${handle}` }),
    ]),
  )
  return {
    kind: 'open',
    port: server.port,
    connections: NEIGHBOUR_CONNECTIONS,
    seconds: WINDOWS * scale.seconds,
    requests,
    perSecond: NEIGHBOUR_REQUESTS_PER_SECOND,
  }
}
