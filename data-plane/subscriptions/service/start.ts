// How subscriptions begin: lines of a checkout that are bought by a plan, and the order that comes of them.
import { v7 as uuidv7 } from 'uuid'
import type { Ctx, TxCtx } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import {
  type Checkout,
  type CheckoutLine,
  readSubscribed,
  type SubscribedCheckout,
  subscribeCheckout,
} from '../../checkout/index.ts'
import { requireCustomer } from '../../customers/index.ts'
import { methodOf, methodSavedAt } from '../../payments/index.ts'
import { subscriptionStarted } from '../events.ts'
import type { Item } from '../queries/subscriptions.ts'
import { type Rhythm, renewalOf, startOf } from '../rules/dates.ts'
import type { CheckoutSubscriptions } from '../schema/subscriptions.ts'
import { note, type Row, save, saveCycle } from './loaded.ts'
import { priceBy, readPlan } from './plans.ts'
import { settleCycle } from './renew.ts'

/** What a line keeps that begins a subscription: the plan's terms as they were shown. Amounts of one unit, minor units. */
type LineTerms = Rhythm & {
  plan_id: string
  customer_id: string
  trial_days: number
  cycles: number | null
  once_amount: number
  unit_amount: number
}

const termsOf = ({ subscription }: CheckoutLine): LineTerms | undefined =>
  subscription !== null && 'once_amount' in subscription ? (subscription as LineTerms) : undefined

/**
 * Says which lines of a checkout are bought by a plan; all others are bought once. Goods on trial cost nothing.
 * Throws `subscription_plan_not_applicable`.
 */
export async function subscribeLines(
  ctx: Ctx,
  checkoutId: string,
  { lines: wanted }: CheckoutSubscriptions,
): Promise<Checkout> {
  return subscribeCheckout(ctx, checkoutId, async (ctx, checkout) => {
    assertLines(checkout, wanted)
    const [customer, ...plans] = await Promise.all([
      requireCustomer(ctx),
      ...wanted.map(({ subscription_plan_id }) => readPlan(ctx, subscription_plan_id)),
    ])
    const buying = { market: checkout.market_code, currency: checkout.currency }
    return checkout.lines.map((line) => {
      const once_amount = termsOf(line)?.once_amount ?? line.unit_amount
      const at = wanted.findIndex(({ line_item_id }) => line_item_id.toLowerCase() === line.id)
      const plan = plans[at]
      if (plan === undefined) return { ...line, unit_amount: once_amount, subscription: null }
      const path = `lines.${at}.subscription_plan_id`
      const unit_amount = priceBy(plan, { ...line, amount: once_amount }, buying, path)
      const { interval, interval_count, trial_days, cycles } = plan
      const terms: LineTerms = {
        ...{ plan_id: plan.id, customer_id: customer.id, interval, interval_count, trial_days, cycles },
        ...{ once_amount, unit_amount },
      }
      return { ...line, unit_amount: trial_days > 0 ? 0 : unit_amount, subscription: terms }
    })
  })
}

function assertLines(
  { lines, subscription_id }: SubscribedCheckout,
  wanted: CheckoutSubscriptions['lines'],
): void {
  const ids = wanted.map(({ line_item_id }) => line_item_id.toLowerCase())
  const fault = ids.findIndex(
    (id, i) => ids.indexOf(id) !== i || subscription_id !== null || !lines.some((line) => line.id === id),
  )
  if (fault >= 0)
    throw fieldError(`lines.${fault}.line_item_id`, 'must be a line of this checkout that is named once')
  if (subscription_id !== null)
    throw fieldError('lines', 'This checkout is the renewal of a subscription already.')
}

/** Begins the subscriptions of an order, one for each plan, or closes the cycle that it renews. */
export async function followOrder(
  ctx: TxCtx,
  { checkout_id, order_id }: { checkout_id: string; order_id: string },
): Promise<void> {
  const checkout = await readSubscribed(ctx, checkout_id)
  if (checkout.subscription_id !== null) {
    await settleCycle(ctx, checkout.subscription_id, { checkoutId: checkout_id, orderId: order_id })
    return
  }
  const byPlan = Map.groupBy(checkout.lines, (line) => termsOf(line)?.plan_id)
  const paying = await payingFor(ctx, checkout)
  for (const [planId, lines] of byPlan)
    if (planId !== undefined) start(ctx, { ...checkout, ...paying }, lines, order_id)
}

type Paying = Pick<Row, 'payment_method' | 'saved_payment_method_id'>

/** By what renewals are paid: what was saved now or, where nothing was to be paid, before. */
async function payingFor(ctx: TxCtx, { id, payment_method, lines }: SubscribedCheckout): Promise<Paying> {
  const customerId = lines.flatMap((line) => termsOf(line)?.customer_id ?? [])[0]
  const now = await methodSavedAt(ctx, id)
  const before = now === undefined && customerId !== undefined ? await methodOf(ctx, customerId) : undefined
  const saved = now ?? before
  if (saved === undefined || (payment_method !== null && payment_method !== saved.payment_method))
    return { payment_method: payment_method ?? 'manual', saved_payment_method_id: null }
  return { payment_method: saved.payment_method, saved_payment_method_id: saved.id }
}

function start(
  ctx: TxCtx,
  checkout: Omit<SubscribedCheckout, keyof Paying> & Paying,
  lines: readonly CheckoutLine[],
  orderId: string,
): void {
  const [terms] = lines.flatMap((line) => termsOf(line) ?? [])
  if (terms === undefined) return
  const at = ctx.now.toISOString()
  const { interval, interval_count, cycles } = terms
  const { anchor, step, cycle, trialEndsAt } = startOf(terms, ctx.now)
  const row: Row = {
    id: uuidv7(),
    customer_id: terms.customer_id,
    plan_id: terms.plan_id,
    status: trialEndsAt === null ? 'active' : 'trialing',
    email: checkout.email ?? '',
    ...{ interval, interval_count, market_code: checkout.market_code, currency: checkout.currency },
    items: lines.flatMap(toItem),
    shipping_address: checkout.shipping_address,
    shipping_method: checkout.shipping_method?.code ?? null,
    payment_method: checkout.payment_method,
    saved_payment_method_id: checkout.saved_payment_method_id,
    ...{ anchor_at: anchor.toISOString(), step, trial_ends_at: trialEndsAt?.toISOString() ?? null },
    period_start: at,
    period_end: renewalOf({ anchor, step, interval, interval_count }).toISOString(),
    cycle,
    cycles_left: cycles === null ? null : cycles - cycle,
    balance_amount: 0,
    ...{ cancel_at_period_end: false, cancelled_at: null, cancel_reason: null, paused_until: null },
    ...{ retry_at: null, created_at: at, updated_at: at, open_cycle: null },
  }
  save(ctx, row)
  saveCycle(ctx, row.id, {
    ...{ cycle, status: 'ordered', period_start: at, checkout_id: checkout.id, order_id: orderId },
    ...{ balance_amount: 0, attempts: 0, failure_code: null, failure_message: null },
    ...{ created_at: at, updated_at: at },
  })
  note(ctx, subscriptionStarted, { subscription_id: row.id }, { order_id: orderId })
}

function toItem(line: CheckoutLine): Item[] {
  const terms = termsOf(line)
  const { variant_id, product_id, title, variant_title, quantity } = line
  if (variant_id === null || terms === undefined) return []
  return [{ variant_id, product_id, title, variant_title, quantity, unit_amount: terms.unit_amount }]
}
