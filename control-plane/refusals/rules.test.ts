import { expect, test } from 'vitest'
import { ERROR_CODES } from '../../shared/errors.ts'
import { isRefused } from '../../shared/http/refusal.ts'
import { explain, type Facts } from './rules.ts'

const facts = (over: Partial<Facts>): Facts => ({
  code: 'forbidden',
  status: 403,
  rule: over.code ?? 'forbidden',
  needed: null,
  had: null,
  ...over,
})

test('a missing permission is named, with what the caller has', () => {
  const permission = { rule: 'permission', needed: 'orders:write', had: 'shop, orders:read' }
  expect(explain(facts(permission))).toEqual({
    because:
      'Refused because this address needs the permission orders:write and the caller has shop, orders:read.',
    would_pass_with:
      'It would pass with a key with the scope orders:write, or a member of staff whose role has it.',
  })
  expect(explain(facts({ ...permission, had: '' })).because).toContain('the caller has nothing')
  const anonymous = { ...permission, code: 'authentication_required', status: 401, had: null }
  expect(explain(facts(anonymous)).because).toContain('no key or session was sent')
})

test.each<[string, Partial<Facts>, RegExp, RegExp]>([
  [
    'a revoked key',
    { rule: 'credential.revoked', had: '2026-01-01' },
    /was revoked at 2026-01-01/,
    /another key/,
  ],
  ['a key of another store', { rule: 'credential.other_store' }, /another store/, /a key of the store/],
  [
    'a suspended store',
    { rule: 'tenant.status', had: 'suspended' },
    /the store is suspended/,
    /active again/,
  ],
  [
    'a page elsewhere',
    { rule: 'cors', had: 'https://a', needed: 'https://b' },
    /at https:\/\/a,/,
    /at https:\/\/b,/,
  ],
  [
    'a limit',
    {
      rule: 'rate_limit.tenant.per_minute',
      code: 'rate_limited',
      status: 429,
      had: '61 of 60',
      needed: '61',
    },
    /the limit rate_limit\.tenant\.per_minute allows \(61 of 60\)/,
    /Retry-After says, or with a limit of 61/,
  ],
  [
    'a plan',
    { code: 'plan_limit', status: 402 },
    /plan of the store .* \(plan_limit\)/,
    /a plan that covers it/,
  ],
  [
    'an unknown rule',
    { rule: 'new', code: 'new_code', had: 'x' },
    /new_code .*: it has x/,
    /who may do this/,
  ],
])('%s is explained', (_, given, because, wouldPassWith) => {
  const { because: said, would_pass_with } = explain(facts(given))
  expect(said).toMatch(because)
  expect(would_pass_with).toMatch(wouldPassWith)
})

const refusing = Object.entries(ERROR_CODES).filter(([, [status]]) => isRefused(status))
test.each(refusing)('%s has an explanation by its code alone', (code, [status]) => {
  const { because, would_pass_with } = explain(facts({ code, status }))
  expect(because).toMatch(/^Refused because .*\w\.$/)
  expect(would_pass_with).toMatch(/^It would pass with .*\.$/)
  if (code !== 'forbidden') expect(because).not.toContain(code)
})
