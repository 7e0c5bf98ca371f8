// The price of a variant from what is stored, with conversion where it has none in the currency asked for.
import { convert, inverse, type PriceShape, type Rate, readRate } from '../../../shared/money/convert.ts'
import type { PriceListHead, PriceRules } from './choose.ts'
import { type ChosenPrice, choosePrice, matches, type PriceCandidate, type PriceContext } from './choose.ts'

/** A price of a list, as the database gives it. */
export type ListPriceRow = readonly [
  priceListId: string,
  currency: string,
  amount: number,
  minQuantity: number,
  maxQuantity: number | null,
  rules: PriceRules,
]
export type BasePriceRow = readonly [amount: number, currency: string, ...more: unknown[]]
/** All prices that a variant has: its own, and those of lists that may count. */
export type PriceCandidates = readonly [
  base: readonly BasePriceRow[] | null,
  lists: readonly ListPriceRow[] | null,
]

type ConvertedCurrency = PriceShape & {
  readonly code: string
  readonly status: 'active' | 'inactive'
  readonly conversion: 'manual' | 'automatic'
}

/** What prices are worked out by, the same for all of a store's variants. */
export type PriceSettings = {
  readonly default_market: string
  /** That of the default market: other currencies are converted from it. */
  readonly base_currency: string
  readonly markets: readonly { readonly code: string; readonly currency: string }[]
  readonly currencies: readonly ConvertedCurrency[]
  /** Of the moment, by pair: what a USD costs in EUR is USDEUR. */
  readonly rates: Readonly<Record<string, string>>
  /** Active ones, by id. */
  readonly lists: Readonly<Record<string, PriceListHead>>
}

/** The price of a variant for a buyer; null when it has none in the currency and none can be converted into it. */
export function priceOf(
  candidates: PriceCandidates,
  context: PriceContext,
  settings: PriceSettings,
): ChosenPrice | null {
  const prices = candidatesOf(candidates, settings)
  return choosePrice([...prices, ...convertedFor(prices, context, settings)], context)
}

function candidatesOf([base, lists]: PriceCandidates, settings: PriceSettings): PriceCandidate[] {
  const prices: PriceCandidate[] = []
  for (const [amount, currency] of base ?? [])
    prices.push({ currency, amount, min_quantity: 1, max_quantity: null, rules: NONE, list: null })
  for (const [id, currency, amount, min_quantity, max_quantity, rules] of lists ?? []) {
    // One that the settings do not know has ended, or begins to count with the settings' next load.
    const list = settings.lists[id]
    if (list !== undefined) prices.push({ currency, amount, min_quantity, max_quantity, rules, list })
  }
  return prices
}

const NONE: PriceRules = {}

/**
 * Prices in the base currency converted into that of the context, where it is converted automatically and nothing but
 * sales has a price in it. A list that has prices in it keeps those.
 */
function convertedFor(
  prices: readonly PriceCandidate[],
  context: PriceContext,
  settings: PriceSettings,
): PriceCandidate[] {
  const { base_currency: from } = settings
  const to = context.currency
  if (to === from) return []
  const currency = settings.currencies.find(({ code }) => code === to)
  const rate = currency?.conversion === 'automatic' ? rateOf(settings.rates, from, to) : undefined
  if (currency === undefined || rate === undefined) return []
  const own = prices.filter((price) => price.currency === to && matches(price, context))
  if (own.some(({ list }) => list?.type !== 'sale')) return []
  return prices.flatMap((price) => {
    if (price.currency !== from || own.some(({ list }) => list === price.list)) return []
    const amount = convert(price.amount, { from, to }, rate, currency)
    return amount === undefined ? [] : { ...price, currency: to, amount, converted: true }
  })
}

function rateOf(rates: PriceSettings['rates'], from: string, to: string): Rate | undefined {
  const [there, back] = [rates[from + to], rates[to + from]]
  if (there !== undefined) return readRate(there)
  const found = back === undefined ? undefined : readRate(back)
  return found && inverse(found)
}
