// What shoppers see: the product list and the product page, from memory and from the database.
import { renderRequest } from '../connection.ts'
import { compare, measure, type Side } from '../measure.ts'
import { count, ms, type Report } from '../report.ts'
import type { Store } from '../seed.ts'
import { type Server, type Stage, startPlatform } from '../stage.ts'
import { assertSameAnswers, startByHand, startConstant } from './common.ts'

const CONNECTIONS = 32
const FEW_CONNECTIONS = 8
const LIST = '/store/v1/products'

/** Answered from memory after the first time, against Hono with the same bytes. */
export async function warm(stage: Stage): Promise<Report> {
  const { server, stores } = stage
  const page = ({ handles }: Store) => `${LIST}/${handles[0]}`
  const lists = reads(stage, () => [LIST])
  const pages = reads(stage, (store) => [page(store)])
  const baseline = await startConstant(stage, (store) => [LIST, page(store)])
  try {
    const ratios = []
    for (const [name, requests] of [
      ['product list, warm', lists],
      ['product page, warm', pages],
    ] as const) {
      const work = () => ({
        kind: 'closed' as const,
        connections: CONNECTIONS,
        requests,
        order: 'random' as const,
      })
      ratios.push({
        name,
        against: 'Hono, the same bytes (header fields and body) from memory',
        aim: 0.7,
        comparison: await compare(stage, { server, work }, { server: baseline, work }),
      })
    }
    return {
      ratios,
      facts: [],
      notes: [
        `Warm: one list and one page of each of the ${count(stores.length)} stores, ${count(baseline.meanBytes)} bytes on average.`,
      ],
    }
  } finally {
    await baseline.stop()
  }
}

/** Each request goes to the database: the cache has room for nothing but the stores' settings. */
export async function misses(stage: Stage): Promise<Report> {
  const server = await startPlatform(stage, { CACHE_MAX_BYTES: '0' })
  const byHand = await startByHand(stage)
  try {
    const report: Report = {
      ratios: [],
      facts: [],
      notes: ['Each a miss: the cache holds the settings of the stores, and neither lists nor pages.'],
    }
    for (const [name, requests] of [
      ['product list, each a miss', reads(stage, () => [LIST])],
      [
        'product page, each a miss',
        reads(stage, ({ handles }) => handles.map((handle) => `${LIST}/${handle}`)),
      ],
    ] as const) {
      const work = (connections: number) => () => ({
        kind: 'closed' as const,
        connections,
        requests,
        order: 'random' as const,
      })
      await assertSameAnswers([server, byHand], requests)
      const side = (server: Server): Side => ({ server, work: work(CONNECTIONS) })
      report.ratios.push({
        name,
        against: 'the same query by hand, postgres.js, no row-level security, no gateway',
        aim: 0.9,
        comparison: await compare(stage, side(server), side(byHand), { warmUp: 4 }),
      })
      const few = await measure(stage, { server, work: work(FEW_CONNECTIONS) }, stage.scale.seconds)
      report.facts.push({
        name: `${name}: p50 / p99 at ${FEW_CONNECTIONS} connections`,
        value: `${ms(few.p50)} / ${ms(few.p99)}`,
        aim: 'p99 ≤ 5 ms',
        met: few.p99 <= 5,
      })
    }
    return report
  } finally {
    await Promise.all([server.stop(), byHand.stop()])
  }
}

/** The same paths of every store, each with the store's publishable key. */
function reads(stage: Stage, paths: (store: Stage['stores'][number]) => string[]): string[] {
  return stage.stores.flatMap((store) =>
    paths(store).map((path) =>
      renderRequest({
        host: store.host,
        path,
        key: store.publishable,
        headers: { 'x-tenant': store.tenantId },
      }),
    ),
  )
}
