// What it costs to know what a cart costs, and why: in this process, without a database.
import {
  DEFAULT_TERMS,
  type Effect,
  type Promotion,
  type QuoteInput,
  type QuoteLine,
  quote,
} from '../../../data-plane/pricing/index.ts'
import { median } from '../measure.ts'
import type { Report } from '../report.ts'

const QUOTES = 50
const ROUNDS = 9
const RATES = [
  { code: 'state', name: 'State tax', ppm: 62_500 },
  { code: 'city', name: 'City tax', ppm: 22_500 },
]

/** Totals of a usual cart and of the largest one, whose promotions all apply. */
export async function totals(): Promise<Report> {
  const fact = (name: string, lines: number, promotions: number) => ({
    name,
    value: `${microsOf(inputOf(lines, promotions)).toFixed(0)} µs`,
  })
  return {
    ratios: [],
    facts: [
      fact('totals of 3 lines, 1 promotion', 3, 1),
      fact('totals of 200 lines, no promotion', 200, 0),
      fact('totals of 200 lines, 20 promotions', 200, 20),
    ],
    notes: [],
  }
}

function microsOf(input: QuoteInput): number {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now()
    for (let i = 0; i < QUOTES; i += 1) quote(input)
    rounds.push(((performance.now() - started) * 1000) / QUOTES)
  }
  return median(rounds)
}

const inputOf = (lines: number, promotions: number): QuoteInput => ({
  currency: 'USD',
  now: new Date(),
  market: 'us',
  customer: { id: null, group_ids: [], order_count: 0 },
  terms: { ...DEFAULT_TERMS, tax_rounding: 'invoice', shipping_tax: 'weighted' },
  lines: Array.from({ length: lines }, (_, i) => lineOf(i)),
  surcharges: [],
  shipping: { code: 'standard', amount: 499 },
  promotions: Array.from({ length: promotions }, (_, i) => promotionOf(i)),
  gift_cards: [],
  store_credit: null,
})

const lineOf = (i: number): QuoteLine => ({
  id: `line-${i}`,
  product_id: `product-${i}`,
  variant_id: `variant-${i}`,
  quantity: 1 + (i % 5),
  unit_amount: 999 + 137 * i,
  taxes: RATES,
  requires_shipping: true,
  collection_ids: ['summer'],
  category_ids: [],
  tags: [i % 2 === 0 ? 'even' : 'odd'],
  brand_id: null,
})

function promotionOf(i: number): Promotion {
  const small = { kind: 'percentage', ppm: 10_000 } as const
  const effects: Effect[] = [
    { kind: 'order', value: { kind: 'fixed', amount: 500 } },
    { kind: 'order', value: small },
    {
      kind: 'lines',
      filter: { tags: ['even'] },
      value: small,
      allocation: 'each',
      max_quantity: null,
      only: 'all',
    },
    {
      kind: 'buy_get',
      buy: {},
      buy_quantity: 2,
      get: {},
      get_quantity: 1,
      within: 'all',
      value: small,
      max_sets: null,
    },
  ]
  return {
    id: `promotion-${i}`,
    name: `Promotion ${i}`,
    code: null,
    priority: i,
    stacking: 'combine',
    group: null,
    currency: 'USD',
    starts_at: null,
    ends_at: null,
    conditions: [{ kind: 'min_subtotal', amount: 1, filter: { collection_ids: ['summer'] } }],
    effect: effects[i % effects.length] as Effect,
    budget_left: null,
    uses_left: null,
  }
}
