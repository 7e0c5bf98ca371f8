// Orders: placed by checkouts, read by staff and by their shopper.
import { type Ctx, inRead, type TxCtx } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { toTotals } from '../pricing/index.ts'
import { orderPlaced } from './events.ts'
import * as queries from './queries.ts'
import type { Order, OrderFilter } from './schema.ts'

/** Stores an order as part of the caller's transaction and tells the world. Gives its id. */
export async function placeOrder(ctx: TxCtx, draft: queries.OrderDraft): Promise<string> {
  const number = await queries.nextNumber(ctx.tx, ctx.tenantId)
  const id = await queries.insertOrder(ctx.tx, ctx.tenantId, draft, {
    number,
    placedAt: ctx.now.toISOString(),
  })
  emit(ctx, orderPlaced, {
    order_id: id,
    number,
    total_amount: draft.totals.total,
    currency: draft.currency,
  })
  return id
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
