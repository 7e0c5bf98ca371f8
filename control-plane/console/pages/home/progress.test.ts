import { expect, test } from 'vitest'
import { isForSale, progressOf, type StoreState } from './progress.ts'

const empty: StoreState = { hasProduct: false, hasPayment: false, hasOrder: false, confirmed: [] }

test('an empty store has all to do, and what somebody confirmed is done', () => {
  expect([...progressOf(empty).values()]).toEqual([false, false, false, false, false])
  expect([...progressOf({ ...empty, hasProduct: true, confirmed: ['market', 'look'] }).values()]).toEqual([
    true,
    true,
    false,
    true,
    false,
  ])
})

test('an order proves product, market and looks', () => {
  expect([...progressOf({ ...empty, hasOrder: true }).entries()]).toEqual([
    ['product', true],
    ['market', true],
    ['payment', false],
    ['look', true],
    ['order', true],
  ])
})

test('what the caller may not read is no step', () => {
  const state = { ...empty, hasPayment: undefined, confirmed: undefined }
  expect([...progressOf(state).keys()]).toEqual(['product', 'order'])
})

test('for sale is what is published, priced and there', () => {
  const variant = { prices: [{}], inventory_tracked: true, inventory_policy: 'deny', inventory_quantity: 1 }
  const product = { status: 'active', variants: [variant] }
  const having = (over: object) => ({ ...product, variants: [{ ...variant, ...over }] })
  expect(isForSale(product)).toBe(true)
  expect(isForSale({ ...product, status: 'draft' })).toBe(false)
  expect(isForSale(having({ prices: [] }))).toBe(false)
  expect(isForSale(having({ inventory_quantity: 0 }))).toBe(false)
  expect(isForSale(having({ inventory_quantity: 0, inventory_policy: 'continue' }))).toBe(true)
  expect(isForSale(having({ inventory_quantity: 0, inventory_tracked: false }))).toBe(true)
})
