// Giving back: what an order no longer owes, its goods, and the money, in one transaction with the order locked.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { emit } from '../../../shared/events/events.ts'
import { lockBalances } from '../../balances/index.ts'
import { lockComebacks, releaseHeld, takeBack } from '../../inventory/index.ts'
import { addToTimeline, changeSums, lockOrder } from '../../orders/index.ts'
import { startRefund } from '../../payments/index.ts'
import { SHIPPING, totalOf } from '../../pricing/index.ts'
import { giveStoreCredit, issueGiftCard, paymentLocks } from '../../wallet/index.ts'
import { refundCreated, refundFailed, refundSucceeded } from '../events.ts'
import * as queries from '../queries.ts'
import { type PartStatus, statusOf } from '../rules.ts'
import type { Destination, IssuedRefund, RefundInput, RefundPreview } from '../schema.ts'
import { dueOf, type Goods, loadGoods, type Plan, planRefund } from './plan.ts'
import { toAmounts, toRefund } from './show.ts'

/** What a refund would give, to the penny. Nothing is changed. Throws what `createRefund` does. */
export async function previewRefund(ctx: Ctx, orderId: string, input: RefundInput): Promise<RefundPreview> {
  return inRead(ctx, async (ctx) => {
    const goods = await loadGoods(ctx, orderId, input.return_id)
    const { currency } = goods.order
    const plan = planRefund(goods, input)
    const parts = plan.parts.map(({ payment: { id, method }, amount }) => ({
      payment_id: id,
      method,
      amount,
    }))
    const instead = { payment_id: null, method: input.to, amount: plan.amount }
    return {
      ...toAmounts(rowOf(goods, plan, [])),
      payments: (input.to === 'original' ? parts : [instead]).map((part) => ({
        ...part,
        amount: { amount: part.amount, currency },
      })),
    }
  })
}

/**
 * Refunds units, shipping or an amount: the order owes less, goods come back or stay, and what was paid beyond what is then
 * owed is given back; providers are asked after the commit. Throws `not_found`, what `planRefund` throws, or
 * `invalid_input` for a location that does not exist.
 */
export async function createRefund(ctx: Ctx, orderId: string, input: RefundInput): Promise<IssuedRefund> {
  return inTx(ctx, async (ctx) => {
    const [, goods] = await Promise.all([lockOrder(ctx, orderId), loadGoods(ctx, orderId, input.return_id)])
    const plan = planRefund(goods, input)
    const refundId = uuidv7()
    await moveGoods(ctx, orderId, { plan, refundId })
    const { parts, code } = await giveMoney(ctx, goods, { refundId, to: input.to, plan })
    return { ...store(ctx, goods, { input, plan, refundId, parts }), gift_card_code: code }
  })
}

/** Gives back to the original payments all that was paid beyond what is owed, if anything was. The order must be locked. */
export async function refundDue(
  ctx: TxCtx,
  orderId: string,
  { reason, notify }: Pick<RefundInput, 'reason' | 'notify'>,
): Promise<void> {
  if (dueOf(await loadGoods(ctx, orderId)) === 0) return
  const none = { line_items: [], note: '', to: 'original' as const }
  await createRefund(ctx, orderId, { ...none, reason, notify })
}

async function moveGoods(
  ctx: TxCtx,
  orderId: string,
  { plan: { lines }, refundId }: { plan: Plan; refundId: string },
): Promise<void> {
  const known = lines.flatMap(({ variant_id, ...line }) =>
    variant_id === null ? [] : [{ ...line, variantId: variant_id, locationId: line.location_id }],
  )
  const back = known.filter(({ restock }) => restock === 'return')
  const wants = known.filter(({ restock }) => restock === 'cancel')
  if (back.length + wants.length > 0) {
    const coming = await lockComebacks(ctx, orderId, back)
    await takeBack(ctx, coming, { reason: 'Refunded', referenceId: refundId })
    await releaseHeld(ctx, coming.stock, { wants, orderId, reason: 'Refunded' })
  }
  if (lines.length === 0) return
  const counts = lines.map(({ line_item_id: id, quantity, restock }) => ({
    id,
    refunded: quantity,
    returned: restock === 'return' ? quantity : 0,
    cancelled: restock === 'cancel' ? quantity : 0,
  }))
  withCommit(queries.countLines(ctx.tx, ctx.tenantId, orderId, counts))
}

type Giving = { refundId: string; to: Destination; plan: Pick<Plan, 'amount' | 'parts'> }

/** Starts to give back; gives where it goes, with the code of a gift card that was issued for it. */
export async function giveMoney(
  ctx: TxCtx,
  { order }: Goods,
  { refundId, to, plan }: Giving,
): Promise<{ parts: queries.PartRow[]; code: string | null }> {
  const none = { failure_code: null, target_id: null }
  if (plan.amount === 0) return { parts: [], code: null }
  if (to !== 'original') {
    const { id, code } = await giveInstead(ctx, order, { to, amount: plan.amount })
    changeSums(ctx, order.id, { refunded: plan.amount })
    const part = {
      id: uuidv7(),
      payment_id: null,
      method: to,
      amount: plan.amount,
      status: 'succeeded' as const,
    }
    return { parts: [{ ...none, ...part, target_id: id }], code }
  }
  const isOwn = plan.parts.some(
    ({ payment: { method } }) => method === 'gift_card' || method === 'store_credit',
  )
  if (isOwn) await lockBalances(ctx, paymentLocks(ctx, order.id))
  const parts: queries.PartRow[] = []
  for (const { payment, amount } of plan.parts) {
    const { id, method } = payment
    const status = await startRefund(ctx, { orderId: order.id, payment, amount, refundId })
    parts.push({ ...none, id: uuidv7(), payment_id: id, method, amount, status })
  }
  return { parts, code: null }
}

/** Gives store credit, or a gift card with its code. */
async function giveInstead(
  ctx: TxCtx,
  { id: orderId, number, email, currency }: Goods['order'],
  { to, amount }: { to: Exclude<Destination, 'original'>; amount: number },
): Promise<{ id: string; code: string | null }> {
  const note = `Refund of order #${number}`
  if (to === 'gift_card')
    return issueGiftCard(ctx, { amount, currency, note, expires_at: null, customer_email: null })
  const { id } = await giveStoreCredit(ctx, { customer_email: email, amount, currency, note }, orderId)
  return { id, code: null }
}

type Storing = { input: RefundInput; plan: Plan; refundId: string; parts: queries.PartRow[] }

function store(ctx: TxCtx, goods: Goods, { input, plan, refundId, parts }: Storing) {
  const { order } = goods
  const status = statusOf(parts.map((part) => part.status))
  const { lines, ...sums } = rowOf(goods, plan, parts)
  const { return_id = null, to, reason, note, notify } = input
  const row: queries.NewRefund = {
    ...{ id: refundId, order_id: order.id, return_id, status, destination: to, reason, note, notify },
    ...{ ...sums, created_at: ctx.now.toISOString() },
  }
  withCommit(queries.insertRefund(ctx.tx, ctx.tenantId, row, { lines, parts }))
  if (return_id !== null && plan.lines.length > 0)
    withCommit(queries.countRefundedReturns(ctx.tx, ctx.tenantId, return_id, plan.lines))
  if (plan.credited > 0) changeSums(ctx, order.id, { credited: plan.credited })
  const { amount, credited_amount, currency } = row
  addToTimeline(ctx, order.id, 'refund.created', {
    refund_id: refundId,
    amount,
    credited_amount,
    currency,
    to,
    reason,
  })
  emit(ctx, refundCreated, { order_id: order.id, refund_id: refundId, amount, currency })
  announceEnd(ctx, { ...row, status })
  return toRefund(ctx, { ...row, to, reason, lines: [...lines], parts })
}

/** The sums of a refund that is planned, as they are stored. */
function rowOf({ order }: Goods, plan: Plan, parts: readonly queries.PartRow[]) {
  const { tax, taxes, discount, rounding } = totalOf(plan.shares)
  const shipping = plan.shares.get(SHIPPING)
  const wished = new Map(plan.lines.map((line) => [line.line_item_id, line]))
  const lines = [...plan.shares].flatMap(([id, share]): queries.NewRefundLine[] =>
    id === SHIPPING
      ? []
      : [
          {
            line_item_id: id,
            quantity: share.quantity,
            restock: wished.get(id)?.restock ?? 'no_restock',
            location_id: wished.get(id)?.location_id ?? null,
            amount: share.amount,
            gross_amount: share.gross,
            tax_amount: share.tax,
            discount_amount: share.discount,
            taxes: share.taxes,
          },
        ],
  )
  return {
    currency: order.currency,
    amount: plan.amount,
    credited_amount: plan.credited,
    goodwill_amount: plan.goodwill,
    shipping_amount: shipping?.amount ?? 0,
    shipping_gross_amount: shipping?.gross ?? 0,
    tax_amount: tax,
    discount_amount: discount,
    rounding_amount: rounding,
    taxes,
    lines,
    parts,
  }
}

type Ended = { id: string; order_id: string; amount: number; currency: string; status: PartStatus }

/** Tells what came of a refund, once that is known and there was money to give. */
export function announceEnd(ctx: TxCtx, { id, order_id, amount, currency, status }: Ended): void {
  if (status === 'pending' || amount === 0) return
  const event = status === 'succeeded' ? refundSucceeded : refundFailed
  emit(ctx, event, { refund_id: id, order_id, amount, currency })
  addToTimeline(ctx, order_id, event.name, { refund_id: id, amount, currency })
}
