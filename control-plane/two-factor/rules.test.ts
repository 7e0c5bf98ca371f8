import { expect, test } from 'vitest'
import { countedFailures, grouped, plainRecoveryCode, secondsToWait } from './rules.ts'

const at = (seconds: number) => new Date(seconds * 1_000)

test.each([
  [4, 0],
  [5, 30],
  [6, 60],
  [9, 480],
  [10, 900],
  [1_000, 900],
])('after %i failures one waits %i s', (failures, seconds) => {
  const failed = { failures, last_failed_at: at(1_000).toISOString() }
  expect(secondsToWait(failed, at(1_000))).toBe(seconds)
  expect(secondsToWait(failed, at(1_000 + seconds))).toBe(0)
})

test('failures are forgotten after a day without one', () => {
  const failed = { failures: 7, last_failed_at: at(0).toISOString() }
  expect([86_400, 86_401].map((time) => countedFailures(failed, at(time)))).toEqual([7, 0])
  expect(countedFailures({ failures: 0, last_failed_at: null }, at(0))).toBe(0)
})

test('a recovery code is read however it is written', () => {
  expect(grouped('abcdefghjkmnpqrs')).toBe('abcd-efgh-jkmn-pqrs')
  expect(plainRecoveryCode(' ABCD efgh-JKMN  pqrs\n')).toBe('abcdefghjkmnpqrs')
})
