// A product's page.
import { html, raw } from 'hono/html'
import type { StoreProduct } from '../../catalog/index.ts'
import type { StorePlans } from '../../subscriptions/index.ts'
import type { Html } from '../page.ts'
import { chosenVariant, formerPrice, reducedBy, variantFor } from '../rules/products.ts'
import { href, type Visit } from '../visit.ts'
import { picture } from './picture.ts'
import { stars } from './product-card.ts'
import { richText } from './rich-text.ts'
import { fill, jsonText, money } from './text.ts'

type Variant = StoreProduct['variants'][number]
type Plans = StorePlans['data']
type Chosen = { product: StoreProduct; variant: Variant }

const MAIN_SIZES = '(min-width: 64rem) 36rem, (min-width: 48rem) 50vw, 100vw'

export function productView(
  visit: Visit,
  { product, variant: wish, plans }: { product: StoreProduct; variant: string | undefined; plans: Plans },
): Html {
  const { t } = visit
  const variant = chosenVariant(product.variants, wish)
  const chosen = variant && { product, variant }
  return html`<div class="wrap product" data-product>
${gallery(visit, product, variant)}
<div class="buy">
<h1>${product.title}</h1>
${product.vendor === '' ? '' : html`<p class="muted">${t.vendor} ${product.vendor}</p>`}
${product.rating.count === 0 ? '' : html`<a class="quiet" href="#reviews">${stars(visit, product.rating)}</a>`}
${chosen === undefined ? html`<p>${t.soldOut}</p>` : purchase(visit, chosen)}
${plansView(visit, plans)}
<div class="prose description">${richText(product.description)}</div>
</div></div>
${chosen === undefined ? '' : html`<script type="application/json" data-variants>${jsonText(variantsData(visit, product))}</script>`}`
}

/** A picture of a product by its address, with what is known of it. */
const pictureOf = ({ images, title }: Pick<StoreProduct, 'images' | 'title'>, url: string): Image => {
  const known = images.find((image) => image.url === url)
  return { url, width: null, height: null, ...known, alt: known?.alt || title }
}
type Image = StoreProduct['images'][number]

const mainPicture = (image: Image): Html => picture(image, { sizes: MAIN_SIZES, isEager: 'main' })

function gallery(visit: Visit, { images, title }: StoreProduct, variant: Variant | undefined): Html {
  const own = variant?.image_url ?? ''
  const all =
    own === '' ? images : [pictureOf({ images, title }, own), ...images.filter(({ url }) => url !== own)]
  const [main, ...others] = all
  if (main === undefined)
    return html`<div class="gallery"><span class="blank" aria-hidden="true"></span></div>`
  return html`<div class="gallery" role="group" aria-label="${visit.t.pictures}">
<div class="main" data-main>${mainPicture({ ...main, alt: main.alt || title })}</div>
${others.length === 0 ? '' : html`<ul class="more">${others.map((image, i) => html`<li>${picture({ ...image, alt: image.alt || `${title} ${i + 2}` }, { sizes: '(min-width: 48rem) 24vw, 48vw' })}</li>`)}</ul>`}</div>`
}

function purchase(visit: Visit, { product, variant }: Chosen): Html {
  const { t, market } = visit
  const { price, available } = variant
  const canBuy = available && price !== null
  return html`<p class="price" data-price>${priceText(visit, variant)}</p>
<p class="muted small">${market.prices_include_tax ? t.taxIncluded : t.taxAdded}</p>
${choices(visit, { product, variant })}
<p class="stock ${canBuy ? 'in' : 'out'}" data-stock role="status">${stockText(visit, variant)}</p>
<form class="add" method="post" action="${href(visit, '/cart')}" data-add>
<input type="hidden" name="variant_id" value="${variant.id}">
<div class="stepper"><label for="quantity">${t.quantity}</label><input id="quantity" type="number" name="quantity" value="1" min="1" max="999" inputmode="numeric" data-less="${t.less}" data-more="${t.more}"></div>
<button class="button big" ${canBuy ? '' : raw('disabled')}>${canBuy ? t.addToCart : t.soldOut}</button>
</form>
${variant.sku === null ? '' : html`<p class="muted small">${t.sku}: <span data-sku>${variant.sku}</span></p>`}`
}

/** By which plans it can be had again and again; which one is chosen with what the cart holds, at the checkout. */
function plansView(visit: Visit, plans: Plans): Html | string {
  const { t } = visit
  if (plans.length === 0) return ''
  const percent = new Intl.NumberFormat(visit.locale, {
    style: 'percent',
    numberingSystem: 'latn',
    maximumFractionDigits: 1,
  })
  return html`<div class="plans"><p class="label"><strong>${t.plans}</strong></p><ul>${plans.map(
    ({ name, discount, trial_days }) => {
      const own =
        discount.kind === 'fixed_price'
          ? discount.prices.find(({ currency }) => currency === visit.currency)
          : undefined
      const saving =
        discount.kind === 'percentage'
          ? fill(t.save, { percent: percent.format(discount.ppm / 1_000_000) })
          : own === undefined
            ? ''
            : money(visit, own)
      return html`<li>${name}${saving === '' ? '' : html` · <span class="reduced">${saving}</span>`}${trial_days === 0 ? '' : html` · ${t.trialDays(trial_days)}`}</li>`
    },
  )}</ul><p class="muted small">${t.plansHint}</p></div>`
}

const stockText = ({ t }: Visit, { price, available }: Variant): string =>
  price === null ? t.notSoldHere : available ? t.inStock : t.soldOut

function priceText(visit: Visit, variant: Variant): Html | string {
  const { t } = visit
  const { price } = variant
  if (price === null) return ''
  const former = formerPrice(variant)
  if (former === undefined) return html`<strong>${money(visit, price)}</strong>`
  const percent = new Intl.NumberFormat(visit.locale, { style: 'percent', numberingSystem: 'latn' })
  return html`<span class="hidden">${t.salePrice}</span> <strong class="reduced">${money(visit, price)}</strong> <span class="hidden">${t.regularPrice}</span> <s>${money(visit, former)}</s> <span class="badge inline">${fill(t.save, { percent: percent.format(reducedBy(price, former) / 100) })}</span>`
}

/** Each value of each option leads to the variant that it stands for, as a link, so that it needs no script. */
function choices(visit: Visit, { product, variant }: Chosen): Html | string {
  const order = product.options.map(({ name }) => name)
  if (product.variants.length < 2) return ''
  return html`<div class="options">${product.options.map(
    ({ name, values }) =>
      html`<div role="group" aria-label="${name}"><p class="label">${name}: <strong data-chosen="${name}">${variant.options[name] ?? ''}</strong></p><ul>${values.map(
        (value) => {
          const to = variantFor(product.variants, variant, { name, value, order })
          const isChosen = variant.options[name] === value
          const link = href(visit, `/products/${encodeURIComponent(product.handle)}`, { variant: to?.id })
          return html`<li><a class="chip ${to?.available ? '' : 'sold'}" href="${link}" data-option="${name}" data-value="${value}" rel="nofollow" ${isChosen ? raw('aria-current="true"') : ''}>${value}${to?.available ? '' : html`<span class="hidden"> (${visit.t.soldOut})</span>`}</a></li>`
        },
      )}</ul></div>`,
  )}</div>`
}

/** What the script needs to change the choice without loading the page anew. Texts are already HTML. */
const variantsData = (visit: Visit, product: StoreProduct) => ({
  options: product.options.map(({ name }) => name),
  addToCart: visit.t.addToCart,
  soldOut: visit.t.soldOut,
  pictures: Object.fromEntries(
    [...new Set(product.variants.map(({ image_url }) => image_url).filter((url) => url !== ''))].map(
      (url) => [url, String(mainPicture(pictureOf(product, url)))],
    ),
  ),
  variants: product.variants.map((variant) => ({
    id: variant.id,
    options: variant.options,
    available: variant.available && variant.price !== null,
    price: String(priceText(visit, variant)),
    stock: stockText(visit, variant),
    sku: variant.sku,
    picture: variant.image_url,
  })),
})
