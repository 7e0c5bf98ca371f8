import { expect, test } from 'vitest'
import { type Balance, decideTake, takeable } from './rules.ts'

const balances: Balance[] = [
  { id: 'few', available: 3, floor: 0 },
  { id: 'backorder', available: 3, floor: -5 },
  { id: 'overdrawn', available: -4, floor: 0 },
  { id: 'endless', available: -100, floor: null },
]

test.each([
  ['few', 3],
  ['backorder', 8],
  ['overdrawn', 0],
  ['endless', Number.POSITIVE_INFINITY],
  ['unknown', 0],
])('of %s %d can be taken', (id, amount) => {
  expect(takeable(balances.find((balance) => balance.id === id))).toBe(amount)
})

test('demands on one balance count together', () => {
  const twice = [
    { id: 'few', amount: 2 },
    { id: 'few', amount: 1 },
  ]
  expect(decideTake(balances, twice)).toEqual({ ok: true, takes: [{ id: 'few', amount: 3 }] })
  expect(decideTake(balances, [...twice, { id: 'few', amount: 1 }])).toEqual({
    ok: false,
    shortages: [{ id: 'few', wanted: 4, available: 3 }],
  })
})

test('what falls short keeps all the rest from being taken, and is named', () => {
  const demands = [
    { id: 'endless', amount: 1_000_000 },
    { id: 'backorder', amount: 9 },
    { id: 'overdrawn', amount: 1 },
    { id: 'unknown', amount: 1 },
  ]
  expect(decideTake(balances, demands)).toEqual({
    ok: false,
    shortages: [
      { id: 'backorder', wanted: 9, available: 8 },
      { id: 'overdrawn', wanted: 1, available: 0 },
      { id: 'unknown', wanted: 1, available: 0 },
    ],
  })
})
