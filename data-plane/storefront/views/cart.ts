// The cart's page.
import { html } from 'hono/html'
import type { Cart } from '../../cart/index.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import type { Html } from '../page.ts'
import { href, type Visit } from '../visit.ts'
import { type Faults, faultSummary, textOf } from './forms.ts'
import { picture } from './picture.ts'
import { fill, money } from './text.ts'
import { totalsView } from './totals.ts'

type Line = Cart['line_items'][number]
type State = { faults: Faults; typed: Readonly<Record<string, unknown>> }

export function cartView(visit: Visit, cart: Cart | undefined, { faults: asked, typed }: State): Html {
  const t = buyingTexts(visit)
  const faults = withUnavailable(visit, cart, asked)
  const state = { faults, typed }
  // What is wrong with a line or a code stands beside it.
  const above = faultSummary(t.faults, faults)
  if (cart === undefined || cart.line_items.length === 0)
    return html`<div class="wrap message"><h1>${t.yourCart}</h1>${above}<p>${t.cartEmpty}</p><p><a class="button" href="${href(visit, '/')}">${t.continueShopping}</a></p></div>`
  return html`<div class="wrap"><h1>${t.yourCart}</h1>${above}
<div class="buying">
<form method="post" action="${href(visit, '/cart/update')}"><button class="hidden" tabindex="-1" aria-hidden="true">${t.update}</button>
<ul class="cart-lines">${cart.line_items.map((line) => lineView(visit, line, state))}</ul>
<p class="only-plain"><button class="quiet">${t.update}</button></p>
</form>
<aside class="summary" aria-label="${t.summary}">
${codesView(visit, cart.codes, { ...state, action: href(visit, '/cart/codes') })}
${totalsView(visit, cart, { isEstimated: true })}
<form method="post" action="${href(visit, '/checkout')}"><button class="big wide">${t.checkOut}</button></form>
<p class="center"><a href="${href(visit, '/')}">${t.continueShopping}</a></p>
</aside>
</div></div>`
}

/** What was asked for and refused, and which lines cannot be ordered as they are. */
function withUnavailable(visit: Visit, cart: Cart | undefined, { message, fields }: Faults): Faults {
  const t = buyingTexts(visit)
  const lines = (cart?.line_items ?? []).flatMap(({ id, unavailable }) =>
    unavailable === null
      ? []
      : [[`quantity.${id}`, fill(t.unavailable[unavailable], { currency: cart?.currency ?? '' })] as const],
  )
  if (lines.length === 0) return { message, fields }
  return {
    message: message ?? (fields.size === 0 ? t.cartUnavailable : undefined),
    fields: new Map([...lines, ...fields]),
  }
}

function lineView(visit: Visit, line: Line, { faults, typed }: State): Html {
  const t = buyingTexts(visit)
  const name = `quantity.${line.id}`
  const fault = faults.fields.get(name)
  const link = href(visit, `/products/${line.product_id}`, { variant: line.variant_id })
  const hasNoPrice = line.unavailable === 'price_unavailable'
  const label = fill(t.quantityOf, { title: line.title })
  return html`<li class="cart-line">
<a class="thumb" href="${link}" tabindex="-1" aria-hidden="true">${line.image_url === '' ? html`<span class="blank"></span>` : picture({ url: line.image_url, alt: '' }, { sizes: '6rem' })}</a>
<div class="what"><a href="${link}"><strong>${line.title}</strong></a>${line.variant_title === '' ? '' : html`<br><span class="muted">${line.variant_title}</span>`}
${hasNoPrice ? '' : html`<br><span class="small">${fill(t.each, { price: money(visit, line.unit_price) })}${line.original_unit_price.amount > line.unit_price.amount ? html` <s>${money(visit, line.original_unit_price)}</s>` : ''}</span>`}</div>
<div class="how-many stepper"><label class="hidden" for="f-${name}">${label}</label><input id="f-${name}" name="${name}" type="number" inputmode="numeric" min="0" max="10000" value="${textOf(typed, name) || line.quantity}" data-submit data-less="${visit.t.less}" data-more="${visit.t.more}" ${fault === undefined ? '' : html`aria-invalid="true" aria-describedby="e-${name}"`}>
<button class="link" name="remove" value="${line.id}" aria-label="${fill(t.removeOf, { title: line.title })}">${t.remove}</button></div>
<div class="cost">${hasNoPrice ? '—' : money(visit, { ...line.subtotal, amount: line.subtotal.amount - line.discount.amount })}${line.discount.amount > 0 ? html`<br><s class="small">${money(visit, line.subtotal)}</s>` : ''}</div>
${fault === undefined ? '' : html`<p class="error" id="e-${name}">${fault}</p>`}
</li>`
}

/** The codes that were entered, and a field for another one. */
export function codesView(
  visit: Visit,
  codes: Cart['codes'],
  { faults, typed, action }: State & { action: string },
): Html {
  const t = buyingTexts(visit)
  const fault = faults.fields.get('code')
  return html`<form method="post" action="${action}" class="code">
<label for="f-code">${t.promotionCode}</label><div class="inline-field"><input id="f-code" name="code" maxlength="100" autocomplete="off" autocapitalize="characters" value="${textOf(typed, 'code')}" ${fault === undefined ? '' : html`aria-invalid="true" aria-describedby="e-code"`}><button class="quiet">${t.apply}</button></div>
${fault === undefined ? '' : html`<p class="error" id="e-code">${fault}</p>`}
${codes.length === 0 ? '' : html`<ul class="codes">${codes.map(({ code, applied, reason }) => html`<li><span>${fill(applied ? t.codeApplied : t.codeNotYet, { code, reason: t.errors[reason?.code ?? ''] ?? reason?.message ?? '' })}</span> <button class="link" name="remove" value="${code}" aria-label="${fill(t.removeOf, { title: code })}">${t.remove}</button></li>`)}</ul>`}
</form>`
}
