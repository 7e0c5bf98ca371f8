// Payments that a provider takes: the way there, and the way back.
import { html } from 'hono/html'
import { z } from 'zod'
import type { Checkout } from '../../checkout/index.ts'
import type { CheckoutPayment } from '../../payments/index.ts'
import { ask, find } from '../ask.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import { definePage, redirect, type Shown } from '../page.ts'
import { readCustomer } from '../shopper.ts'
import { payView } from '../views/pay.ts'
import { href, type Visit } from '../visit.ts'
import { attemptOpen } from './checkout.ts'
import { afterPayment, shownPayment } from './payment.ts'

const Params = z.object({ checkout_id: z.uuid() })
const COOKIE_SECONDS = 3_600

const go = definePage({
  method: 'get',
  path: '/checkout/{checkout_id}/pay/{payment_id}',
  params: Params.extend({ payment_id: z.uuid() }),
  // What the providers' own pages and fields need. A form that leads to one of them is all that Paytm needs.
  sources: {
    script: [
      'https://js.stripe.com',
      'https://*.js.stripe.com',
      'https://checkout.razorpay.com',
      'https://cdn.razorpay.com',
    ],
    frame: [
      'https://js.stripe.com',
      'https://*.js.stripe.com',
      'https://hooks.stripe.com',
      'https://api.razorpay.com',
    ],
    connect: ['https://api.stripe.com', 'https://api.razorpay.com', 'https://lumberjack.razorpay.com'],
    form: [
      'https://securegw.paytm.in',
      'https://securegw-stage.paytm.in',
      'https://secure.paytmpayments.com',
      'https://securestage.paytmpayments.com',
    ],
  },
  handler: async (visit, { params }) => {
    const path = `/checkouts/${params.checkout_id}`
    const [checkout, payment] = await Promise.all([
      ask<Checkout>(visit.ctx, path),
      find<CheckoutPayment>(visit.ctx, `${path}/payments/${params.payment_id}`),
    ])
    if (payment === undefined) return redirect(href(visit, `/checkout/${checkout.id}/payment`))
    const { action } = payment
    if (action === null || checkout.order_id !== null)
      return redirect(href(visit, `/checkout/${checkout.id}/return`, { payment_id: payment.id }))
    visit.setCookies.push({ name: 'payment', value: payment.id, maxAgeSeconds: COOKIE_SECONDS })
    const name = checkout.payment_gateways.find(({ code }) => code === payment.payment_method)?.name ?? ''
    const email = checkout.email ?? ''
    return {
      kind: 'document',
      title: buyingTexts(visit).payment,
      noindex: true,
      isPlain: true,
      body: payView(visit, { payment, action, name, checkoutId: checkout.id, email }),
    }
  },
})

/** What comes with the way back is a proof for the provider, and at most so many fields of it. */
const MAX_FIELDS = 50

const comeBack = definePage({
  method: 'get',
  path: '/checkout/{checkout_id}/return',
  params: Params,
  query: z.record(z.string(), z.unknown()),
  handler: async (visit, { params, query }) => {
    const { payment_id = visit.own?.cookies.get('payment'), ...rest } = query
    const id = z.uuid().safeParse(payment_id).data
    const path = `/checkouts/${params.checkout_id}`
    const checkout = await ask<Checkout>(visit.ctx, path)
    if (checkout.order_id !== null)
      return redirect(href(visit, `/orders/${checkout.order_id}`, { placed: '1' }))
    if (id === undefined) return redirect(href(visit, `/checkout/${checkout.id}/payment`))
    const proof = Object.fromEntries(
      Object.entries(rest)
        .filter(([name, value]) => typeof value === 'string' && name.length <= 100 && value.length <= 4_096)
        .slice(0, MAX_FIELDS),
    )
    const done = await attemptOpen(visit, checkout.id, async () => {
      const payment = await ask<CheckoutPayment>(visit.ctx, `${path}/payments/${id}/authorize`, {
        method: 'POST',
        body: { proof },
      })
      return payment.status === 'pending' || (payment.status === 'requires_action' && payment.action === null)
        ? undefined
        : afterPayment(visit, checkout.id, payment)
    })
    if ('shown' in done) return done.shown
    if ('faults' in done)
      return shownPayment(visit, checkout, { customer: await readCustomer(visit), faults: done.faults })
    return done.value === undefined ? waiting(visit, checkout.id, id) : redirect(done.value)
  },
})

/** Shown while a provider has not decided; it looks again by itself. */
function waiting(visit: Visit, checkoutId: string, paymentId: string): Shown {
  const t = buyingTexts(visit)
  const again = href(visit, `/checkout/${checkoutId}/return`, { payment_id: paymentId })
  return {
    kind: 'document',
    title: t.paymentPending,
    noindex: true,
    isPlain: true,
    body: html`<div class="wrap message"><meta http-equiv="refresh" content="5;url=${again}"><h1>${t.paymentPending}</h1><p role="status">${t.paymentPendingText}</p><p><a class="button" href="${again}">${t.lookAgain}</a></p></div>`,
  }
}

export const payPages = [go, comeBack]
