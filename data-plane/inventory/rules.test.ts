import { expect, test } from 'vitest'
import { decideTake, type Level } from './rules.ts'

const level = (variant_id: string, available: number, over: Partial<Level> = {}): Level => ({
  variant_id,
  tracked: true,
  policy: 'deny',
  available,
  ...over,
})
const want = (variantId: string, quantity: number) => ({ variantId, quantity })

test('all is taken when all is there', () => {
  expect(decideTake([level('a', 5), level('b', 20)], [want('a', 5), want('b', 1)], 0)).toEqual({
    ok: true,
    takes: [want('a', 5), want('b', 1)],
    low: [{ variantId: 'a', available: 0 }],
  })
})

test('nothing is taken when anything is short; each shortage is named', () => {
  expect(decideTake([level('a', 5), level('b', 0)], [want('a', 6), want('b', 1), want('c', 1)], 0)).toEqual({
    ok: false,
    shortages: [
      { variantId: 'a', wanted: 6, available: 5 },
      { variantId: 'b', wanted: 1, available: 0 },
      { variantId: 'c', wanted: 1, available: 0 },
    ],
  })
})

test('untracked stock is not counted; oversellable stock goes below zero', () => {
  const levels = [level('a', 0, { tracked: false }), level('b', 1, { policy: 'continue' })]
  expect(decideTake(levels, [want('a', 9), want('b', 3)], 0)).toEqual({
    ok: true,
    takes: [want('b', 3)],
    low: [{ variantId: 'b', available: -2 }],
  })
})

test.each([
  ['falls to the threshold', 6, 1, true],
  ['falls below it', 6, 4, true],
  ['stays above it', 7, 1, false],
  ['was low before', 5, 1, false],
])('stock that %s is reported once', (_name, available, quantity, reported) => {
  const decision = decideTake([level('a', available)], [want('a', quantity)], 5)
  expect(decision.ok && decision.low.length > 0).toBe(reported)
})
