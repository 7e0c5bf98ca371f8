// What the clock brings about: renewals, what follows when they fail, and ends.
//
// A renewal is a checkout of its own, made once for each cycle. It is paid first and becomes an order then, by the same steps
// as a shopper's: so it is charged once whatever breaks, the shopper can pay it themselves, and what was paid without an
// order is given back. Each step finds out how far the one before came.
import { type Ctx, inTx, type TxCtx } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { priceGoods } from '../../cart/index.ts'
import { keepRenewal, openRenewal, placeRenewal, readSubscribed } from '../../checkout/index.ts'
import { getMarkets, marketOf } from '../../markets/index.ts'
import { methodSavedAt } from '../../payments/index.ts'
import {
  subscriptionCancelled,
  subscriptionCompleted,
  subscriptionGoodsMissed,
  subscriptionPaymentFailed,
  subscriptionRenewed,
  subscriptionResumed,
} from '../events.ts'
import * as queries from '../queries/subscriptions.ts'
import { addDays, stepAfter } from '../rules/dates.ts'
import { settle } from '../rules/prices.ts'
import { type Dunning, dueAction, isLackOfGoods, retryAt } from '../rules/states.ts'
import { ADVANCE } from '../work.ts'
import { anchoredAt, endingAt, lock, note, type Row, save, saveCycle, scheduleOf } from './loaded.ts'
import { getSettings } from './plans.ts'

/** So many jobs at once; the rest follow a few minutes later. */
const BATCH = 500
/** How long a shopper may pay a renewal that nobody tries any more. */
const PAYABLE_DAYS = 60

/** Queues a job for each subscription with which something is to be done by now. */
export async function queueDue(ctx: Ctx): Promise<void> {
  await inTx(ctx, async (ctx) => {
    const ids = await queries.dueSubscriptions(ctx.tx, ctx.tenantId, ctx.now.toISOString(), BATCH)
    for (const subscription_id of ids) enqueue(ctx, ADVANCE, { subscription_id })
  })
}

/** Does what is due with a subscription, if anything is. May run again at any time, and several times at once. */
export async function advance(ctx: Ctx, id: string): Promise<void> {
  const cycle = await inTx(ctx, (ctx) => begin(ctx, id))
  if (cycle === undefined) return
  const { checkoutId, customerId, savedMethodId } = cycle
  try {
    await placeRenewal(ctx, checkoutId, { customerId, savedMethodId })
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    // Nobody knows yet: the next round finds out.
    if (UNDECIDED.has(error.code)) return
    const { code, message } = error
    await inTx(ctx, async (ctx) => fail(ctx, await lock(ctx, id, 'staff'), { ...cycle, code, message }))
    return
  }
  await inTx(ctx, async (ctx) => {
    const { order_id: orderId } = await readSubscribed(ctx, checkoutId)
    if (orderId !== null) await settleCycle(ctx, id, { checkoutId, orderId })
  })
}

const UNDECIDED: ReadonlySet<string> = new Set([
  'unavailable',
  'payment_provider_unavailable',
  'payment_pending',
])

/** The attempt at hand, the last one's number, and by what it is paid. */
type Attempt = { checkoutId: string; attempts: number; customerId: string; savedMethodId: string | null }

/** Does what needs nobody outside; gives the checkout of the cycle that is to be paid. */
async function begin(ctx: TxCtx, id: string): Promise<Attempt | undefined> {
  const row = await queries.lockSubscription(ctx.tx, ctx.tenantId, id)
  const action = row === undefined ? undefined : dueAction(row, ctx.now)
  if (row === undefined || action === undefined) return undefined
  if (action === 'renew') return openCycle(ctx, row)
  if (action === 'resume') resume(ctx, row)
  else if (action === 'cancel') await end(ctx, row, { status: 'cancelled', reason: row.cancel_reason })
  else await end(ctx, row, { status: 'completed', reason: null })
  return undefined
}

/** Goes on after a pause. What fell due meanwhile is renewed at once, and the dates are counted from now. */
export function resume(ctx: TxCtx, row: Row): Row {
  const isLate = Date.parse(row.period_end) <= ctx.now.getTime()
  const isOnTrial = row.trial_ends_at !== null && row.cycle === 0
  const status = isOnTrial ? 'trialing' : 'active'
  const resumed = save(ctx, { ...(isLate ? anchoredAt(row, ctx.now) : row), status, paused_until: null })
  note(ctx, subscriptionResumed, { subscription_id: row.id })
  if (isLate) enqueue(ctx, ADVANCE, { subscription_id: row.id })
  return resumed
}

/** Ends a subscription. A renewal that is under way is called off, unless it has become an order already. */
export async function end(
  ctx: TxCtx,
  row: Row,
  { status, reason }: { status: 'cancelled' | 'completed'; reason: string | null },
): Promise<Row> {
  await callOff(ctx, row, 'missed')
  const cancelled_at = status === 'cancelled' ? ctx.now.toISOString() : null
  const over = { retry_at: null, paused_until: null, cancel_at_period_end: false, open_cycle: null }
  const ended = save(ctx, { ...row, ...over, status, cancelled_at, cancel_reason: reason })
  const event = status === 'cancelled' ? subscriptionCancelled : subscriptionCompleted
  note(ctx, event, { subscription_id: row.id }, { reason })
  return ended
}

/**
 * Takes the checkout of an open cycle back, so that nobody can pay it any more: the cycle is `missed`, or `open` for another
 * attempt. Gives whether that was possible: not so, it has become an order.
 */
export async function callOff(ctx: TxCtx, row: Row, as: 'missed' | 'open'): Promise<boolean> {
  const { open_cycle, payment_method } = row
  if (open_cycle === null) return true
  const { checkout_id } = open_cycle
  if (
    checkout_id !== null &&
    !(await keepRenewal(ctx, checkout_id, { until: ctx.now, paymentMethod: payment_method }))
  )
    return false
  saveCycle(ctx, row.id, { ...open_cycle, status: as, checkout_id: null })
  return true
}

/** The checkout of the cycle that is due: the one that is there, or a new one. */
async function openCycle(ctx: TxCtx, row: Row): Promise<Attempt | undefined> {
  const at = ctx.now.toISOString()
  const cycle: queries.CycleRow = row.open_cycle ?? {
    ...{
      cycle: row.cycle + 1,
      status: 'open',
      period_start: row.period_end,
      checkout_id: null,
      order_id: null,
    },
    ...{ balance_amount: 0, attempts: 0, failure_code: null, failure_message: null },
    ...{ created_at: at, updated_at: at },
  }
  const { attempts } = cycle
  const by = { customerId: row.customer_id, savedMethodId: row.saved_payment_method_id }
  const until = addDays(ctx.now, PAYABLE_DAYS)
  if (cycle.checkout_id !== null) {
    await keepRenewal(ctx, cycle.checkout_id, { until, paymentMethod: row.payment_method })
    return { checkoutId: cycle.checkout_id, attempts, ...by }
  }
  try {
    const { checkoutId, used } = await newCheckout(ctx, row, until)
    saveCycle(ctx, row.id, { ...cycle, checkout_id: checkoutId, balance_amount: used })
    return { checkoutId, attempts, ...by }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    await fail(
      ctx,
      { ...row, open_cycle: cycle },
      { checkoutId: null, attempts, code: error.code, message: error.message },
    )
    return undefined
  }
}

/** Throws `product_unavailable` or `checkout_incomplete` when the goods cannot be had. */
async function newCheckout(ctx: TxCtx, row: Row, until: Date): Promise<{ checkoutId: string; used: number }> {
  const { market_code, currency } = row
  const { lines, used } = settle(row.items, row.balance_amount)
  const [buyer, markets] = await Promise.all([
    queries.findBuyer(ctx.tx, ctx.tenantId, row.customer_id),
    getMarkets(ctx),
  ])
  const found = await priceGoods(ctx, { market_code, currency, buyer }, lines)
  const subscription = { plan_id: row.plan_id, subscription_id: row.id, cycle: row.cycle + 1 }
  const goods = lines.map((line) => {
    const i = found.findIndex(
      ({ variant_id, quantity }) => variant_id === line.variant_id && quantity === line.quantity,
    )
    const [variant] = i < 0 ? [] : found.splice(i, 1)
    if (variant?.on_sale !== true)
      throw new DomainError('product_unavailable', `${line.title} is no longer sold.`)
    const { unit_amount } = line
    const list_amount = variant.isPriced ? variant.list_amount : unit_amount
    return { ...variant, unit_amount, list_amount, subscription }
  })
  const checkoutId = await openRenewal(ctx, {
    subscriptionId: row.id,
    market: marketOf(markets, market_code, 'market'),
    currency,
    email: row.email,
    customer: buyer ?? { id: null, group_ids: [], order_count: 0 },
    address: row.shipping_address,
    shippingMethod: row.shipping_method,
    paymentMethod: row.payment_method,
    goods,
    expiresAt: until,
  })
  return { checkoutId, used }
}

/** Closes the cycle that was paid and ordered at this checkout. What was closed before stays as it is. */
export async function settleCycle(
  ctx: TxCtx,
  id: string,
  { checkoutId, orderId }: { checkoutId: string; orderId: string },
): Promise<void> {
  const row = await queries.lockSubscription(ctx.tx, ctx.tenantId, id)
  const open = row?.open_cycle
  if (row === undefined || open?.checkout_id !== checkoutId) return
  saveCycle(ctx, id, {
    ...open,
    status: 'ordered',
    order_id: orderId,
    failure_code: null,
    failure_message: null,
  })
  const saved = await methodSavedAt(ctx, checkoutId)
  const hasEnded = row.status === 'cancelled' || row.status === 'completed'
  const renewed: Row = {
    ...nextPeriod(ctx, row),
    status: hasEnded ? row.status : 'active',
    cycles_left: row.cycles_left === null ? null : row.cycles_left - 1,
    balance_amount: row.balance_amount - open.balance_amount,
    // Whoever paid it themselves may have paid otherwise.
    ...(saved === undefined
      ? {}
      : { payment_method: saved.payment_method, saved_payment_method_id: saved.id }),
  }
  save(ctx, renewed)
  note(ctx, subscriptionRenewed, { subscription_id: id, order_id: orderId }, { cycle: open.cycle })
}

/** The period after the one that ends. */
function nextPeriod(ctx: TxCtx, row: Row): Row {
  const next = endingAt(row, stepAfter(scheduleOf(row), ctx.now))
  return { ...next, cycle: row.cycle + 1, period_start: row.period_end, retry_at: null, open_cycle: null }
}

type Failed = { checkoutId: string | null; attempts: number; code: string; message: string }

/** Notes that the open cycle could not be had or paid, and decides what comes next. */
async function fail(ctx: TxCtx, row: Row, { checkoutId, attempts, code, message }: Failed): Promise<void> {
  const open = row.open_cycle
  // Somebody else noted this attempt, or the cycle was paid or called off meanwhile.
  if (open === null || open.checkout_id !== checkoutId || open.attempts !== attempts) return
  const settings = await getSettings(ctx)
  const retry = retryAt(settings, attempts + 1, new Date(open.created_at))
  const failed = { ...open, attempts: attempts + 1, failure_code: code, failure_message: message }
  const next_attempt_at = retry?.toISOString() ?? null
  const after = { ...row, retry_at: next_attempt_at, open_cycle: failed }
  if (isLackOfGoods(code)) {
    note(ctx, subscriptionGoodsMissed, { subscription_id: row.id, code, next_attempt_at })
    await lackGoods(ctx, after)
    return
  }
  const told = { subscription_id: row.id, code, next_attempt_at, checkout_id: checkoutId }
  note(ctx, subscriptionPaymentFailed, told, { message })
  saveCycle(ctx, row.id, failed)
  await owe(ctx, after, settings)
}

/** Waits for the goods until the next attempt, or goes without them until the next cycle. */
async function lackGoods(ctx: TxCtx, row: Row): Promise<void> {
  if (row.retry_at === null) {
    if (await callOff(ctx, row, 'missed')) save(ctx, nextPeriod(ctx, row))
    return
  }
  // With what is in stock and what it costs to ship then.
  if (await callOff(ctx, row, 'open')) save(ctx, row)
}

async function owe(ctx: TxCtx, row: Row, { final_action }: Dunning): Promise<void> {
  if (row.retry_at !== null) save(ctx, { ...row, status: 'past_due' })
  else if (final_action === 'unpaid') save(ctx, { ...row, status: 'unpaid' })
  else await end(ctx, row, { status: 'cancelled', reason: 'unpaid' })
}

/** Tries an open renewal again at once. */
export function tryAgain(ctx: TxCtx, row: Row): Row {
  enqueue(ctx, ADVANCE, { subscription_id: row.id })
  return save(ctx, { ...row, status: 'past_due', retry_at: ctx.now.toISOString() })
}
