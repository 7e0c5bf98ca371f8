// A store's settings, its markets, and its first setting-up on this shard.
import { cached, touchTags } from '../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx } from '../../shared/context.ts'
import { fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { STORE_TAG, storeUpdated } from './events.ts'
import { STARTING_MARKETS } from './markets.ts'
import * as queries from './queries.ts'
import type { Market, Provision, StorePatch } from './schema.ts'

/** Makes the tenant known to this shard and gives it its settings and markets. Safe to repeat. */
export async function provisionStore(ctx: Ctx, input: Provision) {
  await queries.registerTenant(ctx.shard.pool.db, ctx.tenantId, input.epoch)
  return inTx(ctx, async (ctx) => {
    await queries.insertStore(ctx.tx, ctx.tenantId, input, STARTING_MARKETS)
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
    if (patch.default_market !== undefined)
      marketOf(await getMarkets(ctx), patch.default_market, 'default_market')
    await queries.updateStore(ctx.tx, ctx.tenantId, patch)
    emit(ctx, storeUpdated, { fields: Object.keys(patch) })
    return queries.readStore(ctx.tx, ctx.tenantId)
  })
}

/** What the store sells under, from the cache. Ask for it together with other reads, so that it shares their round trip. */
export const getMarkets = (ctx: Ctx): Promise<queries.MarketRow[]> =>
  cached(ctx, { class: 'settings', key: 'markets', tags: [STORE_TAG] }, () =>
    inRead(ctx, (ctx) => queries.listMarkets(ctx.tx, ctx.tenantId)),
  )

export async function listMarkets(ctx: Ctx): Promise<{ data: Market[] }> {
  return { data: (await getMarkets(ctx)).map(toMarket) }
}

/** The market with this code. Throws `invalid_input` at `path` when there is none. */
export function marketOf(
  markets: readonly queries.MarketRow[],
  code: string,
  path: string,
): queries.MarketRow {
  const market = markets.find((market) => market.code === code)
  if (market === undefined)
    throw fieldError(path, `must be one of ${markets.map((market) => market.code).join(', ')}`)
  return market
}

/**
 * The market of a new cart: the one named, else one that uses the currency, else the store's default.
 * Throws `invalid_input` when the store does not sell in that market or currency.
 */
export async function chooseMarket(
  ctx: Ctx,
  wish: { market?: string | undefined; currency?: string | undefined },
): Promise<queries.MarketRow> {
  const [{ default_market }, markets] = await inRead(ctx, (ctx) =>
    Promise.all([getStore(ctx), getMarkets(ctx)]),
  )
  const market = marketOf(markets, wish.market ?? default_market, 'market')
  if (wish.currency === undefined || wish.currency === market.currency) return market
  if (wish.market !== undefined)
    throw fieldError('currency', `The market ${market.code} uses ${market.currency}.`)
  const other = markets.find((market) => market.currency === wish.currency)
  if (other === undefined)
    throw fieldError(
      'currency',
      `This store sells in ${markets.map((market) => market.currency).join(', ')}.`,
    )
  return other
}

function toMarket(row: queries.MarketRow): Market {
  return { ...row, shipping_methods: toShippingMethods(row) }
}

export function toShippingMethods({
  currency,
  shipping_methods,
}: queries.MarketRow): Market['shipping_methods'] {
  const money = (amount: number) => ({ amount, currency })
  return shipping_methods.map(({ code, name, amount, free_above }) => ({
    code,
    name,
    price: money(amount),
    free_above: free_above === null ? null : money(free_above),
  }))
}
