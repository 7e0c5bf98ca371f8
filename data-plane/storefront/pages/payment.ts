// The second step of a checkout: codes, cards, how it is paid, and the order itself.
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { Checkout } from '../../checkout/index.ts'
import { readPages } from '../../content/index.ts'
import type { StoreCustomer } from '../../customers/index.ts'
import type { Order } from '../../orders/index.ts'
import type { CheckoutPayment, SavedPaymentMethod } from '../../payments/index.ts'
import { ask } from '../ask.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import { definePage, redirect, type Shown } from '../page.ts'
import { readCustomer, setCart } from '../shopper.ts'
import type { Typed } from '../views/address.ts'
import { checkoutFrame, paymentForm } from '../views/checkout.ts'
import { type Faults, NO_FAULTS, textOf } from '../views/forms.ts'
import { fill, money } from '../views/text.ts'
import { href, type Visit } from '../visit.ts'
import { AnyForm, attemptOpen, CheckoutParams, codeFault, openCheckout } from './checkout.ts'

const PATH = '/checkout/{checkout_id}'
/** Pages with one of these names are what shoppers agree to. */
const TERMS = /^(terms|conditions|agb|cgv|privacy|datenschutz|refund|returns|widerruf)/

type State = { customer: StoreCustomer | undefined; typed?: Typed; faults?: Faults }

export async function shownPayment(visit: Visit, checkout: Checkout, state: State): Promise<Shown> {
  const { customer, typed = {}, faults = NO_FAULTS } = state
  const [saved, pages] = await Promise.all([
    customer === undefined ? [] : savedMethods(visit, checkout),
    readPages(visit.ctx),
  ])
  const terms = pages.filter(({ handle }) => TERMS.test(handle))
  const form = paymentForm(visit, { checkout, customer, saved, terms, key: uuidv7(), typed, faults })
  return {
    kind: 'document',
    status: faults === NO_FAULTS ? 200 : 422,
    title: buyingTexts(visit).payment,
    noindex: true,
    isPlain: true,
    body: checkoutFrame(visit, { checkout, step: 'payment', form }),
  }
}

/** Ways to pay that are remembered, where the checkout takes any of that kind. */
async function savedMethods(visit: Visit, { payment_gateways }: Checkout): Promise<SavedPaymentMethod[]> {
  if (payment_gateways.length === 0) return []
  return (await ask<{ data: SavedPaymentMethod[] }>(visit.ctx, '/customers/me/payment-methods')).data
}

const show = definePage({
  method: 'get',
  path: `${PATH}/payment`,
  params: CheckoutParams,
  query: z.object({ fault: z.string().max(60).optional().catch(undefined) }),
  handler: async (visit, { params, query }) => {
    const customer = await readCustomer(visit)
    const found = await openCheckout(visit, params.checkout_id)
    if ('shown' in found) return found.shown
    const { checkout } = found
    const isShipped = checkout.shipping_methods.length > 0
    if (checkout.email === null || (isShipped && checkout.shipping_method === null))
      return redirect(href(visit, `/checkout/${checkout.id}`))
    const message = buyingTexts(visit).errors[query.fault ?? '']
    const faults = message === undefined ? NO_FAULTS : { message, fields: new Map() }
    return shownPayment(visit, checkout, { customer, faults })
  },
})

/** A form beside the payment: what it asks for is done, and the step shown anew. */
const beside = (
  rest: string,
  field: string,
  request: (form: Typed) => { path: string; method: 'POST' | 'DELETE' | 'PATCH'; body?: object },
) =>
  definePage({
    method: 'post',
    path: `${PATH}/${rest}`,
    params: CheckoutParams,
    form: AnyForm,
    handler: async (visit, { params, form }) => {
      const customer = await readCustomer(visit)
      const found = await openCheckout(visit, params.checkout_id)
      if ('shown' in found) return found.shown
      const { checkout } = found
      const { path, ...options } = request(form)
      const done = await attemptOpen(visit, checkout.id, () =>
        ask(visit.ctx, `/checkouts/${checkout.id}${path}`, options),
      )
      if ('shown' in done) return done.shown
      if ('value' in done) return redirect(href(visit, `/checkout/${checkout.id}/payment`))
      const faults = codeFault(visit, field, done.faults)
      return shownPayment(visit, checkout, { customer, typed: form, faults })
    },
  })

const codes = beside('codes', 'code', (form) => {
  const remove = textOf(form, 'remove')
  return remove === ''
    ? { path: '/promotion-codes', method: 'POST', body: { code: textOf(form, 'code') } }
    : { path: `/promotion-codes/${encodeURIComponent(remove)}`, method: 'DELETE' }
})

const giftCards = beside('gift-cards', 'gift_card', (form) => {
  const [remove, credit] = [textOf(form, 'remove'), textOf(form, 'credit')]
  if (credit !== '') return { path: '', method: 'PATCH', body: { store_credit: credit === 'yes' } }
  return remove === ''
    ? { path: '/gift-cards', method: 'POST', body: { code: textOf(form, 'gift_card') } }
    : { path: `/gift-cards/${encodeURIComponent(remove)}`, method: 'DELETE' }
})

const place = definePage({
  method: 'post',
  path: `${PATH}/place`,
  params: CheckoutParams,
  form: AnyForm,
  handler: async (visit, { params, form }) => {
    const customer = await readCustomer(visit)
    const found = await openCheckout(visit, params.checkout_id)
    if ('shown' in found) return found.shown
    const { checkout } = found
    const { total } = checkout.totals
    const again = (faults: Faults) => shownPayment(visit, checkout, { customer, typed: form, faults })
    if (textOf(form, 'total') !== String(total.amount))
      return again({
        message: fill(buyingTexts(visit).totalChanged, { amount: money(visit, total) }),
        fields: new Map(),
      })
    const done = await attemptOpen(visit, checkout.id, () => pay(visit, checkout, form))
    if ('shown' in done) return done.shown
    return 'faults' in done ? again(done.faults) : redirect(done.value)
  },
})

/** Places the order, or begins the payment that it needs. Gives where the visitor goes next. */
async function pay(visit: Visit, checkout: Checkout, form: Typed): Promise<string> {
  const path = `/checkouts/${checkout.id}`
  const wish = textOf(form, 'payment_method')
  const savedId = wish.startsWith('saved.') ? wish.slice('saved.'.length) : undefined
  const key = z.uuid().safeParse(form.key).data ?? uuidv7()
  if (checkout.totals.due.amount === 0) return complete(visit, checkout.id, key)
  if (savedId === undefined && wish !== checkout.payment_method)
    await ask(visit.ctx, path, { method: 'PATCH', body: { payment_method: wish } })
  const isGateway = savedId !== undefined || checkout.payment_gateways.some(({ code }) => code === wish)
  if (!isGateway) return complete(visit, checkout.id, key)
  const payment = await ask<CheckoutPayment>(visit.ctx, `${path}/payments`, {
    method: 'POST',
    body: {
      return_url: `${visit.origin}${href(visit, `/checkout/${checkout.id}/return`)}`,
      ...(savedId === undefined
        ? { payment_method: wish, save: form.save === 'yes' }
        : { saved_payment_method_id: savedId }),
    },
  })
  return afterPayment(visit, checkout.id, payment)
}

/** Where a visitor goes whose payment has come so far: on with it, to the order, or back. */
export async function afterPayment(
  visit: Visit,
  checkoutId: string,
  { id, status, action }: CheckoutPayment,
): Promise<string> {
  const at = (rest: string, query: Record<string, string> = {}) =>
    href(visit, `/checkout/${checkoutId}/${rest}`, query)
  if (status === 'authorized' || status === 'captured') return complete(visit, checkoutId, id)
  if (status === 'failed' || status === 'cancelled') return at('payment', { fault: 'payment_failed' })
  return action === null ? at('return', { payment_id: id }) : at(`pay/${id}`)
}

/** Places the order, once under one key, and gives the address of its page. */
async function complete(visit: Visit, checkoutId: string, key: string): Promise<string> {
  const { order } = await ask<{ order: Order }>(visit.ctx, `/checkouts/${checkoutId}/complete`, {
    method: 'POST',
    idempotencyKey: `checkout ${checkoutId} ${key}`,
  })
  setCart(visit, undefined)
  return href(visit, `/orders/${order.id}`, { placed: '1' })
}

export const paymentPages = [show, codes, giftCards, place]
