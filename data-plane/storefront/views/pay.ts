// The page from which a payment goes on at its provider: by a link, a form, or the provider's own fields.
import { html } from 'hono/html'
import type { CheckoutPayment } from '../../payments/index.ts'
import { assets } from '../files.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import type { Html } from '../page.ts'
import { href, type Visit } from '../visit.ts'
import { fill, jsonText, money } from './text.ts'

type Action = NonNullable<CheckoutPayment['action']>
type Paying = { payment: CheckoutPayment; action: Action; name: string; checkoutId: string; email: string }

const SCRIPTS: Readonly<Record<string, string>> = {
  stripe: 'https://js.stripe.com/v3/',
  razorpay: 'https://checkout.razorpay.com/v1/checkout.js',
}

export function payView(visit: Visit, { payment, action, name, checkoutId, email }: Paying): Html {
  const t = buyingTexts(visit)
  const back = href(visit, `/checkout/${checkoutId}/payment`)
  return html`<div class="wrap pay"><h1>${fill(t.payWith, { name })}</h1><p class="big-sum">${money(visit, payment.amount)}</p>
${action.type === 'redirect' ? elsewhere(visit, action, name) : script(visit, { action, payment, checkoutId, email })}
<p><a href="${back}">${t.otherPayment}</a></p></div>`
}

function elsewhere(visit: Visit, action: Extract<Action, { type: 'redirect' }>, name: string): Html {
  const t = buyingTexts(visit)
  const label = fill(t.goOn, { name })
  if (action.method === 'GET')
    return html`<p>${t.leadingOn}</p><p><a class="button big" href="${action.url}" data-go>${label}</a></p>`
  return html`<p>${t.leadingOn}</p><form method="post" action="${action.url}" data-go>${Object.entries(action.fields).map(([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`)}<button class="big">${label}</button></form>`
}

type Scripted = {
  action: Extract<Action, { type: 'script' }>
  payment: CheckoutPayment
  checkoutId: string
  email: string
}

function script(visit: Visit, { action, payment, checkoutId, email }: Scripted): Html {
  const t = buyingTexts(visit)
  const { provider, parameters } = action
  const returnUrl = href(visit, `/checkout/${checkoutId}/return`, { payment_id: payment.id })
  const data = {
    provider,
    parameters,
    returnUrl: `${visit.origin}${returnUrl}`,
    email,
    language: visit.language,
  }
  return html`<noscript><p class="faults">${t.needsScript}</p></noscript>
<form method="get" action="${returnUrl}" data-pay><input type="hidden" name="payment_id" value="${payment.id}"><div data-element></div><p class="error" role="alert" data-problem hidden></p><button class="big wide" data-confirm disabled>${fill(t.payNow, { amount: money(visit, payment.amount) })}</button></form>
<script type="application/json" data-payment>${jsonText(data)}</script>
<script src="${SCRIPTS[provider] ?? ''}" defer></script><script src="${assets().pay.url}" defer></script>`
}
