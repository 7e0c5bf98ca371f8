// What holds for every quote.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_AMOUNT } from '../../../shared/money/money.ts'
import { inputOf, line, promotion } from '../../../shared/testing/quotes.ts'
import {
  type Condition,
  DEFAULT_TERMS,
  type Effect,
  isCountable,
  type Promotion,
  type Quote,
  type QuoteInput,
  type QuoteLine,
  type QuoteTerms,
  quote,
  type TaxRate,
} from '../index.ts'
import { refund } from './refund.ts'

const RUNS = { numRuns: 300 }
const amount = fc.oneof(fc.nat(500), fc.nat(1_000_000))
const ppm = fc.oneof(fc.nat(1_000_000), fc.constantFrom(0, 82_500, 88_750, 100_000, 333_333, 1_000_000))
const rates: fc.Arbitrary<TaxRate[]> = fc
  .uniqueArray(fc.constantFrom('VAT', 'state', 'city'), { maxLength: 3 })
  .chain((codes) =>
    fc.tuple(...codes.map((code) => fc.nat(300_000).map((ppm) => ({ code, name: code, ppm })))),
  )
const tags = fc.subarray(['red', 'blue'])
const filter = fc.oneof(
  fc.constant({}),
  tags.map((tags) => ({ tags })),
  fc.record({ product_ids: fc.subarray(['p0', 'p1', 'p2']) }),
)

const lines: fc.Arbitrary<QuoteLine[]> = fc
  .array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 12 }),
      unit_amount: amount,
      taxes: rates,
      product_id: fc.constantFrom('p0', 'p1', 'p2'),
      tags,
      requires_shipping: fc.boolean(),
      price_includes_tax: fc.option(fc.boolean(), { nil: undefined }),
      included_taxes: fc.option(rates, { nil: undefined, freq: 8 }),
    }),
    { maxLength: 8 },
  )
  .map((rows) => rows.map((row, i) => line(`l${i}`, [row.quantity, row.unit_amount], row)))

const plain = fc.oneof(
  ppm.map((ppm) => ({ kind: 'percentage', ppm }) as const),
  amount.map((amount) => ({ kind: 'fixed', amount }) as const),
)
const value = fc.oneof(
  { weight: 3, arbitrary: plain },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('tiers' as const),
      by: fc.constantFrom('subtotal' as const, 'quantity' as const),
      tiers: fc.array(fc.record({ from: fc.nat(1_000), value: plain }), { maxLength: 3 }),
    }),
  },
)
const several = fc.integer({ min: 1, max: 4 })
const limit = fc.option(several)
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ kind: fc.constantFrom('order' as const, 'shipping' as const, 'total' as const), value }),
  fc.record({
    kind: fc.constant('lines' as const),
    filter,
    value,
    allocation: fc.constantFrom('each' as const, 'across' as const),
    max_quantity: limit,
    only: fc.constantFrom('all' as const, 'cheapest' as const),
  }),
  fc.record({
    kind: fc.constant('buy_get' as const),
    buy: filter,
    buy_quantity: several,
    get: filter,
    get_quantity: several,
    within: fc.constantFrom('line' as const, 'product' as const, 'all' as const),
    value: plain,
    max_sets: limit,
  }),
)
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constant('min_subtotal' as const), amount, filter }),
  fc.record({ kind: fc.constant('min_quantity' as const), quantity: several, filter }),
  fc.record({ kind: fc.constant('line_quantity' as const), quantity: several, filter }),
)
const promotions: fc.Arbitrary<Promotion[]> = fc
  .array(
    fc.record({
      effect,
      conditions: fc.array(condition, { maxLength: 1 }),
      // Those of a group stand side by side, so that the place of the group does not depend on who is in it.
      place: fc.oneof(
        fc.record({ priority: fc.nat(5), group: fc.constant(null) }),
        fc.constantFrom({ priority: -1, group: 'g' }, { priority: 9, group: 'h' }),
      ),
      stacking: fc.constantFrom(
        'combine' as const,
        'combine' as const,
        'combine' as const,
        'exclusive' as const,
      ),
      budget_left: fc.option(amount, { freq: 3 }),
    }),
    { maxLength: 6 },
  )
  .map((rows) =>
    rows.map(({ effect, place, ...more }, i) => promotion(`p${i}`, effect, { ...place, ...more })),
  )

const terms: fc.Arbitrary<QuoteTerms> = fc.record({
  prices_include_tax: fc.boolean(),
  tax_rounding: fc.constantFrom('line', 'invoice'),
  rate_rounding: fc.constantFrom('together', 'each'),
  rounding: fc.constantFrom('half_up', 'half_even'),
  tax_basis: fc.constantFrom('discounted', 'undiscounted'),
  shipping_tax: fc.constantFrom('none', 'own', 'highest', 'weighted'),
  percent_rounding: fc.constantFrom('line', 'sum'),
  percent_rounds: fc.constantFrom('discount', 'price'),
  total_rounding: fc.constantFrom(1, 1, 5, 100),
})

const inputs: fc.Arbitrary<QuoteInput> = fc
  .record({
    lines,
    promotions,
    terms,
    shipping: fc.option(
      fc.record({ code: fc.constant('post'), amount, free_above: fc.option(amount), taxes: rates }),
    ),
    surcharges: fc.array(
      fc.record({
        id: fc.constantFrom('s', 't'),
        name: fc.constant('Fee'),
        amount: fc.integer({ min: -5_000, max: 5_000 }),
        taxes: rates,
      }),
      { maxLength: 2 },
    ),
    gift_cards: fc.array(fc.record({ id: fc.uuid(), code_last4: fc.constant('ABCD'), available: amount }), {
      maxLength: 2,
    }),
    store_credit: fc.option(fc.record({ id: fc.uuid(), available: amount })),
  })
  .map(({ lines, ...more }) => inputOf(lines, more))

const holds = (check: (quote: Quote, input: QuoteInput) => void) =>
  fc.assert(
    fc.property(inputs, (input) => check(quote(input), input)),
    RUNS,
  )
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
const itemsOf = ({ lines, surcharges, shipping_totals }: Quote) => [
  ...lines,
  ...surcharges,
  ...(shipping_totals === null ? [] : [shipping_totals]),
]

test('items add up to the order, and the order to its own sums', () => {
  holds((quote) => {
    const items = itemsOf(quote)
    for (const item of items) {
      expect(item.net + item.tax).toBe(item.total)
      expect(sum(item.taxes.map(({ amount }) => amount))).toBe(item.tax)
      expect(sum(item.discounts.map(({ amount }) => amount))).toBe(item.discount)
    }
    const { subtotal, discount, surcharge, shipping, net, tax, tax_included, rounding, total } = quote
    expect(sum(items.map((item) => item.total)) + rounding).toBe(total)
    expect(sum(items.map((item) => item.tax))).toBe(tax)
    expect(sum(quote.taxes.map(({ amount }) => amount))).toBe(tax)
    expect(net + tax + rounding).toBe(total)
    expect(subtotal - discount + surcharge + shipping + (tax - tax_included) + rounding).toBe(total)
    expect(sum(quote.payments.map(({ amount }) => amount)) + quote.due).toBe(total)
  })
})

test('nothing is negative, and no discount is above what it is taken off', () => {
  holds((quote) => {
    const { explanation: _, rounding: __, ...rest } = quote
    for (const [amount] of JSON.stringify(rest).matchAll(/:-\d/g)) expect(amount).toBe('none')
    for (const item of itemsOf(quote)) expect(item.discount).toBeLessThanOrEqual(item.subtotal)
    expect(quote.discount).toBeLessThanOrEqual(quote.subtotal)
  })
})

test('applied promotions gave what the items say, within their budget; each candidate is applied or rejected', () => {
  holds((quote, input) => {
    const given = itemsOf(quote).flatMap(({ discounts }) => discounts)
    for (const { promotion_id, amount } of quote.applied) {
      expect(sum(given.filter(({ id }) => id === promotion_id).map(({ amount }) => amount))).toBe(amount)
      const budget = input.promotions.find(({ id }) => id === promotion_id)?.budget_left ?? amount
      expect(amount).toBeGreaterThan(0)
      expect(amount).toBeLessThanOrEqual(budget)
    }
    const told = [...quote.applied, ...quote.rejected].map(({ promotion_id }) => promotion_id)
    expect(told.sort()).toEqual(input.promotions.map(({ id }) => id).sort())
  })
})

test('the steps of the explanation add up to every item, the total and what is due', () => {
  holds((quote) => {
    const { explanation, total, due } = quote
    const isPayment = (rule: string) => rule === 'gift_card' || rule === 'store_credit'
    expect(sum(explanation.map(({ amount }) => amount))).toBe(due)
    expect(sum(explanation.filter(({ rule }) => !isPayment(rule)).map(({ amount }) => amount))).toBe(total)
    const of = (on: string) => sum(explanation.filter((step) => step.on === on).map(({ amount }) => amount))
    for (const item of quote.lines)
      expect(
        sum(explanation.filter(({ on, id }) => on === 'line' && id === item.id).map(({ amount }) => amount)),
      ).toBe(item.total)
    expect(of('surcharge')).toBe(sum(quote.surcharges.map(({ total }) => total)))
    expect(of('shipping')).toBe(quote.shipping_totals?.total ?? 0)
  })
})

test('the same input gives the same quote and is left as it was', () => {
  holds((first, input) => {
    const before = structuredClone(input)
    expect(quote(input)).toEqual(first)
    expect(input).toEqual(before)
  })
})

test('with only the promotions that applied the quote is the same', () => {
  holds((first, input) => {
    const applied = new Set(first.applied.map(({ promotion_id }) => promotion_id))
    const again = quote({ ...input, promotions: input.promotions.filter(({ id }) => applied.has(id)) })
    expect({ ...again, rejected: [] }).toEqual({ ...first, rejected: [] })
  })
})

test('the order of the candidates does not matter', () => {
  holds((first, input) => {
    expect(quote({ ...input, promotions: [...input.promotions].reverse() })).toEqual(first)
  })
})

test('with amounts off the whole order, the order of the lines does not change a total', () => {
  const wholeOrder = fc.record({ input: inputs, value: plain })
  fc.assert(
    fc.property(wholeOrder, ({ input, value }) => {
      const promotions = [promotion('p', { kind: 'order', value })]
      const here = {
        ...input,
        promotions,
        surcharges: [],
        terms: { ...input.terms, tax_rounding: 'line' },
      } as const
      const there = { ...here, lines: [...here.lines].reverse() }
      // Lines that cost the same take the remainder in their order, which may then move their tax.
      fc.pre(
        new Set(here.lines.map(({ quantity, unit_amount }) => quantity * unit_amount)).size ===
          here.lines.length,
      )
      fc.pre(here.lines.every(({ included_taxes }) => included_taxes === undefined))
      const [one, other] = [quote(here), quote(there)]
      expect([other.subtotal, other.discount, other.shipping]).toEqual([
        one.subtotal,
        one.discount,
        one.shipping,
      ])
      expect(other.lines.toReversed().map(({ total }) => total)).toEqual(one.lines.map(({ total }) => total))
    }),
    RUNS,
  )
})

test('a price that contains tax is the price without it plus its tax', () => {
  const rated = fc.record({ amount, quantity: fc.integer({ min: 1, max: 20 }), taxes: rates })
  fc.assert(
    fc.property(rated, ({ amount, quantity, taxes }) => {
      const of = (unit_amount: number, prices_include_tax: boolean) =>
        quote(inputOf([line('l', [1, unit_amount], { taxes })], { terms: { prices_include_tax } }))
      const onTop = of(amount * quantity, false)
      const back = of(onTop.total, true)
      expect(back.total).toBe(onTop.total)
      expect(back.net).toBe(onTop.net)
    }),
    RUNS,
  )
})

test('invoice rounding is within half a unit of the exact tax for each set of rates', () => {
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 20 }), ppm, (amounts, ppm) => {
      const taxes = [{ code: 'VAT', name: 'VAT', ppm }]
      const lines = amounts.map((amount, i) => line(String(i), [1, amount], { taxes }))
      const { tax, lines: taxed } = quote(inputOf(lines, { terms: { tax_rounding: 'invoice' } }))
      expect(Math.abs(tax * 1_000_000 - sum(amounts) * ppm)).toBeLessThanOrEqual(500_000)
      taxed.forEach((item, i) => {
        expect(Math.abs(item.tax * 1_000_000 - (amounts[i] ?? 0) * ppm)).toBeLessThan(2_000_000)
      })
    }),
    RUNS,
  )
})

test('partial refunds in any order and of any kind add up to exactly the item', () => {
  const wishes = fc.array(
    fc.oneof(
      fc.record({ quantity: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ amount: fc.integer({ min: 1, max: 5_000 }) }),
    ),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(inputs, wishes, (input, wishes) => {
      for (const item of quote(input).lines) {
        const done = { quantity: 0, amount: 0, net: 0, tax: 0, discount: 0 }
        const take = (wish: { quantity: number } | { amount: number }) => {
          const decision = refund(item, wish, done)
          if (!decision.ok) return
          const { taxes: _, ...share } = decision.share
          expect(share.net + share.tax).toBe(share.amount)
          for (const key of Object.keys(done) as (keyof typeof done)[]) {
            expect(share[key]).toBeGreaterThanOrEqual(0)
            done[key] += share[key]
          }
        }
        for (const wish of wishes) take(wish)
        take({ quantity: item.quantity - done.quantity })
        take({ amount: item.total - done.amount })
        const { quantity, total, net, tax, discount } = item
        expect(done).toEqual({ quantity, amount: total, net, tax, discount })
      }
    }),
    RUNS,
  )
})

test('the largest cart that is countable is counted exactly, and a larger one is refused', () => {
  const rate = [{ code: 'VAT', name: 'VAT', ppm: 1_000_000 }]
  const lineOf = (quantity: number) => line('l', [quantity, MAX_AMOUNT], { taxes: rate })
  const largest = Array.from({ length: 45 }, () => lineOf(10_000))
  expect(isCountable(largest.slice(0, 44))).toBe(true)
  const { total } = quote(
    inputOf(largest.slice(0, 44), {
      promotions: [promotion('p', { kind: 'order', value: { kind: 'percentage', ppm: 333_333 } })],
      shipping: { code: 'post', amount: MAX_AMOUNT },
    }),
  )
  const goods = 44n * 10_000n * BigInt(MAX_AMOUNT)
  const off = 44n * ((10_000n * BigInt(MAX_AMOUNT) * 333_333n + 500_000n) / 1_000_000n)
  expect(BigInt(total)).toBe((goods - off) * 2n + BigInt(MAX_AMOUNT))
  const many = Array.from({ length: 200 }, () => lineOf(10_000))
  expect(isCountable(many)).toBe(false)
  expect(() => quote(inputOf(many))).toThrow(RangeError)
  const free = promotion('p', { kind: 'order', value: { kind: 'percentage', ppm: 1_000_000 } })
  expect(() => quote(inputOf(many, { promotions: [free] }))).toThrow(RangeError)
})

test('the default terms are those of totals without promotions', () => {
  expect(inputOf([]).terms).toEqual(DEFAULT_TERMS)
})
