// Searches of shoppers.
import { type Ctx, inRead, type ReadCtx } from '../../../shared/context.ts'
import { idOrHandle } from '../../../shared/handles.ts'
import { shopperPricing } from '../../price-lists/index.ts'
import * as queries from '../queries/search.ts'
import { listStoreProductsById } from '../queries/storefront.ts'
import { type Candidate, listOf, optionsAsked, search, wordsAsked } from '../rules-search.ts'
import type { ProductSearch, ProductSearchPage } from '../schema-search.ts'
import { optionsOf } from './products.ts'
import { toStoreProduct } from './storefront.ts'

type Pricing = Awaited<ReturnType<typeof shopperPricing>>

/** What is on sale that fits, with how much there is of what else could be chosen. */
export async function searchProducts(ctx: Ctx, wish: ProductSearch): Promise<ProductSearchPage> {
  const { market, currency, limit } = wish
  const pricing = await shopperPricing(ctx, { market, currency })
  return inRead(ctx, async (ctx) => {
    const groups = await groupsOf(ctx, wish)
    const words = wordsAsked(wish.q ?? '')
    const [walk, lead] = leadOf(words, groups)
    const rows = groups.isNothing ? [] : await queries.findCandidates(ctx.tx, ctx.tenantId, walk, lead)
    const { found, facets } = search(
      rows.slice(0, queries.MAX_CANDIDATES).map((row) => toCandidate(row, pricing)),
      {
        words,
        categoryId: groups.categoryId,
        brandIds: wish.brand === undefined ? undefined : groups.brandIds,
        tags: listOf(wish.tag),
        options: optionsAsked(wish.option),
        from: wish.price_from,
        to: wish.price_to,
        isAvailable: wish.available === 'true',
      },
      wish.sort,
    )
    const ids = found.slice((wish.page - 1) * limit, wish.page * limit).map(({ id }) => id)
    const [products, categories, brands] = await Promise.all([
      ids.length === 0 ? [] : listStoreProductsById(ctx.tx, ctx.tenantId, ids),
      queries.findCategoryNames(
        ctx.tx,
        ctx.tenantId,
        facets.categories.map(({ value }) => value),
      ),
      queries.findBrandNames(
        ctx.tx,
        ctx.tenantId,
        facets.brands.map(({ value }) => value),
      ),
    ])
    const byId = new Map(products.map((product) => [product.id, product]))
    return {
      data: ids.flatMap((id) => {
        const row = byId.get(id)
        return row === undefined ? [] : toStoreProduct(row, pricing)
      }),
      total: found.length,
      is_partial: rows.length > queries.MAX_CANDIDATES,
      page: wish.page,
      pages: Math.ceil(found.length / limit),
      facets: {
        ...facets,
        categories: named(facets.categories, categories),
        brands: named(facets.brands, brands),
      },
    }
  })
}

const named = <G extends { id: string }>(
  counts: readonly { value: string; count: number }[],
  groups: readonly G[],
) => {
  const byId = new Map(groups.map((group) => [group.id, group]))
  return counts.flatMap(({ value, count }) => {
    const group = byId.get(value)
    return group === undefined ? [] : { ...group, count }
  })
}

type Groups = {
  collectionId: string | undefined
  categoryId: string | undefined
  brandIds: string[]
  /** Whether one of them is not there, so that nothing fits. */
  isNothing: boolean
}

async function groupsOf(
  ctx: ReadCtx,
  { collection, category, brand, market }: ProductSearch,
): Promise<Groups> {
  const brands = listOf(brand).map(idOrHandle)
  const byCategory = category === undefined ? undefined : idOrHandle(category)
  const byCollection = collection === undefined ? undefined : idOrHandle(collection)
  const handle =
    byCollection === undefined
      ? undefined
      : 'id' in byCollection
        ? await queries.findCollectionHandle(ctx.tx, ctx.tenantId, byCollection.id)
        : byCollection.handle
  const needsNames =
    handle !== undefined || (byCategory && 'handle' in byCategory) || brands.some((one) => 'handle' in one)
  const found = needsNames
    ? await queries.findGroups(ctx.tx, ctx.tenantId, {
        category: byCategory && 'handle' in byCategory ? byCategory.handle : null,
        collection: handle ?? null,
        market: market ?? null,
        brands: brands.flatMap((one) => ('handle' in one ? one.handle : [])),
      })
    : undefined
  const categoryId = byCategory && ('id' in byCategory ? byCategory.id : (found?.category_id ?? undefined))
  const collectionId = found?.collection_id ?? undefined
  const brandIds = [...brands.flatMap((one) => ('id' in one ? one.id : [])), ...(found?.brand_ids ?? [])]
  const isNothing =
    (category !== undefined && categoryId === undefined) ||
    (collection !== undefined && collectionId === undefined) ||
    (brand !== undefined && brandIds.length === 0)
  return { collectionId, categoryId, brandIds, isNothing }
}

/** What leads to the products, so that fewest need be looked at; a collection always does, as only it knows who is in it. */
function leadOf(
  words: readonly string[],
  { collectionId, categoryId, brandIds }: Groups,
): [queries.Walk, string] {
  const [longest] = [...words].sort((a, b) => b.length - a.length)
  const [brand, another] = brandIds
  if (collectionId !== undefined) return ['collection', collectionId]
  if (longest !== undefined) return ['term', longest]
  if (categoryId !== undefined) return ['category', categoryId]
  if (brand !== undefined && another === undefined) return ['brand', brand]
  return ['all', '']
}

const toCandidate = ({ options, variants, ...row }: queries.CandidateRow, pricing: Pricing): Candidate => ({
  ...row,
  skus: (variants ?? []).map(([sku]) => sku),
  variants: (variants ?? []).map(([, values, available, prices, lists]) => ({
    options: optionsOf(options, values),
    available,
    price: pricing.pricesOf(prices, lists).price,
  })),
})
