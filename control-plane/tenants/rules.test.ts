import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slugFault } from './rules.ts'

test.each([
  'abc',
  'linen-house',
  'a1b',
  '1a2',
  '24hours',
  'a-b-c',
  'abc--d',
  'x'.repeat(63),
  'adminx',
  'my-shop',
])('%s may be an address', (slug) => {
  expect(slugFault(slug)).toBe(undefined)
})

test.each([
  ['', /3 to 63/],
  ['ab', /3 to 63/],
  ['x'.repeat(64), /3 to 63/],
  ['Linen', /lower-case/],
  ['linen house', /lower-case/],
  ['linen_house', /lower-case/],
  ['linen.house', /lower-case/],
  ['größe', /lower-case/],
  ['сторе', /lower-case/],
  ['abc\n', /lower-case/],
  ['abc\0', /lower-case/],
  ['-abc', /hyphen/],
  ['abc-', /hyphen/],
  ['---', /hyphen/],
  ['xn--80ak6aa92e', /third and fourth/],
  ['ab--cd', /third and fourth/],
  ['12345', /number/],
])('%j may not be an address', (slug, reason) => {
  expect(slugFault(slug)).toMatch(reason)
})

test.each([
  'admin',
  'api',
  'www',
  'mail',
  'localhost',
  'platform',
  'docs',
  'postmaster',
  'autodiscover',
  'storeplane',
  'ns1',
])('%s is reserved', (slug) => {
  expect(slugFault(slug)).toBe('is reserved')
})

test('whatever may be an address is a host name that stays as it is', () => {
  const letters = fc.constantFrom(...'abcxyz0189-._A é%/@:#'.split(''))
  const slugs = fc.oneof(fc.string(), fc.string({ unit: letters, minLength: 1, maxLength: 70 }))
  fc.assert(
    fc.property(slugs, (slug) => {
      if (slugFault(slug) === undefined)
        expect(new URL(`http://${slug}.localhost/`).hostname).toBe(`${slug}.localhost`)
    }),
    { numRuns: 2_000 },
  )
})
