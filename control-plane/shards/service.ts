// Which shards there are, where a new store goes, and what a shard's workers tell of it.
import {
  RESET_PATH,
  ResetDone,
  SLOW_QUERIES_PATH,
  SlowQueries,
  type SlowQueryFilter,
} from '../../shared/contracts/slow-queries.ts'
import { DomainError } from '../../shared/errors.ts'
import type { ControlCtx, ControlTxCtx } from '../context.ts'
import * as queries from './queries.ts'

/** Places a tenant on the active shard with the most room. Throws `no_shard_available`. */
export async function placeTenant(ctx: ControlTxCtx): Promise<string> {
  const shard = await queries.takePlace(ctx.tx)
  if (shard === undefined)
    throw new DomainError('no_shard_available', 'All shards are full.', { retryAfter: 60 })
  return shard
}

export const listShards = async (ctx: ControlCtx) => ({ data: await queries.listShards(ctx.db) })

/** Throws `not_found`, `unavailable` or `statements_not_tracked`. */
export async function listSlowQueries(
  ctx: ControlCtx,
  shard: string,
  { limit, min_mean_ms, order }: SlowQueryFilter,
) {
  const path = `${SLOW_QUERIES_PATH}?limit=${limit}&min_mean_ms=${min_mean_ms}&order=${order}`
  return SlowQueries.parse(await ctx.askShard(shard, { method: 'GET', path, requestId: ctx.requestId }))
}

/** Throws `not_found`, `unavailable` or `statements_not_tracked`. */
export const resetSlowQueries = async (ctx: ControlCtx, shard: string) =>
  ResetDone.parse(await ctx.askShard(shard, { method: 'POST', path: RESET_PATH, requestId: ctx.requestId }))
