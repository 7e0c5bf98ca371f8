// From an empty cart to an order.

import { renderRequest } from '../connection.ts'
import { compare, measure, measureLoad, type Side, type Turns, turnsOf } from '../measure.ts'
import { count, cpu, ms, type Report } from '../report.ts'
import { type OpenCheckout, seedCheckouts } from '../seed.ts'
import type { Server, Stage } from '../stage.ts'
import { assertSameMade, completion, deferJobs, drainJobs, fetchText, startByHand } from './common.ts'
import { readSizes } from './disk.ts'

const CONNECTIONS = 32
const BUYERS = 8
const LONGER = 2
const ORDER_WARM_UP_SECONDS = 6
const CART_TURNS: Turns = { warmUp: 10 }
const COMPLETE_WARM_UP = 4
/** More than any server here completes in a second. */
const COMPLETIONS_PER_SECOND = 2_500

/** Flows of three requests: start a cart, add a line, read it. */
export async function cart(stage: Stage): Promise<Report> {
  const byHand = await startByHand(stage)
  try {
    assertSameMade(await fillCart(stage, stage.server), await fillCart(stage, byHand))
    const side = (server: Server): Side => ({
      server,
      work: () => ({ kind: 'flow', flow: 'cart', connections: CONNECTIONS, shops: stage.stores }),
    })
    const comparison = await compare(stage, side(stage.server), side(byHand), CART_TURNS)
    return {
      ratios: [
        {
          name: 'cart: create, add a line, read',
          against: 'the same by hand, each request one pipelined transaction',
          aim: 0.7,
          comparison,
        },
      ],
      facts: [
        {
          name: 'cart flows per second',
          value: count(comparison.ours.perSecond),
          aim: '≥ 800',
          met: comparison.ours.perSecond >= 800,
        },
      ],
      notes: [`Cart: both are warmed up by ${CART_TURNS.warmUp} turns.`],
    }
  } finally {
    await byHand.stop()
  }
}

/** The cart of the first shop as it is after a line was added to it, read once more. */
async function fillCart({ stores }: Stage, server: Server): Promise<string> {
  const [store] = stores
  if (store === undefined) throw new Error('There is no store.')
  const { host, publishable: key, tenantId, variants } = store
  const from = { host, key, headers: { 'x-tenant': tenantId } }
  const path = '/store/v1/carts'
  const { body } = await fetchText(server, renderRequest({ ...from, method: 'POST', path, body: {} }))
  const { id } = JSON.parse(body)
  const line = { variant_id: variants[0], quantity: 2 }
  const added = renderRequest({ ...from, method: 'POST', path: `${path}/${id}/line-items`, body: line })
  const answers = [await fetchText(server, added)]
  answers.push(await fetchText(server, renderRequest({ ...from, path: `${path}/${id}` })))
  return `[${answers.map((answer) => answer.body).join()}]`
}

/** Whole orders, and their last step alone. */
export async function order(stage: Stage): Promise<Report> {
  const { scale, server } = stage
  const work = () => ({
    kind: 'flow' as const,
    flow: 'order' as const,
    connections: BUYERS,
    shops: stage.stores,
  })
  await measure(stage, { server, work }, ORDER_WARM_UP_SECONDS)
  await drainJobs(stage)
  const before = await readSizes(stage)
  const { figures, load } = await measureLoad(stage, { server, work }, scale.seconds * LONGER)
  await drainJobs(stage)
  const after = await readSizes(stage)
  const each = (of: 'disk' | 'wal') => count((after[of] - before[of]) / load.count)
  const steps = Object.entries(load.steps).map(([step, { p50 }]) => `${step} ${ms(p50)}`)
  const report: Report = {
    ratios: [],
    facts: [
      {
        name: `cart to order, 3 lines, 7 requests, ${BUYERS} connections: orders per second`,
        value: `${count(figures.perSecond)}; CPU µs ${cpu(figures)}; p50 ${ms(figures.p50)}, p99 ${ms(figures.p99)}`,
        aim: '≥ 115',
        met: figures.perSecond >= 115,
      },
      { name: 'cart to order: p50 of each step', value: steps.join(', ') },
      {
        name: 'cart to order: what each adds',
        value: `${each('disk')} bytes on disk, ${each('wal')} bytes written ahead`,
      },
    ],
    notes: [],
  }
  const byHand = await startByHand(stage)
  try {
    // Each side completes checkouts of its own.
    const checkouts = await seedCheckouts(
      stage.shardUrl,
      stage.stores,
      Math.ceil(2 * COMPLETIONS_PER_SECOND * turnsOf(scale, COMPLETE_WARM_UP) * scale.turns.seconds) + 2,
    )
    const half = checkouts.length / 2
    const sides = [checkouts.slice(0, half), checkouts.slice(half)] as const
    assertSameMade(
      await placedOrder(server, sides[0].splice(0, 1)),
      await placedOrder(byHand, sides[1].splice(0, 1)),
    )
    const side = (server: Server, own: readonly OpenCheckout[]): Side => {
      const requests = own.map(completion)
      const perWindow = Math.floor(requests.length / turnsOf(scale, COMPLETE_WARM_UP))
      return {
        server,
        work: () => ({
          kind: 'closed',
          connections: BUYERS,
          order: 'once',
          requests: requests.splice(0, perWindow),
        }),
      }
    }
    // Both queue what follows an order; neither does it in the other's window.
    await deferJobs(stage, true)
    report.ratios.push({
      name: 'checkout: complete, 3 lines, 8 connections',
      against: 'the same statements by hand in one round trip',
      aim: 0.6,
      comparison: await compare(stage, side(server, sides[0]), side(byHand, sides[1]), {
        warmUp: COMPLETE_WARM_UP,
        between: () => drainJobs(stage),
      }),
    })
    return report
  } finally {
    await deferJobs(stage, false)
    await byHand.stop()
  }
}

/** The order that became of a checkout, but for its number and what is said of the variants. */
async function placedOrder(server: Server, [checkout]: readonly OpenCheckout[]): Promise<string> {
  if (checkout === undefined) throw new Error('There is no checkout.')
  const { order } = JSON.parse((await fetchText(server, completion(checkout))).body)
  const { number: _, line_items, ...rest } = order
  const lines = line_items.map(({ sku: _, variant_title: __, ...line }: Record<string, unknown>) => line)
  return JSON.stringify({ ...rest, lines })
}
