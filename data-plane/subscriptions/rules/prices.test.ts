import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { amountOf, planPrice, settle } from './prices.ts'

describe('the price of a plan', () => {
  const usd = (amount: number) => ({ amount, currency: 'USD' })
  test('is that of the goods, less a percentage, or fixed for a currency', () => {
    expect(planPrice({ kind: 'none' }, usd(1_999))).toBe(1_999)
    expect(planPrice({ kind: 'percentage', ppm: 150_000 }, usd(1_999))).toBe(1_699)
    expect(planPrice({ kind: 'percentage', ppm: 1_000_000 }, usd(1_999))).toBe(0)
    const fixed = { kind: 'fixed_price', prices: [usd(900), { amount: 800, currency: 'EUR' }] } as const
    expect(planPrice(fixed, usd(1_999))).toBe(900)
    expect(planPrice(fixed, { amount: 1_999, currency: 'EUR' })).toBe(800)
    expect(planPrice(fixed, { amount: 1_999, currency: 'GBP' })).toBeUndefined()
  })
})

describe('settling a balance', () => {
  test('a credit makes the goods cheaper, unit by unit', () => {
    expect(settle([{ quantity: 3, unit_amount: 1_000 }], 500)).toEqual({
      lines: [
        { quantity: 1, unit_amount: 834 },
        { quantity: 2, unit_amount: 833 },
      ],
      used: 500,
    })
  })

  test('a credit goes no further than what the goods cost', () => {
    const items = [
      { quantity: 1, unit_amount: 1_000 },
      { quantity: 2, unit_amount: 500 },
    ]
    expect(settle(items, 9_000)).toEqual({
      lines: [
        { quantity: 1, unit_amount: 0 },
        { quantity: 2, unit_amount: 0 },
      ],
      used: 2_000,
    })
  })

  test('what is owed is added', () => {
    const items = [
      { quantity: 2, unit_amount: 1_000 },
      { quantity: 1, unit_amount: 300 },
    ]
    expect(settle(items, -500).lines).toEqual([
      { quantity: 2, unit_amount: 1_250 },
      { quantity: 1, unit_amount: 300 },
    ])
  })

  test('whatever the balance is, the sums are exact and no unit goes below zero', () => {
    const items = fc.array(
      fc.record({
        quantity: fc.integer({ min: 1, max: 50 }),
        unit_amount: fc.integer({ min: 0, max: 1_000_000 }),
      }),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(items, fc.integer({ min: -1_000_000, max: 9_000_000 }), (items, balance) => {
        const { lines, used } = settle(items, balance)
        expect(amountOf(lines)).toBe(amountOf(items) - used)
        expect(used).toBe(Math.min(balance, amountOf(items)))
        const units = (of: typeof items) => of.reduce((sum, { quantity }) => sum + quantity, 0)
        expect(units(lines)).toBe(units(items))
        expect(lines.every(({ unit_amount }) => unit_amount >= 0)).toBe(true)
      }),
    )
  })
})
