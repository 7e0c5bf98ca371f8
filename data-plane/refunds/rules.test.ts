import { expect, test } from 'vitest'
import { spread, statusOf } from './rules.ts'

test('money goes back to payments from outside first, the latest first, then to credit, then to cards', () => {
  const sources = [
    { id: 'card', method: 'gift_card', left: 500 },
    { id: 'credit', method: 'store_credit', left: 200 },
    { id: 'first', method: 'stripe', left: 300 },
    { id: 'second', method: 'manual', left: 100 },
  ]
  expect(spread(950, sources)).toEqual([
    { id: 'second', amount: 100 },
    { id: 'first', amount: 300 },
    { id: 'credit', amount: 200 },
    { id: 'card', amount: 350 },
  ])
  expect(spread(1_101, sources)).toBe(undefined)
  expect(spread(0, sources)).toEqual([])
})

test('a refund is pending while any part is, and failed once one did not arrive', () => {
  expect(statusOf(['failed', 'pending'])).toBe('pending')
  expect(statusOf(['succeeded', 'failed'])).toBe('failed')
  expect(statusOf(['succeeded'])).toBe('succeeded')
  expect(statusOf([])).toBe('succeeded')
})
