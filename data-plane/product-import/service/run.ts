import { type Ctx, inTx, type TxCtx } from '../../../shared/context.ts'
import * as queries from '../queries.ts'
import { readSheet } from '../rules/sheet.ts'
import { faultsOf } from '../schema.ts'
import { importChunk } from './chunk.ts'
import { storeCurrency } from './currency.ts'

const MAX_ATTEMPTS = 3

export type Run = {
  /** How many transactions it may take. */
  chunks: number
  /** How many lines of the file one transaction takes, and the rest of the product that these end in. */
  chunkLines: number
  /** Queues the next run. */
  goOnLater: (ctx: TxCtx) => void
}

/**
 * Imports what is left of a file, or as much as one run may. Running it again, even at the same time, goes on where
 * the last transaction ended. After three runs in a row that broke off the import has failed.
 */
export async function runImport(ctx: Ctx, id: string, run: Run): Promise<void> {
  const begun = await inTx(ctx, async (ctx) => {
    const start = await queries.startImport(ctx.tx, ctx.tenantId, id)
    if (start === undefined) return undefined
    if (start.attempts > MAX_ATTEMPTS) {
      await queries.endImport(ctx.tx, ctx.tenantId, id, 'The import stopped after repeated errors.')
      return undefined
    }
    return { source: start.source, currency: await storeCurrency(ctx) }
  })
  if (begun === undefined) return
  const read = readSheet(begun.source)
  if (!read.ok) throw new Error(`The stored file of import ${id} cannot be read: ${read.message}`)
  const context = { currency: begun.currency, faultsOf }
  const file = { sheet: read.sheet, context, chunkLines: run.chunkLines, ahead: new Map() }
  for (let left = run.chunks; left > 0; left -= 1) {
    const more = await inTx(ctx, async (ctx) => {
      const more = await importChunk(ctx, id, file)
      if (more && left === 1) {
        await queries.resetAttempts(ctx.tx, ctx.tenantId, id)
        run.goOnLater(ctx)
      }
      return more
    })
    if (!more) return
  }
}
