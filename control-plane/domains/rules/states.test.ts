import { describe, expect, test } from 'vitest'
import { afterCheck, mailAbout, type State } from './states.ts'

const NOW = new Date('2026-03-10T12:00:00.000Z')
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000).toISOString()
const state = (over: Partial<State>): State => ({
  status: 'verified',
  created_at: hours(-1_000),
  verified_at: hours(-900),
  failing_since: null,
  warned_at: null,
  ...over,
})
const pending = (age: number) => state({ status: 'pending', created_at: hours(-age), verified_at: null })

test.each<State['status']>(['pending', 'failed', 'quarantined'])(
  'a %s domain that is proved is verified',
  (status) => {
    expect(
      afterCheck(state({ status, failing_since: hours(-80), warned_at: hours(-30) }), 'proved', NOW),
    ).toEqual({
      status: 'verified',
      verified_at: hours(0),
      failing_since: null,
      warned_at: null,
      next_check_at: hours(24),
      news: undefined,
    })
  },
)

test('a verified one that is proved again stays what it is', () => {
  expect(
    afterCheck(state({ failing_since: hours(-70), warned_at: hours(-20) }), 'proved', NOW),
  ).toMatchObject({
    status: 'verified',
    verified_at: hours(-900),
    failing_since: null,
    warned_at: null,
    next_check_at: hours(24),
  })
})

test.each([
  [0, 'missing', 'pending', hours(1 / 6)],
  [71.9, 'missing', 'pending', hours(1 / 6)],
  [71.9, 'unknown', 'pending', hours(1 / 6)],
  [72, 'missing', 'failed', null],
  [72, 'unknown', 'failed', null],
] as const)('a claim %s hours old whose records are %s is %s', (age, verdict, status, next) => {
  expect(afterCheck(pending(age), verdict, NOW)).toMatchObject({
    status,
    next_check_at: next,
    news: undefined,
  })
})

describe('a verified domain whose records are missing', () => {
  test.each([
    ['at first', null, null, 'verified', 'failing', hours(0), null],
    ['after a day', hours(-24), null, 'verified', undefined, hours(-24), null],
    ['after two days', hours(-48), null, 'verified', 'last_day', hours(-48), hours(0)],
    ['after two days, told already', hours(-50), hours(-2), 'verified', undefined, hours(-50), hours(-2)],
    ['after three days', hours(-72), hours(-24), 'quarantined', 'quarantined', hours(-72), hours(-24)],
  ] as const)('%s', (_, failing_since, warned_at, status, news, since, warned) => {
    expect(afterCheck(state({ failing_since, warned_at }), 'missing', NOW)).toMatchObject({
      status,
      news,
      failing_since: since,
      warned_at: warned,
      next_check_at: hours(1),
    })
  })

  test.each([null, hours(-100)])(
    'is left alone while name servers give no answer (failing since %s)',
    (failing_since) => {
      expect(afterCheck(state({ failing_since }), 'unknown', NOW)).toMatchObject({
        status: 'verified',
        failing_since,
        news: undefined,
        next_check_at: hours(1 / 6),
      })
    },
  )
})

test('a quarantined one is looked at for thirty days', () => {
  const since = (age: number) => state({ status: 'quarantined', failing_since: hours(-age) })
  expect(afterCheck(since(100), 'missing', NOW)).toMatchObject({
    status: 'quarantined',
    next_check_at: hours(1),
  })
  expect(afterCheck(since(33 * 24), 'missing', NOW)).toMatchObject({ status: 'failed', next_check_at: null })
})

test('a failed one stays so until it is proved', () => {
  for (const verdict of ['missing', 'unknown'] as const)
    expect(afterCheck(state({ status: 'failed' }), verdict, NOW)).toMatchObject({
      status: 'failed',
      next_check_at: null,
    })
})

test('mails name the domain and what to change', () => {
  for (const news of ['failing', 'last_day', 'quarantined', 'taken'] as const) {
    const { subject, body, template } = mailAbout(news, 'www.shop.example', 'Add a TXT record.')
    expect(template).toBe(`domain_${news}`)
    expect(subject).toContain('www.shop.example')
    expect(body).toMatch(/www\.shop\.example.*\n\nAdd a TXT record\.$/s)
  }
})
