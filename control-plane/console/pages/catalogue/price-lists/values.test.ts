import { expect, test } from 'vitest'
import {
  afterChange,
  changesOf,
  formPath,
  type ListPrice,
  newRow,
  rowsOf,
  stateOf,
  withStep,
} from './values.ts'

let next = 0
const price = (over: Partial<ListPrice>): ListPrice => ({
  ...{ id: `price-${++next}`, variant_id: 'shirt', currency: 'USD', amount: 900 },
  ...{ min_quantity: 1, max_quantity: null, rules: {} },
  ...over,
})
const stored = [
  price({ min_quantity: 10, amount: 800 }),
  price({ max_quantity: 9 }),
  price({ currency: 'EUR', max_quantity: 5 }),
  price({ variant_id: 'mug', amount: 300 }),
  price({ amount: 700, rules: { company: ['a'] } }),
]

test('prices become rows by variant and quantity, and nothing has changed then', () => {
  const rows = rowsOf(stored)
  expect(rows.map(({ variant_id, from, to, amounts }) => [variant_id, from, to, amounts])).toEqual([
    ['shirt', 1, null, { USD: 900 }],
    ['shirt', 1, 5, { EUR: 900 }],
    ['shirt', 1, null, { USD: 700 }],
    ['shirt', 10, null, { USD: 800 }],
    ['mug', 1, null, { USD: 300 }],
  ])
  expect(changesOf(stored, rows)).toEqual({ put: [], remove: [] })
})

test('only what changed is written; a step ends the one before, and what is emptied goes', () => {
  const all = rowsOf(stored)
  const mug = all.length - 1
  const rows = withStep(all, mug).map((row, index) => {
    if (index === mug + 1) return { ...row, from: 5, amounts: { USD: 250 } }
    return index === 3 ? { ...row, amounts: { USD: null } } : row
  })
  const { put, remove } = changesOf(stored, rows)
  expect(put.map(({ price, path }) => [path, price.amount, price.min_quantity, price.max_quantity])).toEqual([
    ['rows.0', 900, 1, null],
    ['rows.4', 300, 1, 4],
    ['rows.5', 250, 5, null],
  ])
  expect(remove).toEqual([stored[0]?.id])
  expect(formPath(put, 'prices.2.max_quantity')).toBe('rows.5.from')
  expect(formPath(put, 'prices.1.amount')).toBe('rows.4.amounts.USD')
  const answered = put.map(({ price: { variant_id, currency, amount, min_quantity, max_quantity } }) =>
    price({
      variant_id,
      currency,
      amount,
      min_quantity: min_quantity ?? 1,
      max_quantity: max_quantity ?? null,
    }),
  )
  expect(changesOf(afterChange(stored, { remove, put: answered }), rows)).toEqual({ put: [], remove: [] })
})

test('a row without an amount is no price', () => {
  expect(changesOf([], [newRow('shirt')])).toEqual({ put: [], remove: [] })
})

test('an active list is scheduled before its time and ended after it', () => {
  const list = {
    status: 'active',
    starts_at: '2026-01-01T00:00:00Z',
    ends_at: '2026-02-01T00:00:00Z',
  } as const
  const at = (time: string) => stateOf(list, Date.parse(time))
  expect([at('2025-12-31'), at('2026-01-01'), at('2026-02-01')]).toEqual(['scheduled', 'active', 'ended'])
  expect(stateOf({ ...list, status: 'draft' }, 0)).toBe('draft')
})
