// Published discounts, balances and known wrong results; units are minor units.
import { expect, test } from 'vitest'
import {
  buyGet,
  cutsOf,
  fixed,
  line,
  offLines,
  offOrder,
  percent,
  promotion,
  quoteOf,
} from '../../../shared/testing/quotes.ts'
import type { Effect } from '../index.ts'

const off = (lines: Parameters<typeof quoteOf>[0], ...effects: Effect[]) =>
  cutsOf(
    quoteOf(lines, { promotions: effects.map((effect, i) => promotion(`p${i}`, effect, { priority: i })) }),
  )

test('C1 an amount off one unit of each line, at most its price', () => {
  const lines = [line('A', [1, 100]), line('B', [5, 150])]
  expect(off(lines, offLines(fixed(200), { max_quantity: 1 }))).toEqual([[100], [150]])
})

test('C2 an amount off two units, then off one, of what is left', () => {
  const lines = [line('A', [1, 50]), line('B', [1, 150])]
  const effects = [offLines(fixed(30), { max_quantity: 2 }), offLines(fixed(50), { max_quantity: 1 })]
  expect(off(lines, ...effects)).toEqual([
    [30, 20],
    [30, 50],
  ])
})

test('C3 a percentage off one unit of each line', () => {
  const lines = [line('A', [1, 100]), line('B', [5, 150])]
  expect(off(lines, offLines(percent(10), { max_quantity: 1 }))).toEqual([[10], [15]])
})

test('C4 an amount across lines', () => {
  const lines = [line('A', [1, 200]), line('B', [1, 600])]
  expect(off(lines, offLines(fixed(400), { allocation: 'across' }))).toEqual([[100], [300]])
})

test('C7 percentages compound', () => {
  const lines = [line('A', [1, 5000]), line('B', [1, 15_000])]
  const tenth = offLines(percent(10), { allocation: 'across' })
  expect(off(lines, tenth, tenth)).toEqual([
    [500, 450],
    [1500, 1350],
  ])
})

test('C8 an amount off the order', () => {
  const lines = [line('A', [1, 100]), line('B', [2, 150])]
  expect(off(lines, offOrder(fixed(200)))).toEqual([[50], [150]])
})

test('C9 buy two, get two of one product', () => {
  expect(off([line('A', [4, 250])], buyGet([2, 2], { within: 'product' }))).toEqual([[500]])
  expect(off([line('A', [3, 250])], buyGet([2, 2], { within: 'product' }))).toEqual([[]])
})

test('C10 the dearest count as bought', () => {
  const lines = [500, 500, 1000, 1000].map((amount, i) => line(String(i), [1, amount]))
  expect(off(lines, buyGet([2, 2]))).toEqual([[500], [500], [], []])
})

test('C13 three units are no set of four', () => {
  const lines = ['a', 'b', 'c'].map((id) => line(id, [1, 500]))
  expect(off(lines, buyGet([2, 2]))).toEqual([[], [], []])
})

test('C14 a percentage on the cheapest', () => {
  const lines = [line('A', [1, 10_999]), line('B', [3, 1999])]
  expect(off(lines, offLines(percent(15), { only: 'cheapest' }))).toEqual([[], [300]])
})

test('C16 a voucher above the price leaves the shipping', () => {
  const quote = quoteOf([line('A', [1, 1000])], {
    shipping: { code: 'post', amount: 700 },
    promotions: [promotion('p', offLines(fixed(2000)))],
  })
  expect(quote.lines[0]).toMatchObject({ total: 0 })
  expect(quote.total).toBe(700)
})

test('I1 a card pays no more than the order', () => {
  const quote = quoteOf([line('A', [1, 3000])], {
    gift_cards: [{ id: 'card', code_last4: 'ABCD', available: 5000 }],
  })
  expect(quote.payments).toEqual([{ kind: 'gift_card', id: 'card', amount: 3000 }])
  expect(quote.due).toBe(0)
})

test('I5 an order that costs nothing takes nothing from a card', () => {
  const quote = quoteOf([], { gift_cards: [{ id: 'card', code_last4: 'ABCD', available: 1000 }] })
  expect(quote).toMatchObject({ total: 0, due: 0, payments: [] })
})

test('an overdrawn credit pays nothing', () => {
  const quote = quoteOf([line('A', [1, 100])], { store_credit: { id: 'credit', available: -50 } })
  expect(quote).toMatchObject({ due: 100, payments: [] })
})

test('balances pay in their order, and the rest is due', () => {
  const quote = quoteOf([line('A', [1, 10_000])], {
    gift_cards: [
      { id: 'one', code_last4: 'AAAA', available: 2500 },
      { id: 'empty', code_last4: 'BBBB', available: 0 },
    ],
    store_credit: { id: 'credit', available: 4000 },
  })
  expect(quote.payments).toEqual([
    { kind: 'gift_card', id: 'one', amount: 2500 },
    { kind: 'store_credit', id: 'credit', amount: 4000 },
  ])
  expect(quote.due).toBe(3500)
})

test.each([true, false])('M1 100 %% off is exactly nothing; price with tax: %s', (prices_include_tax) => {
  const quote = quoteOf([line('A', [1, 39_900, 19])], {
    terms: { prices_include_tax },
    promotions: [promotion('p', offOrder(percent(100)))],
  })
  expect(quote).toMatchObject({ net: 0, tax: 0, total: 0 })
})

test('M2 an amount off a price that contains tax', () => {
  const quote = quoteOf([line('A', [1, 5000, 10])], {
    terms: { prices_include_tax: true },
    promotions: [promotion('p', offOrder(fixed(1000)))],
  })
  expect(quote.total).toBe(4000)
})

test('M5 40 % and then 70 % leave 18 %', () => {
  const promotions = [40, 70].map((value, i) => promotion(`p${i}`, offLines(percent(value))))
  expect(quoteOf([line('A', [10, 1000])], { promotions }).total).toBe(1800)
})

test('M7 10 % off many units is rounded once: the price that remains, or the discount', () => {
  // 65 × 18.99 − 10 % = 1110.915; rounded unit by unit it would be 1110.85.
  const lines = [line('A', [65, 1899])]
  const promotions = [promotion('p', offLines(percent(10)))]
  expect(quoteOf(lines, { promotions, terms: { percent_rounds: 'price' } }).total).toBe(111_092)
  expect(quoteOf(lines, { promotions, terms: { percent_rounds: 'discount' } }).total).toBe(111_091)
})

test('M8 100 % off is nothing when the invoice is rounded', () => {
  const quote = quoteOf([line('A', [1, 1150, 15]), line('B', [1, 1150, 15])], {
    terms: { tax_rounding: 'invoice' },
    promotions: [promotion('p', offOrder(percent(100)))],
  })
  expect(quote.total).toBe(0)
})
