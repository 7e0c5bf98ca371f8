// The mails about orders.
import type { TxCtx } from '../../../shared/context.ts'
import type { Happened } from '../../../shared/module.ts'
import type { Money } from '../../../shared/money/money.ts'
import { getFulfillment } from '../../fulfillments/index.ts'
import { explainOrder, getOrder, type Order } from '../../orders/index.ts'
import { getRefund } from '../../refunds/index.ts'
import { getReturn } from '../../returns/index.ts'
import { getStore, shopUrlOf } from '../../store/index.ts'
import type { OrderVariables, Variables } from '../templates/variables.ts'
import { type MailDraft, sendMail } from './outbox.ts'

type OrderMail = Pick<MailDraft, 'name'> & {
  about?: Omit<Partial<Variables>, 'order'>
  balances?: OrderVariables['balances']
  toStaff?: true
}

/**
 * @param shop where the shop's pages are; empty: not known
 * @param balances what gift cards and store credit paid when it was placed
 */
export function orderVariables(
  order: Order,
  shop: string,
  balances: OrderVariables['balances'] = [],
): OrderVariables {
  const { totals, currency, shipping_address: address } = order
  return {
    ...{ number: order.number, placed_at: order.placed_at, email: order.email },
    ...{ payment_status: order.payment_status, fulfillment_status: order.fulfillment_status },
    line_items: order.line_items.map((line) => ({
      ...{
        title: line.title,
        variant_title: line.variant_title,
        sku: line.sku ?? '',
        quantity: line.quantity,
      },
      ...{ unit_price: line.unit_price, subtotal: line.subtotal },
    })),
    recipient: address?.name ?? '',
    address:
      address === null
        ? []
        : [
            ...[address.company, address.line1, address.line2],
            [address.city, address.state, address.postal_code].filter((part) => part !== '').join(' '),
            address.country,
          ].filter((line) => line !== ''),
    ...{ subtotal: totals.subtotal, discount: totals.discount, shipping: totals.shipping },
    tax: { amount: totals.tax.amount - totals.tax_included.amount, currency },
    ...{ tax_included: totals.tax_included, rounding: totals.rounding, total: totals.total, due: totals.due },
    ...{ balances, paid: order.paid, outstanding: order.outstanding },
    ...{ refunded: order.refunded, refund_due: order.refund_due },
    link: shop === '' ? '' : `${shop}/orders/${order.id}`,
  }
}

/** Mails the order's shopper, or the store, what happened to it. */
export const mailAboutOrder = async (
  ctx: TxCtx,
  event: Happened,
  { orderId, ...mail }: OrderMail & { orderId: string },
): Promise<void> => mailWith(ctx, event, mail, await getOrder(ctx, orderId))

async function mailWith(ctx: TxCtx, event: Happened, mail: OrderMail, order: Order): Promise<void> {
  const { name, about, balances, toStaff } = mail
  const shop = shopUrlOf(await getStore(ctx))
  await sendMail(ctx, event, {
    name,
    ...(toStaff === true ? {} : { recipient: order.email }),
    ...{ market: order.market, orderId: order.id },
    about: { order: orderVariables(order, shop, balances), ...about },
  })
}

export async function confirmOrder(ctx: TxCtx, event: Happened, orderId: string): Promise<void> {
  const [order, { steps }] = await Promise.all([getOrder(ctx, orderId), explainOrder(ctx, orderId)])
  await mailWith(ctx, event, { name: 'order_confirmation', balances: balancesOf(steps) }, order)
}

/** What gift cards and store credit paid, as the steps of the order's explanation, which take it off. */
export const balancesOf = (steps: readonly { rule: string; amount: Money }[]): OrderVariables['balances'] =>
  steps.flatMap(({ rule, amount }) =>
    rule === 'gift_card' || rule === 'store_credit' ? { kind: rule, amount } : [],
  )

/** @param difference how much more the order costs, below zero if less */
export async function reportEdit(
  ctx: TxCtx,
  event: Happened,
  { orderId, difference }: { orderId: string; difference: Money },
): Promise<void> {
  const { amount, currency } = difference
  const more = { amount: Math.max(0, amount), currency }
  const less = { amount: Math.max(0, -amount), currency }
  await mailAboutOrder(ctx, event, { name: 'order_edited', orderId, about: { edit: { more, less } } })
}

/** Of a payment that comes with the order its confirmation tells. */
const WITH_THE_ORDER_MS = 10 * 60_000

export async function reportPayment(
  ctx: TxCtx,
  event: Happened,
  { orderId, amount, code }: { orderId: string; amount: Money; code?: string },
): Promise<void> {
  const order = await getOrder(ctx, orderId)
  const isNew = ctx.now.getTime() - Date.parse(order.placed_at) < WITH_THE_ORDER_MS
  if (code === undefined && isNew) return
  const name = code === undefined ? 'payment_received' : 'payment_failed'
  await mailWith(ctx, event, { name, about: { payment: { amount, code: code ?? '' } } }, order)
}

/** Mails where the goods of a fulfilment are; nothing where staff said that nobody is to be told. */
export async function reportShipment(
  ctx: TxCtx,
  event: Happened,
  { name, fulfillmentId }: { name: MailDraft['name']; fulfillmentId: string },
): Promise<void> {
  const { notify, order_id, line_items, tracking, estimated_delivery, history } = await getFulfillment(
    ctx,
    fulfillmentId,
  )
  // One that never left was not announced either.
  const isUnheard = name === 'shipment_cancelled' && !history.some(({ status }) => status === 'shipped')
  if (!notify || isUnheard) return
  const shipment = {
    line_items: line_items.map(({ title, variant_title, quantity }) => ({ title, variant_title, quantity })),
    tracking: tracking.map(({ carrier, number, url }) => ({ carrier, number, url: url ?? '' })),
    latest_delivery: estimated_delivery?.latest ?? '',
  }
  await mailAboutOrder(ctx, event, { name, orderId: order_id, about: { shipment } })
}

/** Nothing where staff said that nobody is to be told; what failed is for staff, who are told in any case. */
export async function reportRefund(
  ctx: TxCtx,
  event: Happened,
  { name, refundId }: { name: 'refund_issued' | 'refund_failed'; refundId: string },
): Promise<void> {
  const { order_id: orderId, amount, notify } = await getRefund(ctx, refundId)
  const about = { refund: { amount } }
  if (name === 'refund_failed') await mailAboutOrder(ctx, event, { name, orderId, about, toStaff: true })
  else if (notify) await mailAboutOrder(ctx, event, { name, orderId, about })
}

export async function reportReturn(
  ctx: TxCtx,
  event: Happened,
  { name, returnId, toStaff }: { name: MailDraft['name']; returnId: string; toStaff?: true },
): Promise<void> {
  const { order_id: orderId, line_items, decline_note, label_url } = await getReturn(ctx, returnId)
  const order = await getOrder(ctx, orderId)
  const lines = line_items.flatMap(({ line_item_id, quantity }) =>
    order.line_items
      .filter(({ id }) => id === line_item_id)
      .map(({ title, variant_title }) => ({ title, variant_title, quantity })),
  )
  const returned = { line_items: lines, decline_note: decline_note ?? '', label_url: label_url ?? '' }
  const about = { return: returned }
  await mailWith(ctx, event, { name, about, ...(toStaff === true ? { toStaff } : {}) }, order)
}
