// Products as they stand in lists.
import { html } from 'hono/html'
import type { StoreProduct } from '../../catalog/index.ts'
import type { Html } from '../page.ts'
import { priceRange } from '../rules/products.ts'
import { href, type Visit } from '../visit.ts'
import { picture } from './picture.ts'
import { fill, money } from './text.ts'

type Card = Pick<StoreProduct, 'title' | 'handle' | 'images' | 'variants' | 'rating' | 'vendor'>

/** @param eager how many of them are seen at once, so that their pictures are not waited for */
export const productGrid = (visit: Visit, products: readonly Card[], eager = 0): Html =>
  html`<ul class="grid">${products.map((product, i) => html`<li>${card(visit, product, i < eager)}</li>`)}</ul>`

function card(
  visit: Visit,
  { title, handle, images, variants, rating, vendor }: Card,
  isEager: boolean,
): Html {
  const { t } = visit
  const [first] = images
  const isAvailable = variants.some(({ available }) => available)
  const range = priceRange(variants)
  return html`<article class="card"><a href="${href(visit, `/products/${encodeURIComponent(handle)}`)}">
<span class="frame">${first === undefined ? html`<span class="blank" aria-hidden="true"></span>` : picture({ ...first, alt: first.alt || title }, { sizes: '(min-width: 64rem) 19rem, (min-width: 40rem) 33vw, 50vw', isEager })}${
    range?.isReduced ? html`<span class="badge">${t.sale}</span>` : ''
  }${isAvailable ? '' : html`<span class="badge sold">${t.soldOut}</span>`}</span>
<h3>${title}</h3></a>
${vendor === '' ? '' : html`<p class="muted">${vendor}</p>`}
${range === undefined ? '' : html`<p class="price">${price(visit, range)}</p>`}
${rating.count === 0 ? '' : stars(visit, rating)}
</article>`
}

type Range = NonNullable<ReturnType<typeof priceRange>>

function price(visit: Visit, { lowest, highest, original, isReduced }: Range): Html {
  const { t } = visit
  const text = money(visit, lowest)
  const shown = lowest.amount === highest.amount ? text : fill(t.from, { price: text })
  return isReduced && original !== undefined
    ? html`<span class="hidden">${t.salePrice}</span> <strong class="reduced">${shown}</strong> <span class="hidden">${t.regularPrice}</span> <s>${money(visit, original)}</s>`
    : html`<span>${shown}</span>`
}

/** A rating in hundredths as stars, with what they say. */
export function stars(visit: Visit, { average, count }: { average: number | null; count?: number }): Html {
  const value = (average ?? 0) / 100
  const number = new Intl.NumberFormat(visit.locale, { maximumFractionDigits: 1, numberingSystem: 'latn' })
  const label = fill(visit.t.ratedOutOf5, { rating: number.format(value) })
  const full = Math.round(value)
  return html`<p class="rating"><span class="stars" aria-hidden="true">${'★'.repeat(full)}${'☆'.repeat(5 - full)}</span><span class="hidden">${label}</span>${count === undefined ? '' : html` <span class="muted">(${count})</span>`}</p>`
}
