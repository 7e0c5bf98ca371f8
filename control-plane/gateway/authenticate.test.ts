import { describe, expect, test } from 'vitest'
import { STAFF_PERMISSIONS, STORE_PERMISSIONS } from '../../shared/auth/permissions.ts'
import { DomainError } from '../../shared/errors.ts'
import { bearerOf, isAdminToken, PLATFORM_ADMIN, platformPrincipal, storePrincipal } from './authenticate.ts'
import type { AccountCredential, Credential } from './queries.ts'

const HERE = 'tenant-here'
const ELSEWHERE = 'tenant-elsewhere'
const key = (kind: 'publishable_key' | 'secret_key', tenantId: string, scopes: string[] = []) =>
  ({ kind, id: 'key', tenant_id: tenantId, scopes }) as Credential
const session = (...tenantIds: string[]): AccountCredential => ({
  kind: 'account',
  id: 'account',
  label: 'somebody@mail.example',
  session_id: 'session',
  platform_role: null,
  memberships: tenantIds.map((tenant_id) => ({ tenant_id, permissions: STAFF_PERMISSIONS })),
})
const impersonated = (writes: boolean): Credential => ({
  ...session(HERE),
  impersonation: { id: 'impersonation', admin_id: 'admin', writes, expires_at: '2999-01-01T00:00:00.000Z' },
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
    expect(permissions(session(ELSEWHERE, HERE))).toEqual(['shop', ...STORE_PERMISSIONS])
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

const permissionsOnStore = (credential: Credential) => [...storePrincipal(credential, ELSEWHERE).permissions]

describe('on the platform API', () => {
  test('a session is its account', () => {
    const principal = {
      kind: 'account',
      id: 'account',
      sessionId: 'session',
      label: 'somebody@mail.example',
      permissions: new Set(['account']),
    }
    expect(platformPrincipal(session(HERE), undefined)).toEqual(principal)
  })

  test('a member may do at a store what the membership says; to others it is not there', () => {
    expect([...platformPrincipal(session(ELSEWHERE, HERE), HERE).permissions]).toEqual([
      'account',
      ...STAFF_PERMISSIONS,
    ])
    expect(refusal(() => platformPrincipal(session(ELSEWHERE), HERE))).toBe('not_found')
  })

  test('an administrator may what administrators may, and at their own stores what members may', () => {
    const admin: AccountCredential = { ...session(HERE), platform_role: 'admin' }
    expect(platformPrincipal(admin, undefined)).toEqual({
      kind: 'platform_admin',
      id: 'account',
      sessionId: 'session',
      label: 'somebody@mail.example',
      permissions: PLATFORM_ADMIN.permissions,
    })
    expect(platformPrincipal(admin, ELSEWHERE).permissions).toEqual(PLATFORM_ADMIN.permissions)
    expect(platformPrincipal(admin, HERE).permissions).toEqual(
      new Set([...PLATFORM_ADMIN.permissions, ...STAFF_PERMISSIONS]),
    )
    expect(permissionsOnStore(admin)).not.toContain('platform:admin')
  })

  test('a key or nobody may nothing', () => {
    for (const credential of [
      undefined,
      key('secret_key', HERE, [...STORE_PERMISSIONS]),
      key('publishable_key', HERE),
    ])
      expect(platformPrincipal(credential, HERE).permissions.size).toBe(0)
  })
})

describe("in an account's place", () => {
  const atStore = (writes: boolean) => storePrincipal(impersonated(writes), HERE)
  const onPlatform = (writes: boolean) => platformPrincipal(impersonated(writes), HERE)

  test('an admin is that account, and known', () => {
    for (const principal of [
      atStore(false),
      onPlatform(false),
      platformPrincipal(impersonated(false), undefined),
    ])
      expect(principal).toMatchObject({
        kind: 'account',
        id: 'account',
        impersonator: 'admin',
        impersonation: 'impersonation',
      })
  })

  test('only reads, unless it was begun for more', () => {
    const reading = STORE_PERMISSIONS.filter((permission) => permission.endsWith(':read'))
    expect([...atStore(false).permissions]).toEqual(['shop', ...reading])
    expect([...atStore(true).permissions]).toEqual(['shop', ...STORE_PERMISSIONS])
    expect([...onPlatform(false).permissions].filter((permission) => !permission.endsWith(':read'))).toEqual(
      [],
    )
  })

  test("never reaches what is the account's own, nor gives access that lasts", () => {
    for (const writes of [false, true]) {
      expect(platformPrincipal(impersonated(writes), undefined).permissions.size).toBe(0)
      for (const permission of ['account', 'platform:admin', 'api_keys:write', 'members:write'] as const)
        expect(onPlatform(writes).permissions.has(permission)).toBe(false)
    }
    expect(onPlatform(true).permissions.has('tenant:write')).toBe(true)
  })

  test('is at one store only', () => {
    expect(refusal(() => storePrincipal(impersonated(true), ELSEWHERE))).toBe('forbidden')
    expect(refusal(() => platformPrincipal(impersonated(true), ELSEWHERE))).toBe('not_found')
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
