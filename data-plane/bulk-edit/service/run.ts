import { type Ctx, inTx, type TxCtx } from '../../../shared/context.ts'
import * as queries from '../queries.ts'
import { editChunk } from './chunk.ts'

const MAX_ATTEMPTS = 3

export type Run = {
  /** How many transactions it may take. */
  chunks: number
  /** Queues the next run. */
  goOnLater: (ctx: TxCtx) => void
}

/**
 * Edits what is left, or as much as one run may. Running it again, even at the same time, goes on where the last
 * transaction ended. After three runs in a row that got nowhere the edit has failed.
 */
export async function runEdit(ctx: Ctx, id: string, run: Run): Promise<void> {
  const isBegun = await inTx(ctx, async (ctx) => {
    const attempts = await queries.startEdit(ctx.tx, ctx.tenantId, id)
    if (attempts === undefined) return false
    if (attempts <= MAX_ATTEMPTS) return true
    await queries.endEdit(ctx.tx, ctx.tenantId, id, 'The edit stopped after repeated errors.')
    return false
  })
  if (!isBegun) return
  for (let left = run.chunks; left > 0; left -= 1) {
    const more = await inTx(ctx, async (ctx) => {
      const more = await editChunk(ctx, id)
      if (more && left === 1) run.goOnLater(ctx)
      return more
    })
    if (!more) return
  }
}
