// Published tax examples of law and practice; units are minor units.
import { expect, test } from 'vitest'
import { fixed, line, offOrder, promotion, quoteOf, rate } from '../../../shared/testing/quotes.ts'
import type { TaxRate } from '../types.ts'

test('F1 4.125 of tax is 4.13', () => {
  expect(quoteOf([line('A', [1, 5000, 8.25])]).tax).toBe(413)
  const split = [rate(6.25, 'state'), rate(2, 'city')]
  expect(quoteOf([line('A', [1, 5000], { taxes: split })]).tax).toBe(413)
})

test('F2 two such lines, by item and by invoice', () => {
  const lines = [line('A', [1, 5000, 8.25]), line('B', [1, 5000, 8.25])]
  expect(quoteOf(lines).tax).toBe(826)
  const invoice = quoteOf(lines, { terms: { tax_rounding: 'invoice' } })
  expect(invoice.tax).toBe(825)
  expect(invoice.lines.map(({ tax }) => tax)).toEqual([413, 412])
})

test('F3 halves to the even neighbour', () => {
  expect(quoteOf([line('A', [1, 5000, 8.25])], { terms: { rounding: 'half_even' } }).tax).toBe(412)
})

test('F4 a discount before tax and after tax', () => {
  const of = (tax_basis: 'discounted' | 'undiscounted') =>
    quoteOf([line('A', [1, 10_000, 8.5])], {
      terms: { tax_basis },
      promotions: [promotion('p', offOrder(fixed(1000)))],
    }).total
  expect(of('discounted')).toBe(9765)
  expect(of('undiscounted')).toBe(9850)
})

const gst = (code: string, ppm: number): TaxRate => ({ code, name: code, ppm })
const HALVES = [gst('CGST', 90_000), gst('SGST', 90_000)]

test('F6 and F7 within one state and between states', () => {
  const of = (buyer: string) => {
    const taxes = buyer === 'KA' ? HALVES : [gst('IGST', 180_000)]
    return quoteOf([line('A', [1, 1_000_000], { taxes })], { currency: 'INR' })
  }
  expect(of('KA').total).toBe(1_180_000)
  expect(of('KA').taxes).toMatchObject([
    { code: 'CGST', ppm: 90_000, amount: 90_000 },
    { code: 'SGST', ppm: 90_000, amount: 90_000 },
  ])
  expect(of('MH').taxes).toMatchObject([{ code: 'IGST', ppm: 180_000, amount: 180_000 }])
})

test('F6 the halves are equal when each is rounded', () => {
  const lines = [line('A', [1, 150], { taxes: HALVES })]
  const amounts = (rate_rounding: 'each' | 'together') =>
    quoteOf(lines, { currency: 'INR', terms: { rate_rounding } }).taxes.map(({ amount }) => amount)
  expect(amounts('each')).toEqual([14, 14])
  expect(amounts('together')).toEqual([14, 13])
})

test.each([
  [236_000, 200_000],
  [1_416_000, 1_200_000],
])('F9 %i with 18 %% contained is %i without', (gross, net) => {
  expect(quoteOf([line('A', [1, gross, 18])], { terms: { prices_include_tax: true } }).net).toBe(net)
})

test.each([
  [10_049, 10_000, -49],
  [10_050, 10_100, 50],
  [10_051, 10_100, 49],
  [10_100, 10_100, 0],
])('F10 %i paise are %i to the nearest rupee', (amount, total, rounding) => {
  const quote = quoteOf([line('A', [1, amount])], { currency: 'INR', terms: { total_rounding: 100 } })
  expect(quote).toMatchObject({ total, rounding, due: total })
})

test('F11 goods above the threshold ship for nothing', () => {
  const quote = quoteOf([line('A', [1, 10_000, 8])], {
    shipping: { code: 'standard', amount: 500, free_above: 5000 },
  })
  expect(quote).toMatchObject({ tax: 800, shipping: 0, total: 10_800 })
})

test.each([
  [99_899, 5000],
  [99_900, 5000],
  [99_901, 0],
])('F12 %i of goods at a threshold of 99900 ship for %i', (amount, shipping) => {
  const method = { code: 'standard', amount: 5000, free_above: 99_900 }
  const quote = quoteOf([line('A', [1, amount, 18])], { currency: 'INR', shipping: method })
  expect(quote.shipping).toBe(shipping)
})
