// Paying a checkout through a payment gateway, and placing its order once that is paid.
import { type Ctx, inRead, inTx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { currentCustomer } from '../../customers/index.ts'
import {
  askAbout,
  assertWorks,
  type Begun,
  beginPayment,
  type CheckoutPayment,
  type CheckoutPaymentInput,
  carryOut,
  finishOperations,
  type GatewayRow,
  gatewaysAt,
  isOutOfOrder,
  payableBy,
  paymentAt,
  releasePayments,
  toCheckoutPayment,
} from '../../payments/index.ts'
import * as queries from '../queries.ts'
import { place, Unpaid } from './complete.ts'
import { assertOpen, noCheckout, quoteCheckout, sellingTerms } from './loaded.ts'

/**
 * Starts the payment of what is due, or gives the one that was started for the same. Another gateway that is meant to steps in
 * for one that is out of order. Throws what the shopper can do about a payment that did not work.
 */
export async function startPayment(
  ctx: Ctx,
  id: string,
  input: CheckoutPaymentInput,
): Promise<CheckoutPayment> {
  const tried: GatewayRow[] = []
  for (;;) {
    const begun = await begin(ctx, id, input, tried)
    const payment = await carryOut(ctx, begun)
    tried.push(begun.gateway)
    // Whoever asked the provider decides; a second request of the same shopper does not.
    const isOurs = begun.operation !== undefined && input.saved_payment_method_id === undefined
    const mayGoElsewhere = isOurs && begun.hasNext
    if (isOutOfOrder(payment) && mayGoElsewhere) continue
    assertWorks(payment)
    return toCheckoutPayment(payment)
  }
}

/** @param tried those that are out of order: the next one that steps in is asked */
async function begin(
  ctx: Ctx,
  id: string,
  input: CheckoutPaymentInput,
  tried: readonly GatewayRow[],
): Promise<Begun & { gateway: GatewayRow; hasNext: boolean }> {
  return inTx({ ...ctx, now: new Date() }, async (ctx) => {
    const [row, termsOf, customer] = await Promise.all([
      queries.lockCheckout(ctx.tx, ctx.tenantId, id),
      sellingTerms(ctx),
      currentCustomer(ctx),
    ])
    if (row === undefined) throw noCheckout(id)
    assertOpen(ctx, row)
    const { due, currency } = quoteCheckout(row)
    if (due === 0) throw new DomainError('payment_not_needed', 'There is nothing left to pay.')
    const { market, gateways } = termsOf(row)
    const onOffer = gatewaysAt(gateways, market)
    const method = input.payment_method ?? row.payment_method
    const next = onOffer.filter(({ id, fallback }) => fallback && !tried.some((other) => other.id === id))
    const gateway = tried.length === 0 ? onOffer.find(({ code }) => code === method) : next[0]
    if (gateway === undefined)
      throw fieldError('payment_method', `must be one of ${onOffer.map(({ code }) => code).join(', ')}`)
    const { return_url: returnUrl, saved_payment_method_id: savedMethodId = null } = input
    const save = input.save || isPaidAgain(row, customer?.id)
    await payableBy(ctx, customer?.id, { gatewayId: gateway.id, save, savedMethodId })
    const wish = { amount: due, currency, email: row.email, customerId: customer?.id ?? null, returnUrl }
    const kept = { ...wish, save, savedMethodId, offSession: false }
    const begun = await beginPayment(ctx, id, gateway, kept)
    const payment_method = begun.payment.method
    if (row.payment_method !== payment_method)
      withCommit(
        queries.updateCheckout(ctx.tx, ctx.tenantId, id, { payment_method, at: ctx.now.toISOString() }),
      )
    return { ...begun, gateway, hasNext: next.some((other) => other.id !== gateway.id) }
  })
}

/** Subscriptions are paid by what is saved here: those that begin always, a renewal as far as we know who pays it. */
const isPaidAgain = (
  { lines, subscription_id }: queries.CheckoutRow,
  customerId: string | undefined,
): boolean =>
  lines.some(({ subscription }) => subscription !== null) &&
  (subscription_id === null || customerId !== undefined)

/** Goes on after the shopper's part. Throws why the payment did not work, or `payment_provider_unavailable`. */
export async function authorizePayment(
  ctx: Ctx,
  target: { checkoutId: string; paymentId: string },
  proof: Readonly<Record<string, string>>,
): Promise<CheckoutPayment> {
  const known = await inRead(ctx, (ctx) => paymentAt(ctx, target))
  const payment = await askAbout(ctx, known.id, proof)
  assertWorks(payment)
  return toCheckoutPayment(payment)
}

export const readPayment = async (
  ctx: Ctx,
  target: { checkoutId: string; paymentId: string },
): Promise<CheckoutPayment> => toCheckoutPayment(await inRead(ctx, (ctx) => paymentAt(ctx, target)))

/** After these the checkout cannot become an order as it was paid for, so the money is let go of. */
const LOST: ReadonlySet<string> = new Set([
  'insufficient_inventory',
  'promotion_used_up',
  'promotion_not_applicable',
  'product_unavailable',
  'cart_completed',
  'cart_merged',
  'checkout_expired',
])
const MAX_ROUNDS = 3

/**
 * Places the order of a checkout that is paid through a gateway, and captures. Whoever cannot have their order is charged
 * nothing. Throws as `completeCheckout`, or why it is not paid.
 */
export async function completePaid(ctx: Ctx, id: string): Promise<void> {
  for (let round = 1; ; round += 1) {
    try {
      const { operations } = await inTx({ ...ctx, now: new Date() }, (ctx) => place(ctx, id, 'paid'))
      await finishOperations(ctx, operations)
      return
    } catch (error) {
      if (error instanceof Unpaid && round < MAX_ROUNDS) await findOut(ctx, id, error)
      else {
        if (error instanceof DomainError && LOST.has(error.code)) await release(ctx, id)
        throw error instanceof Unpaid ? notPaid() : error
      }
    }
  }
}

/** Returns when the payment turns out to be paid by now; throws what is to be done otherwise. */
async function findOut(ctx: Ctx, id: string, { cover, due, currency }: Unpaid): Promise<void> {
  const { open, other } = cover
  if (open !== undefined) {
    const payment = await askAbout(ctx, open.id)
    if (payment.status === 'authorized' || payment.status === 'captured') return
    if (payment.status === 'created') throw notPaid()
    assertWorks(payment)
    const shown = { payment: toCheckoutPayment(payment) }
    if (payment.status === 'pending')
      throw new DomainError(
        'payment_pending',
        'The payment is still under way. Try again in a moment.',
        shown,
      )
    throw new DomainError('payment_action_required', 'The shopper has to confirm the payment first.', shown)
  }
  if (other === undefined) throw notPaid()
  await release(ctx, id)
  const message = `is ${due} ${currency} (minor units) now, and ${other.amount} ${other.currency} was paid`
  throw new DomainError('payment_amount_changed', 'The total has changed since. Pay again.', {
    issues: [{ path: 'totals.due', message }],
  })
}

const notPaid = () =>
  new DomainError('payment_required', 'Pay first: start a payment of this checkout and confirm it.')

async function release(ctx: Ctx, id: string): Promise<void> {
  await inTx({ ...ctx, now: new Date() }, async (ctx) => {
    const row = await queries.lockCheckout(ctx.tx, ctx.tenantId, id)
    if (row !== undefined && row.order_id === null) await releasePayments(ctx, id)
  })
}
