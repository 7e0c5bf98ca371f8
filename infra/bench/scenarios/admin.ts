// What staff see: a list of many orders.
import { renderRequest } from '../connection.ts'
import { compare, type Side } from '../measure.ts'
import type { Report } from '../report.ts'
import type { Server, Stage } from '../stage.ts'
import { assertSameAnswers, startByHand } from './common.ts'

const CONNECTIONS = 32
const CUSTOMERS = 100

/** Filtered by payment, by customer, and by both; always the newest first. */
export async function orders(stage: Stage): Promise<Report> {
  const store = stage.stores[0]
  if (store === undefined) throw new Error('There is no store.')
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => `email=shopper-${n}@mail.example`)
  const queries = customers.flatMap((email) => [
    'payment_status=pending',
    'payment_status=paid',
    email,
    `${email}&payment_status=paid`,
  ])
  const requests = queries.map((query) =>
    renderRequest({
      host: store.host,
      path: `/admin/v1/orders?${query}`,
      key: store.secret,
      headers: { 'x-tenant': store.tenantId },
    }),
  )
  const byHand = await startByHand(stage)
  try {
    await assertSameAnswers([stage.server, byHand], requests.slice(0, 10))
    const side = (server: Server): Side => ({
      server,
      work: () => ({ kind: 'closed', connections: CONNECTIONS, requests, order: 'random' }),
    })
    return {
      ratios: [
        {
          name: `list of orders, ${stage.scale.orders.toLocaleString('en')} in the store, filtered and sorted`,
          against: 'the best query by hand, postgres.js, no row-level security, no gateway',
          aim: 0.8,
          comparison: await compare(stage, side(stage.server), side(byHand)),
        },
      ],
      facts: [],
      notes: [],
    }
  } finally {
    await byHand.stop()
  }
}
