import { expect, test } from 'vitest'
import {
  outstandingOf,
  paymentStatusOf,
  refundDueOf,
  type Sums,
  termsOf,
  timeRangeOf,
  wordsOf,
} from './rules.ts'

const sums = (change: Partial<Sums>): Sums => ({
  ...{ total: 100, credited: 0, authorized: 0, paid: 0, refunded: 0 },
  ...change,
})

test.each<[string, Partial<Sums>, boolean, number, number]>([
  ['pending', {}, false, 100, 0],
  ['paid', { total: 0 }, false, 0, 0],
  ['authorized', { authorized: 100 }, false, 100, 0],
  ['authorized', { authorized: 60, paid: 40 }, false, 60, 0],
  ['pending', { authorized: 60 }, false, 100, 0],
  ['partially_paid', { paid: 40 }, false, 60, 0],
  ['paid', { paid: 100 }, false, 0, 0],
  // Cheaper by an edit, then given back.
  ['paid', { total: 80, paid: 100 }, false, 0, 20],
  ['partially_refunded', { total: 80, paid: 100, refunded: 20 }, false, 0, 0],
  // Goods came back: asked to be given back, then done.
  ['paid', { paid: 100, credited: 30 }, false, 0, 30],
  ['partially_refunded', { paid: 100, credited: 30, refunded: 30 }, false, 0, 0],
  ['refunded', { paid: 100, credited: 100, refunded: 100 }, false, 0, 0],
  ['voided', { credited: 100 }, true, 0, 0],
  ['paid', { paid: 100, credited: 100 }, true, 0, 100],
])('is %s with %o', (status, change, isCancelled, outstanding, refundDue) => {
  expect(paymentStatusOf(sums(change), isCancelled)).toBe(status)
  expect(outstandingOf(sums(change))).toBe(outstanding)
  expect(refundDueOf(sums(change))).toBe(refundDue)
})

test.each([
  ['Anna-Lena O’Hara', ['anna', 'lena', 'o', 'hara']],
  ['ＡＢＣ abc', ['abc']],
  ['हिन्दी  漢字', ['हिन्दी', '漢字']],
  ['%_*', []],
  ['x'.repeat(60), ['x'.repeat(50)]],
])('the words of %o', (text, words) => {
  expect(wordsOf(text)).toEqual(words)
})

test('an order is found by its recipient, its products, their SKUs and its tags', () => {
  const lines = [
    { title: 'Linen shirt', sku: 'SH-1' },
    { title: 'Linen hat', sku: null },
  ]
  expect(termsOf({ shipping_address: { name: 'Anna' }, lines, tags: ['VIP now'] })).toEqual(
    ['anna', 'hat', 'linen', 'shirt', 'sku:sh-1', 'tag:vip now'].sort(),
  )
  expect(termsOf({ shipping_address: null, lines: [], tags: [] })).toEqual([])
})

test('a span of time is a span of ids', () => {
  const at = '2026-01-02T03:04:05.678Z'
  const { id_from = '', id_to = '' } = timeRangeOf({ placed_from: at, placed_to: at })
  const msOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  expect(msOf(id_from)).toBe(Date.parse(at))
  expect(msOf(id_to)).toBe(Date.parse(at) + 600_000)
  expect(timeRangeOf({})).toEqual({})
})
