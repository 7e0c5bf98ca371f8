import { describe, expect, test } from 'vitest'
import { ALL_STORE_PERMISSIONS, STORE_PERMISSIONS } from '../../shared/auth/permissions.ts'
import { DomainError } from '../../shared/errors.ts'
import { bearerOf, isAdminToken, platformPrincipal, storePrincipal } from './authenticate.ts'
import type { Credential } from './queries.ts'

const HERE = 'tenant-here'
const ELSEWHERE = 'tenant-elsewhere'
const later = '2999-01-01T00:00:00.000Z'
const key = (kind: 'publishable_key' | 'secret_key', tenantId: string, scopes: string[] = []) =>
  ({ kind, id: 'key', tenant_id: tenantId, scopes }) as Credential
const session = (...tenantIds: string[]): Credential => ({
  kind: 'account',
  id: 'account',
  tenant_ids: tenantIds,
  expires_at: later,
})
const refusal = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return error instanceof DomainError ? error.code : error
  }
  return undefined
}

describe('the bearer secret of a request', () => {
  const bearer = (authorization?: string) =>
    bearerOf(
      new Request('http://localhost/', authorization === undefined ? {} : { headers: { authorization } }),
    )

  test('is absent without the header', () => {
    expect(bearer()).toBe(undefined)
  })

  test.each(['Bearer abc', 'bearer abc', 'BEARER  abc', '  Bearer abc  '])('is read from %j', (header) => {
    expect(bearer(header)).toBe('abc')
  })

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer\ta',
    'Bearerabc',
    'Basic abc',
    'abc',
    'Bearer a, Bearer b',
  ])('is refused in %j', (header) => {
    expect(refusal(() => bearer(header))).toBe('invalid_credentials')
  })
})

describe('on a store', () => {
  const permissions = (credential: Credential | undefined) => [
    ...storePrincipal(credential, HERE).permissions,
  ]

  test('nobody may shop', () => {
    expect(storePrincipal(undefined, HERE)).toMatchObject({ kind: 'anonymous', id: '' })
    expect(permissions(undefined)).toEqual(['shop'])
  })

  test('a publishable key may shop', () => {
    expect(permissions(key('publishable_key', HERE))).toEqual(['shop'])
  })

  test('a secret key may shop and do what its scopes name', () => {
    expect(permissions(key('secret_key', HERE, ['orders:read']))).toEqual(['shop', 'orders:read'])
  })

  test.each(['publishable_key', 'secret_key'] as const)("another store's %s is refused", (kind) => {
    expect(refusal(() => permissions(key(kind, ELSEWHERE, [...STORE_PERMISSIONS])))).toBe(
      'invalid_credentials',
    )
  })

  test('a member may do everything, another account may shop', () => {
    expect(permissions(session(ELSEWHERE, HERE))).toEqual(ALL_STORE_PERMISSIONS)
    expect(permissions(session(ELSEWHERE))).toEqual(['shop'])
    expect(permissions(session())).toEqual(['shop'])
  })

  test("nobody gets what the control plane or the installation's admins may", () => {
    const reachable = [undefined, key('secret_key', HERE, [...STORE_PERMISSIONS]), session(HERE)].flatMap(
      permissions,
    )
    expect(reachable).not.toContain('internal')
    expect(reachable).not.toContain('platform:admin')
    expect(reachable).not.toContain('account')
  })
})

describe('on the platform API', () => {
  test('a session is its account', () => {
    expect(platformPrincipal(session(HERE))).toEqual({
      kind: 'account',
      id: 'account',
      permissions: new Set(['account']),
    })
  })

  test('a key or nobody may nothing', () => {
    for (const credential of [
      undefined,
      key('secret_key', HERE, [...STORE_PERMISSIONS]),
      key('publishable_key', HERE),
    ])
      expect(platformPrincipal(credential).permissions.size).toBe(0)
  })
})

test('the admin token is exactly the one that was set, and none when none was', () => {
  const token = 'a-token-of-at-least-32-characters-xx'
  expect(isAdminToken(token, token)).toBe(true)
  for (const other of ['', token.slice(1), `${token}x`, token.toUpperCase()])
    expect(isAdminToken(other, token)).toBe(false)
  expect(isAdminToken('', undefined)).toBe(false)
  expect(isAdminToken('undefined', undefined)).toBe(false)
})
