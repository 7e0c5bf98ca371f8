// Orders after they were placed: how they stand, and what is to come back.
import { html } from 'hono/html'
import { z } from 'zod'
import type { StoreProduct } from '../../catalog/index.ts'
import type { OrderTracking, ShopperFulfillment } from '../../fulfillments/index.ts'
import type { Order } from '../../orders/index.ts'
import type { Return } from '../../returns/index.ts'
import { ask, find } from '../ask.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import { definePage, lenient, redirect, type Shown } from '../page.ts'
import { attempt, type Faults, faultAt, faultSummary, field, NO_FAULTS, textOf } from '../views/forms.ts'
import { orderView, parcelView, returnable } from '../views/order.ts'
import { returnForm } from '../views/return.ts'
import { date, fill } from '../views/text.ts'
import { href, termsOf, type Visit } from '../visit.ts'

const Params = z.object({ order_id: z.uuid() })
const Form = z.record(z.string(), z.unknown())

const show = definePage({
  method: 'get',
  path: '/orders/{order_id}',
  params: Params,
  query: z.object({ placed: lenient(z.literal('1')), returned: lenient(z.literal('1')) }),
  handler: async (visit, { params, query }) => {
    const t = buyingTexts(visit)
    const path = `/orders/${params.order_id}`
    const [order, fulfillments, returns] = await Promise.all([
      ask<Order>(visit.ctx, path),
      ask<{ data: ShopperFulfillment[] }>(visit.ctx, `${path}/fulfillments`),
      ask<{ data: Return[] }>(visit.ctx, `${path}/returns`),
    ])
    const note = query.returned === undefined ? undefined : t.returnSent
    const seen = { order, fulfillments: fulfillments.data, returns: returns.data, note }
    return {
      kind: 'document',
      title: fill(t.order, { number: String(order.number) }),
      noindex: true,
      body: orderView(visit, { ...seen, isNew: query.placed !== undefined }),
    }
  },
})

type Typed = Readonly<Record<string, unknown>>

async function shownReturn(
  visit: Visit,
  order: Order,
  { typed = {}, faults = NO_FAULTS }: { typed?: Typed; faults?: Faults } = {},
): Promise<Shown> {
  const t = buyingTexts(visit)
  const lines = returnable(order)
  const ids = [...new Set(lines.map(({ line }) => line.product_id))]
  const products = await Promise.all(
    ids.map((id) => find<StoreProduct>(visit.ctx, `/products/${id}`, { query: termsOf(visit) })),
  )
  const byId = new Map(products.flatMap((product) => (product === undefined ? [] : [[product.id, product]])))
  return {
    kind: 'document',
    status: faults === NO_FAULTS ? 200 : 422,
    title: t.returnItems,
    noindex: true,
    body: html`<div class="wrap narrow"><h1>${t.returnItems}</h1><p><a href="${href(visit, `/orders/${order.id}`)}">${fill(t.order, { number: String(order.number) })}</a></p>${faultSummary(t.faults, faults)}${
      lines.length === 0
        ? html`<p>${t.nothingToReturn}</p>`
        : returnForm(visit, { order, lines, products: byId, typed, faults })
    }</div>`,
  }
}

const askReturn = definePage({
  method: 'get',
  path: '/orders/{order_id}/return',
  params: Params,
  handler: async (visit, { params }) =>
    shownReturn(visit, await ask<Order>(visit.ctx, `/orders/${params.order_id}`)),
})

const sendReturn = definePage({
  method: 'post',
  path: '/orders/{order_id}/return',
  params: Params,
  form: Form,
  handler: async (visit, { params, form }) => {
    const t = buyingTexts(visit)
    const order = await ask<Order>(visit.ctx, `/orders/${params.order_id}`)
    const chosen = returnable(order).flatMap(({ line }) => {
      const quantity = Number(textOf(form, `quantity.${line.id}`))
      return Number.isInteger(quantity) && quantity > 0 ? [{ line, quantity }] : []
    })
    if (chosen.length === 0)
      return shownReturn(visit, order, { typed: form, faults: { message: t.chooseItems, fields: new Map() } })
    const line_items = chosen.map(({ line, quantity }) => ({
      line_item_id: line.id,
      quantity,
      reason: textOf(form, `reason.${line.id}`) || 'other',
      note: textOf(form, `note.${line.id}`).slice(0, 500),
    }))
    const replacements = chosen.flatMap(({ line, quantity }) => {
      const variant_id = textOf(form, `instead.${line.id}`)
      return variant_id === '' ? [] : [{ variant_id, quantity }]
    })
    const done = await attempt(t, () =>
      ask(visit.ctx, `/orders/${order.id}/returns`, {
        method: 'POST',
        body: { line_items, ...(replacements.length > 0 ? { replacements } : {}) },
      }),
    )
    if (!done.ok) return shownReturn(visit, order, { typed: form, faults: done.faults })
    return redirect(href(visit, `/orders/${order.id}`, { returned: '1' }))
  },
})

function shownTracking(
  visit: Visit,
  { typed = {}, faults = NO_FAULTS, found }: { typed?: Typed; faults?: Faults; found?: OrderTracking } = {},
): Shown {
  const t = buyingTexts(visit)
  return {
    kind: 'document',
    status: faults === NO_FAULTS ? 200 : 422,
    title: t.track,
    noindex: true,
    body: html`<div class="wrap narrow"><h1>${t.track}</h1><p>${t.trackIntro}</p>${faultSummary(t.faults, faults)}
<form method="post" action="${href(visit, '/track')}" class="fields">${field(visit, { name: 'number', label: t.orderNumber, inputmode: 'numeric', maxlength: 12, value: textOf(typed, 'number') }, faults)}${field(visit, { name: 'email', label: t.email, type: 'email', autocomplete: 'email', maxlength: 254, value: textOf(typed, 'email') }, faults)}<p><button class="big">${t.trackButton}</button></p></form>
${found === undefined ? '' : html`<section aria-live="polite"><h2>${fill(t.order, { number: String(found.number) })}</h2><p>${fill(t.placedOn, { date: date(visit, found.placed_at) })} · <strong>${found.status === 'cancelled' ? t.orderCancelled : t.sent[found.fulfillment_status]}</strong></p>${found.fulfillments.map((one) => parcelView(visit, one))}</section>`}</div>`,
  }
}

const track = definePage({ method: 'get', path: '/track', handler: (visit) => shownTracking(visit) })

const findOrder = definePage({
  method: 'post',
  path: '/track',
  form: Form,
  handler: async (visit, { form }) => {
    const t = buyingTexts(visit)
    const number = Number(textOf(form, 'number').replace(/^#/, ''))
    const again = (faults: Faults) => shownTracking(visit, { typed: form, faults })
    if (!Number.isInteger(number) || number < 1 || number > 2_147_483_647)
      return again(faultAt('number', t.fields.number ?? ''))
    const done = await attempt({ ...t, errors: { ...t.errors, not_found: t.notTracked } }, () =>
      ask<OrderTracking>(visit.ctx, '/order-tracking', {
        method: 'POST',
        body: { number, email: textOf(form, 'email') },
      }),
    )
    return done.ok ? shownTracking(visit, { typed: form, found: done.value }) : again(done.faults)
  },
})

export const orderPages = [show, askReturn, sendReturn, track, findOrder]
