// Collections as staff make them.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx } from '../../../shared/context.ts'
import { onViolation } from '../../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { handleFrom, unusedHandle } from '../../../shared/handles.ts'
import { PAGE_DEFAULTS } from '../../../shared/http/fields.ts'
import { cursorOf, readCursor } from '../../../shared/http/page.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { defined } from '../../../shared/objects.ts'
import { assertMarkets, changeStructure } from '../../categories/index.ts'
import { collectionCreated, collectionDeleted, collectionUpdated } from '../events.ts'
import { refreshCollection } from '../jobs.ts'
import * as queries from '../queries/collections.ts'
import type { Collection, CollectionFilter, CollectionInput, CollectionPatch, Rule } from '../schema.ts'
import { markForRefresh } from './refresh.ts'

const MAX_COLLECTIONS = 1_000
/** Each product that is saved is held against all of them. */
const MAX_RULES = 200

const DEFAULTS = {
  description: '',
  image_url: '',
  rule: null,
  sort_currency: null,
  starts_at: null,
  ends_at: null,
  markets: null,
  ...PAGE_DEFAULTS,
}

/** Adds a collection. One with a rule gets its products by a job. */
export async function createCollection(ctx: Ctx, input: CollectionInput): Promise<Collection> {
  return inTx(ctx, async (ctx) => {
    const hasRule = input.rule !== undefined && input.rule !== null
    const [, count] = await Promise.all([
      changeStructure(ctx),
      queries.countCollections(ctx.tx, ctx.tenantId),
    ])
    if (count.collections >= MAX_COLLECTIONS)
      throw new DomainError('too_many_collections', `A store has at most ${MAX_COLLECTIONS} collections.`)
    if (hasRule && count.rules >= MAX_RULES)
      throw new DomainError(
        'too_many_collections',
        `A store has at most ${MAX_RULES} collections with a rule.`,
      )
    const id = uuidv7()
    const handle = input.handle ?? (await newHandle(ctx, input.title))
    const sort = input.sort ?? (hasRule ? 'newest' : 'manual')
    await put(ctx, { ...DEFAULTS, ...defined(input), title: input.title, id, handle, sort })
    if (hasRule) await refresh(ctx, id)
    emit(ctx, collectionCreated, { collection_id: id })
    return getCollection(ctx, id)
  })
}

/** Changes what `patch` mentions. Another rule or order takes effect by a job. */
export async function updateCollection(ctx: Ctx, id: string, patch: CollectionPatch): Promise<Collection> {
  return inTx(ctx, async (ctx) => {
    await changeStructure(ctx)
    const before = await queries.lockCollection(ctx.tx, ctx.tenantId, id)
    if (before === undefined) throw noCollection(id)
    if (patch.rule !== undefined && (patch.rule === null) !== (before.rule === null))
      throw fieldError('rule', before.rule === null ? 'This collection has no rule.' : 'cannot be taken away')
    const { refresh: _r, created_at: _c, updated_at: _u, ...row } = { ...before, ...defined(patch) }
    await put(ctx, row)
    const { rule, sort, sort_currency } = patch
    if (rule !== undefined || sort !== undefined || sort_currency !== undefined) await refresh(ctx, id)
    emit(ctx, collectionUpdated, { collection_id: id })
    return getCollection(ctx, id)
  })
}

export async function deleteCollection(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    await changeStructure(ctx)
    if (!(await queries.deleteCollection(ctx.tx, ctx.tenantId, id))) throw noCollection(id)
    emit(ctx, collectionDeleted, { collection_id: id })
    return { id, deleted: true }
  })
}

export async function getCollection(ctx: Ctx, id: string): Promise<Collection> {
  const found = await inRead(ctx, (ctx) => queries.findCollection(ctx.tx, ctx.tenantId, id))
  if (found === undefined) throw noCollection(id)
  return found
}

export async function listCollections(ctx: Ctx, { limit, cursor, handle, product }: CollectionFilter) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    queries.listCollections(ctx.tx, ctx.tenantId, { limit: limit + 1, before, handle, product }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

export const noCollection = (id: string) => new DomainError('not_found', `There is no collection ${id}.`)

async function refresh(ctx: TxCtx, id: string): Promise<void> {
  await markForRefresh(ctx, id)
  enqueue(ctx, refreshCollection, { collection_id: id })
}

async function put(ctx: TxCtx, row: queries.CollectionRow): Promise<void> {
  if (row.sort.startsWith('price') && row.sort_currency === null)
    throw fieldError('sort_currency', 'is needed to sort by price')
  if (row.sort === 'manual' && row.rule !== null)
    throw fieldError('sort', 'A collection with a rule has no order by hand.')
  await assertMarkets(ctx, row.markets)
  if (row.rule !== null) await assertKnown(ctx, row.rule)
  await onViolation(
    {
      collections_handle_key: () =>
        fieldError('handle', 'Another collection has this handle.', 'handle_taken'),
      collections_period: () => fieldError('ends_at', 'must be later than starts_at'),
    },
    () => queries.putCollection(ctx.tx, ctx.tenantId, row),
  )
}

/** Throws `not_found` when a rule names a brand or a category that the store does not have. */
async function assertKnown(ctx: TxCtx, { conditions }: Rule): Promise<void> {
  const named = conditions.flatMap((condition, i) => {
    if (condition.field === 'brand') return [{ i, key: 'brand_id', id: condition.brand_id }]
    return condition.field === 'category' ? [{ i, key: 'category_id', id: condition.category_id }] : []
  })
  if (named.length === 0) return
  const ids = (key: string) => named.filter((name) => name.key === key).map((name) => name.id)
  const known = await queries.knownAmong(ctx.tx, ctx.tenantId, {
    brands: ids('brand_id'),
    categories: ids('category_id'),
  })
  const missing = named.find(({ id }) => !known.has(id))
  if (missing !== undefined)
    throw fieldError(`rule.conditions.${missing.i}.${missing.key}`, 'is not known', 'not_found')
}

const newHandle = (ctx: TxCtx, title: string) =>
  unusedHandle(handleFrom(title, 'collection'), (handles) =>
    queries.takenHandles(ctx.tx, ctx.tenantId, handles),
  )
