import { expect, test } from 'vitest'
import {
  line,
  offLines,
  offOrder,
  percent,
  promotion,
  quoteOf,
  rate,
} from '../../../shared/testing/quotes.ts'
import type { QuoteTerms } from '../index.ts'

const half = [promotion('p', offOrder(percent(50)))]
const shippingTaxes = (shipping_tax: QuoteTerms['shipping_tax'], lines: Parameters<typeof quoteOf>[0]) =>
  quoteOf(lines, {
    shipping: { code: 'post', amount: 1000, taxes: [rate(7)] },
    terms: { shipping_tax },
  }).shipping_totals?.taxes.map(({ code, ppm, amount }) => [code, ppm, amount])

test('shipping follows only the goods that are shipped', () => {
  const lines = [
    line('book', [1, 3000, 5]),
    line('pen', [1, 1000, 20]),
    line('download', [1, 9000, 25], { requires_shipping: false }),
  ]
  expect(shippingTaxes('none', lines)).toEqual([])
  expect(shippingTaxes('own', lines)).toEqual([['VAT', 70_000, 70]])
  expect(shippingTaxes('highest', lines)).toEqual([['VAT', 200_000, 200]])
  expect(shippingTaxes('weighted', lines)).toEqual([['VAT', 87_500, 88]])
})

test('the weights are what the goods cost after discounts, or before when all of them are free', () => {
  const lines = [line('A', [1, 1000, 10]), line('B', [1, 1000, 20])]
  const mean = (...promotions: ReturnType<typeof promotion>[]) =>
    quoteOf(lines, {
      shipping: { code: 'post', amount: 1000 },
      terms: { shipping_tax: 'weighted' },
      promotions,
    }).shipping_totals?.tax
  expect(mean()).toBe(150)
  expect(mean(promotion('p', offLines(percent(100), { filter: { variant_ids: ['A'] } })))).toBe(200)
  expect(mean(promotion('p', offOrder(percent(100))))).toBe(150)
})

test('tax of the undiscounted price never exceeds a price that contains it', () => {
  const of = (percentOff: number, prices_include_tax: boolean) =>
    quoteOf([line('A', [1, 1200, 20])], {
      terms: { tax_basis: 'undiscounted', prices_include_tax },
      promotions: [promotion('p', offOrder(percent(percentOff)))],
    })
  expect(of(50, true)).toMatchObject({ net: 400, tax: 200, total: 600 })
  expect(of(90, true)).toMatchObject({ net: 0, tax: 120, total: 120 })
  expect(of(100, true)).toMatchObject({ net: 0, tax: 0, total: 0 })
  expect(of(100, false)).toMatchObject({ net: 0, tax: 240, total: 240 })
})

test('several rates on one line are of the same amount, on top or contained', () => {
  const taxes = [rate(6, 'state'), rate(4, 'city')]
  const of = (unit_amount: number, prices_include_tax: boolean) =>
    quoteOf([line('A', [1, unit_amount], { taxes })], { terms: { prices_include_tax } })
  for (const quote of [of(1000, false), of(1100, true)])
    expect(quote).toMatchObject({ net: 1000, total: 1100, taxes: [{ amount: 60 }, { amount: 40 }] })
})

test('an invoice rounds each set of rates once, fees and shipping with it', () => {
  const quote = quoteOf([line('A', [1, 50, 5]), line('B', [1, 50, 5]), line('C', [1, 50, 7])], {
    terms: { tax_rounding: 'invoice', shipping_tax: 'own' },
    surcharges: [{ id: 's', name: 'Fee', amount: 50, taxes: [rate(5)] }],
    shipping: { code: 'post', amount: 50, taxes: [rate(5)] },
  })
  // 4 × 2.5 at 5 %, and 3.5 at 7 %.
  expect(quote.taxes.map(({ ppm, amount }) => [ppm, amount])).toEqual([
    [50_000, 10],
    [70_000, 4],
  ])
})

test('an invoice keeps prices with and without tax apart', () => {
  const lines = [line('A', [1, 1100, 10], { price_includes_tax: true }), line('B', [1, 1000, 10])]
  const quote = quoteOf(lines, { terms: { tax_rounding: 'invoice' } })
  expect(quote.lines.map(({ net, tax }) => [net, tax])).toEqual([
    [1000, 100],
    [1000, 100],
  ])
})

test('an invoice keeps each of several rates to its own sum', () => {
  const taxes = [rate(6.25, 'state'), rate(2, 'city')]
  const lines = Array.from({ length: 100 }, (_, i) => line(String(i), [1, 10], { taxes }))
  for (const rate_rounding of ['together', 'each'] as const) {
    const quote = quoteOf(lines, { terms: { tax_rounding: 'invoice', rate_rounding } })
    expect(quote.taxes.map(({ code, amount }) => [code, amount])).toEqual([
      ['state', 63],
      ['city', 20],
    ])
  }
})

test('a line without rates is not taxed, and discounts lower the tax', () => {
  const quote = quoteOf([line('A', [1, 1000]), line('B', [1, 1000, 10])], { promotions: half })
  expect(quote.lines.map(({ tax }) => tax)).toEqual([0, 50])
})
