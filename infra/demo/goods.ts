// Fills a demo store with what it sells, through its own staff API.
import type { Ask, DemoClient } from './client.ts'
import { collectionPicture, heroPicture, productPicture, storeLogo } from './pictures/store-pictures.ts'
import { addLocation, addOffers, setTerms } from './settings.ts'
import {
  type DemoProduct,
  type DemoSize,
  type DemoStore,
  type DemoVariant,
  titled,
  variantsOf,
} from './store-data.ts'
import { decorate } from './theme.ts'

type Named = { id: string }
type Media = Named & { url: string }
export type MadeProduct = Named & { title: string; variants: { id: string; sku: string }[] }

type Opening = { owner: Ask; store: DemoStore; size: DemoSize; at: Date }

/** Opens a store with all that its shelves hold. Each request can be repeated with the same outcome. */
export async function stockStore(
  { owner }: DemoClient,
  store: DemoStore,
  size: DemoSize,
  at: Date,
): Promise<void> {
  const opening = { owner, store, size, at }
  await setTerms(owner, store, at)
  const location = await addLocation(owner, store, at)
  const [brands, categories] = [await addBrands(opening), await addCategories(opening)]
  const products: MadeProduct[] = []
  // The last one that is made comes first in lists.
  for (const product of store.products.toReversed())
    products.push(await addProduct(opening, product, { brands, categories }))
  await fillLocation(opening, location, products)
  const collections = await addCollections(opening, products)
  await addOffers(owner, store, at)
  await addPlan(opening, products)
  if (size === 'small') return
  const pictures = [
    await upload(opening, `${store.slug}-logo.svg`, store.name, storeLogo(store)),
    await upload(opening, `${store.slug}-hero.svg`, store.hero.title, heroPicture(store)),
    await upload(opening, `${store.slug}-story.svg`, store.tagline, collectionPicture(store, 3)),
  ]
  const [logo = '', hero = '', story = ''] = pictures.map(({ id }) => id)
  await decorate(owner, store, { logo, hero, story, collections, categories }, at)
}

async function upload({ owner, at }: Opening, filename: string, alt: string, svg: string): Promise<Media> {
  const query = new URLSearchParams({ filename, alt })
  return owner<Media>('POST', `/admin/v1/media?${query}`, { at, body: svg, type: 'image/svg+xml' })
}

async function addBrands({ owner, store, at }: Opening): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const [name, text] of store.brands) {
    const body = { name, description: `<p>${text}</p>`, seo_title: name, seo_description: text }
    ids.set(name, (await owner<Named>('POST', '/admin/v1/brands', { at, body })).id)
  }
  return ids
}

async function addCategories({ owner, store, at }: Opening): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const [position, [name, handle, parent]] of store.categories.entries()) {
    const body = {
      ...{ name, handle, position, parent_id: parent === null ? null : ids.get(parent) },
      ...{
        seo_title: `${name} · ${store.name}`,
        seo_description: `${name} from ${store.name}: ${store.tagline}.`,
      },
    }
    ids.set(handle, (await owner<Named>('POST', '/admin/v1/categories', { at, body })).id)
  }
  return ids
}

type Places = Readonly<Record<'brands' | 'categories', ReadonlyMap<string, string>>>

async function addProduct(
  opening: Opening,
  product: DemoProduct,
  { brands, categories }: Places,
): Promise<MadeProduct> {
  const { owner, store, at } = opening
  const pictures = await addPictures(opening, product)
  const imageOf = new Map(product.colours.map((colour, i) => [colour, pictures[i]?.url ?? '']))
  const body = {
    ...{ title: product.title, status: 'active', product_type: product.type, tags: product.tags },
    description: `<p>${product.text}</p><ul>${product.facts.map((fact) => `<li>${fact}</li>`).join('')}</ul>`,
    ...{
      vendor: product.brand,
      brand_id: brands.get(product.brand),
      category_ids: [categories.get(product.category)],
    },
    ...{ seo_title: `${product.title} · ${store.name}`, seo_description: product.text.slice(0, 160) },
    images: pictures.map(({ id, alt }) => ({ media_id: id, alt })),
    variants: variantsOf(product).map((variant) => ({
      ...variantInput(store, variant),
      image_url: imageOf.get(variant.colour) ?? '',
    })),
  }
  return owner<MadeProduct>('POST', '/admin/v1/products', { at, body })
}

/** One in each colour, and one from near. */
async function addPictures(opening: Opening, product: DemoProduct): Promise<(Media & { alt: string })[]> {
  const { store, size } = opening
  if (size === 'small') return []
  const at = store.products.indexOf(product)
  const add = async (colour: string, near: boolean) => {
    const name = [product.sku.toLowerCase(), colour, near ? 'near' : '']
      .filter((part) => part !== '')
      .join('-')
    const alt = `${product.title}${product.colours.length > 1 ? `, ${titled(colour)}` : ''}${near ? ', from near' : ''}`
    const svg = productPicture(store, { picture: product.picture, colour, at, near })
    return { ...(await upload(opening, `${name}.svg`, alt, svg)), alt }
  }
  const [first = ''] = product.colours
  return Promise.all([...product.colours.map((colour) => add(colour, false)), add(first, true)])
}

/** Of euros and dollars there are so many to the store's own money; goods from far away cost more. */
const ABROAD = {
  USD: { currency: 'EUR', rate: 0.95, step: 100, less: 10 },
  INR: { currency: 'USD', rate: 0.02, step: 50, less: 1 },
}

function abroad(currency: string, amount: number): { amount: number; currency: string } {
  const { rate, step, less, ...other } = ABROAD[currency === 'USD' ? 'USD' : 'INR']
  return { ...other, amount: Math.max(step, Math.ceil((amount * rate) / step) * step) - less }
}

const variantInput = ({ slug, currency }: DemoStore, { sku, options, amount, product }: DemoVariant) => ({
  sku: `${slug === 'linen-house' ? 'LH' : 'SR'}-${sku}`,
  ...(Object.keys(options).length > 0 ? { options } : {}),
  prices: [
    {
      amount,
      currency,
      ...(product.was !== undefined && product.was > amount ? { compare_at_amount: product.was } : {}),
    },
    abroad(currency, amount),
  ],
  inventory_quantity: product.stock,
  weight_grams: product.grams,
})

const MAX_LINES = 250

/** What sells most lies at the second location too. */
async function fillLocation(
  { owner, store, at }: Opening,
  location: string,
  products: readonly MadeProduct[],
): Promise<void> {
  const popular = new Map(
    store.products.map(({ title, popularity, stock }) => [title, popularity >= 6 ? stock : 0]),
  )
  const lines = products.flatMap(({ title, variants }) =>
    variants.map(({ id }) => ({
      variant_id: id,
      location_id: location,
      change: Math.ceil((popular.get(title) ?? 0) / 2),
    })),
  )
  const body = {
    kind: 'received',
    reason: 'Opening stock',
    lines: lines.filter(({ change }) => change > 0).slice(0, MAX_LINES),
  }
  await owner('POST', '/admin/v1/inventory/adjustments', { at, body })
}

/** Gives their ids by title. */
async function addCollections(
  opening: Opening,
  products: readonly MadeProduct[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const { owner, store, size, at } = opening
  const idOf = new Map(products.map(({ id, title }) => [title, id]))
  for (const [i, { title, text, sort = 'manual', ...of }] of store.collections.entries()) {
    const image =
      size === 'full' &&
      (await upload(opening, `collection-${i + 1}.svg`, title, collectionPicture(store, i)))
    const body = {
      ...{ title, description: `<p>${text}</p>`, sort, image_url: image === false ? '' : image.url },
      ...(sort.startsWith('price') ? { sort_currency: store.currency } : {}),
      ...(of.rule === undefined ? {} : { rule: of.rule }),
      ...{ seo_title: `${title} · ${store.name}`, seo_description: text },
    }
    const { id } = await owner<Named>('POST', '/admin/v1/collections', { at, body })
    ids.set(title, id)
    const product_ids = (of.products ?? []).flatMap((name) => idOf.get(name) ?? [])
    if (product_ids.length > 0)
      await owner('POST', `/admin/v1/collections/${id}/products`, { at, body: { product_ids } })
  }
  return ids
}

/** What is used up is sold by subscription too. */
async function addPlan({ owner, store, at }: Opening, products: readonly MadeProduct[]): Promise<void> {
  const wanted = store.slug === 'linen-house' ? 'Olive Oil Soap' : 'Masala Chai'
  const product = products.find(({ title }) => title === wanted) ?? products[0]
  const body = {
    ...{ name: 'Every month, 10 % less', interval: 'month', discount: { kind: 'percentage', ppm: 100_000 } },
    product_ids: [product?.id],
  }
  await owner('POST', '/admin/v1/subscription-plans', { at, body })
}
