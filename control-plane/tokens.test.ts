// Tokens that are not ours, not for this, or not any more.
import { hkdfSync } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import { accountTokens, isSessionToken } from './tokens.ts'

const SECRET = 'token-secret-of-the-installation-xxx'
const tokens = accountTokens(SECRET)
const inAnHour = () => new Date(Date.now() + 3_600_000)
const session = { sessionId: 'session', accountId: 'account' }
const claims = () => ({
  sid: 'session',
  sub: 'account',
  iss: 'storeplane',
  aud: 'storeplane:session',
  exp: Math.floor(Date.now() / 1000) + 3_600,
})
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('a token of a session tells whose it is, the second time at once', async () => {
  const token = await tokens.signSession(session, inAnHour())
  expect(isSessionToken(token)).toBe(true)
  expect(await tokens.readSession(token)).toMatchObject(session)
  expect(tokens.readSession(token)).toMatchObject(session)
  expect(await accountTokens(SECRET).readSession(token)).toMatchObject(session)
})

test('a token of a device tells whose it is, and is no session', async () => {
  const token = await tokens.signDevice('account', new Date())
  expect(await tokens.readDevice(token)).toEqual({ accountId: 'account', deviceId: expect.any(String) })
  expect(await tokens.readSession(token)).toBe(undefined)
  expect(await tokens.readDevice(await tokens.signSession(session, inAnHour()))).toBe(undefined)
  expect(await tokens.readDevice('nonsense')).toBe(undefined)
})

test('a remembered token expires by the clock', async () => {
  vi.useFakeTimers()
  try {
    const token = await tokens.signSession(session, inAnHour())
    expect(await tokens.readSession(token)).toMatchObject(session)
    vi.setSystemTime(Date.now() + 3_601_000)
    expect(await tokens.readSession(token)).toBe(undefined)
    expect(await accountTokens(SECRET).readSession(token)).toBe(undefined)
  } finally {
    vi.useRealTimers()
  }
})

describe('no session has', () => {
  const key = (text: string) => new TextEncoder().encode(text)
  const signed = (over: object, secret: string) =>
    new SignJWT({ ...claims(), ...over }).setProtectedHeader({ alg: 'HS256' }).sign(key(secret))

  test.each<[string, () => string | Promise<string>]>([
    ['nothing', () => ''],
    ['nonsense', () => 'eyJ.eyJ.x'],
    ['an unsigned token', () => new UnsecuredJWT(claims()).encode()],
    ['alg none with a signature', () => `${encode({ alg: 'none' })}.${encode(claims())}.c2ln`],
    ["the installation's secret itself as key", () => signed({}, SECRET)],
    [
      'a key of the same form from another secret',
      () => accountTokens('x'.repeat(32)).signSession(session, inAnHour()),
    ],
    ['a token that has expired', () => tokens.signSession(session, new Date(Date.now() - 1_000))],
    [
      'other claims under a good signature',
      async () => {
        const [header, , signature] = (await tokens.signSession(session, inAnHour())).split('.')
        return `${header}.${encode({ ...claims(), sub: 'another' })}.${signature}`
      },
    ],
    [
      'another algorithm under a good signature',
      async () => {
        const [, payload, signature] = (await tokens.signSession(session, inAnHour())).split('.')
        return `${encode({ alg: 'HS512' })}.${payload}.${signature}`
      },
    ],
  ])('%s', async (_, make) => {
    expect(await tokens.readSession(await make())).toBe(undefined)
  })

  test.each<[string, object]>([
    ["a device's audience", { aud: 'storeplane:device' }],
    ["a worker's audience", { aud: 'storeplane:worker' }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'another' }],
    ['no issuer', { iss: undefined }],
    ['no end', { exp: undefined }],
    ['an end that is past', { exp: 1 }],
    ['no account', { sub: undefined }],
    ['no session', { sid: undefined }],
    ['a beginning that is to come', { nbf: 4_000_000_000 }],
  ])('a token with %s, though its key is right', async (_, over) => {
    const right = new Uint8Array(hkdfSync('sha256', SECRET, '', 'storeplane session token', 32))
    const sign = (over: object) =>
      new SignJWT({ ...claims(), ...over }).setProtectedHeader({ alg: 'HS256' }).sign(right)
    expect(await tokens.readSession(await sign({}))).toMatchObject(session)
    expect(await tokens.readSession(await sign(over))).toBe(undefined)
  })
})
