// What a store's staff can see of the read cache and do to it.
import type { Principal } from '../../shared/auth/permissions.ts'
import { touchTags } from '../../shared/cache/cached.ts'
import { ALL } from '../../shared/cache/tags.ts'
import { type Ctx, inTx } from '../../shared/context.ts'
import { deleteOldTags } from '../../shared/db/cache-tags.ts'
import { listProducts } from '../catalog/index.ts'
import { getMarkets } from '../markets/index.ts'
import { getStore } from '../store/index.ts'
import { getTaxRegions } from '../tax/index.ts'
import type { CacheClear, CacheStatistics, CacheWarm } from './schema.ts'

/** Longer than any entry is kept. */
const TAGS_KEPT_HOURS = 2
const SHOPPER: Principal = { kind: 'anonymous', id: '', permissions: new Set(['shop']) }

export async function cacheStatistics(ctx: Ctx): Promise<CacheStatistics> {
  const { since, classes } = ctx.shard.cache.statistics(ctx.tenantId)
  const sum = (field: 'hits' | 'misses') => classes.reduce((total, one) => total + one[field], 0)
  return {
    scope: 'process',
    since: since.toISOString(),
    hit_rate: rateOf(sum('hits'), sum('misses')),
    classes: classes.map((one) => ({ ...one, hit_rate: rateOf(one.hits, one.misses) })),
  }
}

const rateOf = (hits: number, misses: number): number | null =>
  hits + misses === 0 ? null : hits / (hits + misses)

/** Makes all processes load anew what depends on these tags, or everything of the store. */
export async function clearCache(ctx: Ctx, { tags }: CacheClear): Promise<{ cleared: 'all' | string[] }> {
  return inTx(ctx, async (ctx) => {
    touchTags(ctx, tags ?? [ALL])
    return { cleared: tags ?? 'all' }
  })
}

/** Loads what shoppers are likely to ask this process for, and others through Redis. One after the other, to disturb nobody. */
export async function warmCache(ctx: Ctx, wish: CacheWarm) {
  const holds = async (path: string) => {
    const answer = await ctx.shard.answer({ ...ctx, principal: SHOPPER }, path)
    return { count: answer.ok ? 1 : 0, answer }
  }
  let product_lists = 0
  for (let path = '/store/v1/products'; product_lists < wish.product_lists; ) {
    const { count, answer } = await holds(path)
    product_lists += count
    const { next_cursor } = (await answer.json()) as { next_cursor?: string | null }
    if (count === 0 || typeof next_cursor !== 'string') break
    path = `/store/v1/products?cursor=${next_cursor}`
  }
  let products = 0
  const newest =
    wish.products === 0 ? [] : (await listProducts(ctx, { limit: wish.products, status: 'active' })).data
  for (const name of newest.flatMap(({ id, handle }) => [id, handle]))
    products += (await holds(`/store/v1/products/${encodeURIComponent(name)}`)).count
  await Promise.all([getStore(ctx), getMarkets(ctx), getTaxRegions(ctx)])
  return { product_lists, products, settings: 3 + (await holds('/store/v1/markets')).count }
}

export async function forgetOldTags(ctx: Ctx): Promise<void> {
  await inTx(ctx, (ctx) => deleteOldTags(ctx.tx, ctx.tenantId, TAGS_KEPT_HOURS))
}
