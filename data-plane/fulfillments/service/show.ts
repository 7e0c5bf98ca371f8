// Fulfilments as the APIs show them.
import { type Ctx, inRead, type ReadCtx } from '../../../shared/context.ts'
import { getMarkets } from '../../markets/index.ts'
import { getOrder } from '../../orders/index.ts'
import * as queries from '../queries.ts'
import { estimateOf } from '../rules/estimate.ts'
import { hasLeft, shownStatus } from '../rules/status.ts'
import type { Fulfillment, ShopperFulfillment } from '../schema.ts'
import { noFulfillment } from './progress.ts'

type Row = queries.FulfillmentRow

/** Throws `not_found`. */
export async function getFulfillment(ctx: Ctx, id: string): Promise<Fulfillment> {
  const row = await inRead(ctx, (ctx) => queries.findFulfillment(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noFulfillment(id)
  return toFulfillment(ctx, row)
}

/** Of an order, the oldest first. Throws `not_found`. */
export async function listFulfillments(ctx: Ctx, orderId: string): Promise<{ data: Fulfillment[] }> {
  const rows = await readRows(ctx, orderId)
  return { data: await Promise.all(rows.map((row) => toFulfillment(ctx, row))) }
}

/** As its shopper sees them: those that were cancelled did not happen. Throws `not_found`. */
export async function listForShopper(ctx: Ctx, orderId: string): Promise<{ data: ShopperFulfillment[] }> {
  const rows = (await readRows(ctx, orderId)).filter(({ status }) => status !== 'cancelled')
  return { data: await Promise.all(rows.map((row) => toShopperFulfillment(ctx, row))) }
}

const readRows = (ctx: Ctx | ReadCtx, orderId: string): Promise<Row[]> =>
  inRead(ctx, async (ctx) => {
    const [, rows] = await Promise.all([
      getOrder(ctx, orderId),
      queries.listFulfillments(ctx.tx, ctx.tenantId, orderId),
    ])
    return rows
  })

export async function toFulfillment(ctx: Ctx, row: Row): Promise<Fulfillment> {
  const { location_id, provider, notify, reference, problem, created_at, updated_at } = row
  return {
    ...(await shownOf(ctx, row)),
    ...{ location_id, provider, notify, reference, problem, created_at, updated_at },
  }
}

async function toShopperFulfillment(ctx: Ctx, row: Row): Promise<ShopperFulfillment> {
  const { status, history, ...shown } = await shownOf(ctx, row)
  const steps = history.map((step) => ({ ...step, status: shownStatus(step.status) }))
  return {
    ...shown,
    status: shownStatus(status),
    history: steps.filter((step, i) => step.status !== steps[i - 1]?.status),
  }
}

async function shownOf(ctx: Ctx, row: Row): Promise<ShopperFulfillment> {
  const { id, order_id, status, lines, tracking, history, estimated_delivery } = row
  const market = (await getMarkets(ctx)).find(({ code }) => code === row.market_code)
  const method = market?.shipping_methods.find(({ code }) => code === row.shipping_code)
  const shippedAt = history.find(({ status }) => hasLeft(status))?.at
  return {
    ...{ id, order_id, status, tracking, history },
    estimated_delivery: estimateOf(estimated_delivery, shippedAt, method),
    line_items: lines.map(({ line_item_id, title, variant_title, sku, quantity }) => ({
      ...{ line_item_id, title, variant_title, sku, quantity },
    })),
  }
}
