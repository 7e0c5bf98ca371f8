// The two steps of a checkout: where it goes, and how it is paid.
import { html, raw } from 'hono/html'
import type { Address } from '../../addresses/index.ts'
import type { Checkout } from '../../checkout/index.ts'
import type { StoreCustomer } from '../../customers/index.ts'
import type { SavedPaymentMethod } from '../../payments/index.ts'
import type { StorePlans } from '../../subscriptions/index.ts'
import { accountTexts } from '../languages/account/texts.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import type { Html } from '../page.ts'
import { href, type Visit } from '../visit.ts'
import { addressFields, addressText, type Typed } from './address.ts'
import { codesView } from './cart.ts'
import { buttonForm, checkbox, type Faults, faultSummary, field, textOf } from './forms.ts'
import { rhythmText } from './subscriptions.ts'
import { fill, money } from './text.ts'
import { totalsView } from './totals.ts'

export type Details = {
  checkout: Checkout
  customer: StoreCustomer | undefined
  addresses: readonly Address[]
  /** By product: the plans by which it can be bought. */
  plans: ReadonlyMap<string, StorePlans['data']>
  countries: readonly string[]
  typed: Typed
  faults: Faults
}

const pathOf = ({ id }: Checkout, rest = '') => `/checkout/${id}${rest}`

/** The frame of both steps: the form at one side, what is bought at the other. */
export function checkoutFrame(
  visit: Visit,
  { checkout, step, form }: { checkout: Checkout; step: 'details' | 'payment'; form: Html },
): Html {
  const t = buyingTexts(visit)
  const isEstimated = step === 'details' && checkout.shipping_method === null
  const here = raw('aria-current="step"')
  const details =
    step === 'details' ? t.stepDetails : html`<a href="${href(visit, pathOf(checkout))}">${t.stepDetails}</a>`
  return html`<div class="wrap checkout"><h1 class="hidden">${t.checkout}</h1>
<nav class="steps" aria-label="${t.steps}"><ol><li><a href="${href(visit, '/cart')}">${t.stepCart}</a></li><li ${step === 'details' ? here : ''}>${details}</li><li ${step === 'payment' ? here : ''}>${t.stepPayment}</li></ol></nav>
<div class="buying">
<div>${form}</div>
<aside class="summary" aria-labelledby="summary-title"><details open><summary><h2 id="summary-title">${t.summary}</h2><strong>${money(visit, checkout.totals.total)}</strong></summary>
<ul class="bought">${checkout.line_items.map(
    (line) =>
      html`<li><span class="times">${line.quantity} ×</span><span>${line.title}${line.variant_title === '' ? '' : html`<br><span class="muted small">${line.variant_title}</span>`}</span><span>${money(visit, line.subtotal)}</span></li>`,
  )}</ul>
${totalsView(visit, checkout, { isEstimated, paidBy: paidBy(visit, checkout) })}</details></aside>
</div></div>`
}

const paidBy = (visit: Visit, { gift_cards, store_credit }: Checkout) => {
  const t = buyingTexts(visit)
  return [
    ...gift_cards.map(({ code_last4, amount }) => ({
      label: fill(t.giftCardEnding, { last4: code_last4 }),
      amount,
    })),
    ...(store_credit === null ? [] : [{ label: t.storeCredit, amount: store_credit }]),
  ]
}

export function detailsForm(visit: Visit, details: Details): Html {
  const { checkout, customer, typed, faults, countries } = details
  const t = buyingTexts(visit)
  const isShipped = checkout.shipping_methods.length > 0 || checkout.shipping_method !== null
  const back = href(visit, '/account/sign-in', { return_to: pathOf(checkout) })
  return html`${faultSummary(t.faults, faults)}
<form method="post" action="${href(visit, pathOf(checkout))}" class="stack" novalidate>
<button class="hidden" tabindex="-1" aria-hidden="true">${t.continueToPayment}</button>
<section aria-labelledby="h-contact"><div class="head"><h2 id="h-contact">${t.contact}</h2>${customer === undefined ? html`<p class="small">${t.haveAccount} <a href="${back}">${t.signIn}</a></p>` : ''}</div>
${customer === undefined ? '' : html`<p class="small muted">${fill(t.signedInAs, { email: customer.email })}</p>`}
<div class="fields">${field(visit, { name: 'email', label: t.email, type: 'email', autocomplete: 'email', inputmode: 'email', maxlength: 254, value: textOf(typed, 'email'), hint: t.emailHint }, faults)}</div></section>
${plansView(visit, details)}
${
  isShipped
    ? html`<section aria-labelledby="h-address"><h2 id="h-address">${t.deliveryAddress}</h2>
${savedAddresses(visit, details)}
${addressFields(visit, { typed, faults, countries })}
${customer === undefined ? '' : checkbox('save_address', t.saveAddress, typed.save_address === 'yes')}</section>
<section aria-labelledby="h-delivery"><h2 id="h-delivery">${t.deliveryMethod}</h2>${methodsView(visit, details)}</section>`
    : ''
}
<button class="big wide" name="action" value="continue">${t.continueToPayment}</button>
</form>`
}

function savedAddresses(visit: Visit, { addresses, typed }: Details): Html | string {
  const t = buyingTexts(visit)
  if (addresses.length === 0) return ''
  const chosen = textOf(typed, 'address_id')
  return html`<fieldset class="choices"><legend>${t.savedAddresses}</legend>${addresses.map(
    (address) =>
      html`<button class="quiet pick" name="address_id" value="${address.id}" formnovalidate ${address.id === chosen ? raw('aria-pressed="true"') : ''}><span>${addressText(visit, address)}</span></button>`,
  )}</fieldset>`
}

function methodsView(visit: Visit, { checkout, typed, faults }: Details): Html {
  const t = buyingTexts(visit)
  const methods = checkout.shipping_methods
  const fault = faults.fields.get('shipping_method')
  const chosen = textOf(typed, 'shipping_method') || methods[0]?.code
  if (methods.length === 0) return html`<p class="notice">${t.noDelivery}</p>`
  return html`<fieldset class="options-list" id="f-shipping_method"><legend class="hidden">${t.deliveryMethod}</legend>${methods.map(
    (method) =>
      html`<label><input type="radio" name="shipping_method" value="${method.code}" ${method.code === chosen ? raw('checked') : ''}><span>${method.name}<br><span class="muted small">${[method.carrier, timeText(visit, method)].filter((part) => part !== '').join(' · ')}</span></span><span class="end">${priceOfMethod(visit, checkout, method)}</span></label>`,
  )}</fieldset>${fault === undefined ? '' : html`<p class="error">${fault}</p>`}`
}

function priceOfMethod(
  visit: Visit,
  { totals }: Checkout,
  { price, free_above }: Checkout['shipping_methods'][number],
): Html | string {
  const t = buyingTexts(visit)
  const isFree = free_above !== null && totals.subtotal.amount - totals.discount.amount > free_above.amount
  if (price.amount === 0 || isFree) return t.free
  return html`${money(visit, price)}${free_above === null ? '' : html`<br><span class="muted small">${fill(t.freeAbove, { price: money(visit, free_above) })}</span>`}`
}

function timeText(visit: Visit, { min_days, max_days }: Checkout['shipping_methods'][number]): string {
  const t = buyingTexts(visit)
  const most = max_days ?? min_days
  if (most === null || most === 0) return ''
  return min_days === null || min_days === most
    ? t.dayOne(most)
    : fill(t.days, { min: String(min_days), max: String(most) })
}

/** Which lines are bought regularly, for those of which there are plans. */
function plansView(visit: Visit, { checkout, plans, typed, customer }: Details): Html | string {
  const t = buyingTexts(visit)
  const lines = checkout.line_items.flatMap((line) => {
    const offered = (plans.get(line.product_id) ?? []).filter(
      ({ variant_ids }) => variant_ids === null || variant_ids.includes(line.variant_id ?? ''),
    )
    return offered.length === 0 ? [] : [{ line, offered }]
  })
  if (lines.length === 0) return ''
  const back = href(visit, '/account/sign-in', { return_to: pathOf(checkout) })
  if (customer === undefined) return html`<p class="notice"><a href="${back}">${t.subscribeSignIn}</a></p>`
  return html`<section aria-labelledby="h-plans"><h2 id="h-plans">${t.howOften}</h2><div class="fields">${lines.map(
    ({ line, offered }) => {
      const name = `plan.${line.id}`
      const chosen = textOf(typed, name) || (line.subscription_plan_id ?? '')
      return html`<div class="field"><label for="f-${name}">${line.title}</label><select id="f-${name}" name="${name}"><option value="">${t.once}</option>${offered.map(
        (plan) =>
          html`<option value="${plan.id}" ${plan.id === chosen ? raw('selected') : ''}>${plan.name} (${rhythmText(accountTexts(visit), plan)})</option>`,
      )}</select></div>`
    },
  )}</div></section>`
}

export type Paying = {
  checkout: Checkout
  customer: StoreCustomer | undefined
  saved: readonly SavedPaymentMethod[]
  terms: readonly { title: string; handle: string }[]
  /** The key under which the order is placed once. */
  key: string
  typed: Typed
  faults: Faults
}

export function paymentForm(visit: Visit, paying: Paying): Html {
  const { checkout, faults, typed, key } = paying
  const t = buyingTexts(visit)
  const { totals } = checkout
  const isPaid = totals.due.amount === 0
  return html`${faultSummary(t.faults, faults)}
${reviewView(visit, checkout)}
<section aria-label="${t.promotionCode}">${codesView(visit, checkout.codes, { faults, typed, action: href(visit, pathOf(checkout, '/codes')) })}
${giftCardsView(visit, paying)}</section>
<section aria-labelledby="h-payment"><h2 id="h-payment">${t.payment}</h2>
<form method="post" action="${href(visit, pathOf(checkout, '/place'))}" class="stack" data-once>
<input type="hidden" name="key" value="${key}"><input type="hidden" name="total" value="${totals.total.amount}">
${isPaid ? html`<p class="notice">${t.nothingToPay}</p>` : methodChoices(visit, paying)}
<p class="small muted">${fill(t.termsText, { store: visit.store.name })}${paying.terms.map(({ title, handle }) => html` <a href="${href(visit, `/pages/${encodeURIComponent(handle)}`)}" target="_blank">${title}</a>`)}</p>
<button class="big wide">${t.placeOrder}${isPaid ? '' : ` · ${money(visit, totals.due)}`}</button>
</form></section>`
}

function reviewView(visit: Visit, checkout: Checkout): Html {
  const t = buyingTexts(visit)
  const { email, shipping_address: address, shipping_method: code, shipping_methods } = checkout
  const change = html`<a href="${href(visit, pathOf(checkout))}">${t.change}</a>`
  const row = (label: string, value: Html | string) =>
    html`<div><dt>${label}</dt><dd>${value}</dd><dd>${change}</dd></div>`
  const method = shipping_methods.find((one) => one.code === code)
  return html`<dl class="review">${row(t.contact, email ?? '')}${address === null ? '' : row(t.shipTo, addressText(visit, address))}${method === undefined ? '' : row(t.deliveryMethod, method.name)}</dl>`
}

function giftCardsView(visit: Visit, { checkout, customer, typed, faults }: Paying): Html {
  const t = buyingTexts(visit)
  const fault = faults.fields.get('gift_card')
  const action = href(visit, pathOf(checkout, '/gift-cards'))
  return html`<form method="post" action="${action}" class="code"><label for="f-gift_card">${t.giftCard}</label><div class="inline-field"><input id="f-gift_card" name="gift_card" maxlength="100" autocomplete="off" value="${textOf(typed, 'gift_card')}" ${fault === undefined ? '' : html`aria-invalid="true" aria-describedby="e-gift_card"`}><button class="quiet">${t.apply}</button></div>
${fault === undefined ? '' : html`<p class="error" id="e-gift_card">${fault}</p>`}
${checkout.gift_cards.length === 0 ? '' : html`<ul class="codes">${checkout.gift_cards.map(({ id, code_last4 }) => html`<li><span>${fill(t.giftCardEnding, { last4: code_last4 })}</span> <button class="link" name="remove" value="${id}">${t.remove}</button></li>`)}</ul>`}
${customer === undefined ? '' : html`<p><button class="link" name="credit" value="${checkout.store_credit === null ? 'yes' : 'no'}">${checkout.store_credit === null ? t.useCredit : t.takeCreditBack}</button></p>`}</form>`
}

function methodChoices(visit: Visit, { checkout, saved, typed, faults, customer }: Paying): Html {
  const t = buyingTexts(visit)
  const fault = faults.fields.get('payment_method')
  const names: Readonly<Record<string, string>> = {
    test: t.payTest,
    manual: t.payManual,
    cash_on_delivery: t.payCashOnDelivery,
    ...Object.fromEntries(checkout.payment_gateways.map(({ code, name }) => [code, name])),
  }
  const wish = textOf(typed, 'payment_method') || checkout.payment_method
  // What is settled by hand comes last: most want to have it done.
  const methods = checkout.payment_methods.toSorted((a, b) => Number(a === 'manual') - Number(b === 'manual'))
  const values = [...saved.map(({ id }) => `saved.${id}`), ...methods]
  const chosen = values.includes(wish ?? '') ? wish : values[0]
  const option = (value: string, label: string) =>
    html`<label><input type="radio" name="payment_method" value="${value}" ${value === chosen ? raw('checked') : ''}><span>${label}</span></label>`
  return html`<fieldset class="options-list" id="f-payment_method"><legend class="hidden">${t.payment}</legend>${saved.map(
    ({ id, label, expires }) =>
      option(`saved.${id}`, expires === null ? label : fill(t.paySaved, { label, expires })),
  )}${methods.map((code) => option(code, names[code] ?? code))}</fieldset>
${fault === undefined ? '' : html`<p class="error">${fault}</p>`}
${customer === undefined || checkout.payment_gateways.length === 0 ? '' : checkbox('save', t.rememberMethod, typed.save === 'yes')}`
}

/** What is shown of a checkout that cannot go on. */
export const checkoutMessage = (visit: Visit, title: string, text: string): Html =>
  html`<div class="wrap message"><h1>${title}</h1><p>${text}</p>${buttonForm(href(visit, '/checkout'), buyingTexts(visit).checkOut, { className: 'big' })}<p><a href="${href(visit, '/cart')}">${buyingTexts(visit).backToCart}</a></p></div>`
