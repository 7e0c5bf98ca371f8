// A store's settings, and its first setting-up on this shard.
import { cached, touchTags } from '../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx } from '../../shared/context.ts'
import { onViolation } from '../../shared/db/errors.ts'
import { fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { addDefaultLocation } from '../inventory/index.ts'
import { addStartingMarkets, getMarkets, marketOf, STARTING_MARKETS } from '../markets/index.ts'
import { addStartingRegions } from '../tax/index.ts'
import { STORE_TAG, storeUpdated } from './events.ts'
import * as queries from './queries.ts'
import type { Provision, StorePatch } from './schema.ts'

/** Makes the tenant known to this shard and gives it its settings, markets and taxes. Safe to repeat. */
export async function provisionStore(ctx: Ctx, input: Provision) {
  await queries.registerTenant(ctx.shard.pool.db, ctx.tenantId, input.epoch)
  return inTx(ctx, async (ctx) => {
    if (await queries.insertStore(ctx.tx, ctx.tenantId, input, STARTING_MARKETS[0].code))
      await Promise.all([addStartingMarkets(ctx), addStartingRegions(ctx), addDefaultLocation(ctx)])
    touchTags(ctx, [STORE_TAG])
    return queries.readStore(ctx.tx, ctx.tenantId)
  })
}

/** The settings as they are stored just now, for those who change them. */
export const readStore = (ctx: Ctx) => inRead(ctx, (ctx) => queries.readStore(ctx.tx, ctx.tenantId))

/** The settings from the cache. */
export const getStore = (ctx: Ctx): Promise<queries.StoreRow> =>
  cached(ctx, { class: 'settings', key: 'store', tags: [STORE_TAG] }, () => readStore(ctx))

export async function updateStore(ctx: Ctx, patch: StorePatch) {
  return inTx(ctx, async (ctx) => {
    if (patch.default_market !== undefined) {
      const active = (await getMarkets(ctx)).filter(({ status }) => status === 'active')
      marketOf(active, patch.default_market, 'default_market')
    }
    await onViolation(
      { stores_default_market_fkey: () => fieldError('default_market', 'This market was deleted.') },
      () => queries.updateStore(ctx.tx, ctx.tenantId, patch),
    )
    emit(ctx, storeUpdated, { fields: Object.keys(patch) })
    return queries.readStore(ctx.tx, ctx.tenantId)
  })
}
