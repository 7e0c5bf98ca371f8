// Inputs of the totals engine for tests: what a test does not say is a plain default.
import {
  DEFAULT_TERMS,
  type Effect,
  type LineFilter,
  type Promotion,
  type Quote,
  type QuoteInput,
  type QuoteLine,
  type QuoteTerms,
  quote,
  type TaxRate,
} from '../../data-plane/pricing/index.ts'

/** A rate of so many percent; exact for up to four decimals. */
export const rate = (percent: number, code = 'VAT'): TaxRate => ({
  code,
  name: code,
  ppm: Math.round(percent * 10_000),
})

/** A line of its own product, taxed with `percent` unless `more` says otherwise. */
export function line(
  id: string,
  [quantity, unit_amount, percent = 0]: readonly [number, number, number?],
  more: Partial<QuoteLine> = {},
): QuoteLine {
  return {
    id,
    product_id: id,
    variant_id: id,
    quantity,
    unit_amount,
    taxes: percent === 0 ? [] : [rate(percent)],
    requires_shipping: true,
    collection_ids: [],
    category_ids: [],
    tags: [],
    brand_id: null,
    ...more,
  }
}

/** A promotion that always applies. */
export const promotion = (id: string, effect: Effect, more: Partial<Promotion> = {}): Promotion => ({
  id,
  name: id,
  code: null,
  priority: 0,
  stacking: 'combine',
  group: null,
  currency: null,
  starts_at: null,
  ends_at: null,
  conditions: [],
  effect,
  budget_left: null,
  uses_left: null,
  ...more,
})

export const percent = (percent: number) =>
  ({ kind: 'percentage', ppm: Math.round(percent * 10_000) }) as const
export const fixed = (amount: number) => ({ kind: 'fixed', amount }) as const

export const offOrder = (value: Extract<Effect, { kind: 'order' }>['value']): Effect => ({
  kind: 'order',
  value,
})

export const offLines = (
  value: Extract<Effect, { kind: 'lines' }>['value'],
  more: Partial<Extract<Effect, { kind: 'lines' }>> = {},
): Effect => ({
  kind: 'lines',
  filter: {},
  value,
  allocation: 'each',
  max_quantity: null,
  only: 'all',
  ...more,
})

/** Buy so many, get so many more for nothing. */
export const buyGet = (
  [buy_quantity, get_quantity]: readonly [number, number],
  more: Partial<Extract<Effect, { kind: 'buy_get' }>> & { buy?: LineFilter; get?: LineFilter } = {},
): Effect => ({
  kind: 'buy_get',
  buy: {},
  buy_quantity,
  get: {},
  get_quantity,
  within: 'all',
  value: percent(100),
  max_sets: null,
  ...more,
})

export const inputOf = (
  lines: readonly QuoteLine[],
  { terms, ...more }: Partial<Omit<QuoteInput, 'terms'>> & { terms?: Partial<QuoteTerms> } = {},
): QuoteInput => ({
  currency: 'USD',
  now: new Date('2026-06-01T12:00:00Z'),
  market: 'us',
  customer: { id: null, group_ids: [], order_count: 0 },
  terms: { ...DEFAULT_TERMS, ...terms },
  lines,
  surcharges: [],
  shipping: null,
  promotions: [],
  gift_cards: [],
  store_credit: null,
  ...more,
})

export const quoteOf = (...args: Parameters<typeof inputOf>): Quote => quote(inputOf(...args))

/** What promotions and deductions took off each line, in their order. */
export const cutsOf = ({ lines }: Quote): number[][] =>
  lines.map(({ discounts }) => discounts.map(({ amount }) => amount))
