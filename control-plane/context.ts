// What every request of the platform API carries, and the control database's own transaction.
import type { BaseCtx } from '../shared/context.ts'
import type { Db, Tx } from '../shared/db/connect.ts'

export type ControlCtx = BaseCtx & { readonly db: Db }
export type ControlTxCtx = ControlCtx & { readonly tx: Tx }

/** Runs `work` in one transaction of the control database, or joins the one that is open. */
export async function inControlTx<T>(
  ctx: ControlCtx | ControlTxCtx,
  work: (ctx: ControlTxCtx) => Promise<T>,
): Promise<T> {
  if ('tx' in ctx) return work(ctx)
  // `db` too is the transaction: a second connection from within one could wait for itself once the pool is used up.
  return ctx.db.transaction((tx) => work({ ...ctx, db: tx, tx }))
}
