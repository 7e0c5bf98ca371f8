// Sessions as their owners and thieves see them: begun, renewed, shown, ended on every gateway, and as cookies.
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  type Answer,
  type Call,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
  TOKEN_SECRET,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { accountTokens } from '../tokens.ts'

const PASSWORD = 'a long passphrase'
const SESSIONS = '/platform/v1/sessions'
const ACCOUNT = '/platform/v1/account'

let platform: TestPlatform
let second: Gateway
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  second = await platform.startGateway()
  store = await platform.signUp()
})
afterAll(async () => {
  await second?.stop()
  await platform?.stop()
})

const emailOf = ({ slug }: TestStore) => `owner@${slug}.example`
const post = (path: string, body: unknown, call: Call = {}) => platform.call('POST', path, { body, ...call })
async function signIn(body: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
  return post(SESSIONS, { email: emailOf(store), password: PASSWORD, ...body }, { headers })
}
const refresh = (refresh_token: string, key?: string) =>
  post(`${SESSIONS}/refresh`, { refresh_token }, key ? { headers: { 'idempotency-key': key } } : {})
const account = (key: string, gateway: Gateway = platform) => gateway.call('GET', ACCOUNT, { key })
const untilRefused = (key: string) =>
  vi.waitFor(
    async () => {
      for (const gateway of [platform, second])
        expectProblem(await account(key, gateway), 'invalid_credentials')
    },
    { timeout: 5_000, interval: 20 },
  )

describe('signing in', () => {
  test('gives a session that opens the platform API and the staff API, on every gateway', async () => {
    const { status, body } = await signIn()
    expect(status).toBe(201)
    expect(decodeJwt(body.session_token)).toEqual({
      iss: 'storeplane',
      aud: 'storeplane:session',
      sub: store.accountId,
      sid: body.session.id,
      exp: Date.parse(body.expires_at) / 1000 - ((Date.parse(body.expires_at) / 1000) % 1),
    })
    const minutes = (Date.parse(body.expires_at) - Date.parse(body.session.created_at)) / 60_000
    expect(minutes).toBe(60)
    for (const gateway of [platform, second]) {
      expect((await account(body.session_token, gateway)).body.id).toBe(store.accountId)
      const staff = { host: `${store.slug}.localhost`, key: body.session_token }
      expect((await gateway.call('GET', '/admin/v1/store', staff)).status).toBe(200)
    }
  })

  test('takes the address in any case of letters', async () => {
    expect((await signIn({ email: emailOf(store).toUpperCase() })).status).toBe(201)
  })

  test.each([
    [{ password: 'another passphrase' }, 'invalid_credentials'],
    [{ email: 'nobody@x.example' }, 'invalid_credentials'],
    [{ email: 'nobody' }, 'invalid_input'],
    [{ password: '' }, 'invalid_input'],
    [{ role: 'admin' }, 'invalid_input'],
  ] as const)('with %j is refused', async (over, code) => {
    expectProblem(await signIn(over), code)
  })

  test('forged tokens open nothing', async () => {
    const { body } = await signIn()
    const inAnHour = new Date(Date.now() + 3_600_000)
    const named = { sessionId: body.session.id, accountId: store.accountId }
    const unknown = { ...named, sessionId: '0198aaaa-0000-7000-8000-000000000000' }
    const forged = [
      await accountTokens('x'.repeat(32)).signSession(named, inAnHour),
      await accountTokens(TOKEN_SECRET).signSession(unknown, inAnHour),
      body.device_token,
      body.refresh_token,
      `${body.session_token}x`,
    ]
    for (const key of forged) expectProblem(await account(key), 'invalid_credentials')
  })
})

describe('a refresh token', () => {
  test('gives the next tokens of the same session, and is used up', async () => {
    const first = (await signIn()).body
    const next = await refresh(first.refresh_token)
    expect(next.status).toBe(200)
    expect(next.body.session).toMatchObject({ id: first.session.id, created_at: first.session.created_at })
    expect(next.body.refresh_token).not.toBe(first.refresh_token)
    for (const { session_token } of [first, next.body])
      expect((await account(session_token)).status).toBe(200)
    expect((await refresh(next.body.refresh_token)).status).toBe(200)
  })

  test('that was used before ends the session everywhere, with the newest tokens too', async () => {
    const first = (await signIn()).body
    const next = (await refresh(first.refresh_token)).body
    for (const gateway of [platform, second])
      expect((await account(next.session_token, gateway)).status).toBe(200)
    expectProblem(await refresh(first.refresh_token), 'invalid_credentials', [])
    expectProblem(await refresh(next.refresh_token), 'invalid_credentials')
    await untilRefused(next.session_token)
  })

  test('that was used before ends the session also under an Idempotency-Key', async () => {
    const first = (await signIn()).body
    const next = (await refresh(first.refresh_token)).body
    expectProblem(await refresh(first.refresh_token, 'a thief'), 'invalid_credentials')
    expectProblem(await refresh(next.refresh_token), 'invalid_credentials')
  })

  test('whose answer was lost gives it again by the same Idempotency-Key', async () => {
    const first = (await signIn()).body
    const next = await refresh(first.refresh_token, 'lost answer')
    const again = await refresh(first.refresh_token, 'lost answer')
    expect(again.text).toBe(next.text)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect((await refresh(next.body.refresh_token)).status).toBe(200)
  })

  test('used many times at once is good once, and then the session is over', async () => {
    const { refresh_token, session_token } = (await signIn()).body
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(refresh_token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401])
    await untilRefused(session_token)
  })

  test('used many times at once under one Idempotency-Key gives one answer', async () => {
    const { refresh_token } = (await signIn()).body
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(refresh_token, 'at once')))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect((await refresh(answers[0]?.body.refresh_token)).status).toBe(200)
  })

  test.each(['', 'sp_rt_', `sp_rt_${'a'.repeat(86)}`, 'sp_sk_x'])('that is none: %j', async (token) => {
    expectProblem(await refresh(token), token === '' ? 'invalid_input' : 'invalid_credentials')
  })

  test('with the right family and a made-up secret ends that session only', async () => {
    const [one, other] = [(await signIn()).body, (await signIn()).body]
    expectProblem(await refresh(one.refresh_token.slice(0, 49) + 'a'.repeat(43)), 'invalid_credentials')
    expectProblem(await refresh(one.refresh_token), 'invalid_credentials')
    expect((await refresh(other.refresh_token)).status).toBe(200)
  })

  test('ends after 30 days without use, and 90 days after the sign-in in any case', async () => {
    const { owner } = platform.control
    const one = (await signIn()).body
    const days = (Date.parse(one.session.expires_at) - Date.parse(one.session.created_at)) / 86_400_000
    expect(days).toBe(30)
    await owner`update sessions set created_at = now() - interval '89 days 23 hours 30 minutes' where id = ${one.session.id}`
    const last = await refresh(one.refresh_token)
    const minutesLeft = (time: string) => (Date.parse(time) - Date.now()) / 60_000
    expect(minutesLeft(last.body.session.expires_at)).toBeLessThan(31)
    expect(last.body.expires_at).toBe(last.body.session.expires_at)
    await owner`update sessions set expires_at = now() - interval '1 second' where id = ${one.session.id}`
    expectProblem(await refresh(last.body.refresh_token), 'invalid_credentials')
  })
})

describe('sessions', () => {
  test('are listed with where they are, which asks, and when they were used', async () => {
    const person = await platform.signUp()
    const login = { email: emailOf(person), password: PASSWORD }
    const headers = { 'user-agent': 'Browser/1.0', 'x-forwarded-for': '192.0.2.7' }
    const { body } = await post(SESSIONS, login, { headers })
    await post(
      `${SESSIONS}/refresh`,
      { refresh_token: body.refresh_token },
      { headers: { 'x-forwarded-for': '192.0.2.8', 'user-agent': 'Browser/1.1' } },
    )
    const list = await platform.call('GET', `${SESSIONS}?limit=1`, { key: body.session_token })
    expect(list.body.data).toEqual([
      {
        id: body.session.id,
        user_agent: 'Browser/1.1',
        address: '192.0.2.8',
        created_at: body.session.created_at,
        last_used_at: expect.stringMatching(/Z$/),
        expires_at: expect.stringMatching(/Z$/),
        current: true,
      },
    ])
    expect(list.body.data[0].last_used_at > body.session.created_at).toBe(true)
    const rest = `${SESSIONS}?cursor=${list.body.next_cursor}`
    const { body: older } = await platform.call('GET', rest, { key: body.session_token })
    expect(older).toMatchObject({ data: [{ current: false }], next_cursor: null })
  })

  test('are ended one by one, by sign-out, and all others at once, on every gateway', async () => {
    const person = await platform.signUp()
    const login = { email: emailOf(person), password: PASSWORD }
    const [one, two, three] = await Promise.all([0, 1, 2].map(async () => (await post(SESSIONS, login)).body))
    const keys = [one, two, three].map(({ session_token }) => session_token)
    for (const key of keys)
      for (const gateway of [platform, second]) expect((await account(key, gateway)).status).toBe(200)
    const end = (path: string, key: string, method = 'DELETE') =>
      platform.call(method, `${SESSIONS}/${path}`, { key })

    expect((await end(two.session.id, keys[0])).body).toEqual({ id: two.session.id, deleted: true })
    expectProblem(await end(two.session.id, keys[0]), 'not_found')
    expectProblem(await end(two.session.id, store.session), 'not_found')
    await untilRefused(keys[1])
    expectProblem(await refresh(two.refresh_token), 'invalid_credentials')

    expect((await end('revoke-others', keys[0], 'POST')).body).toEqual({ revoked: 2 })
    for (const key of [keys[2], person.session]) await untilRefused(key)
    expect((await account(keys[0])).status).toBe(200)

    expect((await end('current', keys[0])).body).toEqual({ id: one.session.id, deleted: true })
    await untilRefused(keys[0])
  })
})

describe('as cookies', () => {
  const SAME = { 'sec-fetch-site': 'same-origin' }
  const cookiesIn = (answer: Answer) =>
    Object.fromEntries(
      answer.headers.getSetCookie().map((line) => {
        const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*); (.*)$/.exec(line) ?? []
        return [name, { value, attributes }]
      }),
    )
  const header = (cookies: ReturnType<typeof cookiesIn>, ...names: string[]) => ({
    cookie: names.map((name) => `${name}=${cookies[name]?.value}`).join('; '),
  })
  const ask = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    platform.call(method, path, { headers, body })

  test('tokens are out of the reach of scripts and renew themselves', async () => {
    const signedIn = await signIn({ cookie: true })
    expect(Object.keys(signedIn.body).sort()).toEqual(['expires_at', 'session', 'user'])
    const cookies = cookiesIn(signedIn)
    expect(cookies).toEqual({
      sp_session: {
        value: expect.stringMatching(/^eyJ/),
        attributes: expect.stringMatching(/^Path=\/; Max-Age=3600; HttpOnly; SameSite=Strict$/),
      },
      sp_refresh: {
        value: expect.stringMatching(/^sp_rt_/),
        attributes: 'Path=/platform/v1/sessions/refresh; Max-Age=2592000; HttpOnly; SameSite=Strict',
      },
      sp_device: {
        value: expect.stringMatching(/^eyJ/),
        attributes: 'Path=/platform/v1/sessions; Max-Age=31536000; HttpOnly; SameSite=Strict',
      },
    })
    const session = header(cookies, 'sp_session')
    expect((await ask('GET', ACCOUNT, session)).body.id).toBe(store.accountId)
    const staff = { ...session, 'x-tenant-id': store.id }
    expect((await ask('GET', '/admin/v1/store', staff)).body.contact_email).toBe(emailOf(store))
    expect(
      (await ask('POST', '/admin/v1/products', { ...staff, ...SAME }, { title: 'A', variants: [{}] })).status,
    ).toBe(201)
    const atStore = { host: `${store.slug}.localhost`, headers: session }
    expectProblem(await platform.call('GET', '/admin/v1/store', atStore), 'authentication_required')
    expectProblem(await ask('GET', '/store/v1/products', session), 'authentication_required')

    const both = { ...header(cookies, 'sp_session', 'sp_refresh'), ...SAME }
    const refreshed = await ask('POST', `${SESSIONS}/refresh`, both, {})
    expect(Object.keys(refreshed.body).sort()).toEqual(['expires_at', 'session'])
    const next = cookiesIn(refreshed)
    expect(Object.keys(next).sort()).toEqual(['sp_refresh', 'sp_session'])
    expect((await ask('GET', ACCOUNT, header(next, 'sp_session'))).status).toBe(200)

    const signedOut = await ask('DELETE', `${SESSIONS}/current`, { ...header(next, 'sp_session'), ...SAME })
    expect(Object.entries(cookiesIn(signedOut)).map(([name, { value }]) => [name, value])).toEqual([
      ['sp_session', ''],
      ['sp_refresh', ''],
    ])
    await vi.waitFor(async () =>
      expectProblem(await ask('GET', ACCOUNT, header(next, 'sp_session')), 'authentication_required'),
    )
  })

  test('a page goes on by cookies in the session whose tokens it was given', async () => {
    const { refresh_token } = (await signIn()).body
    const taken = await post(`${SESSIONS}/refresh`, { refresh_token, cookie: true })
    expect(taken.body).not.toHaveProperty('session_token')
    const cookies = cookiesIn(taken)
    const session = { headers: { ...header(cookies, 'sp_session'), ...SAME } }
    expect((await platform.call('GET', ACCOUNT, session)).body.id).toBe(store.accountId)
    expectProblem(await refresh(refresh_token), 'invalid_credentials')
  })

  test('a lost answer is given again with its cookies, and to nobody who has another token', async () => {
    const [one, other] = [
      cookiesIn(await signIn({ cookie: true })),
      cookiesIn(await signIn({ cookie: true })),
    ]
    const keyed = (cookies: typeof one) => ({
      ...header(cookies, 'sp_refresh'),
      ...SAME,
      'idempotency-key': 'the same for all',
    })
    const first = await ask('POST', `${SESSIONS}/refresh`, keyed(one), {})
    const again = await ask('POST', `${SESSIONS}/refresh`, keyed(one), {})
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(cookiesIn(again).sp_refresh?.value).toBe(cookiesIn(first).sp_refresh?.value)
    const others = await ask('POST', `${SESSIONS}/refresh`, keyed(other), {})
    expect(others.status).toBe(200)
    expect(others.body.session.id).not.toBe(first.body.session.id)
  })

  test('of a page of another origin change nothing', async () => {
    const cookies = cookiesIn(await signIn({ cookie: true }))
    const session = header(cookies, 'sp_session')
    for (const headers of [{}, { 'sec-fetch-site': 'same-site' }, { origin: 'http://evil.example' }]) {
      const name = { name: 'Evil' }
      expectProblem(await ask('PATCH', ACCOUNT, { ...session, ...headers }, name), 'csrf_refused', [])
      const staff = { ...session, ...headers, 'x-tenant-id': store.id }
      expectProblem(await ask('POST', '/admin/v1/products', staff, { title: 'A' }), 'csrf_refused')
      const refreshing = { ...header(cookies, 'sp_refresh'), ...headers }
      expectProblem(await ask('POST', `${SESSIONS}/refresh`, refreshing, {}), 'csrf_refused')
    }
    expect((await ask('GET', ACCOUNT, session)).body.name).toBe(null)
    const own = { ...session, origin: 'http://localhost' }
    expect((await ask('PATCH', ACCOUNT, own, { name: 'Mine' })).body.name).toBe('Mine')
  })

  test('give way to a bearer, and keep nobody from signing in when they are no good any more', async () => {
    const cookies = cookiesIn(await signIn({ cookie: true }))
    const other = await platform.signUp()
    const session = header(cookies, 'sp_session')
    expect((await platform.call('GET', ACCOUNT, { key: other.session, headers: session })).body.id).toBe(
      other.accountId,
    )
    expectProblem(
      await platform.call('GET', ACCOUNT, { key: 'wrong', headers: session }),
      'invalid_credentials',
    )
    const stale = { cookie: 'sp_session=eyJ.stale.token', ...SAME }
    expect((await signIn({ cookie: true }, stale)).status).toBe(201)
    expectProblem(await ask('GET', ACCOUNT, stale), 'authentication_required')
  })
})

test('on https cookies have the prefixes that keep others from setting them', async () => {
  const secure = await startTestPlatform({ publicUrl: 'https://localhost' })
  try {
    const { slug } = await secure.signUp()
    const body = { email: `owner@${slug}.example`, password: PASSWORD, cookie: true }
    const { headers } = await secure.call('POST', SESSIONS, { body })
    const lines = headers.getSetCookie()
    expect(lines.map((line) => line.slice(0, line.indexOf('=')))).toEqual([
      '__Host-sp_session',
      '__Secure-sp_refresh',
      '__Secure-sp_device',
    ])
    for (const line of lines) expect(line).toMatch(/; Secure$/)
    const cookie = lines[0]?.split(';')[0] ?? ''
    expect((await secure.call('GET', ACCOUNT, { headers: { cookie } })).status).toBe(200)
    const patch = (origin: string) =>
      secure.call('PATCH', ACCOUNT, { headers: { cookie, origin }, body: { name: 'A' } })
    expectProblem(await patch('http://localhost'), 'csrf_refused')
    expect((await patch('https://localhost')).status).toBe(200)
  } finally {
    await secure.stop()
  }
})
