// What an order costs, line by line of the sum.
import { html } from 'hono/html'
import type { Checkout } from '../../checkout/index.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import type { Html } from '../page.ts'
import type { Visit } from '../visit.ts'
import { fill, money } from './text.ts'

type Sum = Pick<Checkout, 'totals' | 'discounts' | 'taxes'>
type Money = { amount: number; currency: string }

/**
 * @param isEstimated shipping and tax follow from an address that is not known yet
 * @param paidBy what gift cards and credit pay
 */
export function totalsView(
  visit: Visit,
  { totals, discounts, taxes }: Sum,
  {
    isEstimated,
    paidBy = [],
  }: { isEstimated: boolean; paidBy?: readonly { label: string; amount: Money }[] },
): Html {
  const t = buyingTexts(visit)
  const row = (label: string, value: string | Html, className = '') =>
    html`<div class="${className}"><dt>${label}</dt><dd>${value}</dd></div>`
  const less = (amount: Money) => `−${money(visit, amount)}`
  const added = totals.tax.amount - totals.tax_included.amount
  const shipping = totals.shipping.amount === 0 ? t.free : money(visit, totals.shipping)
  return html`<dl class="totals">
${row(t.subtotal, money(visit, totals.subtotal))}
${discounts.filter(({ amount }) => amount.amount > 0).map((one) => row(one.code ?? one.name, less(one.amount)))}
${row(t.shipping, isEstimated ? html`<span class="muted">${t.shippingLater}</span>` : shipping)}
${added === 0 ? '' : taxRows(visit, taxes, { isEstimated, tax: { ...totals.tax, amount: added } }).map(([label, amount]) => row(label, money(visit, amount)))}
${totals.rounding.amount === 0 ? '' : row(t.rounding, money(visit, totals.rounding))}
${row(isEstimated ? t.estimatedTotal : t.total, html`<strong>${money(visit, totals.total)}</strong>`, 'sum')}
${totals.tax_included.amount === 0 ? '' : html`<div class="muted small"><dt class="hidden">${t.tax}</dt><dd>${fill(t.taxIncluded, { amount: money(visit, totals.tax_included) })}</dd></div>`}
${paidBy.map(({ label, amount }) => row(label, less(amount)))}
${paidBy.length === 0 ? '' : row(t.leftToPay, html`<strong>${money(visit, totals.due)}</strong>`, 'sum')}
</dl>`
}

/** Each tax by its name, where they add up to what is added. */
function taxRows(
  visit: Visit,
  taxes: Sum['taxes'],
  { isEstimated, tax }: { isEstimated: boolean; tax: Money },
): [string, Money][] {
  const t = buyingTexts(visit)
  const sum = taxes.reduce((all, { amount }) => all + amount.amount, 0)
  if (isEstimated || sum !== tax.amount) return [[isEstimated ? t.taxEstimated : t.tax, tax]]
  return taxes.map(({ name, amount }) => [name, amount])
}
