import { expect, test } from 'vitest'
import { line, offOrder, percent, promotion, quoteOf, rate } from '../../../shared/testing/quotes.ts'
import type { LineTotals } from '../types.ts'
import { refund } from './refund.ts'

const taxes = [rate(6.25, 'state'), rate(2, 'city')]
const { lines } = quoteOf([line('A', [3, 1000], { taxes })], {
  promotions: [promotion('p', offOrder(percent(10)))],
})
const [sold]: readonly LineTotals[] = lines
if (sold === undefined) throw new Error('There is no line.')

test('each of three units gives back its part of net, of each tax and of the discount', () => {
  expect(sold).toMatchObject({ net: 2700, tax: 223, total: 2923, discount: 300 })
  const done = { quantity: 0, amount: 0 }
  const shares = [1, 2, 3].map(() => {
    const decision = refund(sold, { quantity: 1 }, done)
    if (!decision.ok) throw new Error(decision.reason)
    done.quantity += 1
    done.amount += decision.share.amount
    const { amount, net, taxes, discount } = decision.share
    return [amount, net, ...taxes.map((tax) => tax.amount), discount]
  })
  expect(shares).toEqual([
    [974, 900, 56, 18, 100],
    [975, 900, 57, 18, 100],
    [974, 900, 56, 18, 100],
  ])
})

test('an amount is given back with the tax that it contains', () => {
  const decision = refund(sold, { amount: 1000 }, { quantity: 0, amount: 0 })
  expect(decision).toMatchObject({ ok: true, share: { quantity: 0, amount: 1000, net: 924, tax: 76 } })
})

test('units come back for at most what is left of the line', () => {
  const already = { quantity: 1, amount: 2900 }
  expect(refund(sold, { quantity: 1 }, already)).toMatchObject({ ok: true, share: { amount: 23 } })
  expect(refund(sold, { amount: 24 }, already)).toEqual({ ok: false, reason: 'amount_too_high', left: 23 })
  expect(refund(sold, { quantity: 3 }, already)).toEqual({ ok: false, reason: 'quantity_too_high', left: 2 })
})

test('shipping is an item of quantity 1', () => {
  const { shipping_totals } = quoteOf([line('A', [1, 1000])], {
    shipping: { code: 'post', amount: 500, taxes: [rate(10)] },
    terms: { shipping_tax: 'own' },
  })
  if (shipping_totals === null) throw new Error('There is no shipping.')
  const item = { ...shipping_totals, quantity: 1 }
  const decision = refund(item, { quantity: 1 }, { quantity: 0, amount: 0 })
  expect(decision).toMatchObject({ ok: true, share: { amount: 550, net: 500, tax: 50 } })
})
