import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { KeyUsage } from '../api-keys/index.ts'
import { admitKey, assertUsable, type KeyRow, keyCredential } from './keys.ts'

const NOW = '2026-03-01T12:00:00.000Z'
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(NOW) })
})
afterEach(() => {
  vi.useRealTimers()
})

const key = (over: Partial<KeyRow> = {}) =>
  keyCredential({
    kind: 'secret_key',
    id: 'key',
    label: 'sp_sk_…abcd',
    tenant_id: 'tenant',
    scopes: [],
    expires_at: null,
    allowed_ips: [],
    per_minute: null,
    ...over,
  })
const from = (address: string) => () => ({ address, userAgent: '' })
const anywhere = from('203.0.113.7')

test('a key without bounds is usable by anyone, and who asks is not even looked at', () => {
  assertUsable(key(), () => {
    throw new Error('looked at')
  })
  expect(Object.keys(key()).sort()).toEqual(['id', 'kind', 'label', 'scopes', 'tenant_id'])
})

test('a key ends by the clock, to the millisecond', () => {
  const ending = key({ expires_at: '2026-03-01T12:00:01.000Z' })
  vi.advanceTimersByTime(999)
  assertUsable(ending, anywhere)
  vi.advanceTimersByTime(1)
  expect(() => assertUsable(ending, anywhere)).toThrow(
    expect.objectContaining({
      code: 'key_expired',
      message: expect.stringContaining('2026-03-01T12:00:01.000Z'),
    }),
  )
})

describe('a key that is bound to networks', () => {
  const bound = key({
    allowed_ips: ['203.0.113.7', '10.0.0.0/8', '2001:db8::/32', '2001:db9::1', '::ffff:192.0.2.0/120'],
  })

  test.each([
    '203.0.113.7',
    '::ffff:203.0.113.7',
    '10.255.0.1',
    '::ffff:10.1.2.3',
    '2001:db8:ffff::1',
    '2001:0db9:0:0:0:0:0:1',
    '192.0.2.255',
    '::ffff:192.0.2.1',
  ])('is usable from %s', (address) => {
    assertUsable(bound, from(address))
  })

  test.each(['203.0.113.8', '::ffff:203.0.113.8', '11.0.0.1', '2001:db9::2', '192.0.3.1', '::1', '', 'x'])(
    'is not from %s, which it is told',
    (address) => {
      expect(() => assertUsable(bound, from(address))).toThrow(
        expect.objectContaining({ code: 'ip_not_allowed', message: expect.stringContaining(`${address}.`) }),
      )
    },
  )
})

describe('a key that is let in', () => {
  const usage = () => ({ used: vi.fn(), answered: vi.fn(), stop: vi.fn() }) satisfies KeyUsage
  const incoming = () => ({ client: anywhere, key: undefined })

  test('was used, and its requests are known for its own if it is secret', () => {
    for (const kind of ['secret_key', 'publishable_key'] as const) {
      const [noted, request] = [usage(), incoming()]
      admitKey(key({ kind }), request, noted)
      expect(noted.used).toHaveBeenCalledOnce()
      expect(request.key).toEqual(kind === 'secret_key' ? key({ kind }) : undefined)
    }
  })

  test('was not used when it was refused, though the request was its own', () => {
    const [noted, request] = [usage(), incoming()]
    expect(() => admitKey(key({ allowed_ips: ['10.0.0.1'] }), request, noted)).toThrow()
    expect(noted.used).not.toHaveBeenCalled()
    expect(request.key).toMatchObject({ id: 'key' })
  })
})
