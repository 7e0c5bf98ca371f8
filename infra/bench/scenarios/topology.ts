// What it costs to run the parts apart, to remember many stores, and to be there at all.
import { setTimeout as sleep } from 'node:timers/promises'
import { asApp, ensureDatabase, migrateControl, registerShard, withDatabase } from '../../local/databases.ts'
import { renderRequest } from '../connection.ts'
import { residentBytes } from '../cpu.ts'
import { compare, measure, median, type Side } from '../measure.ts'
import { count, mib, ms, type Report } from '../report.ts'
import { seedTenants } from '../seed.ts'
import { type Server, SHARD, type Stage, startBaseline, startPlatform, startSeparately } from '../stage.ts'

const CONNECTIONS = 32
const FEW_CONNECTIONS = 8
const LIST = '/store/v1/products'
/** The others have run for minutes. */
const WARM_UP = { warmUp: 6 }
const IDLE_SECONDS = 5
const FEW_TENANTS = 100
const MANY_TENANTS = 100_000
const MANY_TENANTS_QUICK = 10_000
const BODY_BYTES = 7_400

const lists = (stores: readonly { host: string; publishable: string }[]): string[] =>
  stores.map(({ host, publishable }) => renderRequest({ host, path: LIST, key: publishable }))

const side = (server: Server, requests: readonly string[], connections = CONNECTIONS): Side => ({
  server,
  work: () => ({ kind: 'closed', connections, requests, order: 'random' }),
})

const cartSide = ({ stores }: Stage, server: Server): Side => ({
  server,
  work: () => ({ kind: 'flow', flow: 'cart', connections: CONNECTIONS, shops: stores }),
})

/**
 * Gateway and worker as two processes, against both in one: lists, which the gateway keeps for a moment, and carts, of which
 * every request crosses to the worker.
 */
export async function separate(stage: Stage): Promise<Report> {
  const requests = lists(stage.stores)
  const against = 'both in one process'
  const apart = await startSeparately(stage)
  try {
    const ratios = [
      {
        name: 'product list, gateway and worker apart',
        against,
        aim: 0.55,
        comparison: await compare(stage, side(apart, requests), side(stage.server, requests), WARM_UP),
      },
      {
        name: 'cart, gateway and worker apart',
        against,
        comparison: await compare(stage, cartSide(stage, apart), cartSide(stage, stage.server), WARM_UP),
      },
    ]
    const added: number[] = []
    for (let round = 0; round < stage.scale.rounds; round += 1) {
      const p50: number[] = []
      for (const server of [apart, stage.server])
        p50.push((await measure(stage, side(server, requests, FEW_CONNECTIONS), stage.scale.seconds)).p50)
      added.push((p50[0] ?? 0) - (p50[1] ?? 0))
    }
    const fact = {
      name: `apart: added p50 at ${FEW_CONNECTIONS} connections`,
      value: ms(median(added)),
      aim: '≤ 0.5 ms',
      met: median(added) <= 0.5,
    }
    return { ratios, facts: [fact], notes: [] }
  } finally {
    await apart.stop()
  }
}

/** Memory of all Node processes of a platform that was just started, and after it was put under load. */
export async function footprint(stage: Stage): Promise<Report> {
  const server = await startPlatform(stage)
  try {
    await sleep(IDLE_SECONDS * 1000)
    const idle = residentBytes(server.pids)
    const { seconds } = stage.scale
    await measure(stage, side(server, lists(stage.stores)), 2 * seconds)
    for (const flow of ['cart', 'order'] as const)
      await measure(
        stage,
        { server, work: () => ({ kind: 'flow', flow, connections: CONNECTIONS, shops: stage.stores }) },
        2 * seconds,
      )
    const loaded = residentBytes(server.pids)
    if (idle === undefined || loaded === undefined) return { ratios: [], facts: [], notes: [] }
    const fact = (name: string, bytes: number, limit: number) => ({
      name: `memory of the Node side, ${name}`,
      value: mib(bytes),
      aim: `≤ ${limit} MiB`,
      met: bytes <= limit * 2 ** 20,
    })
    return { ratios: [], facts: [fact('idle', idle, 200), fact('after load', loaded, 350)], notes: [] }
  } finally {
    await server.stop()
  }
}

/** The gateway alone, its worker a stub, with requests spread over all stores of a large and of a small directory. */
export async function tenants(stage: Stage): Promise<Report> {
  const many = await startGateway(stage, stage.scale.quick ? MANY_TENANTS_QUICK : MANY_TENANTS)
  const few = await startGateway(stage, FEW_TENANTS)
  try {
    const first = await stage.load({
      port: many.server.port,
      kind: 'closed',
      connections: CONNECTIONS,
      requests: many.requests,
      order: 'once',
      seconds: 120,
    })
    const comparison = await compare(stage, side(many.server, many.requests), side(few.server, few.requests))
    const memory = residentBytes(many.server.pids)
    const size = count(many.requests.length)
    return {
      ratios: [{ name: `gateway with ${size} stores`, against: `with ${FEW_TENANTS}`, aim: 0.9, comparison }],
      facts: [
        {
          name: `gateway with ${size} stores: start`,
          value: `${(many.startMs / 1000).toFixed(1)} s`,
          aim: '< 10 s',
          met: many.startMs < 10_000,
        },
        ...(memory === undefined
          ? []
          : [
              {
                name: `gateway with ${size} stores: memory`,
                value: mib(memory),
                aim: '< 400 MB',
                met: memory < 400e6,
              },
            ]),
        {
          name: `gateway with ${size} stores: first request of each, per second`,
          value: count(first.count / first.seconds),
        },
      ],
      notes: [],
    }
  } finally {
    await Promise.all([many.server.stop(), few.server.stop()])
  }
}

async function startGateway(
  stage: Stage,
  size: number,
): Promise<{ server: Server; requests: string[]; startMs: number }> {
  const controlUrl = withDatabase(stage.controlUrl, `storeplane_control_${size}`)
  await ensureDatabase(controlUrl)
  await migrateControl(controlUrl)
  await registerShard(controlUrl, { name: SHARD, region: 'local', maxTenants: size, workerUrl: null })
  const requests = lists(await seedTenants(controlUrl, SHARD, size))
  const started = performance.now()
  const server = await startBaseline('./baseline/gateway.ts', {
    databaseUrl: asApp(controlUrl, stage.secrets.appPassword),
    tokenSecret: stage.secrets.tokenSecret,
    shard: SHARD,
    body: JSON.stringify({ data: 'x'.repeat(BODY_BYTES - 11) }),
  })
  await stage.load({
    port: server.port,
    kind: 'closed',
    connections: 1,
    requests: requests.slice(0, 1),
    order: 'once',
    seconds: 10,
  })
  return { server, requests, startMs: performance.now() - started }
}
