// Products as the staff API and the shopper API show them, and as staff write them.
import { z } from 'zod'
import { Html } from '../../shared/html/field.ts'
import { Handle, Metadata, pageFields, text } from '../../shared/http/fields.ts'
import { KeyedPaging, Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, MAX_AMOUNT, Money, Price } from '../../shared/money/money.ts'
import { PriceWish } from '../price-lists/index.ts'
import { TaxClass } from '../tax/index.ts'

const MAX_OPTIONS = 3
const MAX_VARIANTS = 250
const MAX_STOCK = 1_000_000_000

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
  tax_class: TaxClass.meta({ description: "One of the store's `tax_classes`" }),
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

const ImageInput = z
  .strictObject({
    url: text(2_000).min(1).optional(),
    alt: text(512).default(''),
    media_id: z
      .uuid()
      .nullable()
      .optional()
      .meta({ description: 'A file of the store, which gives the url' }),
  })
  .refine((image) => (image.url ?? image.media_id ?? null) !== null, {
    path: ['url'],
    message: 'is required without a media_id',
  })

const productFields = {
  title: text(255).min(1).meta({ example: 'Linen shirt' }),
  handle: Handle,
  description: Html(200_000).meta({ description: 'HTML' }),
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
  images: z.array(ImageInput).max(250),
  ...pageFields,
  brand_id: z.uuid().nullable(),
  merchant_id: z.uuid().nullable(),
  category_ids: z.array(z.uuid()).max(50).meta({ description: 'The lowest ones; those above are implied' }),
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
const Size = z.int().nullable()
const Images = z.array(
  z.object({
    url: z.string(),
    alt: z.string(),
    width: Size.meta({ description: 'In pixels; null of pictures that are no files of the store' }),
    height: Size,
  }),
)

export const Variant = z.object({ id: z.uuid(), ...variantFields, prices: Prices }).meta({ id: 'Variant' })

export const Product = z
  .object({
    id: z.uuid(),
    ...productFields,
    options: Options,
    images: z.array(z.object({ url: z.string(), alt: z.string(), media_id: z.uuid().nullable() })),
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
    brand_id: z.uuid().nullable(),
    category_ids: z.array(z.uuid()),
    rating: z.object({
      average: z.int().nullable().meta({ description: 'Of its reviews, in hundredths; null without any' }),
      count: z.int(),
    }),
    variants: z.array(
      z.object({
        id: z.uuid(),
        title: z.string(),
        sku: z.string().nullable(),
        options: z.record(z.string(), z.string()),
        price: Money.nullable().meta({ description: 'What one costs now; null when it has no price here' }),
        original_price: Money.nullable().meta({ description: 'What one would cost without a sale' }),
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
/** What products can be found by, beside a page's place in the list. */
export const productFilters = {
  status: ProductStatus.optional(),
  title: text(255).min(1).optional().meta({ description: 'How the title begins, in any case' }),
  collection: z.uuid().optional().meta({ description: 'Id of a collection' }),
  category: z.uuid().optional().meta({ description: 'Id of a category; counts with all below it' }),
  brand: z.uuid().optional().meta({ description: 'Id of a brand' }),
  merchant: z.uuid().optional().meta({ description: 'Id of a merchant' }),
  product_type: text(255).optional(),
  tag: text(255).optional(),
}
export const ProductFilter = z.strictObject({
  ...KeyedPaging,
  ...productFilters,
  handle: Handle.optional(),
  sku: text(255).optional(),
  sort: z.enum(['created_at', 'updated_at', 'title']).optional().meta({
    description:
      'Times: the latest first. Without it by title where that is looked for, else by `created_at`.',
  }),
})

const MAX_NAMED = 100
export const VariantFilter = z.strictObject({
  ids: z
    .string()
    .transform((ids) => ids.toLowerCase().split(','))
    .pipe(z.array(z.uuid()).max(MAX_NAMED))
    .default([])
    .meta({ description: `Up to ${MAX_NAMED}, with commas between them; without, none` }),
})
export const NamedVariants = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid(),
        product_id: z.uuid(),
        product_title: z.string(),
        title: z.string().meta({ description: 'Empty where the product has no options' }),
        sku: z.string().nullable(),
        barcode: z.string(),
        prices: Prices,
      }),
    ),
  })
  .meta({ id: 'NamedVariants' })
export type NamedVariant = z.output<typeof NamedVariants>['data'][number]

const IdOrHandle = z.string().min(1).max(255)
export const StoreProductFilter = z.strictObject({
  ...Paging,
  ...PriceWish,
  category: IdOrHandle.optional().meta({ description: 'Id or handle; counts with all below it' }),
  brand: IdOrHandle.optional().meta({ description: 'Id or handle' }),
})
export type StoreProductFilter = z.output<typeof StoreProductFilter>
export const StoreProductView = z.strictObject(PriceWish)
export const ProductPage = pageOf(Product).meta({ id: 'ProductPage' })
export const StoreProductPage = pageOf(StoreProduct).meta({ id: 'StoreProductPage' })
export type ProductFilter = z.output<typeof ProductFilter>
