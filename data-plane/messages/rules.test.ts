import { expect, test } from 'vitest'
import { lowStockNotice, orderConfirmation } from './rules.ts'

const nothing = { amount: 0 }

test('a confirmation lists what was bought and what adds up to the total, in the currency of the order', () => {
  const order = {
    number: 1_001,
    currency: 'JPY',
    line_items: [
      { quantity: 2, title: 'Tea', variant_title: '100 g', tax: { amount: 160 }, total: { amount: 1_760 } },
    ],
    totals: {
      subtotal: { amount: 1_600 },
      discount: nothing,
      shipping: { amount: 500 },
      tax: { amount: 160 },
      total: { amount: 2_260 },
    },
  }
  expect(orderConfirmation('Tea House', order)).toEqual({
    subject: 'Tea House: your order #1001',
    body: 'Thank you for your order #1001.\n\n2 × Tea (100 g): 1600 JPY\n\nShipping: 500 JPY\nTax: 160 JPY\nTotal: 2260 JPY',
  })
})

test('a low stock notice says what is left', () => {
  expect(lowStockNotice('Tea House', 'abc', 3)).toEqual({
    subject: 'Tea House: stock is running low',
    body: 'Variant abc has 3 left.',
  })
})
