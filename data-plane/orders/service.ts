// Orders: placed by checkouts, read by staff and by their shopper.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, type TxCtx, withCommit } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { toTotals } from '../pricing/index.ts'
import { orderPlaced } from './events.ts'
import * as queries from './queries.ts'
import type { Order, OrderFilter } from './schema.ts'

/** The number of the next order, taken if `condition` holds. Ask for it last: other orders of the store wait from then on. */
export const nextOrderNumber = (ctx: TxCtx, condition: queries.Condition) =>
  queries.nextNumber(ctx.tx, ctx.tenantId, condition)

export type OrderDraft = Omit<
  queries.OrderRow,
  'id' | 'status' | 'fulfillment_status' | 'placed_at' | 'lines'
> & {
  checkoutId: string
  lines: readonly Omit<queries.OrderRow['lines'][number], 'id'>[]
}

/** Stores an order together with the commit, and tells the world. */
export function placeOrder(ctx: TxCtx, { checkoutId, lines, ...draft }: OrderDraft): Order {
  const row: queries.OrderRow = {
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
  return toOrder(row)
}

export async function getOrder(ctx: Ctx, id: string): Promise<Order> {
  const row = await inRead(ctx, (ctx) => queries.findOrder(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noOrder(id)
  return toOrder(row)
}

export async function listOrders(ctx: Ctx, { limit, cursor, ...filter }: OrderFilter) {
  const rows = await inRead(ctx, (ctx) =>
    queries.listOrders(ctx.tx, ctx.tenantId, { ...filter, limit: limit + 1, before: readCursor(cursor) }),
  )
  return { data: rows.slice(0, limit).map(toOrder), next_cursor: cursorOf(rows, limit) }
}

/** Marks an order as paid and gives what was due. Throws `not_found` or `order_already_paid`. */
export async function markOrderPaid(ctx: TxCtx, id: string): Promise<{ amount: number; currency: string }> {
  const due = await queries.markPaid(ctx.tx, ctx.tenantId, id)
  if (due !== undefined) return due
  if ((await queries.findOrder(ctx.tx, ctx.tenantId, id)) === undefined) throw noOrder(id)
  throw new DomainError('order_already_paid', 'This order was paid already.')
}

const noOrder = (id: string) => new DomainError('not_found', `There is no order ${id}.`)

function toOrder({ market_code, lines, totals, shipping_method, ...row }: queries.OrderRow): Order {
  const money = (amount: number) => ({ amount, currency: row.currency })
  return {
    ...row,
    market: market_code,
    shipping_method: shipping_method?.code ?? null,
    totals: toTotals(totals, row.currency),
    line_items: lines.map(({ unit_amount, tax_amount, total_amount, ...line }) => ({
      ...line,
      unit_price: money(unit_amount),
      tax: money(tax_amount),
      total: money(total_amount),
    })),
  }
}
