// Collections as shoppers see them: only while they are active. Whether they are is decided anew each time, what they
// have comes from the cache.
import { cached } from '../../../shared/cache/cached.ts'
import { type Ctx, inRead } from '../../../shared/context.ts'
import { idOrHandle } from '../../../shared/handles.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { productTags } from '../../catalog/events.ts'
import { listCollectionProducts } from '../../catalog/index.ts'
import { PRICES_TAG } from '../../currencies/events.ts'
import { getMarkets, marketOf } from '../../markets/index.ts'
import { STORE_TAG } from '../../store/events.ts'
import { COLLECTIONS_TAG } from '../events.ts'
import { allCollections, type ShownCollection } from '../queries/collections.ts'
import { isActive } from '../rules.ts'
import type { StoreCollection, StoreCollectionFilter, StoreMembersFilter } from '../schema.ts'
import { noCollection } from './collections.ts'

/** Newest first. */
export async function listStoreCollections(ctx: Ctx, { limit, cursor, market }: StoreCollectionFilter) {
  const before = readCursor(cursor)
  if (market !== undefined) marketOf(await getMarkets(ctx), market, 'market')
  const rows = (await activeCollections(ctx))
    .filter(({ id }) => before === undefined || id < before)
    .filter(({ markets }) => market === undefined || markets === null || markets.includes(market))
  return { data: rows.slice(0, limit).map(shown), next_cursor: cursorOf(rows, limit) }
}

export async function getStoreCollection(ctx: Ctx, idOrName: string): Promise<StoreCollection> {
  return shown(await activeCollection(ctx, idOrName))
}

/** What is on sale of an active collection, in its order. */
export async function listStoreMembers(ctx: Ctx, idOrName: string, paging: StoreMembersFilter) {
  const { id } = await activeCollection(ctx, idOrName)
  const { limit, cursor = '', market = '', currency = '' } = paging
  const key = `collection ${id} ${limit} ${cursor} ${market} ${currency}`
  const tags = [COLLECTIONS_TAG, PRICES_TAG, STORE_TAG, ...productTags()]
  return cached(ctx, { class: 'listing', key, tags }, () => listCollectionProducts(ctx, id, paging))
}

async function activeCollection(ctx: Ctx, idOrName: string): Promise<ShownCollection> {
  const by = idOrHandle(idOrName)
  const found = (await activeCollections(ctx)).find((collection) =>
    'id' in by ? collection.id === by.id.toLowerCase() : collection.handle === by.handle,
  )
  if (found === undefined) throw noCollection(idOrName)
  return found
}

async function activeCollections(ctx: Ctx): Promise<ShownCollection[]> {
  const all = await cached(ctx, { class: 'content', key: 'collections', tags: [COLLECTIONS_TAG] }, () =>
    inRead(ctx, (ctx) => allCollections(ctx.tx, ctx.tenantId)),
  )
  return all.filter((collection) => isActive(collection, ctx.now))
}

const shown = ({ markets: _m, ...collection }: ShownCollection): StoreCollection => collection
