// A cart with all that its totals follow from.
import type { ReadCtx, TxCtx } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import type { SellableVariant } from '../../catalog/index.ts'
import { getMarkets, type MarketRow, marketOf } from '../../markets/index.ts'
import { getPriceSettings, type PriceSettings, priceOf } from '../../price-lists/index.ts'
import type { Quote } from '../../pricing/index.ts'
import {
  basisOf,
  type Considered,
  codeStates,
  considered,
  type PricedLine,
  quoteOf,
  taxesDue,
  toDiscounts,
  toLineAmounts,
  toTaxes,
  toTotals,
} from '../../quotes/index.ts'
import { getTaxRegions, type TaxRegion, taxContext } from '../../tax/index.ts'
import * as queries from '../queries.ts'
import type { Cart } from '../schema.ts'

/** What carts are priced by, the same for all of a store's. */
type Terms = { markets: MarketRow[]; settings: PriceSettings; regions: TaxRegion[] }
export type LoadedCart = {
  row: queries.CartRow
  lines: queries.CartLine[]
  market: MarketRow
  terms: Terms
  considered: Considered
  now: Date
}

/** Mostly from the cache. Ask for it together with other reads, so that it shares their round trip. */
export async function sellingTerms(ctx: ReadCtx): Promise<Terms> {
  const [markets, settings, regions] = await Promise.all([
    getMarkets(ctx),
    getPriceSettings(ctx),
    getTaxRegions(ctx),
  ])
  return { markets, settings, regions }
}

/**
 * With `lock` it is locked against other writers. With `isAsIs` its lines may lack what only codes would ask about that it does
 * not have: enough to show it. Throws `not_found`.
 */
export async function loadCart(
  ctx: ReadCtx,
  id: string,
  {
    lock = false,
    isAsIs = false,
    readLines = (isPlain: boolean) => queries.readLines(ctx.tx, ctx.tenantId, { id, isPlain }),
  } = {},
): Promise<LoadedCart> {
  // First: the rest must be as it is once the lock is held.
  const reading = queries.readCart(ctx.tx, ctx.tenantId, id, lock)
  const general = Promise.all([sellingTerms(ctx), considered(ctx, [], null)])
  const [row, read, [terms, automatic]] = await Promise.all([
    reading,
    isAsIs
      ? general.then(([terms, { promotions }]) => readLines(isPlain(terms, promotions)))
      : readLines(false),
    general,
  ])
  if (row === undefined) throw noCart(id)
  const { codes, buyer } = row
  const [its, lines] =
    codes.length === 0 && buyer === null
      ? [automatic, read]
      : await Promise.all([
          considered(ctx, codes, buyer?.email ?? null),
          isAsIs && codes.length > 0 ? readLines(false) : read,
        ])
  const market = marketOf(terms.markets, row.market_code, 'market')
  return { row, lines, market, terms, considered: its, now: ctx.now }
}

/** Whether prices and totals ask nothing of a variant but what it has itself. */
const isPlain = ({ settings }: Terms, promotions: readonly unknown[]): boolean =>
  promotions.length === 0 && Object.keys(settings.lists).length === 0

export async function lockOpenCart(ctx: TxCtx, id: string): Promise<LoadedCart> {
  const cart = await loadCart(ctx, id, { lock: true })
  assertOpen(cart.row.status, id)
  return cart
}

/** The same, as it is, with a variant that may go into it. */
export async function lockOpenCartFor(
  ctx: TxCtx,
  id: string,
  variantId: string,
): Promise<{ cart: LoadedCart; variant: SellableVariant | undefined }> {
  let variant: SellableVariant | undefined
  const readLines = async (isPlain: boolean) => {
    const found = await queries.readLinesWith(ctx.tx, ctx.tenantId, { id, variantId, isPlain })
    variant = found.variant
    return found.lines
  }
  const cart = await loadCart(ctx, id, { lock: true, isAsIs: true, readLines })
  assertOpen(cart.row.status, id)
  return { cart, variant }
}

/** Throws unless a cart of this status can still be changed or ordered. */
export function assertOpen(status: queries.CartStatus | undefined, id: string): void {
  if (status === undefined) throw noCart(id)
  if (status === 'completed') throw new DomainError('cart_completed', 'This cart was ordered already.')
  if (status === 'merged')
    throw new DomainError('cart_merged', 'This cart was merged into another cart of its shopper.')
}

const noCart = (id: string) => new DomainError('not_found', `There is no cart ${id}.`)

/** A line at its price of now; `isPriced`: whether it has one in the cart's currency. */
export type CartGoods = queries.CartLine & PricedLine & { isPriced: boolean }

/** A line whose variant has no price in this currency counts as 0 and cannot be checked out. */
export function goodsOf({
  row,
  lines,
  terms,
  now,
}: {
  row: Pick<queries.CartRow, 'market_code' | 'currency' | 'buyer'>
  lines: readonly queries.CartLine[]
  terms: Pick<Terms, 'settings'>
  now: Date
}): CartGoods[] {
  return lines.map((line) => {
    const price = priceOf(
      line.prices,
      {
        currency: row.currency,
        quantity: line.quantity,
        market: row.market_code,
        attributes: {},
        customer_group_ids: row.buyer?.group_ids ?? [],
        now,
      },
      terms.settings,
    )
    return {
      ...line,
      unit_amount: price?.amount ?? 0,
      list_amount: price?.original_amount ?? 0,
      isPriced: price !== null,
    }
  })
}

/** What totals follow from beside goods, address and choices. */
export const basisOfCart = ({ row, market, considered, now }: LoadedCart) =>
  basisOf(market, {
    currency: row.currency,
    customer: row.buyer ?? { id: null, group_ids: [], order_count: 0 },
    considered,
    now,
  })

/** The totals of the cart; taxes as in the market's first country while the address is unknown. Throws `cart_full`. */
export function quoteCart(cart: LoadedCart): { quote: Quote; goods: CartGoods[] } {
  const goods = goodsOf(cart)
  const taxes = taxesDue(cart.terms.regions, taxContext(cart.market, null), {
    lines: goods,
    shippingClass: null,
  })
  const quote = quoteOf(basisOfCart(cart), { lines: goods, taxes, shipping: null })
  if (quote === undefined) throw new DomainError('cart_full', 'The total of this cart would be too large.')
  return { quote, goods }
}

export function toCart(cart: LoadedCart): Cart {
  const { row } = cart
  const { currency } = row
  const { quote, goods } = quoteCart(cart)
  return {
    id: row.id,
    status: row.status,
    market: row.market_code,
    currency,
    line_items: goods.flatMap((line, i) => {
      const totals = quote.lines[i]
      if (totals === undefined) return []
      return {
        id: line.id,
        variant_id: line.variant_id,
        product_id: line.product_id,
        title: line.title,
        variant_title: line.variant_title,
        sku: line.sku,
        image_url: line.image_url,
        quantity: line.quantity,
        unavailable: faultOf(line),
        ...toLineAmounts(totals, line.list_amount, currency),
      }
    }),
    codes: codeStates(row.codes, cart.considered, quote),
    discounts: toDiscounts(quote),
    taxes: toTaxes(quote),
    totals: toTotals(quote),
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

const faultOf = ({ on_sale, isPriced }: CartGoods) =>
  !on_sale ? 'product_unavailable' : isPriced ? null : 'price_unavailable'

export function assertOnSale<V extends SellableVariant>(
  variant: V | undefined,
  id: string,
): asserts variant is V {
  if (variant === undefined) throw fieldError('variant_id', 'There is no such variant.', 'not_found')
  if (!variant.on_sale) throw fieldError('variant_id', `Variant ${id} is not on sale.`, 'product_unavailable')
}

export const assertPriced = ({ isPriced, variant_id }: CartGoods, currency: string): void => {
  if (!isPriced)
    throw fieldError('variant_id', `Variant ${variant_id} has no price in ${currency}.`, 'price_unavailable')
}
