// What a shopper sends back, why, and what they want instead.
import { html } from 'hono/html'
import type { StoreProduct } from '../../catalog/index.ts'
import type { Order } from '../../orders/index.ts'
import { buyingTexts } from '../languages/buying/texts.ts'
import type { Html } from '../page.ts'
import { href, type Visit } from '../visit.ts'
import { choice, type Faults, field, textOf } from './forms.ts'
import { fill, money } from './text.ts'

type Line = Order['line_items'][number]
type Returning = {
  order: Order
  lines: readonly { line: Line; most: number }[]
  products: ReadonlyMap<string, StoreProduct>
  typed: Readonly<Record<string, unknown>>
  faults: Faults
}

export function returnForm(visit: Visit, returning: Returning): Html {
  const t = buyingTexts(visit)
  const { order, lines } = returning
  return html`<p>${t.returnIntro}</p><form method="post" action="${href(visit, `/orders/${order.id}/return`)}" class="stack">${lines.map(
    (one) => lineFields(visit, one, returning),
  )}<p><button class="big">${t.sendReturn}</button></p></form>`
}

function lineFields(
  visit: Visit,
  { line, most }: { line: Line; most: number },
  { products, typed, faults }: Returning,
): Html {
  const t = buyingTexts(visit)
  const of = (name: string) => ({ name: `${name}.${line.id}`, value: textOf(typed, `${name}.${line.id}`) })
  const quantities = Array.from({ length: Math.min(most, 100) + 1 }, (_, i) => ({
    value: `${i}`,
    label: `${i}`,
  }))
  const reasons = Object.entries(t.reasons).map(([value, label]) => ({ value, label }))
  const variants = (products.get(line.product_id)?.variants ?? []).filter(({ available }) => available)
  const instead = variants.map(({ id, title, price }) => ({
    value: id,
    label: price === null ? title : `${title} · ${money(visit, price)}`,
  }))
  return html`<fieldset class="return"><legend><strong>${line.title}</strong>${line.variant_title === '' ? '' : ` · ${line.variant_title}`}</legend><div class="fields">
${choice(visit, { ...of('quantity'), label: t.returnQuantity, choices: quantities, hint: fill(t.returnOf, { max: String(most) }), width: 'third' }, faults)}
${choice(visit, { ...of('reason'), label: t.reason, choices: reasons, width: 'half' }, faults)}
${instead.length === 0 ? '' : choice(visit, { ...of('instead'), label: t.instead, choices: instead, empty: t.refundInstead, isOptional: true }, faults)}
${field(visit, { ...of('note'), label: t.note, isOptional: true, maxlength: 500 }, faults)}</div></fieldset>`
}
