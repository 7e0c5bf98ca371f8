import { randomUUID } from 'node:crypto'
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { approve } from '../../shared/testing/identity-provider.ts'
import {
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

const LOGINS = '/platform/v1/social-logins'
const IDENTITIES = '/platform/v1/account/identities'
const PASSWORD = 'a long passphrase'

type Provider = 'google' | 'facebook'
type Begun = { authorization_url: string; login_token: string }

let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform?.stop())
beforeEach(() => {
  Object.assign(platform.identityProvider, {
    person: undefined,
    claims: (claims: object) => claims,
    signsByForeignKey: false,
  })
})

const post = (path: string, body: unknown, key?: string): Promise<Answer> =>
  platform.call('POST', path, { body, ...(key === undefined ? {} : { key }) })
const database = () => platform.control.owner

async function begin(provider: Provider = 'google', more: object = {}): Promise<Begun> {
  const { status, body, text } = await post(LOGINS, { provider, ...more })
  expect(status, text).toBe(201)
  return body
}

const complete = (login_token: string, answer: object, more: object = {}): Promise<Answer> =>
  post(`${LOGINS}/complete`, { login_token, ...answer, ...more })

/** Signs in from start to end. */
async function signIn(provider: Provider = 'google', more: object = {}): Promise<Answer> {
  const { authorization_url, login_token } = await begin(provider)
  return complete(login_token, await approve(authorization_url), more)
}

/** Somebody who is signed in at the provider from here on. */
function personWith(over: object = {}) {
  const subject = randomUUID()
  const person = { subject, email: `${subject}@person.example`, email_verified: true, name: 'Ada', ...over }
  platform.identityProvider.person = person
  return person
}

type Account = { id: string; name: string | null; password_hash: string | null; is_verified: boolean }
async function accountsWith(email: string): Promise<Account[]> {
  return database()<Account[]>`
    select id, name, password_hash, email_verified_at is not null as is_verified
    from accounts where email = ${email} order by id`
}
const ownerOf = async (subject: string): Promise<string | undefined> =>
  (await database()`select account_id from identities where subject = ${subject}`)[0]?.account_id
const mailsTo = async (email: string): Promise<string[]> =>
  (await database()`select subject from mails where recipient = ${email} order by id`).map(
    (row) => row.subject,
  )

async function signUp(isVerified: boolean): Promise<TestStore & { email: string }> {
  const store = await platform.signUp()
  const at = isVerified ? new Date() : null
  await database()`update accounts set email_verified_at = ${at} where id = ${store.accountId}`
  return { ...store, email: `owner@${store.slug}.example` }
}

/** Switches the second factor of an account on; gives what makes a code that was not used yet. */
async function withSecondFactor({ session }: TestStore): Promise<{ next: () => string; recovery: string }> {
  const at = (path: string, body: object) => post(`/platform/v1/account/two-factor/${path}`, body, session)
  const { secret } = (await at('enrolment', { password: PASSWORD })).body
  const totp = new TOTP({ secret })
  const { body } = await at('confirm', { totp_code: totp.generate() })
  return {
    next: () => totp.generate({ timestamp: Date.now() + 30_000 }),
    recovery: body.recovery_codes[0],
  }
}

async function link(key: string, provider: Provider = 'google'): Promise<Answer> {
  const { body } = await post(IDENTITIES, { provider }, key)
  const answer = await approve(body.authorization_url)
  return post(`${IDENTITIES}/complete`, { login_token: body.login_token, ...answer }, key)
}

describe('signing in', () => {
  test('says by whom it is possible', async () => {
    expect((await platform.call('GET', LOGINS)).body).toEqual({ data: ['google', 'facebook'] })
  })

  test.each(['google', 'facebook'] as const)(
    'by %s opens an account, and later reaches it',
    async (provider) => {
      const person = personWith()
      const first = await signIn(provider)
      expect(first.status, first.text).toBe(201)
      expect(first.body).toMatchObject({
        session_token: expect.any(String),
        is_new_account: true,
        return_to: '/',
      })
      const again = await signIn(provider)
      expect(again.body).toMatchObject({ is_new_account: false })

      const accounts = await accountsWith(person.email)
      // Facebook does not say that an address was proven.
      expect(accounts).toMatchObject([
        { name: 'Ada', password_hash: null, is_verified: provider === 'google' },
      ])
      const listed = await platform.call('GET', IDENTITIES, { key: again.body.session_token })
      expect(listed.body.data).toMatchObject([
        { provider, email: person.email, name: 'Ada', email_verified: provider === 'google' },
      ])
    },
  )

  test('sends the browser to the provider with all that ties the answer to it', async () => {
    const { authorization_url, login_token } = await begin()
    const query = new URL(authorization_url).searchParams
    expect(Object.fromEntries(query)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: 'http://localhost/login/google',
      scope: 'openid email profile',
    })
    const secrets = ['state', 'nonce', 'code_challenge'].map((name) => query.get(name))
    expect(new Set([...secrets, login_token]).size).toBe(4)
    const rows = JSON.stringify(await database()`select t::text from social_logins t`)
    for (const secret of [...secrets, login_token]) expect(rows).not.toContain(secret)
  })

  test('goes by the person, not by the address, and keeps what the provider says now', async () => {
    const person = personWith()
    await signIn()
    const account = await ownerOf(person.subject)
    await database()`update accounts set name = 'Chosen' where id = ${account!}`
    platform.identityProvider.person = { ...person, email: `new-${person.email}`, name: 'Countess' }
    const { body } = await signIn()
    expect(body.is_new_account).toBe(false)
    expect(await ownerOf(person.subject)).toBe(account)
    expect(await accountsWith(person.email)).toMatchObject([{ id: account, name: 'Chosen' }])
    const listed = await platform.call('GET', IDENTITIES, { key: body.session_token })
    expect(listed.body.data).toMatchObject([{ email: `new-${person.email}`, name: 'Countess' }])
  })

  test('links the account that has proven the same address, and tells its owner', async () => {
    const store = await signUp(true)
    const { subject } = personWith({ email: store.email.toUpperCase() })
    expect((await signIn()).body).toMatchObject({ is_new_account: false })
    expect(await ownerOf(subject)).toBe(store.accountId)
    const mails = await mailsTo(store.email)
    expect(mails).toContain(`Google (${store.email}) now signs in to your account`)
    await signIn()
    expect(await mailsTo(store.email)).toEqual(mails)
  })

  test('marks the address of an account as proven once the provider says so', async () => {
    const person = personWith({ email_verified: false })
    await signIn()
    expect(await accountsWith(person.email)).toMatchObject([{ is_verified: false }])
    platform.identityProvider.person = { ...person, email_verified: true }
    await signIn()
    expect(await accountsWith(person.email)).toMatchObject([{ is_verified: true }])
  })

  test('takes the second factor of the account, with the same answer of the provider', async () => {
    const store = await signUp(true)
    const { subject } = personWith({ email: store.email })
    const { next, recovery } = await withSecondFactor(store)
    const { authorization_url, login_token } = await begin()
    const answer = await approve(authorization_url)
    const redemptions = platform.identityProvider.redemptions

    expectProblem(await complete(login_token, answer), 'two_factor_required')
    expectProblem(await complete(login_token, answer, { totp_code: '000000' }), 'invalid_credentials')
    expect(await ownerOf(subject)).toBe(undefined)
    expect((await complete(login_token, answer, { totp_code: next() })).status).toBe(201)
    expect(platform.identityProvider.redemptions).toBe(redemptions + 1)
    expect(await ownerOf(subject)).toBe(store.accountId)
    expect((await signIn('google', { recovery_code: recovery })).status).toBe(201)
  })

  test('gives back where to go', async () => {
    const { authorization_url, login_token } = await begin('google', { return_to: '/stores/1?tab=orders' })
    const { body } = await complete(login_token, await approve(authorization_url))
    expect(body.return_to).toBe('/stores/1?tab=orders')
  })

  test('needs an address', async () => {
    personWith({ email: undefined })
    expectProblem(await signIn('facebook'), 'email_missing')
  })

  test('is not offered by a provider that is not set up', async () => {
    const { google } = platform.identityProvider.settings
    const { settings } = platform.identityProvider
    Object.assign(platform.identityProvider, { settings: { google } })
    const gateway = await platform.startGateway()
    Object.assign(platform.identityProvider, { settings })
    try {
      expectProblem(await gateway.call('POST', LOGINS, { body: { provider: 'facebook' } }), 'not_found')
      expect((await gateway.call('POST', LOGINS, { body: { provider: 'google' } })).status).toBe(201)
    } finally {
      await gateway.stop()
    }
  })
})

describe('an attack', () => {
  test.each<[string, (claims: object) => object]>([
    ['another nonce', (claims) => ({ ...claims, nonce: 'another' })],
    ['no nonce', (claims) => ({ ...claims, nonce: undefined })],
    ['another audience', (claims) => ({ ...claims, aud: 'another client' })],
    ['another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' })],
    ['an end in the past', (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1_000) - 120 })],
    ['no subject', (claims) => ({ ...claims, sub: undefined })],
  ])('by an id token with %s is refused', async (_, claims) => {
    const { subject, email } = personWith()
    Object.assign(platform.identityProvider, { claims })
    expectProblem(await signIn(), 'social_login_refused')
    expect([await ownerOf(subject), await accountsWith(email)]).toEqual([undefined, []])
  })

  test('by an id token that somebody else signed is refused', async () => {
    platform.identityProvider.signsByForeignKey = true
    expectProblem(await signIn(), 'social_login_refused')
  })

  test('by an answer that was used is refused', async () => {
    const { authorization_url, login_token } = await begin()
    const answer = await approve(authorization_url)
    expect((await complete(login_token, answer)).status).toBe(201)
    expectProblem(await complete(login_token, answer), 'social_login_refused')
    const other = await begin()
    const { state } = await approve(other.authorization_url)
    expectProblem(await complete(other.login_token, { ...answer, state }), 'social_login_refused')
  })

  test('by using one answer many times at once signs in once', async () => {
    const { authorization_url, login_token } = await begin()
    const answer = await approve(authorization_url)
    const answers = await Promise.all(Array.from({ length: 4 }, () => complete(login_token, answer)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const other of answers.filter(({ status }) => status !== 201))
      expectProblem(other, 'social_login_refused')
  })

  test('by the answer to another browser is refused, and does not spoil it', async () => {
    const [victim, attacker] = [await begin(), await begin()]
    const answer = await approve(victim.authorization_url)
    expectProblem(await complete(attacker.login_token, answer), 'social_login_refused')
    const { state } = Object.fromEntries(new URL(attacker.authorization_url).searchParams)
    // Its code was asked for with another PKCE challenge.
    expectProblem(await complete(attacker.login_token, { ...answer, state }), 'social_login_refused')
    expectProblem(await complete('sp_sl_none', answer), 'social_login_refused')
    const rest = await begin()
    expect((await complete(rest.login_token, await approve(rest.authorization_url))).status).toBe(201)
  })

  test.each([
    ['google', 'facebook'],
    ['facebook', 'google'],
  ] as const)('by an answer of %s to a question to %s is refused', async (answering, asked) => {
    const [other, own] = [await begin(answering), await begin(asked)]
    const { code } = await approve(other.authorization_url)
    const answer = await approve(own.authorization_url)
    expectProblem(await complete(own.login_token, { ...answer, code }), 'social_login_refused')
  })

  test('by an answer in the name of another issuer is refused', async () => {
    for (const iss of ['https://evil.example', undefined]) {
      const { authorization_url, login_token } = await begin()
      const answer = { ...(await approve(authorization_url)), iss }
      expectProblem(await complete(login_token, answer), 'social_login_refused')
    }
  })

  test('by an answer that is too late is refused', async () => {
    const { authorization_url, login_token } = await begin()
    const answer = await approve(authorization_url)
    await database()`update social_logins set expires_at = now() - interval '1 second' where identity is null`
    expectProblem(await complete(login_token, answer), 'social_login_refused')
    await begin()
    expect(await database()`select 1 from social_logins where expires_at < now()`).toHaveLength(0)
  })

  test.each(['google', 'facebook'] as const)(
    'by an address that %s has not proven does not reach its account',
    async (provider) => {
      const store = await signUp(true)
      const { subject } = personWith({ email: store.email, email_verified: false })
      expect((await signIn(provider)).body).toMatchObject({ is_new_account: true })
      expect(await ownerOf(subject)).not.toBe(store.accountId)
      expect(await accountsWith(store.email)).toMatchObject([{ is_verified: true }, { is_verified: false }])
    },
  )

  test('by opening an account in the name of another does not catch them', async () => {
    const hijacked = await signUp(false)
    const { subject } = personWith({ email: hijacked.email })
    expect((await signIn()).body).toMatchObject({ is_new_account: true })
    expect(await ownerOf(subject)).not.toBe(hijacked.accountId)
    expect(await accountsWith(hijacked.email)).toMatchObject([
      { id: hijacked.accountId, is_verified: false },
      { password_hash: null, is_verified: true },
    ])
  })

  test('by an own identity at an account in the name of another does not stay there', async () => {
    const hijacked = await signUp(false)
    personWith()
    expectProblem(await link(hijacked.session), 'email_unverified')
  })

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example'])(
    'by sending people on to %j is refused',
    async (return_to) => {
      expectProblem(await post(LOGINS, { provider: 'google', return_to }), 'invalid_input', ['return_to'])
    },
  )
})

describe('linking', () => {
  test('adds ways to sign in, and tells the owner', async () => {
    const store = await signUp(true)
    const person = personWith()
    const linked = await link(store.session, 'facebook')
    expect(linked.status, linked.text).toBe(201)
    expect(linked.body).toMatchObject({ provider: 'facebook', email: person.email })
    expect((await signIn('facebook')).body.is_new_account).toBe(false)
    const unlinked = await platform.call('DELETE', `${IDENTITIES}/${linked.body.id}`, { key: store.session })
    expect(unlinked.body.id).toBe(linked.body.id)
    expect((await signIn('facebook')).body.is_new_account).toBe(true)
    expect(await mailsTo(store.email)).toEqual(
      expect.arrayContaining([
        `Facebook (${person.email}) now signs in to your account`,
        'Facebook no longer signs in to your account',
      ]),
    )
  })

  test('takes an unproven account when the provider vouches for its address', async () => {
    const store = await signUp(false)
    personWith({ email: store.email })
    expect((await link(store.session)).status).toBe(201)
    expect(await accountsWith(store.email)).toMatchObject([{ id: store.accountId, is_verified: true }])
  })

  test('is refused for an identity of another account', async () => {
    const [store, other] = [await signUp(true), await signUp(true)]
    personWith()
    expect((await link(store.session)).status).toBe(201)
    expectProblem(await link(other.session), 'identity_taken')
    expect((await link(store.session)).status).toBe(201)
  })

  test('is completed by the account that began it, and signs nobody in', async () => {
    const [store, other] = [await signUp(true), await signUp(true)]
    const { body } = await post(IDENTITIES, { provider: 'google' }, store.session)
    const given = { login_token: body.login_token, ...(await approve(body.authorization_url)) }
    expectProblem(await post(`${IDENTITIES}/complete`, given, other.session), 'social_login_refused')
    expectProblem(await post(`${LOGINS}/complete`, given), 'social_login_refused')
    expect((await post(`${IDENTITIES}/complete`, given, store.session)).status).toBe(201)
    const login = await begin()
    const answer = { login_token: login.login_token, ...(await approve(login.authorization_url)) }
    expectProblem(await post(`${IDENTITIES}/complete`, answer, store.session), 'social_login_refused')
  })

  test('never takes away the last way to sign in', async () => {
    personWith()
    const key = (await signIn()).body.session_token
    const all = async () => (await platform.call('GET', IDENTITIES, { key })).body.data
    const [google] = await all()
    const unlink = (id: string) => platform.call('DELETE', `${IDENTITIES}/${id}`, { key })
    expectProblem(await unlink(google.id), 'last_sign_in_method')
    await link(key, 'facebook')
    const [one, other] = await all()
    const answers = await Promise.all([unlink(one.id), unlink(other.id)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await all()).toHaveLength(1)
  })

  test("does not touch another account's", async () => {
    const [store, other] = [await signUp(true), await signUp(true)]
    personWith()
    const { id } = (await link(store.session)).body
    expectProblem(await platform.call('DELETE', `${IDENTITIES}/${id}`, { key: other.session }), 'not_found')
    expect((await platform.call('GET', IDENTITIES, { key: store.session })).body.data).toMatchObject([{ id }])
  })
})
