import { expect, test } from 'vitest'
import { isLocalPath, mayLink } from './rules.ts'

test.each(['/', '/stores/1?tab=orders#top', '/a//b', '/%2f%2fevil.example', '/@evil.example', '/:80'])(
  '%j is a page of this site',
  (path) => {
    expect(isLocalPath(path)).toBe(true)
  },
)

test.each([
  '',
  'stores',
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/\n/evil.example',
  '/\u0000/evil.example',
  'javascript:alert(1)',
  './/evil.example',
])('%j is not', (path) => {
  expect(isLocalPath(path)).toBe(false)
})

test.each([
  [true, null, 'a@b.example', true],
  [false, null, 'a@b.example', false],
  [false, null, 'c@b.example', true],
  [false, null, null, false],
  [true, '2026-01-01T00:00:00.000Z', 'c@b.example', false],
])('it is %s that an account proven at %j is linked to %j, verified: %j', (may, at, email, verified) => {
  const account = { email: 'a@b.example', email_verified_at: at }
  expect(mayLink(account, { email, email_verified: verified })).toBe(may)
})
