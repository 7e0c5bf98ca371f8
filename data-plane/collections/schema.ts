import { z } from 'zod'
import { Handle, pageFields, text } from '../../shared/http/fields.ts'
import { KeyedPaging, Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, MAX_AMOUNT } from '../../shared/money/money.ts'
import { MarketCodes } from '../categories/index.ts'
import { PriceWish } from '../price-lists/index.ts'

const MAX_CONDITIONS = 50
const MAX_STOCK = 1_000_000_000

const IsOrNot = z.enum(['equals', 'not_equals'])
const Comparison = z.enum(['equals', 'greater_than', 'less_than'])

export const Condition = z
  .discriminatedUnion('field', [
    z.strictObject({
      field: z.enum(['title', 'product_type', 'vendor']),
      operator: z.enum(['equals', 'not_equals', 'contains', 'not_contains', 'starts_with', 'ends_with']),
      value: text(255).min(1).meta({ example: 'Shirts' }),
    }),
    z.strictObject({ field: z.literal('tag'), operator: IsOrNot, value: text(255).min(1) }),
    z.strictObject({ field: z.literal('brand'), operator: IsOrNot, brand_id: z.uuid() }),
    z.strictObject({ field: z.literal('category'), operator: IsOrNot, category_id: z.uuid() }),
    z.strictObject({
      field: z.literal('price'),
      operator: Comparison,
      amount: z.int().min(0).max(MAX_AMOUNT),
      currency: Currency,
    }),
    z.strictObject({
      field: z.literal('stock'),
      operator: Comparison,
      quantity: z.int().min(-MAX_STOCK).max(MAX_STOCK),
    }),
  ])
  .meta({
    id: 'CollectionCondition',
    description:
      'Texts are compared without regard to case. A category counts with all below it. A price matches if that of any ' +
      "variant does. Stock is that of all variants together, and without bounds if one of them isn't tracked.",
  })
export type Condition = z.output<typeof Condition>

export const Rule = z
  .strictObject({
    match: z.enum(['all', 'any']),
    conditions: z.array(Condition).min(1).max(MAX_CONDITIONS),
  })
  .meta({ id: 'CollectionRule' })
export type Rule = z.output<typeof Rule>

const Sort = z.enum(['manual', 'title', 'price_asc', 'price_desc', 'newest', 'oldest'])
export type Sort = z.output<typeof Sort>

const time = z.iso.datetime({ offset: true })

const collectionFields = {
  title: text(255).min(1).meta({ example: 'Summer' }),
  handle: Handle,
  description: text(5_000).meta({ description: 'HTML' }),
  image_url: text(2_000),
  rule: Rule.nullable().meta({
    description:
      'Which products belong to it; null: those that were added to it. Whether it has one stays as it is.',
  }),
  sort: Sort.meta({ description: '`manual`: in the order in which they were put' }),
  sort_currency: Currency.nullable().meta({ description: 'Needed to sort by price' }),
  starts_at: time.nullable().meta({ description: 'Shoppers see it from then on' }),
  ends_at: time.nullable().meta({ description: 'Shoppers see it no longer' }),
  markets: MarketCodes,
  ...pageFields,
}

export const CollectionInput = z
  .strictObject(collectionFields)
  .partial()
  .required({ title: true })
  .meta({ id: 'CollectionInput' })
export const CollectionPatch = z
  .strictObject(collectionFields)
  .partial()
  .meta({ id: 'CollectionPatch', description: 'What is absent stays.' })
export type CollectionInput = z.output<typeof CollectionInput>
export type CollectionPatch = z.output<typeof CollectionPatch>

export const Collection = z
  .object({
    id: z.uuid(),
    ...collectionFields,
    starts_at: z.string().nullable(),
    ends_at: z.string().nullable(),
    refresh: z
      .object({ status: z.enum(['done', 'running']), processed_products: z.int() })
      .meta({ description: 'Whether its products are up to date with its rule and order' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Collection' })
export type Collection = z.output<typeof Collection>

export const StoreCollection = z
  .object({
    id: z.uuid(),
    title: z.string(),
    handle: z.string(),
    description: z.string(),
    image_url: z.string(),
    starts_at: z.string().nullable(),
    ends_at: z.string().nullable(),
    seo_title: z.string(),
    seo_description: z.string(),
  })
  .meta({ id: 'StoreCollection' })
export type StoreCollection = z.output<typeof StoreCollection>

export const CollectionId = z.object({ collection_id: z.uuid() })
export const CollectionIdOrHandle = z.object({
  collection_id: z.string().min(1).max(255).meta({ description: 'Id or handle' }),
})
export const CollectionProductId = z.object({ collection_id: z.uuid(), product_id: z.uuid() })
export const CollectionFilter = z.strictObject({
  ...Paging,
  handle: Handle.optional(),
  product: z.uuid().optional().meta({ description: 'Id of a product that is in them' }),
})
export type CollectionFilter = z.output<typeof CollectionFilter>
export const StoreCollectionFilter = z.strictObject({ ...Paging, market: z.string().max(20).optional() })
export type StoreCollectionFilter = z.output<typeof StoreCollectionFilter>
export const MembersFilter = z.strictObject(KeyedPaging)
export type MembersFilter = z.output<typeof MembersFilter>
export const StoreMembersFilter = z.strictObject({ ...KeyedPaging, ...PriceWish })
export type StoreMembersFilter = z.output<typeof StoreMembersFilter>

export const AddProducts = z
  .strictObject({
    product_ids: z
      .array(z.uuid())
      .min(1)
      .max(1_000)
      .refine((ids) => new Set(ids).size === ids.length, 'names a product twice'),
    after: z.uuid().nullable().optional().meta({
      description: 'The product behind which they are put; null: at the front; absent: at the end',
    }),
  })
  .meta({ id: 'AddProducts' })
export type AddProducts = z.output<typeof AddProducts>

const Member = z.object({ product_id: z.uuid(), title: z.string(), handle: z.string() })
export const CollectionPage = pageOf(Collection).meta({ id: 'CollectionPage' })
export const StoreCollectionPage = pageOf(StoreCollection).meta({ id: 'StoreCollectionPage' })
export const MemberPage = pageOf(Member).meta({ id: 'CollectionMemberPage' })
