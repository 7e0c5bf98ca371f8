import { SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Permission } from './permissions.ts'
import { type Grant, type TenantGrant, tokenSigner, tokenVerifier } from './token.ts'

const SECRET = 'a secret of at least thirty-two characters'
const grant = (
  over: Partial<TenantGrant> = {},
  permissions: Permission[] = ['shop', 'orders:read'],
): TenantGrant => ({
  tenantId: '0198aaaa-0000-7000-8000-000000000001',
  shard: 'shard-1',
  epoch: 3,
  plan: 'starter',
  principal: { kind: 'secret_key', id: 'key', permissions: new Set(permissions) },
  ...over,
})
const sign = (over?: Partial<TenantGrant>, permissions?: Permission[]) =>
  tokenSigner(SECRET)(grant(over, permissions))
const verify = (token: string, shard = 'shard-1') => tokenVerifier(SECRET, shard)(token)
const refused = { code: 'invalid_credentials' }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a token', () => {
  test('gives back what was signed', async () => {
    expect(await verify(await sign())).toEqual(grant())
    expect(await verify(await sign({}, []))).toEqual(grant({}, []))
  })

  test('for a whole shard names no tenant', async () => {
    const ofShard = { shard: 'shard-1', principal: grant().principal }
    const token = await tokenSigner(SECRET)(ofShard)
    expect(await verify(token)).toEqual(ofShard)
    await expect(verify(token, 'shard-2')).rejects.toMatchObject(refused)
  })

  test('of another shard or secret is refused', async () => {
    const token = await sign()
    await expect(verify(token, 'shard-2')).rejects.toMatchObject(refused)
    await expect(tokenVerifier(`${SECRET}!`, 'shard-1')(token)).rejects.toMatchObject(refused)
  })

  test('lives a minute, also for a verifier that knows it', async () => {
    const token = await sign()
    const known = tokenVerifier(SECRET, 'shard-1')
    await known(token)
    vi.advanceTimersByTime(59_000)
    expect(await known(token)).toEqual(grant())
    expect(await verify(token)).toEqual(grant())
    vi.advanceTimersByTime(2_000)
    await expect(known(token)).rejects.toMatchObject(refused)
    await expect(verify(token)).rejects.toMatchObject(refused)
  })

  test.each([
    ['nothing', (_: string) => ''],
    ['text', (_: string) => 'a.b.c'],
    ['without its signature', (token: string) => token.replace(/[^.]+$/, '')],
    ['with a changed signature', (token: string) => `${token.slice(0, -3)}AAA`],
    [
      'with changed claims',
      (token: string) => token.replace(/\.[^.]+\./, `.${encode({ tid: 'x', shard: 'shard-1' })}.`),
    ],
    ['unsigned', (token: string) => `${encode({ alg: 'none' })}.${token.split('.')[1]}.`],
  ])('that is %s is refused', async (_what, change) => {
    await expect(verify(change(await sign()))).rejects.toMatchObject(refused)
  })

  test.each([
    ['another issuer', { issuer: 'someone', audience: 'storeplane:worker', algorithm: 'HS256' }],
    ['another audience', { issuer: 'storeplane:gateway', audience: 'someone', algorithm: 'HS256' }],
    [
      'another algorithm',
      { issuer: 'storeplane:gateway', audience: 'storeplane:worker', algorithm: 'HS512' },
    ],
  ])('of %s is refused, though the secret is right', async (_what, { issuer, audience, algorithm }) => {
    const token = await new SignJWT({ shard: 'shard-1' })
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime('60s')
      .sign(new TextEncoder().encode(`${SECRET} and long enough for any of the algorithms`.slice(0, 42)))
    await expect(verify(token)).rejects.toMatchObject(refused)
  })
})

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a signer', () => {
  test('signs once for the same caller, and anew after half the lifetime', async () => {
    const signer = tokenSigner(SECRET)
    const first = await signer(grant())
    expect(await signer(grant())).toBe(first)
    vi.advanceTimersByTime(31_000)
    const later = await signer(grant())
    expect(later).not.toBe(first)
    vi.advanceTimersByTime(31_000)
    expect(await verify(later)).toEqual(grant())
  })

  test('never hands one caller the token of another', async () => {
    const signer = tokenSigner(SECRET)
    const principal = grant().principal
    const grants: Grant[] = [
      grant(),
      grant({ tenantId: 'other' }),
      grant({ shard: 'shard-2' }),
      grant({ epoch: 4 }),
      grant({ plan: 'pro' }),
      grant({ principal: { ...principal, kind: 'publishable_key' } }),
      grant({ principal: { ...principal, id: 'other' } }),
      grant({}, ['shop']),
      grant({}, []),
      { shard: 'shard-1', principal },
      { shard: 'shard-2', principal },
    ]
    const tokens = await Promise.all(grants.map(signer))
    expect(new Set(tokens).size).toBe(grants.length)
    for (const [i, token] of tokens.entries()) {
      const expected = grants[i] as Grant
      expect(await verify(token, expected.shard)).toEqual(expected)
    }
  })
})
