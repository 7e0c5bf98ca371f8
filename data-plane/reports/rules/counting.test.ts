import { expect, test } from 'vitest'
import { type Counted, changeFrom, factsOfCart, factsOfOrder, type OrderFacts } from './counting.ts'
import { added, orderedCurrencies, toFigures } from './figures.ts'

const order = (over: Partial<OrderFacts> = {}): OrderFacts => ({
  ...{ id: 'o', status: 'open', placed_at: '2026-01-31T23:30:00.000Z', currency: 'EUR', market: 'de' },
  ...{ gross: 3_000, discounts: 500, shipping: 400, tax: 463, total: 2_900, is_first: true },
  lines: [
    ['shirt', 2, 1_400],
    ['hat', 1, 700],
  ],
  refunds: [],
  ...over,
})
const counted = (facts: Counted['facts'], time_zone = 'UTC'): Counted => ({ time_zone, facts })
const nothing = counted([])
const shirtBack = { at: '2026-02-02T10:00:00.000Z', amount: 833, tax: 133, lines: [['shirt', 1, 700]] }
const refunded = order({ refunds: [shirtBack as OrderFacts['refunds'][number]] })

test('an order counts in its hour, its day and its month, and its products in the last two', () => {
  const { sums, products } = changeFrom([{ before: nothing, after: counted(factsOfOrder(order())) }])
  expect(sums.map(({ unit, start }) => [unit, start])).toEqual([
    ['hour', '2026-01-31T23:00:00.000Z'],
    ['day', '2026-01-31'],
    ['month', '2026-01'],
  ])
  for (const change of sums)
    expect(change).toMatchObject({
      ...{ currency: 'EUR', market_code: 'de', orders: 1, units: 3, gross: 3_000, discounts: 500 },
      ...{ shipping: 400, tax: 463, total: 2_900, net: 2_100, first_orders: 1, refunds: 0 },
    })
  expect(products.map(({ unit, product_id, units, revenue }) => [unit, product_id, units, revenue])).toEqual([
    ['day', 'shirt', 2, 1_400],
    ['day', 'hat', 1, 700],
    ['month', 'shirt', 2, 1_400],
    ['month', 'hat', 1, 700],
  ])
})

test('a refund counts when it was made, and takes from its product', () => {
  const before = counted(factsOfOrder(order()))
  const { sums, products } = changeFrom([{ before, after: counted(factsOfOrder(refunded)) }])
  expect(sums).toHaveLength(3)
  expect(sums[1]).toMatchObject({
    ...{ unit: 'day', start: '2026-02-02', orders: 0, gross: 0 },
    ...{ refunds: 833, refunded_units: 1, refunded_tax: 133, refunded_net: 700 },
  })
  expect(products).toMatchObject([
    { unit: 'day', product_id: 'shirt', units: -1, revenue: -700 },
    { unit: 'month', product_id: 'shirt', units: -1, revenue: -700 },
  ])
})

test.each<[string, Counted, Counted]>([
  ['the same again', counted(factsOfOrder(refunded)), counted(factsOfOrder(refunded))],
  ['nothing', nothing, counted(factsOfOrder(order({ status: 'cancelled' })))],
])('%s changes nothing', (_, before, after) => {
  expect(changeFrom([{ before, after }])).toEqual({ sums: [], products: [] })
})

test('a cancelled order leaves nothing behind, its refunds neither', () => {
  const before = counted(factsOfOrder(refunded))
  const placed = changeFrom([{ before: nothing, after: before }])
  const cancelled = changeFrom([
    { before, after: counted(factsOfOrder({ ...refunded, status: 'cancelled' })) },
  ])
  for (const [i, { total, refunds, net }] of placed.sums.entries()) {
    const taken = cancelled.sums[i]
    expect(
      [total, refunds, net].map((sum, of) => sum + [taken?.total, taken?.refunds, taken?.net][of]!),
    ).toEqual([0, 0, 0])
  }
})

test('another time zone moves what it puts into another day', () => {
  const facts = factsOfOrder(order())
  const { sums } = changeFrom([{ before: counted(facts), after: counted(facts, 'Europe/Berlin') }])
  // The hour is the same.
  expect(sums.map(({ start, orders }) => [start, orders])).toEqual([
    ['2026-01-31', -1],
    ['2026-01', -1],
    ['2026-02-01', 1],
    ['2026-02', 1],
  ])
})

test('a cart is one checkout begun, and one completed once it became an order', () => {
  const cart = { id: 'c', begun_at: '2026-01-01T00:00:00.000Z', currency: 'USD', market: 'us' }
  const before = counted(factsOfCart({ ...cart, is_completed: false }))
  const { sums } = changeFrom([{ before, after: counted(factsOfCart({ ...cart, is_completed: true })) }])
  expect(sums.map((change) => [change.checkouts_begun, change.checkouts_completed])).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
  ])
})

test('figures follow from sums, and there is no mean of nothing', () => {
  const carts = [true, false, false].map((is_completed, i) => ({
    ...{ id: `${i}`, begun_at: '2026-01-31T23:00:00.000Z', currency: 'EUR', market: 'de', is_completed },
  }))
  const facts = [...factsOfOrder(refunded), ...carts.flatMap(factsOfCart)]
  const { sums } = changeFrom([{ before: nothing, after: counted(facts) }])
  expect(toFigures(added(sums.filter(({ unit }) => unit === 'day')))).toEqual({
    ...{ orders: 1, units: 2, gross_sales: 3_000, discounts: 500, refunds: 833, net_sales: 1_400 },
    ...{ shipping: 400, tax: 330, total_sales: 2_067, average_order_value: 2_900 },
    ...{ new_customer_orders: 1, returning_customer_orders: 0 },
    ...{ checkouts_begun: 3, checkouts_completed: 1, conversion_ppm: 333_333 },
  })
  expect(toFigures(added([]))).toMatchObject({ orders: 0, average_order_value: null, conversion_ppm: null })
})

test("the store's own currency comes first, then those with most orders", () => {
  const found = [
    { currency: 'USD', orders: 9 },
    { currency: 'EUR', orders: 1 },
    { currency: 'CHF', orders: 2 },
    { currency: 'USD', orders: 1 },
    { currency: 'AUD', orders: 2 },
  ]
  expect(orderedCurrencies(found, 'EUR')).toEqual(['EUR', 'USD', 'AUD', 'CHF'])
  expect(orderedCurrencies([], 'EUR')).toEqual(['EUR'])
})
