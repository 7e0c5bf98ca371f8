import { expect, test } from 'vitest'
import { isSlug, slugOf } from './slug.ts'

test('a name suggests an address', () => {
  expect(slugOf('Größe & Söhne’s Café!')).toBe('grosse-sohnes-cafe')
  expect(slugOf('  Linen   House ')).toBe('linen-house')
  expect(slugOf('متجر')).toBe('')
  expect(slugOf('x'.repeat(70))).toHaveLength(63)
})

test('an address is a DNS label of three letters at least', () => {
  expect(['abc', 'a-b', 'linen-house-2'].every(isSlug)).toBe(true)
  expect(['ab', '-ab', 'ab-', 'Abc', 'a b', ''].some(isSlug)).toBe(false)
})
