// Orders: placed by checkouts, read by staff and by their shopper.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { type Explanation, toExplanation } from '../../quotes/index.ts'
import { orderPlaced } from '../events.ts'
import * as changing from '../queries/change.ts'
import * as queries from '../queries/orders.ts'
import { outstandingOf, paymentStatusOf, type Sums } from '../rules.ts'
import type { Order } from '../schema.ts'
import { noOrder, toOrder } from './show.ts'

/** The number of the next order, taken if `condition` holds. Ask for it last: other orders of the store wait from then on. */
export const nextOrderNumber = (ctx: TxCtx, condition: queries.Condition) =>
  queries.nextNumber(ctx.tx, ctx.tenantId, condition)

export type OrderDraft = Omit<queries.NewOrder, 'id' | 'placed_at' | 'lines'> & {
  checkoutId: string
  cartId: string
  lines: readonly Omit<queries.NewOrderLine, 'id' | keyof typeof UNTOUCHED>[]
}

const UNTOUCHED = {
  fulfilled_quantity: 0,
  returned_quantity: 0,
  refunded_quantity: 0,
  cancelled_quantity: 0,
}

/** Stores an order together with the commit, and tells the world. */
export function placeOrder(ctx: TxCtx, { checkoutId, cartId, lines, ...draft }: OrderDraft): Order {
  const row: queries.NewOrder = {
    // Lists of orders go by their ids, so these tell the time.
    id: uuidv7({ msecs: ctx.now.getTime() }),
    placed_at: ctx.now.toISOString(),
    ...draft,
    lines: lines.map((line) => ({ id: uuidv7(), ...line, ...UNTOUCHED })),
  }
  withCommit(queries.insertOrder(ctx.tx, ctx.tenantId, checkoutId, row))
  const { id: order_id, number, currency, totals } = row
  emit(ctx, orderPlaced, { order_id, number, total_amount: totals.total, currency, cart_id: cartId })
  const { explanation: _, basis: __, paid, authorized, ...stored } = row
  const sums = { credited: 0, authorized, paid, refunded: 0 }
  return toOrder(ctx, {
    ...stored,
    ...{ status: 'open', cancelled_at: null, cancel_reason: null, cancel_note: null },
    ...{ version: 1, note: '', tags: [], metadata: {}, updated_at: row.placed_at },
    payment_status: paymentStatusOf({ total: totals.total, ...sums }, false),
    fulfillment_status: 'unfulfilled',
    sums,
    lines: [...row.lines],
  })
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

/** Locks an order against all who change it, first of all locks. Throws `not_found`. */
export async function lockOrder(ctx: TxCtx, id: string): Promise<changing.OrderState> {
  const order = await changing.lockOrder(ctx.tx, ctx.tenantId, id)
  if (order === undefined) throw noOrder(id)
  return order
}

/** Adds to what was received, held, given back or credited of an order, together with the commit. */
export function changeSums(ctx: TxCtx, id: string, change: Partial<Omit<Sums, 'total'>>): void {
  withCommit(changing.addToSums(ctx.tx, ctx.tenantId, id, change))
}

/** Marks an order as paid and gives what was due. Throws `not_found`, `order_already_paid` or `order_cancelled`. */
export async function markOrderPaid(ctx: TxCtx, id: string): Promise<{ amount: number; currency: string }> {
  const order = await lockOrder(ctx, id)
  if (order.status === 'cancelled') throw new DomainError('order_cancelled', 'This order was cancelled.')
  const amount = outstandingOf(order)
  if (amount === 0) throw new DomainError('order_already_paid', 'This order was paid already.')
  changeSums(ctx, id, { paid: amount })
  return { amount, currency: order.currency }
}
