import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixed, line, offOrder, percent, promotion, quoteOf, rate } from '../../../shared/testing/quotes.ts'
import type { Quote, QuoteTerms } from '../types.ts'
import {
  type Item,
  itemsOf,
  leftOf,
  type Refunded,
  SHIPPING,
  type Share,
  type Shares,
  sharesOf,
  totalOf,
  type Wish,
} from './order-refund.ts'

const itemsOfQuote = (quote: Quote, refunded = new Map<string, Refunded>()): Item[] =>
  itemsOf(quote, refunded)
const granted = (items: readonly Item[], wishes: readonly Wish[]): Shares => {
  const decision = sharesOf(items, wishes)
  if (!decision.ok) throw new Error(decision.fault.reason)
  return decision.shares
}
const units = (id: string, quantity: number): Wish => ({ kind: 'units', id, quantity })
/** The items after these shares. */
const after = (items: readonly Item[], shares: Shares): Item[] =>
  items.map((item) => {
    const share = shares.get(item.id)
    if (share === undefined) return item
    const { quantity, gross, amount } = item.refunded
    const refunded = {
      quantity: quantity + share.quantity,
      gross: gross + share.gross,
      amount: amount + share.amount,
    }
    return { ...item, refunded }
  })

test('B5 a unit of two that came back, one dismissed or written off, is worth 44 of 88, and then nothing is left', () => {
  const quote = quoteOf([line('A', [2, 50, 10])], { promotions: [promotion('p', offOrder(fixed(20)))] })
  expect(quote.total).toBe(88)
  const items = itemsOfQuote(quote)
  const received = granted(items, [units('A', 1)])
  expect(received.get('A')).toMatchObject({ quantity: 1, amount: 44, tax: 4, discount: 10 })
  const then = after(items, received)
  const dismissed = granted(then, [units('A', 1)])
  expect(dismissed.get('A')).toMatchObject({ amount: 44, tax: 4, discount: 10 })
  expect(after(then, dismissed).map(leftOf)).toEqual([0, 0])
})

test('B4 shipping comes back with its own tax and what was off it', () => {
  const quote = quoteOf([line('A', [2, 50, 10])], {
    promotions: [promotion('p', offOrder(fixed(20)))],
    shipping: { code: 'post', amount: 23, taxes: [rate(10)] },
    terms: { shipping_tax: 'own' },
  })
  const items = itemsOfQuote(quote)
  expect(items.find(({ id }) => id === SHIPPING)).toMatchObject({ net: 23, tax: 2, payable: 25 })
  const shares = granted(items, [{ kind: 'amount', id: SHIPPING, amount: 25 }])
  expect(totalOf(shares)).toEqual({
    amount: 25,
    tax: 2,
    taxes: [{ ...rate(10), amount: 2 }],
    discount: 0,
    rounding: 0,
  })
})

test('a rounded total comes back with its rounding', () => {
  const quote = quoteOf([line('A', [3, 1_033]), line('B', [1, 30])], { terms: { total_rounding: 100 } })
  expect([quote.rounding, quote.total]).toEqual([-29, 3_100])
  const items = itemsOfQuote(quote)
  expect(items.map(({ payable }) => payable)).toEqual([3_070, 30, 0])
  expect(totalOf(granted(items, [units('A', 1)]))).toMatchObject({ amount: 1_023, rounding: -10 })
  expect(totalOf(granted(items, [units('A', 3), units('B', 1)]))).toMatchObject({
    amount: 3_100,
    rounding: -29,
  })
})

test('goodwill contains the tax of what is left, and units are worth what it left of them', () => {
  const items = itemsOfQuote(quoteOf([line('A', [2, 1_000, 20]), line('B', [1, 1_000])]))
  const goodwill = granted(items, [{ kind: 'goodwill', amount: 340 }])
  expect([...goodwill].map(([id, { amount, tax }]) => [id, amount, tax])).toEqual([
    ['A', 240, 40],
    ['B', 100, 0],
  ])
  const then = after(items, goodwill)
  expect(granted(then, [units('A', 2)]).get('A')).toMatchObject({ quantity: 2, amount: 2_160, tax: 360 })
  expect(granted(then, [units('B', 1)]).get('B')).toMatchObject({ quantity: 1, amount: 900 })
})

test.each<[Wish, string, number]>([
  [units('A', 3), 'quantity_too_high', 2],
  [units('Z', 1), 'quantity_too_high', 0],
  [{ kind: 'amount', id: SHIPPING, amount: 1 }, 'amount_too_high', 0],
  [{ kind: 'goodwill', amount: 201 }, 'amount_too_high', 200],
])('%j is refused as %s: %d is left', (wish, reason, left) => {
  const items = itemsOfQuote(quoteOf([line('A', [2, 100])]))
  expect(sharesOf(items, [wish])).toEqual({ ok: false, fault: { wish, reason, left } })
})

describe('any order, refunded part by part in any order', () => {
  const terms = fc.record({
    prices_include_tax: fc.boolean(),
    tax_rounding: fc.constantFrom('line', 'invoice'),
    rate_rounding: fc.constantFrom('together', 'each'),
    shipping_tax: fc.constantFrom('none', 'own', 'highest', 'weighted'),
    total_rounding: fc.constantFrom(1, 5, 100, 1_000),
  }) as fc.Arbitrary<Partial<QuoteTerms>>
  const anyLine = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.nat(5_000), fc.constantFrom(0, 5, 8.875, 20))
  const anyOrder = fc.record({
    lines: fc.array(anyLine, { minLength: 1, maxLength: 4 }),
    off: fc.nat(90),
    fixedOff: fc.nat(2_000),
    shipping: fc.nat(1_500),
    terms,
  })
  const anyStep = fc.record({
    at: fc.nat(),
    by: fc.nat(),
    how: fc.constantFrom('units', 'amount', 'goodwill'),
  })

  test('gives exactly its total, tax by tax, and never less than nothing', () => {
    fc.assert(
      fc.property(anyOrder, fc.array(anyStep, { maxLength: 12 }), (order, steps) => {
        const quote = quoteOf(
          order.lines.map(([quantity, amount, tax], i) =>
            line(`L${i}`, [quantity, amount], { taxes: [rate(tax), rate(1.5, 'city')] }),
          ),
          {
            promotions: [
              promotion('a', offOrder(percent(order.off))),
              promotion('b', offOrder(fixed(order.fixedOff))),
            ],
            shipping: { code: 'post', amount: order.shipping, taxes: [rate(10)] },
            terms: order.terms,
          },
        )
        let items = itemsOfQuote(quote)
        expect(items.reduce((sum, { payable }) => sum + payable, 0)).toBe(quote.total)
        const given: Share[] = []
        const give = (wish: Wish) => {
          const shares = granted(items, [wish])
          given.push(...shares.values())
          items = after(items, shares)
        }
        for (const { at, by, how } of steps) {
          const item = items[at % items.length] as Item
          const [open, left] = [item.quantity - item.refunded.quantity, leftOf(item)]
          if (how === 'units' && open > 0) give(units(item.id, 1 + (by % open)))
          if (how === 'amount' && left > 0) give({ kind: 'amount', id: item.id, amount: 1 + (by % left) })
          const all = items.reduce((sum, item) => sum + leftOf(item), 0)
          if (how === 'goodwill' && all > 0) give({ kind: 'goodwill', amount: 1 + (by % all) })
        }
        for (const item of items) {
          const open = item.quantity - item.refunded.quantity
          if (open > 0) give(units(item.id, open))
        }
        for (const item of items)
          if (leftOf(item) > 0) give({ kind: 'amount', id: item.id, amount: leftOf(item) })
        expect(items.map(leftOf)).toEqual(items.map(() => 0))
        const whole = totalOf(new Map(given.map((share, i) => [String(i), share])))
        expect(whole).toMatchObject({ amount: quote.total, tax: quote.tax, rounding: quote.rounding })
        for (const tax of quote.taxes.filter(({ amount }) => amount > 0))
          expect(whole.taxes).toContainEqual(tax)
        expect(whole.discount).toBe(quote.discount)
        for (const { amount, gross, tax, discount } of given)
          expect(Math.min(amount, gross, tax, discount, gross - tax)).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 1_000 },
    )
  })
})
