// Categories: the tree that a store shows its products in.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx } from '../../shared/context.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { handleFrom, unusedHandle } from '../../shared/handles.ts'
import { PAGE_DEFAULTS } from '../../shared/http/fields.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { defined } from '../../shared/objects.ts'
import { getMarkets, marketOf } from '../markets/index.ts'
import { categoryCreated, categoryDeleted, categoryMoved, categoryUpdated } from './events.ts'
import * as queries from './queries.ts'
import { type Placed, placeBelow, treeOf } from './rules.ts'
import type {
  Category,
  CategoryFilter,
  CategoryInput,
  CategoryPatch,
  CategoryTreeNode,
  StoreCategory,
} from './schema.ts'

const MAX_CATEGORIES = 2_000

const DEFAULTS = {
  description: '',
  image_url: '',
  parent_id: null,
  position: 0,
  markets: null,
  ...PAGE_DEFAULTS,
}

/** Adds a category. Without a handle it gets one from its name. */
export async function createCategory(ctx: Ctx, input: CategoryInput): Promise<Category> {
  return inTx(ctx, async (ctx) => {
    const [, places] = await Promise.all([
      queries.changeStructure(ctx.tx, ctx.tenantId),
      queries.allPlaces(ctx.tx, ctx.tenantId),
    ])
    if (places.length >= MAX_CATEGORIES)
      throw new DomainError('too_many_categories', `A store has at most ${MAX_CATEGORIES} categories.`)
    await assertMarkets(ctx, input.markets)
    const path = placed(input.parent_id ?? null, places)
    const handle = input.handle ?? (await newHandle(ctx, input.name))
    const id = uuidv7()
    await namingConflicts(() =>
      queries.insertCategory(ctx.tx, ctx.tenantId, {
        ...DEFAULTS,
        ...defined(input),
        name: input.name,
        id,
        handle,
        path,
      }),
    )
    emit(ctx, categoryCreated, { category_id: id })
    return getCategory(ctx, id)
  })
}

/** Changes what `patch` mentions. With another parent it moves, and all below it with it. */
export async function updateCategory(ctx: Ctx, id: string, patch: CategoryPatch): Promise<Category> {
  return inTx(ctx, async (ctx) => {
    const [, places, before] = await Promise.all([
      queries.changeStructure(ctx.tx, ctx.tenantId),
      queries.allPlaces(ctx.tx, ctx.tenantId),
      queries.findCategory(ctx.tx, ctx.tenantId, id),
    ])
    if (before === undefined) throw noCategory(id)
    await assertMarkets(ctx, patch.markets)
    const isMoved = patch.parent_id !== undefined && patch.parent_id !== before.parent_id
    const subtree = places.filter((place) => place.id === id || place.path.includes(id))
    const path = isMoved ? placed(patch.parent_id ?? null, places, subtree) : before.path
    await namingConflicts(() =>
      queries.updateCategory(ctx.tx, ctx.tenantId, { ...before, ...defined(patch), path }),
    )
    emit(ctx, categoryUpdated, { category_id: id })
    if (isMoved) {
      const below = subtree
        .filter((place) => place.id !== id)
        .map((place) => ({ id: place.id, path: [...path, ...place.path.slice(before.path.length)] }))
      await queries.setPaths(ctx.tx, ctx.tenantId, below)
      emit(ctx, categoryMoved, { category_id: id })
    }
    return getCategory(ctx, id)
  })
}

/** Throws `still_in_use` while categories or products are in it. */
export async function deleteCategory(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  const inUse = () =>
    new DomainError('still_in_use', 'Move its categories and products elsewhere before you delete it.')
  return inTx(ctx, async (ctx) => {
    await queries.changeStructure(ctx.tx, ctx.tenantId)
    const isDeleted = await onViolation(
      { categories_parent_fkey: inUse, category_products_category_fkey: inUse },
      () => queries.deleteCategory(ctx.tx, ctx.tenantId, id),
    )
    if (!isDeleted) throw noCategory(id)
    emit(ctx, categoryDeleted, { category_id: id })
    return { id, deleted: true }
  })
}

export async function getCategory(ctx: Ctx, id: string): Promise<Category> {
  const found = await inRead(ctx, (ctx) => queries.findCategory(ctx.tx, ctx.tenantId, id))
  if (found === undefined) throw noCategory(id)
  return found
}

export async function listCategories(ctx: Ctx, { limit, cursor }: CategoryFilter) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    queries.listCategories(ctx.tx, ctx.tenantId, { limit: limit + 1, before }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

/** The whole tree as staff see it, siblings in their order. */
export async function getCategoryTree(ctx: Ctx): Promise<{ data: CategoryTreeNode[] }> {
  const node = ({ id, name, handle, markets }: Category, children: CategoryTreeNode[]) => ({
    id,
    name,
    handle,
    markets,
    children,
  })
  return { data: treeOf(await inOrder(ctx), undefined, node) }
}

/** The tree as shoppers of a market see it, or without one what there is in any. */
export async function getStoreCategories(
  ctx: Ctx,
  market: string | undefined,
): Promise<{ data: StoreCategory[] }> {
  if (market !== undefined) marketOf(await getMarkets(ctx), market, 'market')
  const node = (
    { id, name, handle, description, image_url, seo_title, seo_description }: Category,
    children: StoreCategory[],
  ) => ({ id, name, handle, description, image_url, seo_title, seo_description, children })
  return { data: treeOf(await inOrder(ctx), market, node) }
}

/** Throws `invalid_input` unless the store sells in all of these markets. */
export async function assertMarkets(ctx: TxCtx, codes: readonly string[] | null | undefined): Promise<void> {
  if (codes === null || codes === undefined) return
  const markets = await getMarkets(ctx)
  for (const [i, code] of codes.entries()) marketOf(markets, code, `markets.${i}`)
}

/** Gives products other categories. A category that does not exist violates `category_products_category_fkey`. */
export const replaceCategories = (ctx: TxCtx, lists: readonly queries.CategoriesOf[]): Promise<void> =>
  queries.replaceCategories(ctx.tx, ctx.tenantId, lists)

/** Keeps categories and rules of collections as they are for what the transaction derives from them. */
export const keepStructure = (ctx: TxCtx) => queries.keepStructure(ctx.tx, ctx.tenantId)
/** For whoever changes what others derive something from. */
export const changeStructure = (ctx: TxCtx) => queries.changeStructure(ctx.tx, ctx.tenantId)

function placed(parentId: string | null, places: readonly Placed[], subtree?: readonly Placed[]): string[] {
  const parent = parentId === null ? null : places.find((place) => place.id === parentId)
  if (parent === undefined) throw fieldError('parent_id', 'There is no such category.', 'not_found')
  const placement = placeBelow(parent, subtree)
  if (!placement.ok) throw fieldError(placement.path, placement.message)
  return placement.path
}

async function inOrder(ctx: Ctx): Promise<Category[]> {
  const categories = await inRead(ctx, (ctx) => queries.allCategories(ctx.tx, ctx.tenantId))
  return categories.sort(
    (a, b) => a.position - b.position || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1),
  )
}

const newHandle = (ctx: TxCtx, name: string) =>
  unusedHandle(handleFrom(name, 'category'), (handles) => queries.takenHandles(ctx.tx, ctx.tenantId, handles))

const namingConflicts = <T>(work: () => Promise<T>): Promise<T> =>
  onViolation(
    {
      categories_handle_key: () => fieldError('handle', 'Another category has this handle.', 'handle_taken'),
    },
    work,
  )

const noCategory = (id: string) => new DomainError('not_found', `There is no category ${id}.`)
