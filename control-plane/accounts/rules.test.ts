import { expect, test } from 'vitest'
import { doublingWaits, linkEnd, sessionEnd, sessionTokenEnd, WAITS } from './rules.ts'

const at = (time: string) => new Date(`2026-${time}Z`)

test.each([
  ['01-01T00:00', '01-31T00:00'],
  ['01-31T00:00', '03-02T00:00'],
  ['03-15T00:00', '04-01T00:00'],
  ['03-31T23:59', '04-01T00:00'],
])('a session that began on 1 January and is used on %s ends on %s', (now, end) => {
  expect(sessionEnd(at('01-01T00:00'), at(now))).toEqual(at(end))
})

test("a session's token is good for an hour, and never longer than the session", () => {
  expect(sessionTokenEnd(at('02-01T00:00'), at('01-01T00:00'))).toEqual(at('01-01T01:00'))
  expect(sessionTokenEnd(at('01-01T00:20'), at('01-01T00:00'))).toEqual(at('01-01T00:20'))
})

test('a link to a password is good for an hour, one to an address for a day', () => {
  expect(linkEnd('password_reset', at('01-01T00:00'))).toEqual(at('01-01T01:00'))
  expect(linkEnd('verification', at('01-01T00:00'))).toEqual(at('01-02T00:00'))
  expect(linkEnd('email_change', at('01-01T00:00'))).toEqual(at('01-02T00:00'))
})

test('waits double from the one that is named, up to the longest', () => {
  expect(doublingWaits({ from: 3, first: 10, max: 60 })).toEqual([0, 0, 10, 20, 40, 60])
  expect(doublingWaits({ from: 1, first: 10, max: 10 })).toEqual([10])
})

test.each(Object.entries(WAITS))('waits for %s never become shorter', (_, waits) => {
  expect([...waits].sort((a, b) => a - b)).toEqual([...waits])
  expect(waits[0]).toBe(0)
  expect(waits.at(-1)).toBeGreaterThan(0)
})
