import { expect, test } from 'vitest'
import { isDueToMove, LOCK_SECONDS, sessionEnd } from './attempts.ts'
import { passwordFault } from './passwords.ts'
import { endOf, termsOf } from './terms.ts'

test.each([
  'password',
  'PassWord1',
  '123456789',
  'qwertyuiop',
  'aaaaaaaaab',
  'jane.doe@shop.example',
  'Jane.Doe',
])('%s is no password for jane.doe@shop.example', (password) => {
  expect(passwordFault(password, 'jane.doe@shop.example')).toBeDefined()
})

test.each(['a long passphrase', 'Tr0ub4dor&3', 'ünïcödé-wörds'])('%s is a password', (password) => {
  expect(passwordFault(password, 'jane.doe@shop.example')).toBeUndefined()
})

test('an address is closed for a time that grows with each attempt, but never for more than five minutes', () => {
  const { login } = LOCK_SECONDS
  expect(login.slice(0, 4)).toEqual([0, 0, 0, 0])
  expect([...login].sort((a, b) => a - b)).toEqual([...login])
  expect(Math.max(...login)).toBe(300)
  // Guesses in a day: the first ones, and then one each time it opens.
  const attemptsPerDay = login.length + (24 * 60 * 60) / Math.max(...login)
  expect(attemptsPerDay).toBeLessThan(300)
})

test('a session lasts thirty days from its last use, which is noted once a day', () => {
  const now = new Date('2026-03-10T12:00:00.000Z')
  expect(sessionEnd(now)).toBe('2026-04-09T12:00:00.000Z')
  expect(isDueToMove('2026-03-09T12:00:00.001Z', now)).toBe(false)
  expect(isDueToMove('2026-03-09T12:00:00.000Z', now)).toBe(true)
})

test('a customer is found by e-mail address and names, each once and none that is empty', () => {
  expect(termsOf({ email: 'ada@mail.example', first_name: 'Ada', last_name: 'Lovelace' })).toEqual([
    'ada@mail.example',
    'ada',
    'lovelace',
    'ada lovelace',
  ])
  expect(termsOf({ email: 'x@mail.example', first_name: '', last_name: 'Cher' })).toEqual([
    'x@mail.example',
    'cher',
  ])
})

test('all that begins with a prefix lies before its end, byte by byte', () => {
  const bytes = (text: string) => Buffer.from(text)
  for (const text of ['ad', 'ada', 'adé', 'ad😀'])
    expect(Buffer.compare(bytes(text), bytes(endOf('ad')))).toBe(-1)
  expect(Buffer.compare(bytes('ae'), bytes(endOf('ad')))).toBe(1)
})
