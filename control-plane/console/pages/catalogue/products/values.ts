// A product as its form has it, and how its options make variants.
import type { UseFormReturnType } from '@mantine/form'
import type { Admin } from '../../../api/client.ts'

type Product = Admin['Product']
type ProductInput = Admin['ProductInput']
type VariantInput = ProductInput['variants'][number]

type PriceValues = { currency: string; amount: number | null; compare_at_amount: number | null }

export type VariantValues = {
  /** Undefined: it is new. */
  id: string | undefined
  /** For each option, which of its values: renaming one changes no variant. */
  at: number[]
  /** Empty: made from the options. */
  title: string
  sku: string
  barcode: string
  prices: PriceValues[]
  /** Only of new ones: afterwards stock is adjusted with a reason. */
  inventory_quantity: number
  inventory_tracked: boolean
  inventory_policy: 'deny' | 'continue'
  weight_grams: number
  requires_shipping: boolean
  taxable: boolean
  tax_class: string
  image_url: string
}

type ImageValues = { url: string; alt: string; media_id: string | null }

export type ProductValues = {
  title: string
  handle: string
  description: string
  status: 'draft' | 'active' | 'archived'
  product_type: string
  vendor: string
  tags: string[]
  brand_id: string | null
  category_ids: string[]
  seo_title: string
  seo_description: string
  images: ImageValues[]
  options: { name: string; values: string[] }[]
  variants: VariantValues[]
}

export type ProductForm = UseFormReturnType<ProductValues>

const emptyPrice = (currency: string): PriceValues => ({ currency, amount: null, compare_at_amount: null })

const newVariant = (currencies: readonly string[]): VariantValues => ({
  id: undefined,
  at: [],
  title: '',
  sku: '',
  barcode: '',
  prices: currencies.map(emptyPrice),
  inventory_quantity: 0,
  inventory_tracked: true,
  inventory_policy: 'deny',
  weight_grams: 0,
  requires_shipping: true,
  taxable: true,
  tax_class: 'standard',
  image_url: '',
})

/** @param currencies those of the store; prices in others stay too */
export const newProduct = (currencies: readonly string[]): ProductValues => ({
  title: '',
  handle: '',
  description: '',
  status: 'active',
  product_type: '',
  vendor: '',
  tags: [],
  brand_id: null,
  category_ids: [],
  seo_title: '',
  seo_description: '',
  images: [],
  options: [],
  variants: [newVariant(currencies)],
})

/** @param currencies those of the store; prices in others stay too */
export function valuesOf(product: Product, currencies: readonly string[]): ProductValues {
  const { options, variants } = product
  const all = [
    ...new Set([...currencies, ...variants.flatMap(({ prices }) => prices.map(({ currency }) => currency))]),
  ]
  return {
    title: product.title,
    handle: product.handle,
    description: product.description,
    status: product.status,
    product_type: product.product_type,
    vendor: product.vendor,
    tags: product.tags,
    brand_id: product.brand_id,
    category_ids: product.category_ids,
    seo_title: product.seo_title,
    seo_description: product.seo_description,
    images: product.images,
    options,
    variants: variants.map((variant) => {
      const named = options.map(({ name }) => variant.options[name] ?? '')
      return {
        id: variant.id,
        at: options.map(({ values }, option) => Math.max(values.indexOf(named[option] ?? ''), 0)),
        title: variant.title === named.join(' / ') || named.length === 0 ? '' : variant.title,
        sku: variant.sku ?? '',
        barcode: variant.barcode,
        prices: all.map(
          (currency) => variant.prices.find((price) => price.currency === currency) ?? emptyPrice(currency),
        ),
        inventory_quantity: variant.inventory_quantity,
        inventory_tracked: variant.inventory_tracked,
        inventory_policy: variant.inventory_policy,
        weight_grams: variant.weight_grams,
        requires_shipping: variant.requires_shipping,
        taxable: variant.taxable,
        tax_class: variant.tax_class,
        image_url: variant.image_url,
      }
    }),
  }
}

/** The lowest and the highest price in the first of the currencies that has any, or else in one that is none of them. */
export function priceRange({ variants }: Pick<Product, 'variants'>, currencies: readonly string[]) {
  const prices = variants.flatMap((variant) => variant.prices)
  const had = prices.map(({ currency }) => currency)
  const currency = [...currencies, ...had].find((one) => had.includes(one))
  if (currency === undefined) return undefined
  const amounts = prices.filter((price) => price.currency === currency).map(({ amount }) => amount)
  return { currency, low: Math.min(...amounts), high: Math.max(...amounts) }
}

/** What the API is given. Prices without an amount are none. */
export function inputOf(values: ProductValues): ProductInput {
  const { handle, options, variants, ...rest } = values
  return {
    ...rest,
    ...(handle === '' ? {} : { handle }),
    options,
    variants: variants.map((variant) => variantInput(variant, options)),
  }
}

function variantInput(variant: VariantValues, options: ProductValues['options']): VariantInput {
  const { at, id, sku, title, prices, inventory_quantity, ...rest } = variant
  const values = at.map((value, option) => options[option]?.values[value] ?? '')
  const named = options.map(({ name }, option) => [name, values[option] ?? ''] as const)
  return {
    ...rest,
    ...(id === undefined ? { inventory_quantity } : { id }),
    ...(values.length === 0 ? {} : { title: title || values.join(' / ') }),
    sku: sku.trim() === '' ? null : sku.trim(),
    options: Object.fromEntries(named),
    prices: prices.flatMap(({ currency, amount, compare_at_amount }) =>
      amount === null ? [] : [{ currency, amount, compare_at_amount }],
    ),
  }
}

/** How a variant is called by its options: "Red / S". */
export const variantName = ({ at, title }: VariantValues, options: ProductValues['options']): string =>
  title || at.map((value, option) => options[option]?.values[value] ?? '').join(' / ')

type Choices = Pick<ProductValues, 'options' | 'variants'>

/** A new option with one value, which all variants there are then have. */
export const addOption = ({ options, variants }: Choices): Choices => ({
  options: [...options, { name: '', values: [''] }],
  variants: variants.map((variant) => ({ ...variant, at: [...variant.at, 0] })),
})

/** Without the option, of the variants that would be alike the first ones stay. */
export function removeOption({ options, variants }: Choices, option: number): Choices {
  const seen = new Set<string>()
  return {
    options: options.toSpliced(option, 1),
    variants: variants
      .map((variant) => ({ ...variant, at: variant.at.toSpliced(option, 1) }))
      .filter(({ at }) => {
        const isNew = !seen.has(at.join())
        seen.add(at.join())
        return isNew
      }),
  }
}

/** Another value of an option, and a variant of it with every combination of the other options that there is. */
export function addValue({ options, variants }: Choices, option: number): Choices {
  const value = options[option]?.values.length ?? 0
  const others = new Map(variants.map((variant) => [variant.at.with(option, value).join(), variant]))
  const made = [...others.values()].map((variant) => ({
    ...variant,
    id: undefined,
    at: variant.at.with(option, value),
    title: '',
    sku: '',
    barcode: '',
    inventory_quantity: 0,
  }))
  return {
    options: options.with(option, {
      name: options[option]?.name ?? '',
      values: [...(options[option]?.values ?? []), ''],
    }),
    variants: [...variants, ...made].toSorted((a, b) => compare(a.at, b.at)),
  }
}

/** The variants with this value go too. The last value cannot go: the option would. */
export const removeValue = ({ options, variants }: Choices, option: number, value: number): Choices => ({
  options: options.with(option, {
    name: options[option]?.name ?? '',
    values: (options[option]?.values ?? []).toSpliced(value, 1),
  }),
  variants: variants
    .filter(({ at }) => at[option] !== value)
    .map((variant) => ({
      ...variant,
      at: variant.at.map((chosen, n) => (n === option && chosen > value ? chosen - 1 : chosen)),
    })),
})

/** The combinations of the options that no variant is: those that were removed by hand. */
export function missing({ options, variants }: Choices): number[][] {
  const have = new Set(variants.map(({ at }) => at.join()))
  return options
    .reduce<number[][]>(
      (made, { values }) => made.flatMap((at) => values.map((_, value) => [...at, value])),
      [[]],
    )
    .filter((at) => at.length > 0 && !have.has(at.join()))
}

/** Adds the variants that are missing, with what the first one has. */
export function fillUp({ options, variants }: Choices): Choices {
  const [first] = variants
  if (first === undefined) return { options, variants }
  const made = missing({ options, variants }).map((at) => ({
    ...first,
    id: undefined,
    at,
    title: '',
    sku: '',
    barcode: '',
    inventory_quantity: 0,
  }))
  return { options, variants: [...variants, ...made].toSorted((a, b) => compare(a.at, b.at)) }
}

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, n) => value - (b[n] ?? 0)).find((difference) => difference !== 0) ?? 0
