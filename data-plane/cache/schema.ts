import { z } from 'zod'
import { CACHE_CLASSES } from '../../shared/cache/classes.ts'

const Rate = z
  .number()
  .nullable()
  .meta({ description: 'Share of lookups that were hits, 0 to 1; null when there were none' })

const CacheClassStatistics = z.object({
  class: z.enum(CACHE_CLASSES),
  hits: z.int(),
  misses: z.int(),
  hit_rate: Rate,
  entries: z.int(),
  bytes: z.int().meta({ description: 'Memory that they take' }),
})

export const CacheStatistics = z
  .object({
    scope: z
      .literal('process')
      .meta({ description: 'The figures are those of the worker process that answers; each has its own' }),
    since: z.string(),
    hit_rate: Rate,
    classes: z.array(CacheClassStatistics),
  })
  .meta({ id: 'CacheStatistics' })
export type CacheStatistics = z.output<typeof CacheStatistics>

const Tag = z.string().min(1).max(300)

export const CacheClear = z
  .strictObject({
    tags: z
      .array(Tag)
      .min(1)
      .max(100)
      .meta({
        description:
          '`products` for lists of products, `product:` with an id or handle for a product, `store` for settings and markets. Without tags everything is cleared.',
        example: ['products', 'product:linen-shirt'],
      }),
  })
  .partial()
  .meta({ id: 'CacheClear' })
export type CacheClear = z.output<typeof CacheClear>

export const CacheCleared = z.object({ cleared: z.union([z.literal('all'), z.array(Tag)]) })

export const CacheWarm = z
  .strictObject({
    product_lists: z
      .int()
      .min(0)
      .max(50)
      .default(3)
      .meta({ description: 'Pages of the product list, from the first' }),
    products: z
      .int()
      .min(0)
      .max(500)
      .default(50)
      .meta({ description: 'Newest products, by id and by handle' }),
  })
  .meta({ id: 'CacheWarm' })
export type CacheWarm = z.output<typeof CacheWarm>

export const CacheWarmed = z.object({ product_lists: z.int(), products: z.int(), settings: z.int() }).meta({
  id: 'CacheWarmed',
  description: 'How many answers were loaded',
})
