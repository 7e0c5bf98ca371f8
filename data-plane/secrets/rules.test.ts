import { expect, test } from 'vitest'
import { hintOf, secretPlace } from './rules.ts'

test('a hint shows four characters of what is longer than twelve, and nothing of what is not', () => {
  expect(hintOf('123456789abcd')).toBe('abcd')
  expect(hintOf('123456789abc')).toBe(null)
})

test('each store and name is a place of its own', () => {
  expect(secretPlace('t', 'a')).toBe('tenant/t/secret/a')
})
