import { expect, test } from 'vitest'
import { type Balance, linkMail, lowStockNotice, type OrderSummary, orderConfirmation } from './rules.ts'

const order = (
  over: Partial<Record<keyof OrderSummary['totals'], number>>,
  payment_status: 'pending' | 'paid' = 'paid',
): OrderSummary => {
  const sums = { subtotal: 1_600, discount: 0, shipping: 0, tax: 0, tax_included: 0, rounding: 0, due: 0 }
  const totals = { ...sums, total: 1_600, ...over }
  return {
    number: 1_001,
    currency: 'JPY',
    payment_status,
    line_items: [{ quantity: 2, title: 'Tea', variant_title: '100 g', subtotal: { amount: 1_600 } }],
    totals: Object.fromEntries(
      Object.entries(totals).map(([name, amount]) => [name, { amount }]),
    ) as OrderSummary['totals'],
  }
}
const endOf = (order: OrderSummary, balances: readonly Balance[]) =>
  orderConfirmation('Tea House', order, balances).body.split('\n').slice(4)

test('a confirmation lists what was bought and what adds up to the total, in the currency of the order', () => {
  const totals = { shipping: 500, tax: 160, total: 2_260, due: 2_260 }
  expect(orderConfirmation('Tea House', order(totals), [])).toEqual({
    subject: 'Tea House: your order #1001',
    body: 'Thank you for your order #1001.\n\n2 × Tea (100 g): 1600 JPY\n\nSubtotal: 1600 JPY\nShipping: 500 JPY\nTax: 160 JPY\nTotal: 2260 JPY',
  })
})

test('tax that the prices contain is told after the total, of which it is a part', () => {
  const totals = { discount: 100, tax: 250, tax_included: 250, rounding: -1, total: 1_499, due: 1_499 }
  expect(endOf(order(totals), [])).toEqual([
    'Subtotal: 1600 JPY',
    'Discount: -100 JPY',
    'Rounding: -1 JPY',
    'Total: 1499 JPY',
    'Tax included: 250 JPY',
  ])
})

test('a confirmation says what balances have paid and what is left', () => {
  const balances = [
    { rule: 'gift_card', amount: { amount: -1_000 } },
    { rule: 'store_credit', amount: { amount: -100 } },
  ]
  const paid = ['Total: 1600 JPY', '', 'Gift card: -1000 JPY', 'Store credit: -100 JPY']
  expect(endOf(order({ due: 500 }, 'pending'), balances).slice(1)).toEqual([...paid, 'Left to pay: 500 JPY'])
  expect(endOf(order({ due: 500 }), balances).slice(1)).toEqual([...paid, 'Paid: 500 JPY'])
})

test('a low stock notice says what is left', () => {
  expect(lowStockNotice('Tea House', 'abc', 3)).toEqual({
    subject: 'Tea House: stock is running low',
    body: 'Variant abc has 3 left.',
  })
})

test('the mail of a link leads to the page of the shop that takes its token', () => {
  const to = { storeName: 'Tea House', storefrontUrl: 'https://tea.example', firstName: 'Ada', token: 'abc' }
  expect(linkMail('password_reset', to)).toMatchObject({
    subject: 'Tea House: choose a new password',
    body: expect.stringMatching(
      /^Hello Ada,\n(?:.*\n)*https:\/\/tea\.example\/account\/reset-password\?token=abc$/,
    ),
  })
  expect(linkMail('verification', { ...to, storefrontUrl: '', firstName: '' }).body).toMatch(
    /^Hello,\n(?:.*\n)*\/account\/verify-email\?token=abc$/,
  )
})
