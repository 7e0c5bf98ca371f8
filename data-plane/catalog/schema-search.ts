// How shoppers search products, and what they are told of what was found.
import { z } from 'zod'
import { MAX_AMOUNT } from '../../shared/money/money.ts'
import { PriceWish } from '../price-lists/index.ts'
import { StoreProduct } from './schema.ts'

const IdOrHandle = z.string().min(1).max(255)
const Value = z.string().min(1).max(360)
const several = (description: string) =>
  z
    .union([Value, z.array(Value).max(50)])
    .optional()
    .meta({ description })
const Amount = z.coerce.number().int().min(0).max(MAX_AMOUNT).optional()

const SORTS = ['relevance', 'newest', 'price_asc', 'price_desc', 'title'] as const

export const ProductSearch = z.strictObject({
  ...PriceWish,
  q: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Words, or beginnings of words, all of which a product has' }),
  collection: IdOrHandle.optional().meta({ description: 'Id or handle of an active one' }),
  category: IdOrHandle.optional().meta({ description: 'Id or handle; counts with all below it' }),
  brand: several('Ids or handles: one of these'),
  tag: several('One of these'),
  option: several('Such as `Size:M`: of each option named one of the values'),
  price_from: Amount.meta({ description: 'In minor units of the currency in which prices are asked' }),
  price_to: Amount,
  available: z.enum(['true']).optional().meta({ description: 'Only what can be bought now' }),
  sort: z.enum(SORTS).default('relevance').meta({
    description: 'Without words to search for, `relevance` is `newest`, or the order of the collection',
  }),
  page: z.coerce.number().int().min(1).max(1_000).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export type ProductSearch = z.output<typeof ProductSearch>

const count = z
  .int()
  .meta({ description: 'How many would be found with it, all other filters being as they are' })
const group = z.array(z.object({ id: z.uuid(), name: z.string(), handle: z.string(), count }))
const values = z.array(z.object({ value: z.string(), count }))

const Facets = z
  .object({
    categories: group,
    brands: group,
    tags: values,
    options: z.array(z.object({ name: z.string(), values })),
    available: count,
    price: z
      .object({ from: z.int(), to: z.int() })
      .nullable()
      .meta({ description: 'From the lowest to the highest, in minor units; null when nothing has one' }),
  })
  .meta({ id: 'ProductFacets' })
export type Facets = z.output<typeof Facets>

export const ProductSearchPage = z
  .object({
    data: z.array(StoreProduct),
    total: z.int(),
    is_partial: z.boolean().meta({
      description:
        'Whether there are more than were looked at: the newest 500 of what words or group lead to',
    }),
    page: z.int(),
    pages: z.int(),
    facets: Facets,
  })
  .meta({ id: 'ProductSearchPage' })
export type ProductSearchPage = z.output<typeof ProductSearchPage>
