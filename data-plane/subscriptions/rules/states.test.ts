import { describe, expect, test } from 'vitest'
import { DEFAULT_DUNNING, dueAction, nextAction, refusalOf, retryAt, type State } from './states.ts'

const END = '2027-02-01T00:00:00.000Z'
const state = (over: Partial<State> = {}): State => ({
  status: 'active',
  period_end: END,
  cycles_left: null,
  cancel_at_period_end: false,
  paused_until: null,
  retry_at: null,
  ...over,
})

describe('what comes next', () => {
  test.each<[string, Partial<State>, ReturnType<typeof nextAction>]>([
    ['a period that ends is renewed', {}, { action: 'renew', at: END }],
    ['so is a trial', { status: 'trialing' }, { action: 'renew', at: END }],
    [
      'what failed is tried again',
      { status: 'past_due', retry_at: '2027-02-02T00:00:00.000Z' },
      { action: 'renew', at: '2027-02-02T00:00:00.000Z' },
    ],
    ['after the last cycle it is completed', { cycles_left: 0 }, { action: 'complete', at: END }],
    [
      'what was cancelled ends with its period',
      { cancel_at_period_end: true },
      { action: 'cancel', at: END },
    ],
    ['a pause without end waits', { status: 'paused' }, undefined],
    [
      'a pause ends',
      { status: 'paused', paused_until: '2027-03-01T00:00:00.000Z' },
      { action: 'resume', at: '2027-03-01T00:00:00.000Z' },
    ],
    ['what is unpaid waits', { status: 'unpaid' }, undefined],
    ['what has ended stays so', { status: 'cancelled' }, undefined],
    ['what is complete stays so', { status: 'completed' }, undefined],
  ])('%s', (_, over, expected) => {
    expect(nextAction(state(over))).toEqual(expected)
  })

  test('nothing is due before its time', () => {
    expect(dueAction(state(), new Date(Date.parse(END) - 1))).toBeUndefined()
    expect(dueAction(state(), new Date(END))).toBe('renew')
  })
})

test('a renewal is tried again some days after the first time, and not for ever', () => {
  const first = new Date('2027-02-01T06:00:00Z')
  const dates = [1, 2, 3, 4, 5].map((attempts) =>
    retryAt(DEFAULT_DUNNING, attempts, first)?.toISOString().slice(0, 13),
  )
  expect(dates).toEqual(['2027-02-02T06', '2027-02-04T06', '2027-02-06T06', '2027-02-08T06', undefined])
  expect(retryAt({ ...DEFAULT_DUNNING, retry_days: [] }, 1, first)).toBeUndefined()
})

test('a change is refused in the wrong status', () => {
  expect(refusalOf('change', { status: 'active' })).toBeUndefined()
  expect(refusalOf('change', { status: 'unpaid' })).toContain('unpaid')
  expect(refusalOf('resume', { status: 'active' })).toContain('paused')
})
