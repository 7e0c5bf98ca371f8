// One transaction of a bulk edit: the next products.
import { savepoint, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { listProducts, productsById, putProducts } from '../../catalog/index.ts'
import { addToCollection, membershipsAmong, removeFromCollection } from '../../collections/index.ts'
import * as queries from '../queries.ts'
import { applyOperations, type Edit, isEmpty } from '../rules.ts'
import { type BulkEditError, faultOf, type Product } from '../schema.ts'

/** Few enough that products are locked for a moment only. */
export const CHUNK_PRODUCTS = 100

/** Edits the next products and counts them in the same transaction. False when those were the last. */
export async function editChunk(ctx: TxCtx, id: string): Promise<boolean> {
  const edit = await queries.lockRunning(ctx.tx, ctx.tenantId, id)
  if (edit === undefined) return false
  const { ids, cursor } = await nextProducts(ctx, edit)
  const { changed, errors } = await editProducts(ctx, edit, ids)
  const [processed, failed] = [ids.length, errors.length]
  const isLast = cursor === null
  withCommit(
    queries.insertErrors(ctx.tx, ctx.tenantId, id, errors),
    queries.addProgress(ctx.tx, ctx.tenantId, id, {
      processed,
      changed,
      unchanged: processed - changed - failed,
      failed,
      cursor,
    }),
    ...(isLast ? [queries.endEdit(ctx.tx, ctx.tenantId, id, null)] : []),
  )
  return !isLast
}

/** @returns a cursor that is null when there are no more */
async function nextProducts(
  ctx: TxCtx,
  edit: queries.RunningEdit,
): Promise<{ ids: string[]; cursor: string | null }> {
  if (edit.product_ids !== null) {
    const to = edit.processed_products + CHUNK_PRODUCTS
    return {
      ids: edit.product_ids.slice(edit.processed_products, to),
      cursor: to < edit.product_ids.length ? `${to}` : null,
    }
  }
  const { data, next_cursor } = await listProducts(ctx, {
    ...edit.filter,
    sort: 'created_at',
    limit: CHUNK_PRODUCTS,
    cursor: edit.cursor ?? undefined,
  })
  return { ids: data.map((product) => product.id), cursor: next_cursor }
}

type Task = { product: Product; edit: Edit }
type Outcome = { changed: number; errors: BulkEditError[] }

async function editProducts(
  ctx: TxCtx,
  { operations, dry_run }: queries.RunningEdit,
  ids: readonly string[],
): Promise<Outcome> {
  const [products, memberships] = await Promise.all([productsById(ctx, ids), membershipsAmong(ctx, ids)])
  const tasks: Task[] = []
  const errors: BulkEditError[] = []
  for (const id of ids) {
    const product = products.get(id)
    if (product === undefined) {
      errors.push({ product_id: id, message: 'The product was deleted.' })
      continue
    }
    const edit = applyOperations(product, memberships.get(id) ?? new Set(), operations)
    const fault = faultOf(edit.patch)
    if (fault !== undefined) errors.push({ product_id: id, message: fault })
    else if (!isEmpty(edit)) tasks.push({ product, edit })
  }
  if (dry_run) return { changed: tasks.length, errors }
  const saved = await save(ctx, tasks)
  return { changed: saved.changed, errors: [...errors, ...saved.errors] }
}

/** Saves products together, or when something refuses, each half alone: in the end only what is refused is left out. */
async function save(ctx: TxCtx, tasks: readonly Task[]): Promise<Outcome> {
  if (tasks.length === 0) return { changed: 0, errors: [] }
  try {
    await savepoint(ctx, () => saveAll(ctx, tasks))
    return { changed: tasks.length, errors: [] }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const [first] = tasks
    if (tasks.length === 1 && first !== undefined)
      return { changed: 0, errors: [{ product_id: first.product.id, message: error.message }] }
    const half = Math.ceil(tasks.length / 2)
    const [one, other] = [await save(ctx, tasks.slice(0, half)), await save(ctx, tasks.slice(half))]
    return { changed: one.changed + other.changed, errors: [...one.errors, ...other.errors] }
  }
}

async function saveAll(ctx: TxCtx, tasks: readonly Task[]): Promise<void> {
  await putProducts(
    ctx,
    tasks.flatMap(({ product, edit: { patch } }) =>
      Object.keys(patch).length === 0 ? [] : [{ before: product, patch }],
    ),
  )
  const byCollection = (kind: 'join' | 'leave') => {
    const pairs = tasks.flatMap(({ product, edit }) => edit[kind].map((id) => ({ id, product: product.id })))
    return Map.groupBy(pairs, (pair) => pair.id)
  }
  const productsOf = (pairs: { product: string }[]) => pairs.map((pair) => pair.product)
  for (const [id, pairs] of byCollection('join')) await addToCollection(ctx, id, productsOf(pairs))
  for (const [id, pairs] of byCollection('leave')) await removeFromCollection(ctx, id, productsOf(pairs))
}
