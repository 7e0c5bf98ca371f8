import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inTx, type TxCtx } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { assertChosen } from '../../collections/index.ts'
import { editInBulk } from '../jobs.ts'
import * as queries from '../queries.ts'
import type { BulkEdit, BulkEditInput } from '../schema.ts'
import { CHUNK_PRODUCTS, editChunk } from './chunk.ts'
import { getEdit } from './read.ts'

/** Edits a few products at once, many by a job. Throws when an id that is named is not the store's. */
export async function requestEdit(ctx: Ctx, input: BulkEditInput): Promise<BulkEdit> {
  const { product_ids: productIds, filter, operations, dry_run: dryRun = false } = input
  if ((productIds === undefined) === (filter === undefined))
    throw fieldError('product_ids', 'Give either product_ids or a filter.')
  return inTx(ctx, async (ctx) => {
    await assertKnown(ctx, input)
    const id = uuidv7()
    await queries.insertEdit(ctx.tx, ctx.tenantId, { id, dryRun, productIds, filter, operations })
    if (productIds !== undefined && productIds.length <= CHUNK_PRODUCTS) {
      await queries.startEdit(ctx.tx, ctx.tenantId, id)
      await editChunk(ctx, id)
    } else enqueue(ctx, editInBulk, { product_bulk_edit_id: id })
    return getEdit(ctx, id)
  })
}

async function assertKnown(ctx: TxCtx, { product_ids = [], operations }: BulkEditInput): Promise<void> {
  const named = [
    ...product_ids.map((id, i) => ({ id, path: `product_ids.${i}` })),
    ...operations.flatMap((operation, i) => {
      const at = (name: string) => `operations.${i}.${name}`
      if (operation.op === 'set')
        return [
          { id: operation.brand_id, path: at('brand_id') },
          { id: operation.merchant_id, path: at('merchant_id') },
        ]
      return 'category_ids' in operation
        ? operation.category_ids.map((id, n) => ({ id, path: at(`category_ids.${n}`) }))
        : []
    }),
  ].filter((name): name is { id: string; path: string } => typeof name.id === 'string')
  const collections = operations.flatMap((operation) =>
    'collection_id' in operation ? [operation.collection_id] : [],
  )
  const [known] = await Promise.all([
    queries.knownAmong(
      ctx.tx,
      ctx.tenantId,
      named.map(({ id }) => id),
    ),
    assertChosen(ctx, collections),
  ])
  const missing = named.find(({ id }) => !known.has(id.toLowerCase()))
  if (missing !== undefined) throw fieldError(missing.path, 'is not known', 'not_found')
}
