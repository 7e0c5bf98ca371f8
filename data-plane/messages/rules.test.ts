import { expect, test } from 'vitest'
import { lowStockNotice, orderConfirmation } from './rules.ts'

test('a confirmation lists what was bought and the total, in the currency of the order', () => {
  const order = {
    number: 1_001,
    currency: 'JPY',
    line_items: [{ quantity: 2, title: 'Tea', variant_title: '100 g', total: { amount: 1_600 } }],
    totals: { total: { amount: 2_100 } },
  }
  expect(orderConfirmation('Tea House', order)).toEqual({
    subject: 'Tea House: your order #1001',
    body: 'Thank you for your order #1001.\n\n2 × Tea (100 g): 1600 JPY\n\nTotal: 2100 JPY',
  })
})

test('a low stock notice says what is left', () => {
  expect(lowStockNotice('Tea House', 'abc', 3)).toEqual({
    subject: 'Tea House: stock is running low',
    body: 'Variant abc has 3 left.',
  })
})
