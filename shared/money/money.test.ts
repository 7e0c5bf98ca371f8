import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exponentOf, isCurrency } from './currencies.ts'
import { Currency, formatDecimal, MAX_AMOUNT, Money, Price, parseDecimal } from './money.ts'

const currencies = Intl.supportedValuesOf('currency')
const someCurrency = fc.constantFrom(...currencies)
const someAmount = fc.integer({ min: 0, max: MAX_AMOUNT })

describe('a decimal', () => {
  test.each<[string, string, number]>([
    ['0', 'USD', 0],
    ['9.99', 'USD', 999],
    ['9.9', 'USD', 990],
    ['9.', 'USD', 900],
    ['9', 'USD', 900],
    ['  19.99 ', 'USD', 1999],
    ['007', 'USD', 700],
    ['9.9900', 'USD', 999],
    ['0.01', 'USD', 1],
    ['1.1', 'USD', 110],
    ['4.35', 'USD', 435],
    ['1.005', 'KWD', 1005],
    ['1.234', 'BHD', 1234],
    ['500', 'JPY', 500],
    ['500.00', 'JPY', 500],
    ['1.2345', 'CLF', 12345],
    ['99999999.99', 'USD', MAX_AMOUNT],
    ['9999999999', 'JPY', MAX_AMOUNT],
  ])('%j in %s is %d minor units', (text, currency, amount) => {
    expect(parseDecimal(text, currency)).toBe(amount)
  })

  test.each<[string, string]>([
    ['', 'USD'],
    [' ', 'USD'],
    ['.5', 'USD'],
    ['.', 'USD'],
    ['-1', 'USD'],
    ['+1', 'USD'],
    ['1,99', 'USD'],
    ['1,000.00', 'USD'],
    ['1 000', 'USD'],
    ['$9.99', 'USD'],
    ['9.99 USD', 'USD'],
    ['1e3', 'USD'],
    ['0x10', 'USD'],
    ['NaN', 'USD'],
    ['Infinity', 'USD'],
    ['1.2.3', 'USD'],
    ['١٢', 'USD'],
    ['1\n2', 'USD'],
    ['9.999', 'USD'],
    ['0.5', 'JPY'],
    ['1.0005', 'KWD'],
    ['100000000', 'USD'],
    ['10000000000', 'JPY'],
    ['9'.repeat(400), 'USD'],
    [`0.${'0'.repeat(20)}1`, 'USD'],
  ])('%j in %s is none', (text, currency) => {
    expect(parseDecimal(text, currency)).toBe(undefined)
  })

  test('is exact: writing an amount and reading it gives the amount', () => {
    fc.assert(
      fc.property(someAmount, someCurrency, (amount, currency) => {
        expect(parseDecimal(formatDecimal(amount, currency), currency)).toBe(amount)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is read as it is written, with zeros before and behind it', () => {
    const whole = fc.integer({ min: 0, max: 99_999 })
    fc.assert(
      fc.property(whole, fc.nat(99), fc.nat(3), fc.nat(3), (units, cents, before, behind) => {
        const text = `${'0'.repeat(before)}${units}.${String(cents).padStart(2, '0')}${'0'.repeat(behind)}`
        expect(parseDecimal(text, 'USD')).toBe(units * 100 + cents)
      }),
    )
  })

  test('of any text is an amount that a price may have, or none', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789.,-e ') }))
    fc.assert(
      fc.property(text, someCurrency, (text, currency) => {
        const amount = parseDecimal(text, currency)
        if (amount !== undefined) expect(Price.safeParse({ amount, currency }).success).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('an amount', () => {
  test.each<[number, string, string]>([
    [0, 'USD', '0.00'],
    [5, 'USD', '0.05'],
    [50, 'USD', '0.50'],
    [1999, 'USD', '19.99'],
    [-5, 'USD', '-0.05'],
    [-1999, 'USD', '-19.99'],
    [500, 'JPY', '500'],
    [-500, 'JPY', '-500'],
    [5, 'KWD', '0.005'],
    [12345, 'CLF', '1.2345'],
    [Number.MAX_SAFE_INTEGER, 'USD', '90071992547409.91'],
  ])('of %d in %s is written %s', (amount, currency, text) => {
    expect(formatDecimal(amount, currency)).toBe(text)
  })

  test('is written with as many decimals as its currency has', () => {
    fc.assert(
      fc.property(fc.integer(), someCurrency, (amount, currency) => {
        const [, decimals = ''] = formatDecimal(amount, currency).split('.')
        expect(decimals).toHaveLength(exponentOf(currency))
      }),
    )
  })
})

test('a price is neither negative nor above the highest nor a fraction; money may be negative', () => {
  const price = (amount: unknown) => Price.safeParse({ amount, currency: 'USD' }).success
  expect([0, 1, MAX_AMOUNT].map(price)).toEqual([true, true, true])
  expect([-1, MAX_AMOUNT + 1, 0.5, '1', null, Number.NaN, Infinity].some(price)).toBe(false)
  expect(Money.safeParse({ amount: -1, currency: 'USD' }).success).toBe(true)
  expect(Money.safeParse({ amount: 1, currency: 'USD', tax: 1 }).success).toBe(false)
})

test('the largest cart counts exactly: lines and quantities at their limits stay below 2^53', () => {
  expect(Number.isSafeInteger(MAX_AMOUNT * 10_000)).toBe(true)
})

describe('a currency', () => {
  test.each(['USD', 'EUR', 'INR', 'JPY', 'KWD', 'CHF'])('%s is one', (code) => {
    expect(Currency.safeParse(code).success).toBe(true)
  })

  test.each(['usd', 'Usd', 'US', 'USDX', '', 'ZZZ', ' USD', '$', '__proto__', 'toString'])(
    '%j is none',
    (code) => {
      expect(isCurrency(code)).toBe(false)
      expect(Currency.safeParse(code).success).toBe(false)
    },
  )

  test.each([
    ['USD', 2],
    ['EUR', 2],
    ['INR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['ISK', 0],
    ['VND', 0],
    ['CLP', 0],
    ['KWD', 3],
    ['BHD', 3],
    ['TND', 3],
    ['CLF', 4],
    // ISO 4217 gives these two decimals, though little of their cash has them.
    ['HUF', 2],
    ['IDR', 2],
    ['TWD', 2],
  ])('%s has %d decimals', (code, exponent) => {
    expect(exponentOf(code)).toBe(exponent)
  })

  test('that differs from two decimals is a currency that exists', () => {
    for (const code of currencies) expect([0, 2, 3, 4]).toContain(exponentOf(code))
    for (const code of ['BIF', 'DJF', 'GNF', 'KMF', 'PYG', 'RWF', 'UGX', 'VUV', 'XAF', 'XOF', 'XPF'])
      expect([isCurrency(code), exponentOf(code)]).toEqual([true, 0])
  })
})
