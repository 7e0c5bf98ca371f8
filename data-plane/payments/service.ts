// Money received for an order.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../shared/context.ts'
import { getOrder, markOrderPaid, type PaymentMethod } from '../orders/index.ts'
import { insertPayment, listPayments as readPayments } from './queries.ts'
import type { Payment } from './schema.ts'

/** Records payment in full. Throws `not_found`, `order_already_paid` or `order_cancelled`. */
export async function capturePayment(ctx: Ctx, orderId: string, method: PaymentMethod): Promise<Payment> {
  return inTx(ctx, async (ctx) => {
    const due = await markOrderPaid(ctx, orderId)
    return recordPayment(ctx, { orderId, method, ...due })
  })
}

type NewPayment = {
  orderId: string
  method: Payment['method']
  sourceId?: string
  amount: number
  currency: string
}

/** Stores a payment together with the commit. */
export function recordPayment(ctx: TxCtx, payment: NewPayment): Payment {
  const id = uuidv7()
  const createdAt = ctx.now.toISOString()
  const { orderId, method, sourceId = null, amount, currency } = payment
  withCommit(insertPayment(ctx.tx, ctx.tenantId, { id, createdAt, ...payment, sourceId }))
  const money = { amount, currency }
  return { id, order_id: orderId, method, source_id: sourceId, amount: money, created_at: createdAt }
}

export async function listPayments(ctx: Ctx, orderId: string): Promise<{ data: Payment[] }> {
  return inRead(ctx, async (ctx) => {
    await getOrder(ctx, orderId)
    return { data: await readPayments(ctx.tx, ctx.tenantId, orderId) }
  })
}
