// What every request of the platform API carries, and the control database's own transaction.
import type { BaseCtx } from '../shared/context.ts'
import type { Db, Pool, Tx } from '../shared/db/connect.ts'

/**
 * Asks a shard, through one of its workers, for what concerns no single tenant, and gives its answer as JSON. Throws
 * `not_found` for an unknown shard, `unavailable` when no worker answers, and what the worker itself refuses with.
 */
export type AskShard = (
  shard: string,
  question: { method: 'GET' | 'POST'; path: string; requestId: string },
) => Promise<unknown>

export type ControlCtx = BaseCtx & {
  readonly db: Db
  readonly transaction: Pool['transaction']
  readonly askShard: AskShard
}
export type ControlTxCtx = ControlCtx & { readonly tx: Tx }

/** Runs `work` in one transaction of the control database, or joins the one that is open. */
export async function inControlTx<T>(
  ctx: ControlCtx | ControlTxCtx,
  work: (ctx: ControlTxCtx) => Promise<T>,
): Promise<T> {
  if ('tx' in ctx) return work(ctx)
  // `db` too is the transaction: a second connection from within one could wait for itself once the pool is used up.
  return ctx.transaction([], (tx) => work({ ...ctx, db: tx, tx }))
}
