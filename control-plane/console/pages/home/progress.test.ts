import { expect, test } from 'vitest'
import { progressOf } from './progress.ts'

const empty = { hasProduct: false, hasPayment: false, hasOrder: false, seesSettings: true }

test('an empty store has all to do, and what somebody confirmed is done', () => {
  expect([...progressOf(empty, {}).values()]).toEqual([false, false, false, false, false])
  expect([...progressOf({ ...empty, hasProduct: true }, { market: true, look: true }).values()]).toEqual([
    true,
    true,
    false,
    true,
    false,
  ])
})

test('an order proves market and looks', () => {
  expect([...progressOf({ ...empty, hasOrder: true }, {}).entries()]).toEqual([
    ['product', false],
    ['market', true],
    ['payment', false],
    ['look', true],
    ['order', true],
  ])
})

test('what the caller may not read is no step', () => {
  const state = { ...empty, hasPayment: undefined, seesSettings: false }
  expect([...progressOf(state, {}).keys()]).toEqual(['product', 'order'])
})
