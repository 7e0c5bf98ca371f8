// Products as shoppers see them.
import { type Ctx, inRead } from '../../../shared/context.ts'
import { idOrHandle } from '../../../shared/handles.ts'
import { cursorOf, keyCursor, readCursor, readKeyCursor } from '../../../shared/http/page.ts'
import { type PriceWish, shopperPricing } from '../../price-lists/index.ts'
import * as lists from '../queries/list.ts'
import * as storefront from '../queries/storefront.ts'
import { optionValues } from '../rules.ts'
import type { StoreProduct, StoreProductFilter } from '../schema.ts'
import { noProduct, optionsOf } from './products.ts'

/** An active product as shoppers see it, by id or handle. */
export async function getStoreProduct(ctx: Ctx, idOrName: string, wish: PriceWish): Promise<StoreProduct> {
  const pricing = await shopperPricing(ctx, wish)
  const { hasLists } = pricing
  const row = await inRead(ctx, (ctx) =>
    storefront.findStoreProduct(ctx.tx, ctx.tenantId, { ...idOrHandle(idOrName), hasLists }),
  )
  if (row === undefined) throw noProduct(idOrName)
  return toStoreProduct(row, pricing)
}

/** What is on sale, newest first; `category` counts with all below it. */
export async function listStoreProducts(
  ctx: Ctx,
  { limit, cursor, category, brand, ...wish }: StoreProductFilter,
) {
  if (category !== undefined || brand !== undefined) {
    const filters = { ...groupBy('category', category), ...groupBy('brand', brand) }
    return storePage(ctx, { order: 'created_at', filters, limit, after: readKeyCursor(cursor) }, wish)
  }
  const before = readCursor(cursor)
  const pricing = await shopperPricing(ctx, wish)
  const page = { hasLists: pricing.hasLists, limit: limit + 1, before }
  const rows = await inRead(ctx, (ctx) => storefront.listStoreProducts(ctx.tx, ctx.tenantId, page))
  return {
    data: rows.slice(0, limit).map((row) => toStoreProduct(row, pricing)),
    next_cursor: cursorOf(rows, limit),
  }
}

/** What is on sale of a collection, in its order. */
export const listCollectionProducts = (
  ctx: Ctx,
  collectionId: string,
  { limit, cursor, ...wish }: { limit: number; cursor?: string | undefined } & PriceWish,
) =>
  storePage(
    ctx,
    {
      order: 'collection',
      filters: { collection_id: collectionId },
      limit,
      after: readKeyCursor(cursor),
    },
    wish,
  )

function groupBy(group: 'category' | 'brand', name: string | undefined): lists.Filters {
  if (name === undefined) return {}
  const by = idOrHandle(name)
  return 'id' in by ? { [`${group}_id`]: by.id } : { [`${group}_handle`]: by.handle }
}

async function storePage(ctx: Ctx, listing: lists.Listing, wish: PriceWish) {
  const [page, pricing] = await inRead(ctx, (ctx) =>
    Promise.all([lists.listStoreProducts(ctx.tx, ctx.tenantId, listing), shopperPricing(ctx, wish)]),
  )
  return {
    data: page.rows.map((row) => toStoreProduct(row, pricing)),
    next_cursor: page.next === undefined ? null : keyCursor(page.next),
  }
}

type Part = { after: string | undefined; size: number }

/** The addresses of what is on sale, newest first: `size` of them behind the product of an id. */
export const listHandles = (ctx: Ctx, part: Part) =>
  inRead(ctx, (ctx) => storefront.listHandles(ctx.tx, ctx.tenantId, part))

/** The id of the last product of such a part, if there are more behind it. */
export async function endOfPart(ctx: Ctx, { after, size }: Part): Promise<string | undefined> {
  const rows = await listHandles(ctx, { after, size: size + 1 })
  return rows.length > size ? rows[size - 1]?.id : undefined
}

type Pricing = Awaited<ReturnType<typeof shopperPricing>>

export function toStoreProduct(
  { options: names, images, variants, rating, ...product }: storefront.StoreProductRow,
  pricing: Pricing,
): StoreProduct {
  const lists = variants ?? []
  return {
    ...product,
    options: optionValues(
      names,
      lists.map(([, , , option_values]) => ({ option_values })),
    ),
    images: (images ?? []).map(([url, alt, width, height]) => ({ url, alt, width, height })),
    rating: { average: rating?.[0] ?? null, count: rating?.[1] ?? 0 },
    variants: lists.map(([id, title, sku, values, image_url, available, prices, listPrices]) => ({
      id,
      title,
      sku,
      options: optionsOf(names, values),
      ...pricing.pricesOf(prices, listPrices ?? null),
      prices: (prices ?? []).map(([amount, currency, compare_at_amount]) => ({
        amount,
        currency,
        compare_at_amount,
      })),
      image_url,
      available,
    })),
  }
}
