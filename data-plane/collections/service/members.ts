// Which products staff put into a collection that has no rule, and where.
import { touchTags } from '../../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx, type TxCtx } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { keyCursor, readKeyCursor } from '../../../shared/http/page.ts'
import { COLLECTIONS_TAG, collectionUpdated } from '../events.ts'
import { findCollection, lockCollection } from '../queries/collections.ts'
import * as queries from '../queries/members.ts'
import { placeKey, putBehind, sortKey } from '../rules.ts'
import type { AddProducts, Collection, MembersFilter } from '../schema.ts'
import { noCollection } from './collections.ts'

const MAX_MEMBERS = 2_500

/** Adds products, or moves those that are in it. */
export async function addProducts(ctx: Ctx, id: string, input: AddProducts) {
  return inTx(ctx, async (ctx) => {
    await queries.lockProducts(ctx.tx, ctx.tenantId, input.product_ids)
    await addToCollection(ctx, id, input.product_ids, input.after)
    emit(ctx, collectionUpdated, { collection_id: id })
    return { id }
  })
}

/**
 * The same within a transaction that has locked the products. Throws `collection_by_rule`, `collection_full`, or `not_found` for products that do
 * not exist.
 */
export async function addToCollection(
  ctx: TxCtx,
  id: string,
  productIds: readonly string[],
  after?: string | null,
): Promise<void> {
  const collection = await lockChosen(ctx, id)
  const [current, facts] = await Promise.all([
    queries.allMembers(ctx.tx, ctx.tenantId, id),
    queries.factsOf(ctx.tx, ctx.tenantId, productIds),
  ])
  const factsOf = new Map(facts.map((product) => [product.id, product]))
  const missing = productIds.findIndex((productId) => !factsOf.has(productId))
  if (missing >= 0) throw fieldError(`product_ids.${missing}`, 'There is no such product.', 'not_found')
  const places = new Map(current.map((member) => [member.product_id, member]))
  const before = current.sort((a, b) => a.position - b.position).map((member) => member.product_id)
  const order = putBehind(before, productIds, after)
  if (order === undefined) throw fieldError('after', 'is not in this collection', 'not_found')
  if (order.length > MAX_MEMBERS)
    throw new DomainError(
      'collection_full',
      `A collection without a rule has at most ${MAX_MEMBERS} products.`,
    )
  const changed = order.flatMap((product_id, position) => {
    const place = places.get(product_id)
    if (place?.position === position) return []
    const product = factsOf.get(product_id)
    // Those that only make room keep their key, unless it is their place.
    const key = product === undefined ? place?.sort_key : sortKey(collection, product, position)
    const sort_key = collection.sort === 'manual' || key === undefined ? placeKey(position) : key
    return [{ collection_id: id, product_id, position, sort_key }]
  })
  await queries.putMemberships(ctx.tx, ctx.tenantId, changed)
  touchTags(ctx, [COLLECTIONS_TAG])
}

/** Throws `not_found` when the product is not in it. */
export async function removeProduct(ctx: Ctx, id: string, productId: string) {
  return inTx(ctx, async (ctx) => {
    if ((await removeFromCollection(ctx, id, [productId])) === 0)
      throw new DomainError('not_found', `Product ${productId} is not in this collection.`)
    emit(ctx, collectionUpdated, { collection_id: id })
    return { id: productId, deleted: true as const }
  })
}

/** Gives how many of the products were in it. Throws `collection_by_rule`. */
export async function removeFromCollection(
  ctx: TxCtx,
  id: string,
  productIds: readonly string[],
): Promise<number> {
  await lockChosen(ctx, id)
  const rows = productIds.map((product_id) => ({ collection_id: id, product_id }))
  const removed = await queries.deleteMemberships(ctx.tx, ctx.tenantId, rows)
  if (removed > 0) touchTags(ctx, [COLLECTIONS_TAG])
  return removed
}

/** Throws unless products can be put into all of these collections. */
export async function assertChosen(ctx: TxCtx, ids: readonly string[]): Promise<void> {
  const found = await Promise.all(ids.map((id) => findCollection(ctx.tx, ctx.tenantId, id)))
  for (const [i, collection] of found.entries()) chosen(collection, ids[i] ?? '')
}

/** Which of the products are in which collections. */
export async function membershipsAmong(
  ctx: TxCtx,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await queries.membershipsOf(ctx.tx, ctx.tenantId, productIds)
  const byProduct = Map.groupBy(rows, (row) => row.product_id)
  return new Map(
    [...byProduct].map(([productId, rows]) => [productId, new Set(rows.map((row) => row.collection_id))]),
  )
}

/** Products of a collection in its order, as staff see them. */
export async function listMembers(ctx: Ctx, id: string, { limit, cursor }: MembersFilter) {
  const after = readKeyCursor(cursor)
  const [collection, rows] = await inRead(ctx, (ctx) =>
    Promise.all([
      findCollection(ctx.tx, ctx.tenantId, id),
      queries.listMembers(ctx.tx, ctx.tenantId, { collectionId: id, limit: limit + 1, after }),
    ]),
  )
  if (collection === undefined) throw noCollection(id)
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    data: rows.slice(0, limit).map(({ sort_key: _k, ...member }) => member),
    next_cursor: last === undefined ? null : keyCursor({ id: last.product_id, key: last.sort_key }),
  }
}

const lockChosen = async (ctx: TxCtx, id: string): Promise<Collection> =>
  chosen(await lockCollection(ctx.tx, ctx.tenantId, id), id)

function chosen(collection: Collection | undefined, id: string): Collection {
  if (collection === undefined) throw noCollection(id)
  if (collection.rule !== null)
    throw new DomainError('collection_by_rule', 'The rule of this collection decides which products it has.')
  return collection
}
