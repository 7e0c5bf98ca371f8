import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeTotals, isCountable, type PricedLine, shippingCost, taxOn } from './rules.ts'

test.each([
  [1_999, 800, 160],
  [3_998, 800, 320],
  [625, 800, 50],
  [6, 800, 0],
  [7, 800, 1],
  [50, 100, 1],
  [49, 100, 0],
  [0, 1_800, 0],
  [9_007_199_254_740, 10_000, 9_007_199_254_740],
])('tax on %i at %i basis points is %i: to the nearest unit, halves up', (amount, rate, tax) => {
  expect(taxOn(amount, rate)).toBe(tax)
})

test.each([
  ['below the threshold', 5_000, 4_999, true, 500],
  ['at the threshold', 5_000, 5_000, true, 500],
  ['above the threshold', 5_000, 5_001, true, 0],
  ['without a threshold', null, 1_000_000, true, 500],
  ['nothing to ship', null, 1, false, 0],
] as const)('shipping %s', (_name, free_above, subtotal, anythingToShip, cost) => {
  expect(shippingCost({ amount: 500, free_above }, subtotal, anythingToShip)).toBe(cost)
})

const lines = fc.array(
  fc.record({
    quantity: fc.integer({ min: 1, max: 10_000 }),
    unit_amount: fc.integer({ min: 0, max: 9_999_999_999 }),
    taxable: fc.boolean(),
  }),
  { maxLength: 200 },
)

test('whatever is countable adds up exactly: lines to totals, nothing negative', () => {
  fc.assert(
    fc.property(
      lines,
      fc.integer({ min: 0, max: 10_000 }),
      fc.integer({ min: 0, max: 9_999_999_999 }),
      (lines, rate, shipping) => {
        const countable: PricedLine[] = []
        for (const line of lines) if (isCountable([...countable, line])) countable.push(line)
        const totals = computeTotals(countable, rate, shipping)
        expect(totals.lines.reduce((sum, line) => sum + line.total, 0) + shipping).toBe(totals.total)
        expect(totals.subtotal - totals.discount + totals.shipping + totals.tax).toBe(totals.total)
        for (const line of totals.lines)
          expect(Math.min(line.subtotal, line.tax, line.total)).toBeGreaterThanOrEqual(0)
        expect(Number.isSafeInteger(totals.total)).toBe(true)
      },
    ),
  )
})
