// Other goods, another plan, address, payment or date; and what a change within a period costs.
import { type Ctx, inRead, inTx, type ReadCtx } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { priceGoods } from '../../cart/index.ts'
import { getMarkets, marketOf } from '../../markets/index.ts'
import { methodOf } from '../../payments/index.ts'
import { subscriptionUpdated } from '../events.ts'
import * as queries from '../queries/subscriptions.ts'
import { addDays } from '../rules/dates.ts'
import { amountOf } from '../rules/prices.ts'
import { netOf, type ProrationLine, proration, timeInstead } from '../rules/proration.ts'
import type { Subscription, SubscriptionPatch, SubscriptionPreview } from '../schema/subscriptions.ts'
import {
  anchoredAt,
  assertCan,
  type Caller,
  lock,
  note,
  type Row,
  read,
  save,
  toSubscription,
} from './loaded.ts'
import { priceBy, readPlan } from './plans.ts'
import { callOff, tryAgain } from './renew.ts'

const MAX_AHEAD_DAYS = 730
const PAYING: ReadonlySet<string> = new Set(['payment_method', 'saved_payment_method_id'])

type Change = { row: Row; lines: ProrationLine[]; changed: string[] }

/** What a change of a subscription can be refused with. */
export const CHANGE_ERRORS = [
  'wrong_subscription_status',
  'subscription_plan_not_applicable',
  'product_unavailable',
] as const

/** What a change would make of a subscription, and what it would cost. Changes nothing. */
export async function previewChange(
  ctx: Ctx,
  id: string,
  patch: SubscriptionPatch,
  caller: Caller,
): Promise<SubscriptionPreview> {
  return inRead(ctx, async (ctx) => {
    const { row, lines } = await decide(ctx, await read(ctx, id, caller), patch)
    const { currency } = row
    const money = (amount: number) => ({ amount, currency })
    return {
      lines: lines.map((line) => ({ ...line, amount: money(line.amount) })),
      net: money(netOf(lines)),
      subscription: toSubscription(row),
    }
  })
}

/** Changes what `patch` mentions. A renewal that was not paid is tried again at once when it can be paid otherwise. */
export async function changeSubscription(
  ctx: Ctx,
  id: string,
  patch: SubscriptionPatch,
  caller: Caller,
): Promise<Subscription> {
  return inTx(ctx, async (ctx) => {
    const before = await lock(ctx, id, caller)
    const { row, lines, changed } = await decide(ctx, before, patch)
    const isOther = changed.some((field) => !PAYING.has(field))
    if (isOther && !(await callOff(ctx, before, 'open')))
      throw new DomainError(
        'wrong_subscription_status',
        'This subscription is being renewed. Try again in a moment.',
      )
    note(
      ctx,
      subscriptionUpdated,
      { subscription_id: id },
      { changed, ...(lines.length > 0 ? { lines } : {}) },
    )
    const isOwing = row.status === 'past_due' || row.status === 'unpaid'
    const open_cycle = row.open_cycle && isOther ? { ...row.open_cycle, checkout_id: null } : row.open_cycle
    const after = { ...row, open_cycle }
    return toSubscription(
      isOwing && changed.some((field) => PAYING.has(field)) ? tryAgain(ctx, after) : save(ctx, after),
    )
  })
}

/** Throws what does not fit. */
async function decide(ctx: ReadCtx, before: Row, patch: SubscriptionPatch): Promise<Change> {
  const { payment_method, saved_payment_method_id, next_renewal_at, proration: mode, ...other } = patch
  const changesMore = next_renewal_at !== undefined || Object.keys(other).length > 0
  assertCan(changesMore ? 'change' : 'pay', before)
  const paying = await withPayment(ctx, before, patch)
  const sent = await withShipping(ctx, paying, patch)
  const goods = await withGoods(ctx, sent, patch)
  const prorated = prorate(ctx, before, goods, mode ?? 'none')
  const row = next_renewal_at === undefined ? prorated.row : withDate(ctx, prorated.row, next_renewal_at)
  return { row, lines: prorated.lines, changed: Object.keys(patch).filter((field) => field !== 'proration') }
}

/** A saved method says by which gateway it is charged. */
async function withPayment(ctx: ReadCtx, row: Row, patch: SubscriptionPatch): Promise<Row> {
  const { payment_method = row.payment_method, saved_payment_method_id } = patch
  if (saved_payment_method_id === undefined)
    return payment_method === row.payment_method
      ? row
      : { ...row, payment_method, saved_payment_method_id: null }
  const method = await methodOf(ctx, row.customer_id, saved_payment_method_id)
  if (method === undefined)
    throw fieldError('saved_payment_method_id', 'The customer has no such saved payment method.')
  return { ...row, payment_method: method.payment_method, saved_payment_method_id: method.id }
}

async function withShipping(ctx: ReadCtx, row: Row, patch: SubscriptionPatch): Promise<Row> {
  const { shipping_address = row.shipping_address, shipping_method = row.shipping_method } = patch
  const { countries, shipping_methods, code } = marketOf(await getMarkets(ctx), row.market_code, 'market')
  const { shipping_address: address, shipping_method: method } = patch
  if (address !== undefined && !countries.includes(address.country))
    throw fieldError('shipping_address.country', `The market ${code} delivers to ${countries.join(', ')}.`)
  const codes = shipping_methods.map((one) => one.code)
  if (method !== undefined && !codes.includes(method))
    throw fieldError('shipping_method', `must be one of ${codes.join(', ')}`)
  return { ...row, shipping_address, shipping_method }
}

/** The goods and plan that are wanted. What stays keeps its price, unless the plan is another. */
async function withGoods(ctx: ReadCtx, row: Row, patch: SubscriptionPatch): Promise<Row> {
  const { items, subscription_plan_id } = patch
  if (items === undefined && subscription_plan_id === undefined) return row
  const isOtherPlan = subscription_plan_id !== undefined && subscription_plan_id.toLowerCase() !== row.plan_id
  const wanted = (items ?? row.items).map(({ variant_id, quantity }) => ({
    variant_id: variant_id.toLowerCase(),
    quantity,
  }))
  const [plan, buyer] = await Promise.all([
    readPlan(ctx, isOtherPlan ? subscription_plan_id : row.plan_id),
    queries.findBuyer(ctx.tx, ctx.tenantId, row.customer_id),
  ])
  const { market_code, currency } = row
  const found = await priceGoods(ctx, { market_code, currency, buyer }, wanted)
  const changed = wanted.map(({ variant_id, quantity }, i) => {
    const kept = row.items.find((item) => item.variant_id === variant_id)
    if (kept !== undefined && !isOtherPlan) return { ...kept, quantity }
    const path = items === undefined ? 'subscription_plan_id' : `items.${i}.variant_id`
    const variant = found.find((one) => one.variant_id === variant_id)
    if (variant?.on_sale !== true || !variant.isPriced)
      throw fieldError(path, `Variant ${variant_id} is not sold in this market.`, 'product_unavailable')
    const unit_amount = priceBy(
      plan,
      { ...variant, amount: variant.unit_amount },
      { market: market_code, currency },
      path,
    )
    const { product_id, title, variant_title } = variant
    return { variant_id, product_id, title, variant_title, quantity, unit_amount }
  })
  if (!isOtherPlan) return { ...row, items: changed }
  return withPlan({ ...row, items: changed }, plan)
}

/** The present period ends as before; from then on the dates are those of the plan. */
function withPlan(row: Row, plan: Awaited<ReturnType<typeof readPlan>>): Row {
  const { interval, interval_count, cycles } = plan
  const isSame = interval === row.interval && interval_count === row.interval_count
  const planned = { ...row, plan_id: plan.id, cycles_left: cycles, interval, interval_count }
  return isSame ? planned : anchoredAt(planned, new Date(row.period_end))
}

/** Of a period that was paid for. One on trial was not, nor one whose renewal is open. */
function prorate(
  ctx: ReadCtx,
  before: Row,
  after: Row,
  mode: NonNullable<SubscriptionPatch['proration']>,
): { row: Row; lines: ProrationLine[] } {
  const isPaid =
    before.cycle > 0 && before.open_cycle === null && Date.parse(before.period_end) > ctx.now.getTime()
  if (mode === 'none' || !isPaid) return { row: after, lines: [] }
  const { interval, interval_count, period_start, period_end } = before
  const period = { start: new Date(period_start), end: new Date(period_end) }
  const paid = { interval, interval_count, amount: amountOf(before.items), ...period }
  const next = {
    interval: after.interval,
    interval_count: after.interval_count,
    amount: amountOf(after.items),
  }
  if (mode === 'time') return { row: anchoredAt(after, timeInstead(paid, next, ctx.now)), lines: [] }
  const lines = proration(paid, next, ctx.now)
  return { row: { ...after, balance_amount: after.balance_amount - netOf(lines) }, lines }
}

function withDate(ctx: ReadCtx, row: Row, next: string): Row {
  const date = new Date(next)
  if (date <= ctx.now || date > addDays(ctx.now, MAX_AHEAD_DAYS))
    throw fieldError('next_renewal_at', `must be within the next ${MAX_AHEAD_DAYS} days`)
  if (row.open_cycle !== null)
    throw fieldError('next_renewal_at', 'A renewal is under way.', 'wrong_subscription_status')
  const isOnTrial = row.trial_ends_at !== null && row.cycle === 0
  return { ...anchoredAt(row, date), ...(isOnTrial ? { trial_ends_at: next } : {}) }
}
