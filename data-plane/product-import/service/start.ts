import { type Ctx, inTx } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { enqueue } from '../../../shared/jobs/jobs.ts'
import { importProducts } from '../jobs.ts'
import * as queries from '../queries.ts'
import { readSheet } from '../rules/sheet.ts'
import type { ProductImport } from '../schema.ts'
import { getImport } from './read.ts'

/** Takes in a product CSV and queues its import. Throws `invalid_input` when it is not such a file. */
export async function requestImport(ctx: Ctx, csv: string): Promise<ProductImport> {
  const read = readSheet(csv)
  if (!read.ok) throw fieldError('', read.message)
  return inTx(ctx, async (ctx) => {
    const id = await queries.insertImport(ctx.tx, ctx.tenantId, csv, read.sheet.products.length)
    await queries.insertErrors(ctx.tx, ctx.tenantId, id, read.sheet.errors)
    enqueue(ctx, importProducts, { product_import_id: id })
    return getImport(ctx, id)
  })
}
