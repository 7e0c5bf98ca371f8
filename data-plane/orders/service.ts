// Orders: placed by checkouts, read by staff and by their shopper.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, type ReadCtx, type TxCtx, withCommit } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { type Explanation, toDiscounts, toExplanation, toTaxes, toTotals } from '../quotes/index.ts'
import { orderPlaced } from './events.ts'
import * as queries from './queries.ts'
import type { Order, OrderFilter } from './schema.ts'

/** The number of the next order, taken if `condition` holds. Ask for it last: other orders of the store wait from then on. */
export const nextOrderNumber = (ctx: TxCtx, condition: queries.Condition) =>
  queries.nextNumber(ctx.tx, ctx.tenantId, condition)

export type OrderDraft = Omit<
  queries.NewOrder,
  'id' | 'status' | 'fulfillment_status' | 'placed_at' | 'lines'
> & {
  checkoutId: string
  lines: readonly Omit<queries.NewOrderLine, 'id'>[]
}

/** Stores an order together with the commit, and tells the world. */
export function placeOrder(ctx: TxCtx, { checkoutId, lines, ...draft }: OrderDraft): Order {
  const row: queries.NewOrder = {
    id: uuidv7(),
    status: 'open',
    fulfillment_status: 'unfulfilled',
    placed_at: ctx.now.toISOString(),
    ...draft,
    lines: lines.map((line) => ({ id: uuidv7(), ...line })),
  }
  withCommit(queries.insertOrder(ctx.tx, ctx.tenantId, checkoutId, row))
  const { id: order_id, number, currency, totals } = row
  emit(ctx, orderPlaced, { order_id, number, total_amount: totals.total, currency })
  const { explanation: _, ...stored } = row
  const cancelled = { cancelled_at: null, cancel_reason: null, cancel_note: null }
  return toOrder(ctx, { ...stored, ...cancelled, lines: [...row.lines] })
}

export async function getOrder(ctx: Ctx, id: string): Promise<Order> {
  const row = await inRead(ctx, (ctx) => queries.findOrder(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noOrder(id)
  return toOrder(ctx, row)
}

/** Which rule gave each amount of an order when it was placed. */
export async function explainOrder(ctx: Ctx, id: string): Promise<Explanation> {
  const steps = await inRead(ctx, (ctx) => queries.findExplanation(ctx.tx, ctx.tenantId, id))
  if (steps === undefined) throw noOrder(id)
  return toExplanation(steps)
}

/** Whether somebody with this address, in any case, has ordered before what was not cancelled. */
export const hasOrdered = (ctx: ReadCtx, email: string): Promise<boolean> =>
  queries.hasOrdered(ctx.tx, ctx.tenantId, email)

export async function listOrders(ctx: Ctx, { limit, cursor, ...filter }: OrderFilter) {
  const rows = await inRead(ctx, (ctx) =>
    queries.listOrders(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit).map((row) => toOrder(ctx, row)), next_cursor: cursorOf(rows, limit) }
}

/** Marks an order as paid and gives what was due. Throws `not_found`, `order_already_paid` or `order_cancelled`. */
export async function markOrderPaid(ctx: TxCtx, id: string): Promise<{ amount: number; currency: string }> {
  const due = await queries.markPaid(ctx.tx, ctx.tenantId, id)
  if (due !== undefined) return due
  const order = await queries.findOrder(ctx.tx, ctx.tenantId, id)
  if (order === undefined) throw noOrder(id)
  if (order.payment_status === 'pending')
    throw new DomainError('order_cancelled', 'This order was cancelled.')
  throw new DomainError('order_already_paid', 'This order was paid already.')
}

const noOrder = (id: string) => new DomainError('not_found', `There is no order ${id}.`)

function toOrder({ principal }: Ctx, order: queries.OrderRow): Order {
  const { market_code, lines, totals, shipping_method, discounts, taxes, ...row } = order
  const { currency } = row
  const money = (amount: number) => ({ amount, currency })
  const isRefundDue = row.status === 'cancelled' && row.payment_status === 'paid'
  return {
    ...row,
    cancel_note: principal.permissions.has('orders:read') ? row.cancel_note : null,
    refund_due: money(isRefundDue ? totals.due : 0),
    market: market_code,
    shipping_method: shipping_method?.code ?? null,
    discounts: toDiscounts({ applied: discounts, currency }),
    taxes: toTaxes({ taxes, currency }),
    totals: toTotals({ ...totals, currency }),
    line_items: lines.map((line) => ({
      id: line.id,
      variant_id: line.variant_id,
      product_id: line.product_id,
      title: line.title,
      variant_title: line.variant_title,
      sku: line.sku,
      quantity: line.quantity,
      unit_price: money(line.unit_amount),
      original_unit_price: money(line.list_amount),
      subtotal: money(line.subtotal_amount),
      discount: money(line.discount_amount),
      tax: money(line.tax_amount),
      total: money(line.total_amount),
    })),
  }
}
