// Starting a payment at a provider: recorded first, so that whatever happens to the call is found out later.
import { setTimeout } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import type { GatewayRow } from '../queries/gateways.ts'
import * as queries from '../queries/payments.ts'
import { ADVICE, coverOf, FAILURE_PROBLEMS } from '../rules/states.ts'
import type { CheckoutPayment } from '../schema/payments.ts'
import { addOperation, letGo, type Payment } from './apply.ts'
import { unavailable } from './gateways.ts'
import { runOperation } from './operations.ts'

/** The rescue of a create that nobody finished looks at it before. */
const FIRST_CHECK_MS = 60_000
const LOOK_EVERY_MS = 100

export type Wish = {
  amount: number
  currency: string
  email: string | null
  customerId: string | null
  returnUrl: string | null
  save: boolean
  savedMethodId: string | null
  offSession: boolean
}
export type Begun = { payment: Payment; operation?: string }

/** Records a payment and what is to be done for it, with the commit. */
export function recordCharge(
  ctx: TxCtx,
  gateway: Pick<GatewayRow, 'id' | 'code'>,
  { checkoutId, orderId, ...wish }: Wish & { checkoutId?: string; orderId?: string },
): Required<Begun> {
  const at = ctx.now.toISOString()
  const payment: Payment = {
    id: uuidv7(),
    order_id: orderId ?? null,
    checkout_id: checkoutId ?? null,
    gateway_id: gateway.id,
    method: gateway.code,
    status: 'created',
    amount: wish.amount,
    ...{
      captured: 0,
      refunded: 0,
      currency: wish.currency,
      reference: null,
      action: null,
      provider_data: {},
    },
    ...{ failure_code: null, failure_message: null, customer_id: wish.customerId, save: wish.save },
    ...{ saved_method_id: wish.savedMethodId, off_session: wish.offSession, email: wish.email },
    ...{ return_url: wish.returnUrl, released_at: null, created_at: at },
  }
  const check_at = new Date(ctx.now.getTime() + FIRST_CHECK_MS).toISOString()
  withCommit(queries.insertGatewayPayment(ctx.tx, ctx.tenantId, { ...payment, check_at }))
  const operation = addOperation(ctx, payment, { kind: 'create', amount: payment.amount }, 'request')
  return { payment, operation }
}

/**
 * The payment of a checkout through one gateway, which must be locked: the one that is there already, if it is for the same,
 * or a new one in place of all others.
 */
export async function beginPayment(
  ctx: TxCtx,
  checkoutId: string,
  gateway: GatewayRow,
  wish: Wish,
): Promise<Begun> {
  const payments = await queries.lockPaymentsAt(ctx.tx, ctx.tenantId, checkoutId)
  const { paid, open } = coverOf(payments, wish)
  if (paid !== undefined) return { payment: paid }
  const isSame =
    open?.gateway_id === gateway.id &&
    (wish.savedMethodId === null || open.saved_method_id === wish.savedMethodId) &&
    open.save === wish.save
  for (const payment of payments) if (!isSame || payment !== open) await release(ctx, payment)
  if (isSame && open !== undefined && open.status !== 'created') return { payment: open }
  if (isSame && open !== undefined) return { payment: open, ...(await repeated(ctx, open)) }
  return recordCharge(ctx, gateway, { ...wish, checkoutId })
}

/** Of a payment whose first answer never came: asking the same again. */
export async function repeated(ctx: TxCtx, { id }: Payment): Promise<{ operation?: string }> {
  const operation = await queries.expedite(ctx.tx, ctx.tenantId, id, ctx.now.toISOString())
  return operation === undefined ? {} : { operation }
}

/** Begins to let go of a payment that no order will take. */
export async function release(ctx: TxCtx, payment: Payment): Promise<void> {
  if (payment.released_at !== null) return
  const released = { ...payment, released_at: ctx.now.toISOString() }
  withCommit(queries.markReleased(ctx.tx, ctx.tenantId, payment.id, released.released_at))
  await letGo(ctx, released)
}

/** Begins to let go of all payments of a checkout, which must be locked and have no order. */
export async function releasePayments(ctx: TxCtx, checkoutId: string): Promise<void> {
  const payments = await queries.lockPaymentsAt(ctx.tx, ctx.tenantId, checkoutId)
  for (const payment of payments) if (payment.order_id === null) await release(ctx, payment)
}

/** Asks the provider for a payment that was begun, or waits for whoever does so just now. Gives it as it is then. */
export async function carryOut(ctx: Ctx, { payment, operation }: Begun): Promise<Payment> {
  const isOurs = operation !== undefined && (await runOperation(ctx, operation, 'request'))
  if (operation === undefined && payment.status !== 'created') return payment
  const deadline = performance.now() + ctx.shard.paymentProviders.timeoutMs
  for (;;) {
    const after = await inRead(ctx, (ctx) => queries.findPayment(ctx.tx, ctx.tenantId, payment.id))
    const isKnown = after?.status !== 'created' || isOurs
    if (isKnown || performance.now() > deadline) return after ?? payment
    await setTimeout(LOOK_EVERY_MS)
  }
}

/** Whether another gateway is to step in: this one said nothing, or failed for a reason of its own. */
export const isOutOfOrder = ({ status, failure_code }: Payment): boolean =>
  status === 'created' || (status === 'failed' && failure_code === 'provider_error')

/** Throws what a shopper is to hear of a payment that did not work, with what they can do. */
export function assertWorks(payment: Payment): void {
  if (payment.status === 'created') throw unavailable()
  const code = payment.failure_code ?? (payment.status === 'failed' ? 'declined' : null)
  if (code === null) return
  throw new DomainError(FAILURE_PROBLEMS[code], ADVICE[code], { payment: toCheckoutPayment(payment) })
}

export const toCheckoutPayment = (payment: Payment): CheckoutPayment => ({
  id: payment.id,
  payment_method: payment.method,
  status: payment.status,
  amount: { amount: payment.amount, currency: payment.currency },
  action: payment.action,
  order_id: payment.order_id,
})

/** A payment of a checkout. Throws `not_found`. */
export async function paymentAt(
  ctx: ReadCtx,
  { checkoutId, paymentId }: { checkoutId: string; paymentId: string },
): Promise<Payment> {
  const payment = await queries.findPayment(ctx.tx, ctx.tenantId, paymentId)
  if (payment === undefined || payment.checkout_id !== checkoutId.toLowerCase())
    throw new DomainError('not_found', `There is no payment ${paymentId} of this checkout.`)
  return payment
}

/** What a payment that did not work is answered with. */
export const PAYMENT_ERRORS = [
  ...new Set(Object.values(FAILURE_PROBLEMS)),
  'payment_provider_unavailable',
] as const
