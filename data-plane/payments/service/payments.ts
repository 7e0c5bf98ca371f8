// Money received for an order.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { addToTimeline, changeSums, getOrder, markOrderPaid, type PaymentMethod } from '../../orders/index.ts'
import { refundTo } from '../../wallet/index.ts'
import { paymentRefunded } from '../events.ts'
import { insertDoneRefund, pendingRefund } from '../queries/operations.ts'
import {
  addToRefunded,
  findPayment,
  insertPayment,
  listPayments as readPayments,
} from '../queries/payments.ts'
import type { Payment } from '../schema/payments.ts'
import { addOperation } from './apply.ts'

/** Records payment in full. Throws `not_found`, `order_already_paid` or `order_cancelled`. */
export async function capturePayment(ctx: Ctx, orderId: string, method: PaymentMethod): Promise<Payment> {
  return inTx(ctx, async (ctx) => {
    const due = await markOrderPaid(ctx, orderId)
    const payment = recordPayment(ctx, { orderId, method, ...due })
    addToTimeline(ctx, orderId, 'payment.captured', { payment_id: payment.id, method, ...due })
    return payment
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
  return {
    ...{ id, order_id: orderId, method, source_id: sourceId, status: 'captured', created_at: createdAt },
    ...{ gateway_id: null, reference: null, failure: null, operations: [] },
    ...{ amount: money, captured: money, refunded: { amount: 0, currency } },
  }
}

export async function listPayments(ctx: Ctx, orderId: string): Promise<{ data: Payment[] }> {
  return inRead(ctx, async (ctx) => {
    await getOrder(ctx, orderId)
    return { data: await readPayments(ctx.tx, ctx.tenantId, orderId) }
  })
}

export type RefundPart = {
  orderId: string
  payment: Pick<Payment, 'id' | 'method' | 'source_id' | 'captured' | 'refunded'>
  /** Minor units of the payment's currency. */
  amount: number
  /** Which refund it is a part of. */
  refundId: string
}

const OUR_OWN: ReadonlySet<string> = new Set([
  'gift_card',
  'store_credit',
  'manual',
  'test',
  'cash_on_delivery',
])

/**
 * Begins to give back a part of a payment, in the caller's transaction, with the order locked. Gift cards and store credit,
 * which `paymentLocks` must have locked, have it at once, and what staff give back outside counts as given. A provider is
 * asked after the commit, by a job, and `payment.refunded` or `payment.refund_failed` tells what
 * came of it. Throws `refund_exceeds_payment`.
 */
export async function startRefund(ctx: TxCtx, part: RefundPart): Promise<'succeeded' | 'pending'> {
  const { orderId, payment, amount, refundId } = part
  const { method, source_id } = payment
  const isOurs = OUR_OWN.has(method)
  const left = payment.captured.amount - payment.refunded.amount
  if (amount > (isOurs ? left : left - (await pendingRefund(ctx.tx, ctx.tenantId, payment.id))))
    throw new DomainError('refund_exceeds_payment', 'This payment did not bring so much.')
  if (!isOurs) return askForRefund(ctx, part)
  if ((method === 'gift_card' || method === 'store_credit') && source_id !== null)
    await refundTo(ctx, { orderId, payments: [{ kind: method, id: source_id, amount }] })
  const id = uuidv7()
  const { currency } = payment.captured
  withCommit(
    insertDoneRefund(ctx.tx, ctx.tenantId, {
      ...{ id, paymentId: payment.id, refundId, amount },
      at: ctx.now.toISOString(),
    }),
    addToRefunded(ctx.tx, ctx.tenantId, payment.id, amount),
  )
  changeSums(ctx, orderId, { refunded: amount })
  emit(ctx, paymentRefunded, {
    ...{ payment_id: payment.id, operation_id: id, refund_id: refundId },
    ...{ order_id: orderId, amount, currency },
  })
  return 'succeeded'
}

async function askForRefund(ctx: TxCtx, { payment, amount, refundId }: RefundPart): Promise<'pending'> {
  const stored = await findPayment(ctx.tx, ctx.tenantId, payment.id)
  if (stored === undefined) throw new Error(`Payment ${payment.id} has no gateway.`)
  addOperation(ctx, stored, { kind: 'refund', amount, refundId })
  return 'pending'
}
