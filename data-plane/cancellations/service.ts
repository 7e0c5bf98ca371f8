// Cancelling an order is one transaction that gives back all that completing its checkout took.
import { type Ctx, inTx, withCommit } from '../../shared/context.ts'
import { DomainError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { lockBalances } from '../balances/index.ts'
import { endHolds, lockHolds } from '../inventory/index.ts'
import { addToTimeline, getOrder, type Order } from '../orders/index.ts'
import { releaseLocks, releaseUses } from '../promotions/index.ts'
import { refundDue } from '../refunds/index.ts'
import { paymentLocks } from '../wallet/index.ts'
import { orderCancelled } from './events.ts'
import * as queries from './queries.ts'
import type { CancelInput } from './schema.ts'

/**
 * Gives back stock, uses of promotions, and with `refund` all that was paid to the original payments. Without it the order
 * says how much is to be refunded. Cancelling again alike gives the order as it is.
 * Throws `not_found`, or `order_not_cancellable` when some of it was fulfilled, or it was cancelled otherwise.
 */
export async function cancelOrder(ctx: Ctx, id: string, { refund, ...input }: CancelInput): Promise<Order> {
  return inTx(ctx, async (ctx) => {
    // In the order in which all orders take their locks. What is given back here is undone when the order is refused, and
    // once it was cancelled nothing is left to give.
    const [order, held] = await Promise.all([
      queries.lockOrder(ctx.tx, ctx.tenantId, id),
      lockHolds(ctx, id),
      lockBalances(ctx, { ...releaseLocks(ctx, id), ...(refund ? paymentLocks(ctx, id) : {}) }),
      releaseUses(ctx, id),
    ])
    if (order === undefined) throw new DomainError('not_found', `There is no order ${id}.`)
    if (order.status === 'cancelled') {
      if (isSame(order, input)) return getOrder(ctx, id)
      throw new DomainError('order_not_cancellable', 'This order was cancelled already, in another way.')
    }
    if (order.fulfillment_status !== 'unfulfilled')
      throw new DomainError(
        'order_not_cancellable',
        'Some of this order was fulfilled: refund the rest of it.',
      )
    await endHolds(ctx, held, { orderId: id, restock: input.restock })
    const at = ctx.now.toISOString()
    withCommit(queries.markCancelled(ctx.tx, ctx.tenantId, id, { ...input, at }))
    emit(ctx, orderCancelled, { order_id: id })
    addToTimeline(ctx, id, orderCancelled.name, { reason: input.reason })
    if (refund) await refundDue(ctx, id, { reason: 'cancelled', notify: false })
    return getOrder(ctx, id)
  })
}

const isSame = (order: queries.OrderState, { reason, note, restock }: queries.Cancellation): boolean =>
  order.reason === reason && order.note === note && order.restock === restock
