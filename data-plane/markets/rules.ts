// Decisions about markets, taken from the arguments alone. Amounts in minor units.
import type { FieldIssue } from '../../shared/errors.ts'
import { defined } from '../../shared/objects.ts'
import type { Market, MarketInput, MarketPatch, ShippingRate } from './schema.ts'

/** What a store decides about a market. */
export type MarketSettings = Omit<Market, 'id' | 'code' | 'is_default' | 'updated_at'>

const DEFAULTS = {
  status: 'active',
  currencies: [],
  locales: [],
  prices_include_tax: false,
  tax_rounding: 'line',
  rate_rounding: 'together',
  rounding: 'half_up',
  tax_basis: 'discounted',
  shipping_tax: 'none',
  percent_rounding: 'line',
  percent_rounds: 'discount',
  total_rounding: 1,
  tax_origin: null,
  payment_methods: [],
  cash_on_delivery_limits: [],
  shipping_methods: [],
  business_hours: null,
} satisfies Partial<MarketSettings>

export function newMarket({ code: _, ...input }: MarketInput): MarketSettings {
  const { name, countries, currency, locale } = input
  return consistent({ ...DEFAULTS, ...defined(input), name, countries, currency, locale })
}

export const changedMarket = (before: MarketSettings, patch: MarketPatch): MarketSettings =>
  consistent({ ...before, ...defined(patch) })

/** The market's own currency and locale come first in their lists. */
const consistent = (market: MarketSettings): MarketSettings => ({
  ...market,
  currencies: [...new Set([market.currency, ...market.currencies])],
  locales: [...new Set([market.locale, ...market.locales])],
})

/** What does not fit together in a market. */
export function faultsOf(market: MarketSettings): FieldIssue[] {
  const { currency, currencies, shipping_methods, cash_on_delivery_limits } = market
  const taken = (path: string, code: string): FieldIssue[] =>
    currencies.includes(code) ? [] : [{ path, message: `The market does not use ${code}.` }]
  return [
    ...shipping_methods.flatMap(({ rates }, i) => [
      ...(rates.some((rate) => rate.currency === currency)
        ? []
        : [{ path: `shipping_methods.${i}.rates`, message: `has no rate in ${currency}` }]),
      ...rates.flatMap((rate, n) => taken(`shipping_methods.${i}.rates.${n}.currency`, rate.currency)),
    ]),
    ...cash_on_delivery_limits.flatMap((limit, i) =>
      taken(`cash_on_delivery_limits.${i}.currency`, limit.currency),
    ),
  ]
}

/** What is to be shipped: `subtotal` of all lines in `currency`, `quantity` of the units that need shipping. */
export type Goods = { currency: string; subtotal: number; quantity: number }

/** What a rate asks for goods, before its `free_above`. */
export function shippingAmount(rate: ShippingRate, { subtotal, quantity }: Omit<Goods, 'currency'>): number {
  if (rate.type === 'flat') return rate.amount
  if (rate.type === 'by_price')
    return rate.tiers.findLast(({ from_subtotal }) => subtotal >= from_subtotal)?.amount ?? 0
  const items = Math.min(quantity, rate.max_items ?? quantity)
  return items === 0 ? 0 : rate.first_amount + (items - 1) * rate.additional_amount
}

/** The market's methods that have a rate in the goods' currency, each with its amount for them. */
export function shippingOffers({ shipping_methods }: Pick<Market, 'shipping_methods'>, goods: Goods) {
  return shipping_methods.flatMap(({ rates, ...method }) => {
    const rate = rates.find(({ currency }) => currency === goods.currency)
    if (rate === undefined) return []
    return [{ ...method, amount: shippingAmount(rate, goods), free_above: rate.free_above }]
  })
}

/** Whether an order of this total may be paid on delivery. */
export function takesCashOnDelivery(
  { payment_methods, cash_on_delivery_limits }: Pick<Market, 'payment_methods' | 'cash_on_delivery_limits'>,
  total: { amount: number; currency: string },
): boolean {
  const limit = cash_on_delivery_limits.find(({ currency }) => currency === total.currency)
  return (
    payment_methods.includes('cash_on_delivery') &&
    total.amount <= (limit?.amount ?? Number.POSITIVE_INFINITY)
  )
}

type Choice = Pick<Market, 'code' | 'is_default' | 'status' | 'currency' | 'currencies'>

/**
 * The market of a new cart: the one named, else the default one if it takes the currency, else one whose own it is, else
 * one that takes it. Only active ones.
 */
export function chosenMarket<M extends Choice>(
  markets: readonly M[],
  wish: { market?: string | undefined; currency?: string | undefined },
): M | FieldIssue {
  const active = markets.filter(({ status }) => status === 'active')
  const takes = ({ currencies }: M) => wish.currency === undefined || currencies.includes(wish.currency)
  const named = active.find(({ code, is_default }) =>
    wish.market === undefined ? is_default : code === wish.market,
  )
  if (named !== undefined && takes(named)) return named
  if (wish.market !== undefined && named !== undefined)
    return {
      path: 'currency',
      message: `The market ${named.code} uses ${named.currencies.join(', ')}.`,
    }
  if (wish.market !== undefined || named === undefined)
    return { path: 'market', message: `must be one of ${active.map(({ code }) => code).join(', ')}` }
  const other = active.find(({ currency }) => currency === wish.currency) ?? active.find(takes)
  if (other !== undefined) return other
  const currencies = [...new Set(active.flatMap(({ currencies }) => currencies))]
  return { path: 'currency', message: `This store sells in ${currencies.join(', ')}.` }
}
