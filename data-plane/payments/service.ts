// Money received for an order.
import { type Ctx, inRead, inTx } from '../../shared/context.ts'
import { getOrder, markOrderPaid, type PaymentMethod } from '../orders/index.ts'
import { insertPayment, listPayments as readPayments } from './queries.ts'
import type { Payment } from './schema.ts'

/** Records payment in full. Throws `not_found` or `order_already_paid`. */
export async function capturePayment(ctx: Ctx, orderId: string, method: PaymentMethod): Promise<Payment> {
  return inTx(ctx, async (ctx) => {
    const due = await markOrderPaid(ctx, orderId)
    return insertPayment(ctx.tx, ctx.tenantId, { orderId, method, ...due, createdAt: ctx.now.toISOString() })
  })
}

export async function listPayments(ctx: Ctx, orderId: string): Promise<{ data: Payment[] }> {
  return inRead(ctx, async (ctx) => {
    await getOrder(ctx, orderId)
    return { data: await readPayments(ctx.tx, ctx.tenantId, orderId) }
  })
}
