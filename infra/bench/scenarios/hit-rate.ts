// How much of what shoppers ask for is in memory, when some stores and products are asked for more than others and
// staff change products now and then.
import { request } from 'undici'
import { renderRequest } from '../connection.ts'
import { measure } from '../measure.ts'
import { count, cpu, type Report } from '../report.ts'
import type { Server, Stage } from '../stage.ts'
import { zipf } from './common.ts'

const CONNECTIONS = 32
const REQUESTS = 20_000
const LISTS = 0.45
const WRITES = 0.01
const WINDOWS = 4
const LOOKUPS = /^storeplane_cache_lookups_total\{class="(\w+)",outcome="(\w+)"\} (\d+)/gm
const HITS = new Set(['memory', 'redis'])

/** The mix for a while on a warm platform; the rate is from its own metrics. */
export async function hitRate(stage: Stage): Promise<Report> {
  const requests = mix(stage)
  const work = () => ({
    kind: 'closed' as const,
    connections: CONNECTIONS,
    requests,
    order: 'random' as const,
  })
  const side = { server: stage.server, work }
  await measure(stage, side, WINDOWS * stage.scale.seconds)
  const before = await readLookups(stage.server)
  const figures = await measure(stage, side, WINDOWS * stage.scale.seconds)
  const after = await readLookups(stage.server)
  const classes = [...new Set([...after.keys()].map((key) => key.split(' ')[0] ?? ''))]
  const facts = classes.flatMap((name) => {
    const asked = [...after].flatMap(([key, value]) => {
      const [of, outcome = ''] = key.split(' ')
      return of === name ? [{ isHit: HITS.has(outcome), lookups: value - (before.get(key) ?? 0) }] : []
    })
    const sum = (of: typeof asked) => of.reduce((total, { lookups }) => total + lookups, 0)
    if (sum(asked) === 0) return []
    const rate = sum(asked.filter(({ isHit }) => isHit)) / sum(asked)
    return [
      {
        name: `cache hit rate in the mix, class ${name}`,
        value: `${(rate * 100).toFixed(1)} %`,
        aim: '≥ 90 %',
        met: rate >= 0.9,
      },
    ]
  })
  return {
    ratios: [],
    facts: [
      { name: 'mix: requests per second', value: `${count(figures.perSecond)}; CPU µs ${cpu(figures)}` },
      ...facts,
    ],
    notes: [
      `Mix: stores and products by Zipf's law, ${LISTS * 100} % lists, ${WRITES * 100} % changes of a product, the rest pages.`,
    ],
  }
}

function mix({ stores }: Stage): string[] {
  const storeAt = zipf(stores.length)
  const productAt = zipf(stores[0]?.handles.length ?? 0)
  const productIds = stores.map((store) => store.products)
  return Array.from({ length: REQUESTS }, () => {
    const at = storeAt()
    const store = stores[at]
    const product = productAt()
    if (store === undefined) throw new Error('There is no store.')
    const dice = Math.random()
    if (dice < WRITES) {
      return renderRequest({
        method: 'PATCH',
        host: store.host,
        key: store.secret,
        path: `/admin/v1/products/${productIds[at]?.[product]}`,
        body: { vendor: 'Linen House' },
      })
    }
    const path = dice < WRITES + LISTS ? '' : `/${store.handles[product]}`
    return renderRequest({ host: store.host, key: store.publishable, path: `/store/v1/products${path}` })
  })
}

/** Lookups in the cache since the start, by class and outcome. */
async function readLookups({ metricsPorts }: Server): Promise<Map<string, number>> {
  const lookups = new Map<string, number>()
  for (const port of metricsPorts) {
    const { body } = await request(`http://127.0.0.1:${port}/metrics`)
    for (const [, name, outcome, value] of (await body.text()).matchAll(LOOKUPS)) {
      const key = `${name} ${outcome}`
      lookups.set(key, (lookups.get(key) ?? 0) + Number(value))
    }
  }
  return lookups
}
