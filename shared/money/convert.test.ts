import fc from 'fast-check'
import { expect, test } from 'vitest'
import { convert, crossRate, inverse, type Rate, readRate, writeRate } from './convert.ts'
import { MAX_AMOUNT } from './money.ts'

const rate = (text: string): Rate => {
  const found = readRate(text)
  if (found === undefined) throw new Error(`${text} is no rate.`)
  return found
}
const plain = { margin_basis_points: 0, rounding_increment: 1, price_ending: null }

test.each([
  ['USD', 'EUR', 500, '0.89', 445],
  ['USD', 'IQD', 500, '1199', 5_995_000],
])(
  'A11 %s to %s: %i at %s is %i, in the scale of the currency converted to',
  (from, to, amount, text, due) => {
    expect(convert(amount, { from, to }, rate(text))).toBe(due)
  },
)

test.each([
  ['USD', 'JPY', 1_999, '150.25', 3_003],
  ['JPY', 'USD', 3_003, '0.0066555740', 1_999],
  // 0.125 and 0.115 of a cent: halves go up.
  ['USD', 'EUR', 1, '0.5', 1],
  ['USD', 'EUR', 25, '0.5', 13],
  ['USD', 'EUR', 23, '0.5', 12],
  // Two thirds of a percent of a cent is still not nothing.
  ['IDR', 'USD', 1, '0.0000600000', 1],
  ['USD', 'USD', MAX_AMOUNT, '1', MAX_AMOUNT],
  ['USD', 'EUR', 0, '0.89', 0],
])('%s to %s: %i at %s is %i', (from, to, amount, text, due) => {
  expect(convert(amount, { from, to }, rate(text))).toBe(due)
})

test('what would be above the highest price has none', () => {
  expect(convert(MAX_AMOUNT, { from: 'USD', to: 'INR' }, rate('83.1'))).toBe(undefined)
  expect(convert(MAX_AMOUNT, { from: 'USD', to: 'USD' }, rate('1.0000000001'))).toBe(undefined)
})

test.each([
  ['a margin of 2.5 %', { margin_basis_points: 250 }, 1_025],
  ['a discount of 10 %', { margin_basis_points: -1_000 }, 900],
  ['Swiss cash', { margin_basis_points: 230, rounding_increment: 5 }, 1_025],
  ['whole units', { margin_basis_points: 490, rounding_increment: 100 }, 1_000],
  ['whole units, halves up', { margin_basis_points: 500, rounding_increment: 100 }, 1_100],
  ['an ending', { rounding_increment: 100, price_ending: 99 }, 999],
  ['an ending, from below', { margin_basis_points: 500, rounding_increment: 100, price_ending: 99 }, 1_099],
  ['an ending above the amount', { rounding_increment: 10_000, price_ending: 9_900 }, 9_900],
  ['an increment above the amount', { rounding_increment: 5_000 }, 5_000],
])('10.00 at par with %s', (_, shape, due) => {
  expect(convert(1_000, { from: 'USD', to: 'EUR' }, rate('1'), { ...plain, ...shape })).toBe(due)
})

test('a converted price has the increment and ending asked for, is nearest to the exact one, and never free', () => {
  const shape = fc.record({
    margin_basis_points: fc.integer({ min: -9_000, max: 100_000 }),
    rounding_increment: fc.integer({ min: 1, max: 10_000 }),
    price_ending: fc.constant(null),
  })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.bigInt(1n, 10n ** 14n),
      shape,
      (amount, n, shape) => {
        const price = convert(
          amount,
          { from: 'USD', to: 'EUR' },
          { numerator: n, denominator: 10n ** 10n },
          shape,
        )
        if (price === undefined) return
        expect(price).toBeGreaterThan(0)
        expect(price % shape.rounding_increment).toBe(0)
        if (price === shape.rounding_increment) return
        const exact = BigInt(amount) * n * BigInt(10_000 + shape.margin_basis_points)
        const distance = BigInt(price) * 10n ** 14n - exact
        const half = (BigInt(shape.rounding_increment) * 10n ** 14n) / 2n
        expect(distance <= half && distance >= -half).toBe(true)
      },
    ),
  )
})

test.each(['0', '0.0', '-1', '1e3', '.5', '1.', '1.00000000001', '12345678901', '1,5', ' 1', '٣', ''])(
  '%j is no rate',
  (text) => expect(readRate(text)).toBe(undefined),
)

test('a rate is written as it was read, with ten decimals', () => {
  expect(writeRate(rate('0.89'))).toBe('0.8900000000')
  expect(writeRate(rate('1199'))).toBe('1199.0000000000')
  expect(writeRate(rate('0.0000000001'))).toBe('0.0000000001')
})

test('cross rates and inverse rates are exact until they are written', () => {
  expect(writeRate(crossRate(rate('1.2'), rate('90')))).toBe('75.0000000000')
  expect(writeRate(crossRate(rate('1.0823'), rate('90.1234')))).toBe('83.2702577843')
  expect(crossRate(rate('3'), inverse(rate('7')))).toEqual({
    numerator: 10n ** 20n,
    denominator: 21n * 10n ** 20n,
  })
  expect(writeRate(inverse(rate('3')))).toBe('0.3333333333')
  expect(writeRate(crossRate(rate('9999999999'), rate('0.0000000001')))).toBe(undefined)
})
