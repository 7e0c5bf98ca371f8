// Which shards there are, and where a new store goes.
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
