// Payments of orders at providers: what staff decide, and what follows when an order is placed or cancelled.
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { lockOrder, outstandingOf } from '../../orders/index.ts'
import { findGateway } from '../queries/gateways.ts'
import * as operations from '../queries/operations.ts'
import * as queries from '../queries/payments.ts'
import { listSaved } from '../queries/saved.ts'
import { coverOf, isOpen, releaseOf } from '../rules/states.ts'
import type { Payment as ShownPayment } from '../schema/payments.ts'
import { addOperation, captureIfAutomatic, letGo, lockPayment, noteCapture, type Payment } from './apply.ts'
import { finishOperations } from './operations.ts'
import { assertWorks, carryOut, recordCharge, release, repeated } from './start.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * How the payments of a checkout, which must be locked, pay what is due: `paid` does, `open` may still, `other` is for
 * another amount.
 */
export async function coverAt(ctx: TxCtx, checkoutId: string, due: { amount: number; currency: string }) {
  const payments = await queries.lockPaymentsAt(ctx.tx, ctx.tenantId, checkoutId)
  return { payments, ...coverOf(payments, due) }
}
export type Cover = Awaited<ReturnType<typeof coverAt>>

/**
 * Gives an order, which is placed with the same commit, the payment that pays for it, and lets go of the others of its
 * checkout. Gives the operations that `finishOperations` is to run after the commit.
 */
export async function settle(ctx: TxCtx, { payments, paid }: Cover, orderId: string): Promise<string[]> {
  if (paid === undefined) throw new Error('An order was placed without its payment.')
  for (const payment of payments) if (payment !== paid) await release(ctx, payment)
  const checkAt = new Date(ctx.now.getTime() + DAY_MS).toISOString()
  withCommit(queries.attachPayment(ctx.tx, ctx.tenantId, { id: paid.id, orderId, checkAt }))
  const taken = { ...paid, order_id: orderId }
  if (taken.status === 'captured') {
    noteCapture(ctx, taken, taken.captured)
    return []
  }
  const operation = await captureIfAutomatic(ctx, taken, 'request')
  return operation === undefined ? [] : [operation]
}

/** Takes the money that is held, or a part of it and lets go of the rest. Repeated alike it gives the payment as it is. */
export async function captureOrderPayment(
  ctx: Ctx,
  target: { orderId: string; paymentId: string },
  wanted: number | undefined,
): Promise<ShownPayment> {
  const begun = await inTx(ctx, async (ctx) => {
    const { order, payment } = await lockOf(ctx, target)
    const isTaken = payment.status === 'captured' && (wanted ?? payment.captured) === payment.captured
    if (isTaken) return undefined
    const left = payment.amount - payment.captured
    const amount = wanted ?? left
    if (amount > left) throw fieldError('amount', 'is more than the payment holds', 'payment_not_open')
    if (payment.status !== 'authorized' || order?.status === 'cancelled') throw notOpen(payment)
    const pending = await pendingOf(ctx, payment, 'capture')
    if (pending === undefined) return addOperation(ctx, payment, { kind: 'capture', amount }, 'request')
    if (pending.amount !== amount) throw notOpen(payment)
    return pending.id
  })
  return finished(ctx, target, begun)
}

/** Lets go of the money that is held. */
export async function cancelOrderPayment(
  ctx: Ctx,
  target: { orderId: string; paymentId: string },
): Promise<ShownPayment> {
  const begun = await inTx(ctx, async (ctx) => {
    const { payment } = await lockOf(ctx, target)
    if (payment.status === 'cancelled') return undefined
    if (releaseOf(payment)?.kind !== 'cancel' || (await pendingOf(ctx, payment, 'capture'))) {
      throw notOpen(payment)
    }
    const pending = await pendingOf(ctx, payment, 'cancel')
    return pending?.id ?? addOperation(ctx, payment, { kind: 'cancel', amount: 0 }, 'request')
  })
  return finished(ctx, target, begun)
}

/**
 * Charges how an order's customer paid before, by default or as named, for what is outstanding and nobody holds. A charge
 * that is still under way is asked for again, not made twice; one that was refused makes room for the next. Throws `order_cancelled`, `order_already_paid`,
 * `payment_not_open`, or why the provider refused.
 */
export async function chargeOrder(ctx: Ctx, orderId: string, savedMethodId?: string): Promise<ShownPayment> {
  const begun = await inTx(ctx, async (ctx) => {
    const order = await lockOrder(ctx, orderId)
    if (order.status === 'cancelled') throw new DomainError('order_cancelled', 'This order was cancelled.')
    const amount = outstandingOf(order) - order.authorized
    if (amount <= 0) throw new DomainError('order_already_paid', 'Nothing of this order is outstanding.')
    const [method, payments] = await Promise.all([
      methodOf(ctx, order.customer_id, savedMethodId),
      queries.lockPaymentsOf(ctx.tx, ctx.tenantId, orderId),
    ])
    const open = payments.find(({ status, released_at }) => isOpen(status) && released_at === null)
    const isRefused = open !== undefined && open.status !== 'created' && open.failure_code !== null
    if (isRefused) await release(ctx, open)
    if (open === undefined || isRefused)
      return recordCharge(ctx, method.gateway, {
        ...{ orderId, amount, currency: order.currency, email: order.email, customerId: order.customer_id },
        ...{ savedMethodId: method.id, returnUrl: null, save: false, offSession: true },
      })
    if (open.amount !== amount || open.saved_method_id !== method.id) throw notOpen(open)
    return { payment: open, ...(open.status === 'created' && (await repeated(ctx, open))) }
  })
  const payment = await carryOut(ctx, begun)
  assertWorks(payment)
  return finished(ctx, { orderId, paymentId: payment.id }, undefined)
}

async function methodOf(ctx: TxCtx, customerId: string | null, id: string | undefined) {
  const methods = customerId === null ? [] : await listSaved(ctx.tx, ctx.tenantId, customerId)
  const method = methods.find((method) =>
    id === undefined ? method.is_default : method.id === id.toLowerCase(),
  )
  const gateway = method && (await findGateway(ctx.tx, ctx.tenantId, method.gateway_id))
  if (method === undefined || gateway === undefined)
    throw fieldError('saved_payment_method_id', 'The customer of this order has no such saved way to pay.')
  return { id: method.id, gateway }
}

async function lockOf(ctx: TxCtx, { orderId, paymentId }: { orderId: string; paymentId: string }) {
  await lockOrder(ctx, orderId)
  const locked = await lockPayment(ctx, paymentId)
  if (locked.payment.order_id !== orderId)
    throw new DomainError('not_found', `There is no payment ${paymentId} of this order.`)
  return locked
}

const notOpen = ({ status }: Payment) =>
  new DomainError('payment_not_open', `This payment is ${status} or about to change.`)

async function pendingOf(ctx: TxCtx, payment: Payment, kind: operations.OperationKind) {
  const known = await operations.operationsOf(ctx.tx, ctx.tenantId, payment.id)
  return known.find((operation) => operation.kind === kind && operation.status === 'pending')
}

async function finished(
  ctx: Ctx,
  { orderId, paymentId }: { orderId: string; paymentId: string },
  operation: string | undefined,
): Promise<ShownPayment> {
  if (operation !== undefined) await finishOperations(ctx, [operation])
  const payments = await inRead(ctx, (ctx) => queries.listPayments(ctx.tx, ctx.tenantId, orderId))
  const payment = payments.find(({ id }) => id === paymentId)
  if (payment === undefined) throw new DomainError('not_found', `There is no payment ${paymentId}.`)
  return payment
}

/** Lets go of what providers hold for an order that was cancelled. What was captured is given back by its refund. */
export async function releaseOrder(ctx: TxCtx, orderId: string): Promise<void> {
  await lockOrder(ctx, orderId)
  for (const payment of await queries.lockPaymentsOf(ctx.tx, ctx.tenantId, orderId))
    if (payment.status !== 'captured') await letGo(ctx, payment)
}
