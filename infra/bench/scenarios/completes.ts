// Orders of one store and of very many, by the method that moves no money.
import { compare, type Side, turnsOf } from '../measure.ts'
import { count, ms, type Report } from '../report.ts'
import { type OpenCheckout, type Store, seedCheckouts, seedStores, seedTenants } from '../seed.ts'
import { SHARD, type Stage } from '../stage.ts'
import { completion, deferJobs, drainJobs } from './common.ts'

const CONNECTIONS = 8
const MANY = 10_000
const MANY_QUICK = 500
const PRODUCTS = 6
/** More than a server completes in a second. */
const PER_SECOND = 1_500

/**
 * Completes checkouts of three lines at one store, whose orders wait for each other at its counter, and spread over
 * thousands, whose rows nobody has read before.
 */
export async function completes(stage: Stage): Promise<Report> {
  const { scale, server } = stage
  const size = scale.quick ? MANY_QUICK : MANY
  const tenants = await seedTenants(stage.controlUrl, SHARD, size, 'buying')
  const stores = await seedStores(stage.shardUrl, tenants, PRODUCTS)
  const perSide = Math.ceil(PER_SECOND * turnsOf(scale) * scale.turns.seconds)
  const side = async (stores: readonly Store[]): Promise<Side> => {
    const requests = (await seedCheckouts(stage.shardUrl, stores, perSide)).map((checkout: OpenCheckout) =>
      completion(checkout),
    )
    const perWindow = Math.floor(requests.length / turnsOf(scale))
    return {
      server,
      work: () => ({
        kind: 'closed',
        connections: CONNECTIONS,
        order: 'once',
        requests: requests.splice(0, perWindow),
      }),
    }
  }
  const [spread, single] = [await side(stores), await side(stores.slice(0, 1))]
  await deferJobs(stage, true)
  try {
    const comparison = await compare(stage, spread, single, { between: () => drainJobs(stage) })
    const fact = (name: string, { perSecond, p50, p99 }: typeof comparison.ours) => ({
      name: `checkouts completed per second, ${name}`,
      value: `${count(perSecond)}; p50 ${ms(p50)}, p99 ${ms(p99)}`,
    })
    const many = `${count(size)} stores`
    return {
      ratios: [{ name: `checkout: complete, at ${many}`, against: 'at one store', comparison }],
      facts: [fact(`at ${many}`, comparison.ours), fact('at one store', comparison.theirs)],
      notes: [],
    }
  } finally {
    await deferJobs(stage, false)
  }
}
