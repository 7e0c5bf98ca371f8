import { expect, test } from 'vitest'
import { canonicalRules, overlapIssues } from './overlaps.ts'

const price = (min_quantity: number, max_quantity: number | null, over: object = {}) => ({
  variant_id: 'v',
  currency: 'USD',
  amount: 1,
  min_quantity,
  max_quantity,
  rules: {},
  ...over,
})

test('rules are the same in whatever order and however often they are said', () => {
  expect(JSON.stringify(canonicalRules({ region: ['b', 'a', 'b'], company: ['x'] }))).toBe(
    '{"company":["x"],"region":["a","b"]}',
  )
})

test.each([
  ['side by side', [price(1, 4)], price(5, null), []],
  ['with another currency', [price(1, null)], price(2, null, { currency: 'EUR' }), []],
  ['with another variant', [price(1, null)], price(2, null, { variant_id: 'w' }), []],
  ['with other rules', [price(1, null)], price(2, null, { rules: { region: ['PL'] } }), []],
  ['in the place of the one that begins at the same', [price(1, 4), price(5, 9)], price(1, 3), []],
  ['over the end of one', [price(1, 4)], price(4, 9), ['min_quantity']],
  ['over the beginning of one', [price(5, 9)], price(1, 5), ['max_quantity']],
  ['around one', [price(5, 9)], price(1, null), ['max_quantity']],
  ['within one', [price(1, null)], price(5, 6), ['min_quantity']],
  ['longer than the one it replaces', [price(1, 4), price(5, 9)], price(1, 5), ['max_quantity']],
  [
    'with the same rules in another order',
    [price(1, null, { rules: { a: ['1', '2'], b: ['3'] } })],
    price(2, null, { rules: { b: ['3'], a: ['2', '1', '1'] } }),
    ['min_quantity'],
  ],
])('a price %s', (_, existing, wanted, fields) => {
  expect(overlapIssues(existing, [wanted]).map((issue) => issue.path)).toEqual(
    fields.map((field) => `prices.0.${field}`),
  )
})

test('prices that are put together are held against each other, each once', () => {
  const issues = overlapIssues([], [price(1, 4), price(1, 4), price(5, 9), price(9, 9)])
  expect(issues).toEqual([
    { path: 'prices.1.max_quantity', message: 'overlaps the price for 1 to 4' },
    { path: 'prices.3.min_quantity', message: 'overlaps the price for 5 to 9' },
  ])
})

test('a variant has at most a hundred prices in a list, with those that stay', () => {
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => price(from + i, from + i))
  expect(overlapIssues(many(1, 50), many(1, 100))).toEqual([])
  expect(overlapIssues(many(1, 50), many(51, 51)).map((issue) => issue.path)).toEqual([
    'prices.50.variant_id',
  ])
})
