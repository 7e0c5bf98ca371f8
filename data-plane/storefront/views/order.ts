// An order as its shopper sees it.
import { html } from 'hono/html'
import type { ShopperFulfillment } from '../../fulfillments/index.ts'
import type { Order } from '../../orders/index.ts'
import type { Return } from '../../returns/index.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import type { Html } from '../page.ts'
import { href, type Visit } from '../visit.ts'
import { addressText } from './address.ts'
import { date, fill, money } from './text.ts'
import { totalsView } from './totals.ts'

type Seen = {
  order: Order
  fulfillments: readonly ShopperFulfillment[]
  returns: readonly Return[]
  isNew: boolean
  note: string | undefined
}

export function orderView(visit: Visit, { order, fulfillments, returns, isNew, note }: Seen): Html {
  const t = buyingTexts(visit)
  return html`<div class="wrap order"><h1>${isNew ? t.thanks : fill(t.order, { number: String(order.number) })}</h1>
${isNew ? html`<p class="notice" role="status">${fill(t.thanksText, { email: order.email })}</p>` : ''}${note === undefined ? '' : html`<p class="notice" role="status">${note}</p>`}
<p>${fill(t.order, { number: String(order.number) })} · ${fill(t.placedOn, { date: date(visit, order.placed_at) })} · <strong>${statusText(visit, order)}</strong></p>
<div class="buying"><div>
${fulfillments.map((one) => parcelView(visit, one))}
${returnsView(visit, returns)}
<ul class="bought wide">${order.line_items.map(
    (line) =>
      html`<li><span class="times">${line.quantity} ×</span><span><a href="${href(visit, `/products/${line.product_id}`)}">${line.title}</a>${line.variant_title === '' ? '' : html`<br><span class="muted small">${line.variant_title}</span>`}</span><span>${money(visit, line.subtotal)}</span></li>`,
  )}</ul>
${order.shipping_address === null ? '' : html`<h2>${t.deliveryAddress}</h2><address>${addressText(visit, order.shipping_address)}</address>`}
</div>
<aside class="summary" aria-label="${t.summary}">${totalsView(visit, order, { isEstimated: false })}
<dl class="totals">${sums(visit, order)}</dl>
<p><a class="button quiet wide" href="/store/v1/orders/${order.id}/invoice">${t.invoice}</a></p>
${canReturn(order) ? html`<p><a class="button quiet wide" href="${href(visit, `/orders/${order.id}/return`)}">${t.returnItems}</a></p>` : ''}
<p class="center"><a href="${href(visit, '/')}">${t.continueShopping}</a></p></aside></div></div>`
}

export function statusText(
  visit: Visit,
  {
    status,
    payment_status,
    fulfillment_status,
  }: Pick<Order, 'status' | 'payment_status' | 'fulfillment_status'>,
): string {
  const t = buyingTexts(visit)
  if (status === 'cancelled') return t.orderCancelled
  return `${t.paid[payment_status] ?? ''} · ${t.sent[fulfillment_status] ?? ''}`
}

function sums(visit: Visit, { paid, refunded, outstanding, status }: Order): Html[] {
  const t = buyingTexts(visit)
  const rows = [
    { label: t.paidAmount, amount: paid },
    { label: t.refundedAmount, amount: refunded },
    ...(status === 'cancelled' ? [] : [{ label: t.outstanding, amount: outstanding }]),
  ]
  return rows
    .filter(({ amount }) => amount.amount > 0)
    .map(({ label, amount }) => html`<div><dt>${label}</dt><dd>${money(visit, amount)}</dd></div>`)
}

const leftToReturn = ({ fulfilled_quantity, returned_quantity }: Order['line_items'][number]): number =>
  fulfilled_quantity - returned_quantity

const canReturn = ({ status, line_items }: Order): boolean =>
  status === 'open' && line_items.some((line) => leftToReturn(line) > 0)

export const returnable = ({ line_items }: Order) =>
  line_items.flatMap((line) => (leftToReturn(line) > 0 ? [{ line, most: leftToReturn(line) }] : []))

export function parcelView(
  visit: Visit,
  { status, tracking, line_items, estimated_delivery }: ShopperFulfillment,
): Html {
  const t = buyingTexts(visit)
  return html`<section class="parcel"><p><strong>${t.parcelStatus[status] ?? status}</strong>${estimated_delivery === null || status === 'delivered' ? '' : html` · ${fill(t.expected, { from: date(visit, estimated_delivery.earliest), to: date(visit, estimated_delivery.latest) })}`}</p>
<ul class="small">${line_items.map(({ title, quantity }) => html`<li>${quantity} × ${title}</li>`)}</ul>
${tracking.map(({ carrier, number, url }) => html`<p>${carrier} ${fill(t.parcel, { number })}${url === null ? '' : html` <a href="${url}" rel="noopener">${t.follow}</a>`}</p>`)}</section>`
}

function returnsView(visit: Visit, returns: readonly Return[]): Html | string {
  const t = buyingTexts(visit)
  if (returns.length === 0) return ''
  return html`<section class="parcel"><h2>${t.returns}</h2><ul>${returns.map(
    (one) =>
      html`<li>${date(visit, one.created_at)} · <strong>${t.returnStatus[one.status]}</strong> · ${t.units(one.line_items.reduce((sum, { quantity }) => sum + quantity, 0))}${one.decline_note ? html`<br>${one.decline_note}` : ''}${one.label_url === null ? '' : html`<br><a href="${one.label_url}" rel="noopener">${t.returnLabel}</a>`}${one.tracking_url === null ? '' : html`<br><a href="${one.tracking_url}" rel="noopener">${t.follow}</a>`}</li>`,
  )}</ul></section>`
}
