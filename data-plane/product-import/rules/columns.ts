// The columns of Shopify's product CSV, and which part of a product each belongs to.

/** The header that an export starts with, in Shopify's order. */
export const CLASSIC_COLUMNS = [
  'Handle',
  'Title',
  'Body (HTML)',
  'Vendor',
  'Type',
  'Tags',
  'Published',
  'Option1 Name',
  'Option1 Value',
  'Option2 Name',
  'Option2 Value',
  'Option3 Name',
  'Option3 Value',
  'Variant SKU',
  'Variant Grams',
  'Variant Inventory Tracker',
  'Variant Inventory Qty',
  'Variant Inventory Policy',
  'Variant Fulfillment Service',
  'Variant Price',
  'Variant Compare At Price',
  'Variant Requires Shipping',
  'Variant Taxable',
  'Variant Barcode',
  'Image Src',
  'Image Position',
  'Image Alt Text',
  'Gift Card',
  'SEO Title',
  'SEO Description',
  'Google Shopping / Google Product Category',
  'Google Shopping / Gender',
  'Google Shopping / Age Group',
  'Google Shopping / MPN',
  'Google Shopping / AdWords Grouping',
  'Google Shopping / AdWords Labels',
  'Google Shopping / Condition',
  'Google Shopping / Custom Product',
  'Google Shopping / Custom Label 0',
  'Google Shopping / Custom Label 1',
  'Google Shopping / Custom Label 2',
  'Google Shopping / Custom Label 3',
  'Google Shopping / Custom Label 4',
  'Variant Image',
  'Variant Weight Unit',
  'Variant Tax Code',
  'Cost per item',
  'Status',
] as const

export const OPTION_SLOTS = [1, 2, 3] as const

/** The column that fills each field; errors about a field name it. */
export const PRODUCT_COLUMNS = {
  handle: 'Handle',
  title: 'Title',
  description: 'Body (HTML)',
  vendor: 'Vendor',
  product_type: 'Type',
  tags: 'Tags',
  status: 'Status',
  seo_title: 'SEO Title',
  seo_description: 'SEO Description',
  images: 'Image Src',
} as const

const VARIANT_COLUMNS = {
  sku: 'Variant SKU',
  barcode: 'Variant Barcode',
  prices: 'Variant Price',
  compare_at_amount: 'Variant Compare At Price',
  inventory_tracked: 'Variant Inventory Tracker',
  inventory_quantity: 'Variant Inventory Qty',
  inventory_policy: 'Variant Inventory Policy',
  weight_grams: 'Variant Grams',
  weight_unit: 'Variant Weight Unit',
  requires_shipping: 'Variant Requires Shipping',
  taxable: 'Variant Taxable',
  image_url: 'Variant Image',
} as const

const FIELD_COLUMNS: ReadonlySet<string> = new Set([
  ...Object.values(PRODUCT_COLUMNS),
  ...Object.values(VARIANT_COLUMNS),
  ...OPTION_SLOTS.flatMap((slot) => [`Option${slot} Name`, `Option${slot} Value`]),
  'Published',
  'Image Position',
  'Image Alt Text',
])

/** What Shopify's template of 2024 calls the classic columns, where more than the case differs. */
const NEWER_NAMES: ReadonlyMap<string, string> = new Map([
  ['url handle', 'Handle'],
  ['description', 'Body (HTML)'],
  ['published on online store', 'Published'],
  ['sku', 'Variant SKU'],
  ['barcode', 'Variant Barcode'],
  ['price', 'Variant Price'],
  ['compare-at price', 'Variant Compare At Price'],
  ['charge tax', 'Variant Taxable'],
  ['tax code', 'Variant Tax Code'],
  ['inventory tracker', 'Variant Inventory Tracker'],
  ['inventory quantity', 'Variant Inventory Qty'],
  ['continue selling when out of stock', 'Variant Inventory Policy'],
  ['weight value (grams)', 'Variant Grams'],
  ['weight unit for display', 'Variant Weight Unit'],
  ['requires shipping', 'Variant Requires Shipping'],
  ['fulfillment service', 'Variant Fulfillment Service'],
  ['product image url', 'Image Src'],
  ['variant image url', 'Variant Image'],
])

const CLASSIC_NAMES: ReadonlyMap<string, string> = new Map(
  CLASSIC_COLUMNS.map((column) => [column.toLowerCase(), column]),
)

const classicName = (name: string): string | undefined => CLASSIC_NAMES.get(name.trim().toLowerCase())

/**
 * The columns of a file by their classic names, whatever their case; unknown ones keep theirs. A newer name counts
 * only where the classic column is missing, so that a file may have a `Price` of its own beside `Variant Price`.
 */
export function columnNames(header: readonly string[]): string[] {
  const classic = header.map(classicName)
  return header.map((name, i) => {
    const newer = NEWER_NAMES.get(name.trim().toLowerCase())
    return classic[i] ?? (newer !== undefined && !classic.includes(newer) ? newer : name)
  })
}

/** Whether a column says something of one variant rather than of the whole product. */
export const isVariantColumn = (column: string): boolean =>
  column.startsWith('Variant ') || column === 'Cost per item' || /^Option[123] Value$/.test(column)

/** Whether a column has no field of its own, so that its cells are kept as metadata under its name. */
export const isMetadataColumn = (column: string): boolean => !FIELD_COLUMNS.has(column)

/** Whether a metadata key can stand as a column of its own and be read back as the same key of the same owner. */
export function isMetadataKey(key: string, owner: 'product' | 'variant'): boolean {
  return (
    key.trim() !== '' &&
    isMetadataColumn(key) &&
    (classicName(key) ?? key) === key &&
    isVariantColumn(key) === (owner === 'variant')
  )
}

/** The column behind a field's path in a product, as in `['variants', 0, 'sku']`; '' where there is none. */
export function columnOf(path: readonly PropertyKey[]): string {
  const [field, at, part, key] = path.map(String)
  if (field === 'variants') return part === 'metadata' ? (key ?? '') : columnIn(VARIANT_COLUMNS, part)
  if (field === 'metadata') return at ?? ''
  if (field === 'options' && at !== undefined) return `Option${Number(at) + 1} Name`
  return part === 'alt' ? 'Image Alt Text' : columnIn(PRODUCT_COLUMNS, field)
}

const columnIn = (columns: Readonly<Record<string, string>>, field = ''): string =>
  Object.hasOwn(columns, field) ? (columns[field] ?? '') : ''
