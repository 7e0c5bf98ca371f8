import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AnyRounding, divide, scaled } from './rounding.ts'
import { convert, rescale } from './scale.ts'

test.each<[bigint, bigint]>([
  [15n, 2n],
  [25n, 2n],
  [-25n, -2n],
])('A9 %d tenths to the even neighbour are %d', (tenths, whole) => {
  expect(divide(tenths, 10n, 'half_even')).toBe(whole)
})

test('halves go away from zero, towards zero, or to the even neighbour', () => {
  const halves = [-5n, -3n, -1n, 1n, 3n, 5n]
  const by = (rounding: AnyRounding) => halves.map((half) => Number(divide(half, 2n, rounding)))
  expect(by('half_up')).toEqual([-3, -2, -1, 1, 2, 3])
  expect(by('half_down')).toEqual([-2, -1, 0, 0, 1, 2].map((n) => n + 0))
  expect(by('half_even')).toEqual([-2, -2, 0, 0, 2, 2])
  expect(by('up')).toEqual([-2, -1, 0, 1, 2, 3])
  expect(by('down')).toEqual([-3, -2, -1, 0, 1, 2])
})

test.each<[bigint, AnyRounding, bigint]>([
  [10455n, 'up', 1046n],
  [10455n, 'down', 1045n],
  [10455n, 'half_down', 1045n],
  [10456n, 'half_down', 1046n],
])('A10 %d thousandths %s are %d hundredths', (amount, rounding, expected) => {
  expect(rescale({ amount, scale: 3 }, 2, rounding)).toEqual({ amount: expected, scale: 2 })
})

test('a finer scale is exact', () => {
  expect(rescale({ amount: -105n, scale: 1 }, 3)).toEqual({ amount: -10500n, scale: 3 })
})

test('A11 a conversion keeps all decimals of amount and rate, and those of the currency', () => {
  const dollars = { amount: 500n, scale: 2 }
  expect(convert({ amount: 500n, scale: 2 }, { amount: 89n, scale: 2 }, 'EUR')).toEqual({
    amount: 44500n,
    scale: 4,
  })
  expect(convert(dollars, { amount: 1199n, scale: 0 }, 'IQD')).toEqual({ amount: 5995000n, scale: 3 })
})

test('scaling is exact at any size', () => {
  const roundings = fc.constantFrom<AnyRounding>('half_up', 'half_even', 'half_down', 'up', 'down')
  const factor = fc.oneof(fc.nat(1_000), fc.nat(2_000_000), fc.maxSafeNat())
  fc.assert(
    fc.property(factor, factor, factor, roundings, (amount, numerator, divisor, rounding) => {
      const denominator = divisor + 1
      const exact = divide(BigInt(amount) * BigInt(numerator), BigInt(denominator), rounding)
      fc.pre(exact <= Number.MAX_SAFE_INTEGER && Number.isSafeInteger(denominator))
      expect(scaled(amount, numerator, denominator, rounding)).toBe(Number(exact))
    }),
    { numRuns: 3_000 },
  )
})
