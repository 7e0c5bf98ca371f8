// The markets that a store sells to.
import { v7 as uuidv7 } from 'uuid'
import { cached } from '../../shared/cache/cached.ts'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../shared/context.ts'
import { FOREIGN_KEY_VIOLATION, onViolation, sqlState } from '../../shared/db/errors.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { emit } from '../../shared/events/events.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { STORE_TAG } from '../store/events.ts'
import { TAX_TAG } from '../tax/events.ts'
import { getTaxRegions, standardBasisPoints } from '../tax/index.ts'
import { marketCreated, marketDeleted, marketUpdated } from './events.ts'
import * as queries from './queries.ts'
import {
  changedMarket,
  chosenMarket,
  faultsOf,
  type Goods,
  type MarketSettings,
  newMarket,
  shippingOffers,
} from './rules.ts'
import type { Market, MarketFilter, MarketInput, MarketPatch, ShippingMethod, StoreMarket } from './schema.ts'
import { STARTING_MARKETS } from './starting-markets.ts'

/** All of them are kept in memory together. */
const MAX_MARKETS = 100

/** A market with all its settings, among them those that a quote is made by. */
export type MarketRow = Market & {
  /** The usual tax of its first country, rounded. What is due at an address says `resolveTaxes`. */
  tax_basis_points: number
}

/** Gives a new store the markets that are ready-made. */
export async function addStartingMarkets(ctx: TxCtx): Promise<void> {
  const markets = STARTING_MARKETS.map((input) => ({
    ...newMarket(input),
    id: uuidv7(),
    code: input.code,
  }))
  await queries.insertMarkets(ctx.tx, ctx.tenantId, { markets, at: ctx.now.toISOString() })
}

/** What the store sells under, from the cache. Ask for it together with other reads, so that it shares their round trip. */
export const getMarkets = (ctx: Ctx): Promise<MarketRow[]> =>
  cached(ctx, { class: 'settings', key: 'markets', tags: [STORE_TAG, TAX_TAG] }, () =>
    inRead(ctx, async (ctx) => {
      const [markets, regions] = await Promise.all([
        queries.listMarkets(ctx.tx, ctx.tenantId),
        getTaxRegions(ctx),
      ])
      return markets.map((market) => ({ ...market, tax_basis_points: standardBasisPoints(regions, market) }))
    }),
  )

/** The active markets as shoppers see them, by code. */
export async function listStoreMarkets(ctx: Ctx): Promise<{ data: StoreMarket[] }> {
  return { data: (await getMarkets(ctx)).filter(({ status }) => status === 'active').map(toStoreMarket) }
}

export async function listMarkets(ctx: Ctx, { limit, cursor }: MarketFilter) {
  const before = readCursor(cursor)
  const rows = await inRead(ctx, (ctx) =>
    queries.pageOfMarkets(ctx.tx, ctx.tenantId, { limit: limit + 1, before }),
  )
  return { data: rows.slice(0, limit), next_cursor: cursorOf(rows, limit) }
}

export async function getMarket(ctx: Ctx, idOrCode: string): Promise<Market> {
  const market = await inRead(ctx, (ctx) => queries.findMarket(ctx.tx, ctx.tenantId, keyOf(idOrCode)))
  if (market === undefined) throw noMarket(idOrCode)
  return market
}

/** Throws `market_code_taken`, `too_many_markets`, or `invalid_input` for settings that do not fit together. */
export async function createMarket(ctx: Ctx, input: MarketInput): Promise<Market> {
  const { code } = input
  const settings = sound(newMarket(input))
  return inTx(ctx, async (ctx) => {
    const id = uuidv7()
    const at = ctx.now.toISOString()
    const [count] = await onViolation(
      { markets_pkey: () => fieldError('code', 'Another market has this code.', 'market_code_taken') },
      () =>
        Promise.all([
          queries.countMarkets(ctx.tx, ctx.tenantId),
          queries.insertMarkets(ctx.tx, ctx.tenantId, { markets: [{ ...settings, id, code }], at }),
        ]),
    )
    if (count >= MAX_MARKETS)
      throw new DomainError('too_many_markets', `A store has at most ${MAX_MARKETS} markets.`)
    emit(ctx, marketCreated, { market_id: id, code })
    return { id, code, is_default: false, ...settings, updated_at: at }
  })
}

/** Changes what `patch` mentions. Throws `not_found`, `market_in_use` or `invalid_input`. */
export async function updateMarket(ctx: Ctx, idOrCode: string, patch: MarketPatch): Promise<Market> {
  return inTx(ctx, async (ctx) => {
    const before = await queries.lockMarket(ctx.tx, ctx.tenantId, keyOf(idOrCode))
    if (before === undefined) throw noMarket(idOrCode)
    const { id, code, is_default, updated_at: _, ...old } = before
    const settings = sound(changedMarket(old, patch))
    if (is_default && settings.status !== 'active')
      throw fieldError('status', "The store's default market stays active.", 'market_in_use')
    const at = ctx.now.toISOString()
    withCommit(queries.updateMarket(ctx.tx, ctx.tenantId, id, { settings, at }))
    emit(ctx, marketUpdated, { market_id: id, code })
    return { id, code, is_default, ...settings, updated_at: at }
  })
}

/** Throws `market_in_use` for the default market and for those with carts, orders, or anything else that names them. */
export async function deleteMarket(ctx: Ctx, idOrCode: string): Promise<{ id: string; deleted: true }> {
  return inTx(ctx, async (ctx) => {
    const market = await queries.lockMarket(ctx.tx, ctx.tenantId, keyOf(idOrCode))
    if (market === undefined) throw noMarket(idOrCode)
    const { id, code } = market
    if (market.is_default)
      throw new DomainError('market_in_use', `The market ${code} is the store's default one.`)
    const inUse = () =>
      new DomainError('market_in_use', `The market ${code} has carts or orders. It can be made inactive.`)
    if (await queries.hasOrders(ctx.tx, ctx.tenantId, code)) throw inUse()
    await queries.deleteMarket(ctx.tx, ctx.tenantId, id).catch((error: unknown) => {
      throw sqlState(error) === FOREIGN_KEY_VIOLATION ? inUse() : error
    })
    emit(ctx, marketDeleted, { market_id: id, code })
    return { id, deleted: true }
  })
}

/** The market with this code, even an inactive one. Throws `invalid_input` at `path` when there is none. */
export function marketOf(markets: readonly MarketRow[], code: string, path: string): MarketRow {
  const market = markets.find((market) => market.code === code)
  if (market === undefined)
    throw fieldError(path, `must be one of ${markets.map((market) => market.code).join(', ')}`)
  return market
}

/**
 * The market of a new cart: the one named, else one that takes the currency, else the store's default.
 * Throws `invalid_input` when the store does not sell in that market or currency.
 */
export async function chooseMarket(
  ctx: Ctx,
  wish: { market?: string | undefined; currency?: string | undefined },
): Promise<MarketRow> {
  const chosen = chosenMarket(await getMarkets(ctx), wish)
  if ('path' in chosen) throw fieldError(chosen.path, chosen.message)
  return chosen
}

/** How the market ships these goods, in their currency. */
export const toShippingMethods = (market: Market, goods: Goods): ShippingMethod[] =>
  shippingOffers(market, goods).map(({ tax_class: _, amount, free_above, ...method }) => ({
    ...method,
    price: { amount, currency: goods.currency },
    free_above: free_above === null ? null : { amount: free_above, currency: goods.currency },
  }))

function toStoreMarket(market: MarketRow): StoreMarket {
  const { currency } = market
  const { code, name, is_default, countries, currencies, locale, locales } = market
  const { prices_include_tax, tax_basis_points, payment_methods, business_hours } = market
  const shipping_methods = toShippingMethods(market, { currency, subtotal: 0, quantity: 1 })
  const thresholds = shipping_methods.flatMap(({ free_above }) => free_above?.amount ?? [])
  return {
    ...{ code, name, is_default, countries, currency, currencies, locale, locales, prices_include_tax },
    ...{ tax_basis_points, payment_methods, shipping_methods, business_hours },
    free_shipping_above: thresholds.length === 0 ? null : { amount: Math.min(...thresholds), currency },
  }
}

function sound(settings: MarketSettings): MarketSettings {
  const issues = faultsOf(settings)
  if (issues.length > 0)
    throw new DomainError('invalid_input', 'The settings do not fit together.', { issues })
  return settings
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const keyOf = (idOrCode: string): queries.MarketKey =>
  UUID.test(idOrCode) ? { id: idOrCode } : { code: idOrCode }

const noMarket = (idOrCode: string) => new DomainError('not_found', `There is no market ${idOrCode}.`)
