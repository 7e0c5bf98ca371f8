// A product's and a variant's fields as cells, and cells as fields. Writing fields and reading the cells gives them back.
import { isDeepStrictEqual } from 'node:util'
import { formatDecimal, parseDecimal } from '../../../shared/money/money.ts'
import type { Product, Variant } from '../schema.ts'
import { isMetadataColumn, isMetadataKey, isVariantColumn, PRODUCT_COLUMNS } from './columns.ts'
import { type Cells, unlessBlank } from './sheet.ts'

export type ProductFields = {
  title: string
  description: string
  vendor: string
  product_type: string
  seo_title: string
  seo_description: string
  tags: string[]
  /** Undefined when the file leaves it open. */
  status: Product['status'] | undefined
  metadata: Record<string, string>
}

export type VariantFields = Pick<
  Variant,
  | 'sku'
  | 'barcode'
  | 'inventory_tracked'
  | 'inventory_quantity'
  | 'inventory_policy'
  | 'weight_grams'
  | 'weight_unit'
  | 'requires_shipping'
  | 'taxable'
  | 'image_url'
  | 'metadata'
> & {
  /** In minor units of the store's currency; null for no price. */
  price: { amount: number; compare_at_amount: number | null } | null
}

/** What is wrong with a cell, before its row is known. */
export type CellError = { column: string; message: string }

const PRODUCT_TEXTS = [
  'title',
  'description',
  'vendor',
  'product_type',
  'seo_title',
  'seo_description',
] as const

/** Columns in which a blank cell says nothing, because what they hold cannot be blank. */
const NEVER_BLANK: ReadonlySet<string> = new Set([
  'Title',
  'Status',
  'Variant Inventory Qty',
  'Variant Inventory Policy',
  'Variant Weight Unit',
  'Variant Requires Shipping',
  'Variant Taxable',
])

/** The cells of what exists, if it does, overwritten by those that a file has. */
export function overlay(existing: Cells | undefined, given: Cells): Cells {
  if (existing === undefined) return given
  const cells: Record<string, string> = Object.assign(Object.create(null), existing)
  for (const column in given) {
    const cell = given[column] ?? ''
    if (cell !== '' || !NEVER_BLANK.has(column)) cells[column] = cell
  }
  return cells
}

/** The cells that describe a product as a whole, without handle, options and images. */
export function productCells(product: Product): Cells {
  return {
    ...Object.fromEntries(
      PRODUCT_TEXTS.map((field) => [PRODUCT_COLUMNS[field], unlessBlank(product[field])]),
    ),
    Tags: readTags(product.tags.join(',')).join(', '),
    Status: product.status,
    ...metadataCells(product.metadata, 'product'),
  }
}

/** Reads what `productCells` writes. `Status` wins over `Published`. */
export function readProductCells(cells: Cells): { fields: ProductFields; errors: CellError[] } {
  const cell = (column: string): string => cells[column] ?? ''
  const status = readStatus(cell('Status'), cell('Published'))
  const fields: ProductFields = {
    title: cell('Title'),
    description: cell('Body (HTML)'),
    vendor: cell('Vendor'),
    product_type: cell('Type'),
    seo_title: cell('SEO Title'),
    seo_description: cell('SEO Description'),
    tags: readTags(cell('Tags')),
    status: 'message' in status ? undefined : status.value,
    metadata: readMetadata(cells, 'product'),
  }
  return { fields, errors: 'message' in status ? [status] : [] }
}

/** The cells that describe one variant, without its options. Prices in other currencies have no column. */
export function variantCells(variant: Variant, currency: string): Cells {
  const price = variant.prices.find((price) => price.currency === currency)
  const money = (amount: number | null | undefined) => (amount == null ? '' : formatDecimal(amount, currency))
  return {
    'Variant SKU': unlessBlank(variant.sku ?? ''),
    'Variant Barcode': unlessBlank(variant.barcode),
    'Variant Inventory Tracker': variant.inventory_tracked ? 'shopify' : '',
    'Variant Inventory Qty': String(variant.inventory_quantity),
    'Variant Inventory Policy': variant.inventory_policy,
    'Variant Grams': String(variant.weight_grams),
    'Variant Weight Unit': variant.weight_unit,
    'Variant Price': money(price?.amount),
    'Variant Compare At Price': money(price?.compare_at_amount),
    'Variant Requires Shipping': String(variant.requires_shipping),
    'Variant Taxable': String(variant.taxable),
    'Variant Image': unlessBlank(variant.image_url),
    ...metadataCells(variant.metadata, 'variant'),
  }
}

/** Reads what `variantCells` writes. What a new variant's row leaves out gets the catalog's usual value. */
export function readVariantCells(
  cells: Cells,
  currency: string,
): { fields: VariantFields; errors: CellError[] } {
  const errors: CellError[] = []
  const fail = (column: string, message: string): undefined => {
    errors.push({ column, message })
  }
  const cell = (column: string): string => (cells[column] ?? '').trim()
  const choose = <T>(column: string, choices: ReadonlyMap<string, T>, otherwise: T): T => {
    const text = cell(column).toLowerCase()
    if (text === '') return otherwise
    return choices.get(text) ?? fail(column, mustBe(choices)) ?? otherwise
  }
  const whole = (column: string): number => {
    const text = cell(column)
    // Never -0, which equals 0 everywhere but in comparisons of whole objects.
    if (text === '' || /^-?\d{1,12}(\.0+)?$/.test(text)) return Number(text) || 0
    return fail(column, 'must be a whole number') ?? 0
  }
  const money = (column: string): number | null => {
    const text = cell(column)
    if (text === '') return null
    const example = formatDecimal(1999, currency)
    const decimals = example.split('.')[1]?.length ?? 0
    const message = `must be a price in ${currency} such as ${example}, not negative, with at most ${decimals} decimals`
    return parseDecimal(text, currency) ?? fail(column, message) ?? null
  }
  const amount = money('Variant Price')
  const compareAt = money('Variant Compare At Price')
  if (amount === null && compareAt !== null && errors.length === 0) {
    fail('Variant Compare At Price', 'needs a Variant Price beside it')
  }
  const fields: VariantFields = {
    sku: cells['Variant SKU'] || null,
    barcode: cells['Variant Barcode'] ?? '',
    inventory_tracked: cells['Variant Inventory Tracker'] !== '',
    inventory_quantity: whole('Variant Inventory Qty'),
    inventory_policy: choose('Variant Inventory Policy', POLICIES, 'deny'),
    weight_grams: whole('Variant Grams'),
    weight_unit: choose('Variant Weight Unit', UNITS, 'kg'),
    price: amount === null ? null : { amount, compare_at_amount: compareAt },
    requires_shipping: choose('Variant Requires Shipping', FLAGS, true),
    taxable: choose('Variant Taxable', FLAGS, true),
    image_url: cells['Variant Image'] ?? '',
    metadata: readMetadata(cells, 'variant'),
  }
  // Shopify's figure falls below zero when more was sold than there was; what is left to sell then is nothing.
  if (fields.inventory_tracked && fields.inventory_policy === 'deny') {
    fields.inventory_quantity = Math.max(0, fields.inventory_quantity)
  }
  return { fields, errors }
}

type VariantChoices<K extends keyof Variant> = ReadonlyMap<string, Variant[K]>
type StatusChoices = ReadonlyMap<string, Product['status']>

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])
const UNITS: VariantChoices<'weight_unit'> = new Map([
  ['g', 'g'],
  ['kg', 'kg'],
  ['oz', 'oz'],
  ['lb', 'lb'],
])
// The template of 2024 asks whether to continue selling.
const POLICIES: VariantChoices<'inventory_policy'> = new Map([
  ['deny', 'deny'],
  ['continue', 'continue'],
  ['false', 'deny'],
  ['true', 'continue'],
])
const STATUSES: StatusChoices = new Map([
  ['draft', 'draft'],
  ['active', 'active'],
  ['archived', 'archived'],
])
const PUBLISHED: StatusChoices = new Map([
  ['true', 'active'],
  ['false', 'draft'],
])

const mustBe = (choices: ReadonlyMap<string, unknown>): string =>
  `must be one of ${[...choices.keys()].join(', ')}`

function readStatus(status: string, published: string): { value: ProductFields['status'] } | CellError {
  const [column, choices, text] =
    status === '' ? (['Published', PUBLISHED, published] as const) : (['Status', STATUSES, status] as const)
  const value = choices.get(text.trim().toLowerCase())
  return text !== '' && value === undefined ? { column, message: mustBe(choices) } : { value }
}

const readTags = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
]

type Owner = 'product' | 'variant'

const metadataCells = (metadata: Record<string, string>, owner: Owner): Cells =>
  Object.fromEntries(
    Object.entries(metadata)
      .filter(([key]) => isMetadataKey(key, owner))
      .map(([key, value]) => [key, unlessBlank(value)]),
  )

function readMetadata(cells: Cells, owner: Owner): Record<string, string> {
  const found: [string, string][] = []
  for (const column in cells) {
    const cell = cells[column] ?? ''
    if (cell !== '' && isMetadataColumn(column) && isVariantColumn(column) === (owner === 'variant')) {
      found.push([column, cell])
    }
  }
  return Object.fromEntries(found)
}

/** The metadata that no column can hold: it stays whatever a file says. */
export const hiddenMetadata = (metadata: Record<string, string>, owner: Owner): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).filter(([key]) => !isMetadataKey(key, owner)))

/** The fields of `after` that are not as in `before`. */
export const changed = <T extends object>(before: Partial<T>, after: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(after).filter(([field, value]) => !isDeepStrictEqual(value, before[field as keyof T])),
  ) as Partial<T>
