import { expect, test } from 'vitest'
import { formatOf, isTooLate, languagesFor, nextAttempt } from './rules.ts'

test('a mail is in the language of its market, of the store, or in English, a region before its language', () => {
  expect(languagesFor(['de-AT', 'fr-FR'])).toEqual(['de-AT', 'de', 'fr-FR', 'fr', 'en'])
  expect(languagesFor([null, null, 'en-US'])).toEqual(['en-US', 'en'])
  expect(languagesFor(['zh-Hant-TW'])).toEqual(['zh-Hant-TW', 'zh-Hant', 'zh', 'en'])
})

test('amounts are written as the reader does it, if the mail is in their language', () => {
  expect(formatOf('de', ['de-AT', 'fr-FR'])).toBe('de-AT')
  expect(formatOf('en', ['hi-IN', 'de-DE'])).toBe('en')
  expect(formatOf('fr', [null, 'fr-CA'])).toBe('fr-CA')
})

test('a mail is tried for about a day, with longer and longer breaks, and then no more', () => {
  const now = new Date('2026-01-01T00:00:00.000Z')
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => nextAttempt(attempts, now)?.getTime())
  const minutes = waits.map((at) => (at === undefined ? undefined : (at - now.getTime()) / 60_000))
  expect(minutes).toEqual([1, 5, 15, 60, 180, 360, 720, undefined])
})

test('a mail is too late when what it tells of is more than a week ago', () => {
  const happened = new Date('2026-01-01T00:00:00.000Z')
  expect(isTooLate(happened, new Date('2026-01-08T00:00:00.000Z'))).toBe(false)
  expect(isTooLate(happened, new Date('2026-01-08T00:00:00.001Z'))).toBe(true)
})
