// What a demo store sells, as it stands in `stores/{slug}.json`. Amounts in minor units of the store's currency.
import { readFileSync } from 'node:fs'

export type DemoProduct = {
  title: string
  /** Which drawing shows it. */
  picture: string
  type: string
  category: string
  brand: string
  tags: readonly string[]
  text: string
  facts: readonly string[]
  sku: string
  /** Of all variants, unless `values` says what each costs. */
  price?: number
  was?: number
  option?: string
  values?: Readonly<Record<string, number>>
  /** Names of the store's colours; an option where there are several. */
  colours: readonly string[]
  /** Of each variant, when the store opened. */
  stock: number
  grams: number
  /** How often it is bought, compared with the others. */
  popularity: number
}

type DemoCollection = {
  title: string
  picture: readonly string[]
  colour: string
  text: string
  sort?: string
  rule?: unknown
  /** Titles, of a collection without a rule. */
  products?: readonly string[]
}

export type DemoStore = {
  slug: string
  name: string
  tagline: string
  currency: string
  market: string
  colours: Readonly<Record<string, string>>
  walls: readonly string[]
  table: string
  accent: string
  hero: { picture: readonly string[]; colour: string; title: string; text: string }
  brands: readonly (readonly [name: string, text: string])[]
  categories: readonly (readonly [name: string, handle: string, parent: string | null])[]
  products: readonly DemoProduct[]
  collections: readonly DemoCollection[]
}

/** `small`: a handful of products without pictures and history, for tests and slow machines. */
export type DemoSize = 'full' | 'small'

const SLUGS = ['linen-house', 'spice-route'] as const
const SMALL = 5

const read = (slug: string): DemoStore =>
  JSON.parse(readFileSync(new URL(`./stores/${slug}.json`, import.meta.url), 'utf8'))

/** The demo stores, the American one first. */
export function demoStores(size: DemoSize): readonly DemoStore[] {
  const stores = SLUGS.map(read)
  if (size === 'full') return stores
  return stores.map((store) => ({
    ...store,
    products: store.products
      .slice(0, SMALL)
      .map((product) => ({ ...product, colours: product.colours.slice(0, 1) })),
    collections: store.collections.filter(({ products }) => products === undefined),
  }))
}

export type DemoVariant = {
  sku: string
  /** By option name. */
  options: Readonly<Record<string, string>>
  amount: number
  colour: string
  product: DemoProduct
}

/** The variants of a product: each of its values in each of its colours. */
export function variantsOf(product: DemoProduct): DemoVariant[] {
  const { option = '', values = { '': product.price ?? 0 }, colours } = product
  return Object.entries(values).flatMap(([value, amount]) =>
    colours.map((colour) => ({
      ...{ amount, colour, product },
      sku: [product.sku, codeOf(value), colours.length > 1 ? codeOf(colour).slice(0, 3) : '']
        .filter((part) => part !== '')
        .join('-'),
      options: {
        ...(value === '' ? {} : { [option]: value }),
        ...(colours.length > 1 ? { Color: titled(colour) } : {}),
      },
    })),
  )
}

const codeOf = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]+/g, '')
export const titled = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
