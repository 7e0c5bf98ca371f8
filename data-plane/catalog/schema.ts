// Products as the staff API and the shopper API show them, and as staff write them.
import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, MAX_AMOUNT, Price } from '../../shared/money/money.ts'

const MAX_OPTIONS = 3
const MAX_VARIANTS = 250
const MAX_STOCK = 1_000_000_000

const text = (max: number) => z.string().max(max)
const Metadata = z
  .record(z.string().min(1).max(100), text(5_000))
  .refine((value) => Object.keys(value).length <= 100, 'holds at most 100 keys')

const Handle = z
  .string()
  .max(255)
  .regex(
    /^[\p{Ll}\p{Lo}\p{M}\p{N}][\p{Ll}\p{Lo}\p{M}\p{N}._-]*$/u,
    'must be lower-case letters, digits, and - _ . between them',
  )
  .meta({ example: 'linen-shirt' })
const ProductStatus = z.enum(['draft', 'active', 'archived'])

const VariantPrice = z.strictObject({
  ...Price.shape,
  compare_at_amount: z
    .int()
    .min(0)
    .max(MAX_AMOUNT)
    .nullable()
    .optional()
    .meta({ description: 'What it used to cost' }),
})

const variantFields = {
  title: text(255).min(1),
  sku: text(255).min(1).nullable(),
  barcode: text(255),
  options: z.record(text(100).min(1), text(255).min(1)).meta({ example: { Size: 'M' } }),
  prices: z
    .array(VariantPrice)
    .max(50)
    .refine(
      (prices) => new Set(prices.map((price) => price.currency)).size === prices.length,
      'holds a currency twice',
    ),
  inventory_quantity: z.int().min(-MAX_STOCK).max(MAX_STOCK),
  inventory_tracked: z.boolean().meta({ description: 'Untracked variants never run out' }),
  inventory_policy: z
    .enum(['deny', 'continue'])
    .meta({ description: 'Whether to go on selling when none is left' }),
  weight_grams: z.int().min(0).max(MAX_STOCK),
  weight_unit: z.enum(['g', 'kg', 'oz', 'lb']),
  requires_shipping: z.boolean(),
  taxable: z.boolean(),
  image_url: text(2_000),
  metadata: Metadata,
}

export const VariantInput = z
  .strictObject(variantFields)
  .partial()
  .extend({
    id: z.uuid().optional().meta({ description: 'When changing a product: the variant to keep and change' }),
  })
  .meta({ id: 'VariantInput' })

const productFields = {
  title: text(255).min(1).meta({ example: 'Linen shirt' }),
  handle: Handle,
  description: text(200_000).meta({ description: 'HTML' }),
  status: ProductStatus,
  vendor: text(255),
  product_type: text(255),
  tags: z.array(text(255).min(1)).max(250),
  options: z
    .array(
      z.strictObject({
        name: text(100).min(1),
        values: z.array(text(255).min(1)).max(MAX_VARIANTS).optional(),
      }),
    )
    .max(MAX_OPTIONS),
  images: z.array(z.strictObject({ url: text(2_000).min(1), alt: text(512).default('') })).max(250),
  seo_title: text(255),
  seo_description: text(1_000),
  metadata: Metadata,
  variants: z.array(VariantInput).min(1).max(MAX_VARIANTS),
}

export const ProductInput = z
  .strictObject(productFields)
  .partial()
  .required({ title: true, variants: true })
  .meta({ id: 'ProductInput' })

export const ProductPatch = z.strictObject(productFields).partial().meta({
  id: 'ProductPatch',
  description: 'What is absent stays. `variants`, `images` and `tags` replace the whole list.',
})

export type VariantInput = z.output<typeof VariantInput>
export type ProductInput = z.output<typeof ProductInput>
export type ProductPatch = z.output<typeof ProductPatch>

const Options = z.array(z.object({ name: z.string(), values: z.array(z.string()) }))
const Prices = z.array(
  z.object({ amount: z.int(), currency: Currency, compare_at_amount: z.int().nullable() }),
)
const Images = z.array(z.object({ url: z.string(), alt: z.string() }))

export const Variant = z.object({ id: z.uuid(), ...variantFields, prices: Prices }).meta({ id: 'Variant' })

export const Product = z
  .object({
    id: z.uuid(),
    ...productFields,
    options: Options,
    images: Images,
    variants: z.array(Variant),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Product' })
export type Product = z.output<typeof Product>
export type Variant = z.output<typeof Variant>

export const StoreProduct = z
  .object({
    id: z.uuid(),
    title: z.string(),
    handle: z.string(),
    description: z.string(),
    vendor: z.string(),
    product_type: z.string(),
    tags: z.array(z.string()),
    options: Options,
    images: Images,
    seo_title: z.string(),
    seo_description: z.string(),
    variants: z.array(
      z.object({
        id: z.uuid(),
        title: z.string(),
        sku: z.string().nullable(),
        options: z.record(z.string(), z.string()),
        prices: Prices,
        image_url: z.string(),
        available: z.boolean().meta({ description: 'Whether at least one can be bought now' }),
      }),
    ),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'StoreProduct' })
export type StoreProduct = z.output<typeof StoreProduct>

export const ProductId = z.object({ product_id: z.uuid() })
export const ProductIdOrHandle = z.object({
  product_id: z.string().min(1).max(255).meta({ description: 'Id or handle' }),
})
export const ProductFilter = z.strictObject({
  ...Paging,
  status: ProductStatus.optional(),
  handle: Handle.optional(),
  sku: text(255).optional(),
})
export const StoreProductFilter = z.strictObject(Paging)
export const ProductPage = pageOf(Product).meta({ id: 'ProductPage' })
export const StoreProductPage = pageOf(StoreProduct).meta({ id: 'StoreProductPage' })
export type ProductFilter = z.output<typeof ProductFilter>
