import { describe, expect, test } from 'vitest'
import * as rules from './rules.ts'

test.each([
  ['post', '/admin/v1/products', 201, 'product.created'],
  ['patch', '/admin/v1/products/{product_id}', 200, 'product.updated'],
  ['delete', '/admin/v1/categories/{category_id}', 200, 'category.deleted'],
  ['put', '/admin/v1/review-settings', 200, 'review_setting.updated'],
  ['patch', '/admin/v1/store', 200, 'store.updated'],
  ['patch', '/admin/v1/customers/{customer_id}/addresses/{address_id}', 200, 'address.updated'],
  ['post', '/admin/v1/promotions/{promotion_id}/activate', 200, 'promotion.activate'],
  ['post', '/admin/v1/promotions/{promotion_id}/codes', 201, 'code.created'],
  ['post', '/admin/v1/promotions/{promotion_id}/codes/generate', 201, 'code.generate'],
  ['post', '/admin/v1/products/import', 202, 'product.import'],
  ['post', '/admin/v1/cache/clear', 200, 'cache.clear'],
  ['post', '/platform/v1/tenants/{tenant_id}/api-keys', 201, 'api_key.created'],
])('%s %s (%i) is %s', (method, path, status, action) => {
  expect(rules.actionOf({ method, path, status })).toBe(action)
})

describe('changes', () => {
  test('are the fields that differ, with both values', () => {
    const before = { title: 'A', tags: ['x'], note: null, updated_at: '1', gone: 1 }
    const after = { title: 'B', tags: ['x'], note: 'n', updated_at: '2', new: { a: 1 } }
    expect(rules.difference(before, after)).toEqual({
      title: { from: 'A', to: 'B' },
      note: { from: null, to: 'n' },
      gone: { from: 1, to: null },
      new: { from: null, to: { a: 1 } },
    })
  })

  test('are what was asked for, or what is gone', () => {
    expect(rules.given({ title: 'A', price: undefined })).toEqual({ title: { to: 'A' } })
    expect(rules.removal({ title: 'A' })).toEqual({ title: { from: 'A' } })
    expect(rules.given(undefined)).toEqual({})
  })

  test('hold of text and files only size and hash', () => {
    const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
    expect(rules.given('test')).toEqual({ body: { to: { bytes: 4, sha256 } } })
    expect(rules.given({ type: 'image/png', size: 9, sha256, path: '/tmp/x' })).toEqual({
      body: { to: { bytes: 9, sha256 } },
    })
  })
})

describe('a secret', () => {
  test.each([
    'password',
    'new_password',
    'client_secret',
    'session_token',
    'token',
    'api_key',
    'keys',
    'key_hash',
    'recovery_codes',
    'totp',
  ])('is known by the name %s', (name) => {
    expect(rules.isSecretName(name, 'store:write')).toBe(true)
  })

  test.each(['title', 'handle', 'keyword', 'monkey', 'code', 'tokenise', 'description'])(
    'is not known by the name %s',
    (name) => expect(rules.isSecretName(name, 'store:write')).toBe(false),
  )

  test('is also a code on the routes about accounts', () => {
    expect(rules.isSecretName('code', 'account')).toBe(true)
    expect(rules.isSecretName('totp_code', 'public')).toBe(true)
  })

  test('is left out however deep it stands; that there is none is told', () => {
    const isSecret = (name: string) => name === 'token'
    const changes = {
      webhook: { to: { url: 'u', auth: [{ token: 't' }, { token: null }] } },
      token: { from: 1, to: 'a' },
    }
    expect(rules.withoutSecrets(changes, isSecret)).toEqual({
      webhook: { to: { url: 'u', auth: [{ token: '[redacted]' }, { token: null }] } },
      token: { from: '[redacted]', to: '[redacted]' },
    })
  })
})

test('of shoppers only the fields are named', () => {
  expect(rules.withoutValues({ email: { from: 'a', to: 'b' }, phone: { to: 'c' } })).toEqual({
    email: { from: '[personal]', to: '[personal]' },
    phone: { to: '[personal]' },
  })
  expect(rules.isPersonal('customers:write')).toBe(true)
  expect(rules.isPersonal('products:write')).toBe(false)
})

test('an entry holds at most 16 KiB: the largest values go first', () => {
  const small = { title: { to: 'A' }, text: { to: 'x'.repeat(16_000) } }
  expect(rules.bounded(small)).toEqual({ changes: small, truncated: false })
  const large = { ...small, other: { from: 'y'.repeat(1_000), to: 'z' } }
  expect(rules.bounded(large)).toEqual({
    changes: { title: { to: 'A' }, text: { to: '[truncated]' }, other: large.other },
    truncated: true,
  })
  const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`field_${n}`, { to: n }]))
  expect(rules.bounded(many)).toEqual({ changes: {}, truncated: true })
})
