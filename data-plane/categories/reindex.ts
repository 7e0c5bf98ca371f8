// What follows when a category has moved: its products are found by other categories above it.
import { touchTags } from '../../shared/cache/cached.ts'
import { type Ctx, inTx } from '../../shared/context.ts'
import { productTags } from '../catalog/events.ts'
import { lockProducts, refreshMemberships } from '../collections/index.ts'
import * as queries from './queries.ts'

/** Few enough that products are locked for a moment only. */
const CHUNK_PRODUCTS = 250

/**
 * Puts the next products of a category under what is above it now. Gives the last of them, or undefined when there are
 * no more.
 */
export async function reindexChunk(
  ctx: Ctx,
  { id, after }: { id: string; after: string },
): Promise<string | undefined> {
  return inTx(ctx, async (ctx) => {
    const page = { id, after, limit: CHUNK_PRODUCTS }
    const ids = await queries.productsOf(ctx.tx, ctx.tenantId, page)
    const [, , own] = await Promise.all([
      queries.keepStructure(ctx.tx, ctx.tenantId),
      lockProducts(ctx, ids),
      queries.ownCategories(ctx.tx, ctx.tenantId, ids),
    ])
    const byProduct = Map.groupBy(own, (row) => row.product_id)
    const lists = [...byProduct].map(([productId, rows]) => ({
      productId,
      isNew: false,
      categoryIds: rows.map((row) => row.category_id),
    }))
    await queries.replaceCategories(ctx.tx, ctx.tenantId, lists)
    await refreshMemberships(ctx, ids)
    touchTags(ctx, productTags())
    return ids.length < CHUNK_PRODUCTS ? undefined : ids.at(-1)
  })
}
