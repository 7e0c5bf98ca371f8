import { expect, test } from 'vitest'
import {
  contributionOf,
  coverOf,
  nextCheck,
  nextState,
  releaseOf,
  retryAfterMs,
  type State,
  type Status,
} from './states.ts'

const state = (status: Status, captured = 0): State => ({ status, amount: 1_000, captured })

test.each<[before: Status, told: Exclude<Status, 'created'>, after: Status]>([
  ['created', 'requires_action', 'requires_action'],
  ['requires_action', 'pending', 'pending'],
  ['pending', 'requires_action', 'requires_action'],
  ['requires_action', 'authorized', 'authorized'],
  ['authorized', 'requires_action', 'authorized'],
  ['captured', 'authorized', 'captured'],
  ['cancelled', 'authorized', 'cancelled'],
  ['failed', 'authorized', 'authorized'],
  ['failed', 'requires_action', 'failed'],
  ['authorized', 'cancelled', 'cancelled'],
  ['cancelled', 'captured', 'captured'],
])('%s, then %s is told: %s', (before, status, after) => {
  expect(nextState(state(before), { status, captured: 0 }).status).toBe(after)
})

test('what was captured never becomes less, nor more than the payment', () => {
  expect(nextState(state('captured', 600), { status: 'captured', captured: 300 }).captured).toBe(600)
  expect(nextState(state('authorized'), { status: 'captured', captured: 5_000 }).captured).toBe(1_000)
})

test('what a payment adds to its order', () => {
  expect(contributionOf(state('authorized'))).toEqual({ authorized: 1_000, paid: 0 })
  expect(contributionOf(state('authorized', 400))).toEqual({ authorized: 600, paid: 400 })
  expect(contributionOf(state('captured', 400))).toEqual({ authorized: 0, paid: 400 })
  expect(contributionOf(state('cancelled'))).toEqual({ authorized: 0, paid: 0 })
})

test('only a payment of the right amount that was not let go of pays for a checkout', () => {
  const payment = (over: object) => ({
    ...state('authorized'),
    ...{ id: 'a', currency: 'USD', refunded: 0, released_at: null as string | null, ...over },
  })
  const due = { amount: 1_000, currency: 'USD' }
  expect(coverOf([payment({})], due).paid?.id).toBe('a')
  expect(coverOf([payment({ status: 'captured', captured: 1_000 })], due).paid?.id).toBe('a')
  expect(coverOf([payment({ status: 'captured', captured: 999 })], due)).toMatchObject({ other: { id: 'a' } })
  expect(coverOf([payment({ amount: 999 })], due)).toEqual({ other: expect.anything() })
  expect(coverOf([payment({ currency: 'EUR' })], due)).toEqual({ other: expect.anything() })
  expect(coverOf([payment({ released_at: 'now' })], due)).toEqual({})
  expect(coverOf([payment({ status: 'failed' })], due)).toEqual({})
  const open = [payment({ id: 'b', status: 'pending' }), payment({ id: 'c', status: 'created' })]
  expect(coverOf(open, due)).toEqual({ open: open[1] })
})

test('how each is let go of', () => {
  const of = (status: Status, captured = 0, refunded = 0) =>
    releaseOf({ ...state(status, captured), refunded })
  for (const status of ['created', 'requires_action', 'pending', 'authorized'] as const)
    expect(of(status)).toEqual({ kind: 'cancel', amount: 0 })
  expect(of('captured', 1_000, 300)).toEqual({ kind: 'refund', amount: 700 })
  expect([of('captured', 1_000, 1_000), of('failed'), of('cancelled')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('open payments are looked at again, the less often the older; ended ones never', () => {
  const at = (status: Status, ageMs: number, order_id: string | null = null) =>
    nextCheck({ status, order_id, released_at: null }, ageMs)
  expect([at('pending', 0), at('pending', 3_600_000)]).toEqual([60_000, 1_800_000])
  expect(at('authorized', 0)).toBe(60_000)
  expect(at('authorized', 0, 'an order')).toBe(86_400_000)
  for (const status of ['captured', 'cancelled', 'failed'] as const)
    expect(at(status, 0, 'an order')).toBe(undefined)
  expect([1, 2, 30].map(retryAfterMs)).toEqual([4_000, 8_000, 3_600_000])
})
