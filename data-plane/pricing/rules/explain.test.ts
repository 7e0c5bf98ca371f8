import { expect, test } from 'vitest'
import { fixed, line, offOrder, percent, promotion, quoteOf, rate } from '../../../shared/testing/quotes.ts'

const told = (...args: Parameters<typeof quoteOf>) =>
  quoteOf(...args).explanation.map(({ on, id, rule, amount, text }) => [on, id, rule, amount, text])

test('an order is explained from its prices to what is due', () => {
  const steps = told([line('A', [2, 1999, 8.25], { list_amount: 2499 }), line('B', [1, 1000])], {
    promotions: [promotion('summer', offOrder(fixed(500)), { name: 'Summer' })],
    surcharges: [{ id: 'wrap', name: 'Gift wrap', amount: 300, taxes: [] }],
    shipping: { code: 'standard', amount: 499, free_above: 4000 },
    gift_cards: [{ id: 'card', code_last4: 'WXYZ', available: 1000 }],
    store_credit: { id: 'credit', available: 200 },
  })
  expect(steps).toEqual([
    ['line', 'A', 'price', 3998, '2 × 19.99 USD, instead of 24.99 USD each: 39.98 USD.'],
    ['line', 'A', 'promotion', -400, 'Summer: 4.00 USD off.'],
    ['line', 'A', 'tax', 297, 'VAT 8.25 %: 2.97 USD.'],
    ['line', 'B', 'price', 1000, '1 × 10.00 USD: 10.00 USD.'],
    ['line', 'B', 'promotion', -100, 'Summer: 1.00 USD off.'],
    ['surcharge', 'wrap', 'surcharge', 300, 'Gift wrap: 3.00 USD.'],
    ['shipping', 'standard', 'shipping_rate', 499, 'standard: 4.99 USD.'],
    ['shipping', 'standard', 'free_shipping_threshold', -499, 'Shipping is free for goods above 40.00 USD.'],
    ['order', null, 'gift_card', -1000, 'Gift card …WXYZ pays 10.00 USD.'],
    ['order', null, 'store_credit', -200, 'Store credit pays 2.00 USD.'],
  ])
})

test('what sharing out added or took is a step of its own', () => {
  const lines = ['A', 'B', 'C'].map((id) => line(id, [1, 1000]))
  expect(told(lines, { promotions: [promotion('p', offOrder(fixed(100)))] }).slice(0, 3)).toEqual([
    ['line', 'A', 'price', 1000, '1 × 10.00 USD: 10.00 USD.'],
    ['line', 'A', 'promotion', -33, 'p: 0.33 USD off.'],
    ['line', 'A', 'rounding_remainder', -1, 'p: -0.01 USD, so that the shares add up.'],
  ])
  const invoice = told([line('A', [1, 5000, 8.25]), line('B', [1, 5000, 8.25])], {
    terms: { tax_rounding: 'invoice' },
  })
  expect(invoice.slice(3)).toEqual([
    ['line', 'B', 'tax', 413, 'VAT 8.25 %: 4.13 USD.'],
    ['line', 'B', 'rounding_remainder', -1, 'VAT: -0.01 USD, so that the shares add up.'],
  ])
})

test('contained tax is told and adds nothing; a rounded total says so', () => {
  const steps = told([line('A', [1, 1019, 20])], {
    currency: 'INR',
    terms: { prices_include_tax: true, total_rounding: 100 },
  })
  expect(steps).toEqual([
    ['line', 'A', 'price', 1019, '1 × 10.19 INR: 10.19 INR.'],
    ['line', 'A', 'tax', 0, 'VAT 20 %: 1.70 INR, contained in the price.'],
    ['order', null, 'total_rounding', -19, 'The total is rounded to a multiple of 1.00 INR.'],
  ])
})

test('a deduction, a price for another country and nothing to ship', () => {
  const digital = line('A', [1, 10_000, 25], { included_taxes: [rate(19)], requires_shipping: false })
  const steps = told([digital], {
    currency: 'EUR',
    terms: { prices_include_tax: true },
    surcharges: [{ id: 'sorry', name: 'Goodwill', amount: -504, taxes: [] }],
    shipping: { code: 'post', amount: 400, free_above: 1 },
  })
  expect(steps).toEqual([
    ['line', 'A', 'price', 10_504, '1 × 105.04 EUR, instead of 100.00 EUR each: 105.04 EUR.'],
    ['line', 'A', 'deduction', -504, 'Goodwill: 5.04 EUR off.'],
    ['line', 'A', 'tax', 0, 'VAT 25 %: 20.00 EUR, contained in the price.'],
    ['shipping', 'post', 'shipping_rate', 400, 'post: 4.00 EUR.'],
    ['shipping', 'post', 'nothing_to_ship', -400, 'Nothing has to be shipped.'],
  ])
})

test('an amount that was given names its promotion', () => {
  const { explanation } = quoteOf([line('A', [1, 1000])], {
    promotions: [promotion('id', offOrder(percent(10)), { name: 'Name' })],
  })
  expect(explanation[1]).toMatchObject({ rule: 'promotion', rule_id: 'id', text: 'Name: 1.00 USD off.' })
})
