// What a refund would do, from the order as it is: nothing is written here.
import type { ReadCtx } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { refundDueOf } from '../../orders/index.ts'
import { listPayments, type Payment } from '../../payments/index.ts'
import {
  type Fault,
  type Item,
  itemsOf,
  leftOf,
  type Refunded,
  SHIPPING,
  type Shares,
  sharesOf,
  totalOf,
  type Wish,
} from '../../pricing/index.ts'
import * as queries from '../queries.ts'
import { spread } from '../rules.ts'
import type { RefundInput, Restock } from '../schema.ts'

/** An order with all that its refunds go by. */
export type Goods = {
  order: queries.OrderRow
  items: readonly Item[]
  lines: readonly queries.LineRow[]
  payments: readonly PayingPart[]
  returned: readonly queries.ReturnedRow[]
}
/** `left`: what it brought and was not given back, nor is on its way back. */
type PayingPart = Payment & { left: number; pending: number }

/** Start it after `lockOrder`: then it shows what the lock holds. Throws `not_found`. */
export async function loadGoods(ctx: ReadCtx, orderId: string, returnId?: string): Promise<Goods> {
  const { tx, tenantId } = ctx
  const [order, lines, rows, pending, { data: payments }, returned] = await Promise.all([
    queries.orderOf(tx, tenantId, orderId),
    queries.linesOf(tx, tenantId, orderId),
    queries.refundedOf(tx, tenantId, orderId),
    queries.pendingOf(tx, tenantId, orderId),
    listPayments(ctx, orderId),
    returnId === undefined ? [] : queries.returnedOf(tx, tenantId, orderId, returnId),
  ])
  if (order === undefined) throw new DomainError('not_found', `There is no order ${orderId}.`)
  const refunded = new Map<string, Refunded>(rows.map(({ id, ...sums }) => [id ?? SHIPPING, sums]))
  return {
    order,
    items: itemsOf({ ...order, lines }, refunded),
    lines,
    payments: payments.map((payment) => {
      const onItsWay = pending.find(({ payment_id }) => payment_id === payment.id)?.amount ?? 0
      const left = payment.captured.amount - payment.refunded.amount - onItsWay
      return { ...payment, pending: onItsWay, left }
    }),
    returned,
  }
}

type PlannedLine = {
  line_item_id: string
  variant_id: string | null
  quantity: number
  restock: Restock
  location_id: string | undefined
  path: string
}
export type Plan = {
  amount: number
  credited: number
  goodwill: number
  shares: Shares
  lines: readonly PlannedLine[]
  /** To the payments; none when it goes elsewhere. */
  parts: readonly { payment: PayingPart; amount: number }[]
}

/** Throws `invalid_input` at the field that asks too much, `order_cancelled`, `nothing_to_refund` or `refund_exceeds_payment`. */
export function planRefund(goods: Goods, input: RefundInput): Plan {
  const { order, items } = goods
  const lines = linesFor(goods, input)
  const wishes = wishesFor(goods, input, lines)
  const decision = sharesOf(items, wishes)
  if (!decision.ok) throw asked(decision.fault, wishes, lines)
  const credited = totalOf(decision.shares).amount
  if (wishes.length > 0 && order.status === 'cancelled')
    throw new DomainError('order_cancelled', 'Nothing of a cancelled order is owed any more.')
  if (credited > order.total - order.credited)
    throw new DomainError(
      'refund_exceeds_payment',
      `Only ${order.total - order.credited} of this order is owed.`,
    )
  const due = refundDueOf({ ...order, credited: order.credited + credited }) - onItsWay(goods)
  const amount = Math.max(0, wishes.length > 0 ? Math.min(credited, due) : due)
  if (wishes.length === 0 && amount === 0)
    throw new DomainError('nothing_to_refund', 'No more was paid than is owed.')
  return {
    amount,
    credited,
    goodwill: input.amount ?? 0,
    shares: decision.shares,
    lines,
    parts: input.to === 'original' ? partsOf(goods.payments, amount, input.payments) : elsewhere(input),
  }
}

/** What is on its way back of all payments. */
const onItsWay = ({ payments }: Pick<Goods, 'payments'>): number =>
  payments.reduce((sum, { pending }) => sum + pending, 0)

function elsewhere({ payments }: RefundInput): [] {
  if (payments !== undefined) throw fieldError('payments', 'are for a refund to "original"')
  return []
}

/** Which payments give it back. Throws `refund_exceeds_payment` when they did not bring so much. */
function partsOf(
  payments: readonly PayingPart[],
  amount: number,
  wished?: RefundInput['payments'],
): Plan['parts'] {
  const parts =
    wished?.map(({ payment_id, amount }) => ({ id: payment_id, amount })) ?? spread(amount, payments)
  if (parts === undefined)
    throw new DomainError('refund_exceeds_payment', 'The payments of this order did not bring so much.')
  if (wished !== undefined && new Set(parts.map(({ id }) => id)).size < parts.length)
    throw fieldError('payments', 'names a payment twice')
  if (wished !== undefined && parts.reduce((sum, { amount }) => sum + amount, 0) !== amount)
    throw fieldError('payments', `must add up to ${amount}, which is what is given back`)
  return parts.map(({ id, amount }, i) => {
    const payment = payments.find((payment) => payment.id === id)
    if (payment === undefined) throw fieldError(`payments.${i}.payment_id`, 'This order has no such payment.')
    if (amount > payment.left)
      throw fieldError(
        `payments.${i}.amount`,
        `Only ${payment.left} of it is left.`,
        'refund_exceeds_payment',
      )
    return { payment, amount }
  })
}

function linesFor({ lines, returned }: Goods, input: RefundInput): PlannedLine[] {
  const { return_id, line_items } = input
  if (return_id !== undefined && returned.length === 0)
    throw fieldError('return_id', 'This order has no such return.', 'not_found')
  const all = returned.flatMap(({ line_item_id, left }) =>
    left > 0
      ? [{ line_item_id, quantity: left, restock: 'no_restock' as const, location_id: undefined }]
      : [],
  )
  const wanted = return_id !== undefined && line_items.length === 0 ? all : line_items
  const seen = new Set<string>()
  return wanted.map((wish, i) => {
    const path = wanted === all ? 'return_id' : `line_items.${i}`
    const line = lines.find(({ id }) => id === wish.line_item_id)
    if (line === undefined) throw fieldError(`${path}.line_item_id`, 'This order has no such line.')
    if (seen.has(line.id)) throw fieldError(`${path}.line_item_id`, 'Another entry names the same line.')
    seen.add(line.id)
    if (return_id !== undefined) assertReturned(returned, wish, path)
    const left = unitsFor(line)[wish.restock]
    if (wish.quantity > left)
      throw fieldError(`${path}.quantity`, `Only ${left} can be refunded as "${wish.restock}".`)
    return { ...wish, location_id: wish.location_id, variant_id: line.variant_id, path }
  })
}

/** How many units of a line can be treated so. */
const unitsFor = (line: queries.LineRow): Record<Restock, number> => ({
  return: line.fulfilled_quantity - line.returned_quantity,
  cancel: line.quantity - line.fulfilled_quantity - line.cancelled_quantity,
  no_restock: line.quantity,
})

function assertReturned(
  returned: Goods['returned'],
  { line_item_id, quantity, restock }: RefundInput['line_items'][number],
  path: string,
): void {
  if (restock !== 'no_restock')
    throw fieldError(`${path}.restock`, 'The return says already what became of its goods.')
  const left = returned.find((row) => row.line_item_id === line_item_id)?.left ?? 0
  if (quantity > left)
    throw fieldError(`${path}.quantity`, `Only ${left} of them came back and are not refunded.`)
}

function wishesFor(
  { items }: Goods,
  { shipping, amount }: RefundInput,
  lines: readonly PlannedLine[],
): Wish[] {
  const wishes: Wish[] = lines.map(({ line_item_id: id, quantity }) => ({ kind: 'units', id, quantity }))
  const item = items.find(({ id }) => id === SHIPPING)
  const left = item === undefined ? 0 : leftOf(item)
  if (shipping !== undefined)
    wishes.push({ kind: 'amount', id: SHIPPING, amount: shipping === 'full' ? left : shipping })
  if (amount !== undefined) wishes.push({ kind: 'goodwill', amount })
  return wishes
}

/** A fault at the field that asked. */
function asked({ wish, left }: Fault, wishes: readonly Wish[], lines: readonly PlannedLine[]): DomainError {
  if (wish.kind === 'units') {
    const path = lines[wishes.indexOf(wish)]?.path ?? 'line_items'
    return fieldError(`${path}.quantity`, `Only ${left} are left to refund.`)
  }
  return fieldError(wish.kind === 'goodwill' ? 'amount' : 'shipping', `Only ${left} is left to refund.`)
}

/** What can be given back of an order that is neither on its way nor owed. */
export const dueOf = ({ order, payments }: Pick<Goods, 'order' | 'payments'>): number =>
  Math.max(0, refundDueOf(order) - onItsWay({ payments }))
