// Which currencies a store has.
import { exponentOf } from '../../../shared/money/currencies.ts'
import type { CurrencyInput, StoreCurrency } from '../schema.ts'

/** What a store has set for a currency. */
type CurrencyRow = Readonly<CurrencyInput> & { readonly code: string }

export type CurrencySettings = {
  readonly default_market: string
  /** That of the default market. */
  readonly base_currency: string
  readonly markets: readonly { readonly code: string; readonly currency: string }[]
  readonly currencies: readonly CurrencyRow[]
}

/** What rates of the moment are needed of: from the base currency into those that are converted automatically, and back. */
export const neededPairs = ({ base_currency, currencies }: CurrencySettings): string[] =>
  currencies.flatMap(({ code, conversion }) =>
    conversion === 'automatic' ? [base_currency + code, code + base_currency] : [],
  )

const DEFAULTS: CurrencyInput = {
  status: 'active',
  conversion: 'manual',
  margin_basis_points: 0,
  rounding_increment: 1,
  price_ending: null,
}

/**
 * The currencies that the store's markets sell in and those that it has set up, by code.
 * @param rates of the moment, by pair
 */
export function storeCurrencies(
  { base_currency, markets, currencies }: CurrencySettings,
  rates: Readonly<Record<string, string>> = {},
): StoreCurrency[] {
  const set = new Map(currencies.map((row) => [row.code, row]))
  const codes = new Set([...markets.map((market) => market.currency), ...set.keys()])
  return [...codes].sort().map((code) => ({
    ...DEFAULTS,
    ...set.get(code),
    ...shownOf(code),
    is_base: code === base_currency,
    markets: markets.filter((market) => market.currency === code).map((market) => market.code),
    exchange_rate: rates[base_currency + code] ?? null,
  }))
}

/** Those that shoppers can choose: what a market sells in cannot be switched off. */
export const sellingCurrencies = ({
  markets,
  currencies,
}: {
  readonly markets: CurrencySettings['markets']
  readonly currencies: readonly Pick<CurrencyRow, 'code' | 'status'>[]
}): string[] => [
  ...new Set([
    ...markets.map((market) => market.currency),
    ...currencies.filter((row) => row.status === 'active').map((row) => row.code),
  ]),
]

function shownOf(code: string) {
  const parts = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0)
  return {
    code,
    name: new Intl.DisplayNames('en', { type: 'currency' }).of(code) ?? code,
    symbol: parts.find((part) => part.type === 'currency')?.value ?? code,
    decimals: exponentOf(code),
  }
}
