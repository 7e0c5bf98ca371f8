// Whose an e-mail address is: claimed by anybody, proved by whoever reads its mail, and told to nobody else.
import argon2 from '@node-rs/argon2'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { lastToken, mailsTo } from '../../shared/testing/mails.ts'
import { type Answer, startTestPlatform, type TestPlatform } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

// What is counted stands in the library, which all files share.
const hash = vi.spyOn(argon2, 'hash')
const check = vi.spyOn(argon2, 'verify')

const PASSWORD = 'a long passphrase'
const ANOTHER = 'another passphrase'
const ACCOUNT = '/platform/v1/account'

let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform()
  // The hash that stands for nobody's is made once.
  await signIn('first@x.example')
})
afterAll(() => platform?.stop())
let email: string
let count = 0
beforeEach(() => {
  count += 1
  email = `person-${count}@x.example`
})

const post = (path: string, body: unknown, key?: string, headers: Record<string, string> = {}) =>
  platform.call('POST', `/platform/v1/${path}`, { body, headers, ...(key === undefined ? {} : { key }) })
const get = (key: string) => platform.call('GET', ACCOUNT, { key })
const patch = (key: string, body: unknown) => platform.call('PATCH', ACCOUNT, { key, body })
let stores = 0
async function signUp(password = PASSWORD): Promise<Answer> {
  stores += 1
  return post('signup', { email, password, store_name: `Store ${stores}`, slug: `account-shop-${stores}` })
}
const signIn = (email: string, password = PASSWORD) => post('sessions', { email, password })
const mails = (to = email) => mailsTo(platform.control, to)
const token = (to = email) => lastToken(platform.control, to)
const verify = async (to = email) => post('email-verifications', { token: await token(to) })
/** Opens a store and shows that the mail of its address is read. */
async function verified(): Promise<Answer> {
  const answer = await signUp()
  expect((await verify()).status).toBe(200)
  return answer
}
const said = ({ status, text }: Answer) => `${status} ${text.replace(/"request_id":"[^"]*"/, '')}`
/** How many passwords were hashed and verified meanwhile. */
async function workOf(request: () => Promise<Answer>) {
  hash.mockClear()
  check.mockClear()
  const answer = await request()
  return { answer, hashed: hash.mock.calls.length, verified: check.mock.calls.length }
}
const untilGone = (key: string) =>
  vi.waitFor(async () => expectProblem(await get(key), 'invalid_credentials'), { timeout: 5_000 })

describe('an account', () => {
  test('is shown with its stores, and takes a name', async () => {
    const { body } = await signUp()
    const answer = await get(body.session_token)
    expect(answer.body).toEqual({
      id: body.user.id,
      email,
      email_verified_at: null,
      pending_email: null,
      name: null,
      platform_role: null,
      two_factor: false,
      created_at: expect.stringMatching(/Z$/),
      stores: [
        {
          id: body.tenant.id,
          slug: body.tenant.slug,
          name: body.tenant.name,
          status: 'active',
          role: 'owner',
        },
      ],
    })
    expect((await patch(body.session_token, { name: '  Größe 😀 ' })).body.name).toBe('Größe 😀')
    expect((await patch(body.session_token, {})).body.name).toBe('Größe 😀')
    expect((await patch(body.session_token, { name: null })).body.name).toBe(null)
  })

  test.each([
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ email: 'new@x.example' }, 'password'],
    [{ password: PASSWORD }, 'password'],
    [{ email: 'nobody', password: PASSWORD }, 'email'],
    [{ platform_role: 'admin' }, 'platform_role'],
    [{ email: 'new@x.example', password: ANOTHER }, 'password'],
  ])('does not take %j', async (body, path) => {
    const { session_token } = (await signUp()).body
    expectProblem(await patch(session_token, body), 'invalid_input', [path])
    expect((await get(session_token)).body).toMatchObject({
      name: null,
      pending_email: null,
      platform_role: null,
    })
  })
})

describe('an address', () => {
  test('is verified by the link that was mailed, once', async () => {
    const { body } = await signUp()
    const [mail] = await mails()
    expect(mail?.template).toBe('email_verification')
    expect(mail?.body).toContain(`http://localhost/verify-email?token=sp_al_`)
    expect((await verify()).body).toEqual({ email, account_id: body.user.id })
    expect((await get(body.session_token)).body.email_verified_at).toMatch(/Z$/)
    expectProblem(await verify(), 'link_expired', ['token'])
    expectProblem(await post('email-verifications', { token: 'sp_al_x' }), 'link_expired')
  })

  test('is not verified by a link that is too old, or meant for something else', async () => {
    const { body } = await signUp()
    const { owner } = platform.control
    await owner`update account_links set expires_at = now() where account_id = ${body.user.id}`
    expectProblem(await verify(), 'link_expired')
    await post('password-resets', { email })
    expectProblem(await verify(), 'link_expired')
  })

  test('has its link mailed again until it is verified', async () => {
    const { session_token } = (await signUp()).body
    const again = () => post('account/verification', undefined, session_token)
    const first = await again()
    expect(first).toMatchObject({ status: 202, body: { accepted: true } })
    expect(await mails()).toHaveLength(2)
    await verify()
    expect(said(await again())).toBe(said(first))
    expect(await mails()).toHaveLength(2)
  })

  test('that is verified keeps its account and gains the store of who signs up with it again', async () => {
    const first = (await verified()).body
    const again = await signUp(ANOTHER)
    expect(again.status).toBe(201)
    expect(again.body.user).toEqual({ id: expect.any(String), email })
    expect(again.body.user.id).not.toBe(first.user.id)
    expect((await mails()).at(-1)).toMatchObject({ template: 'account_exists' })
    expectProblem(await signIn(email, ANOTHER), 'invalid_credentials')
    expect((await get(again.body.session_token)).body.stores).toHaveLength(1)

    expect((await verify()).body).toEqual({ email, account_id: first.user.id })
    await untilGone(again.body.session_token)
    const { body } = await signIn(email)
    const owned = (await get(body.session_token)).body.stores.map(({ slug }: { slug: string }) => slug)
    expect(owned).toEqual([again.body.tenant.slug, first.tenant.slug])
    const staff = { host: `${again.body.tenant.slug}.localhost`, key: body.session_token }
    expect((await platform.call('GET', '/admin/v1/store', staff)).status).toBe(200)
    const { owner } = platform.control
    expect(await owner`select from accounts where id = ${again.body.user.id}`).toHaveLength(0)
  })

  test('that several claim is signed in to by the oldest, until one of them proves it', async () => {
    const [one, two] = [(await signUp()).body, (await signUp(ANOTHER)).body]
    expect((await signIn(email)).status).toBe(201)
    expectProblem(await signIn(email, ANOTHER), 'invalid_credentials')
    expect((await verify()).body.account_id).toBe(two.user.id)
    expectProblem(await signIn(email), 'invalid_credentials')
    expect((await signIn(email, ANOTHER)).status).toBe(201)
    const [oldest] = await mails()
    const joined = await post('email-verifications', { token: oldest?.token })
    expect(joined.body.account_id).toBe(two.user.id)
    await untilGone(one.session_token)
  })

  test('that several prove at once belongs to one of them, with all stores', async () => {
    for (let i = 0; i < 4; i += 1) await signUp()
    const tokens = (await mails()).map(({ token }) => token).filter((token) => token !== '')
    const answers = await Promise.all(tokens.map((token) => post('email-verifications', { token })))
    expect(new Set(answers.map(({ body }) => body.account_id)).size).toBe(1)
    const rows = await platform.control.owner`select email_verified_at from accounts where email = ${email}`
    expect(rows.filter((row) => row.email_verified_at !== null)).toHaveLength(1)
    const { body } = await signIn(email)
    expect((await get(body.session_token)).body.stores).toHaveLength(1 + 4 - rows.length)
  })
})

describe('changing the address', () => {
  const changed = () => `new-${email}`

  test('takes effect by the link mailed to the new one, and is told to the old one', async () => {
    const { session_token } = (await verified()).body
    const asked = await patch(session_token, { email: changed(), password: PASSWORD })
    expect(asked.body).toMatchObject({ email, pending_email: changed() })
    expect((await signIn(email)).status).toBe(201)
    await post('password-resets', { email })
    const oldReset = await token()

    expect((await verify(changed())).body.email).toBe(changed())
    expect((await get(session_token)).body).toMatchObject({ email: changed(), pending_email: null })
    expect((await signIn(changed())).status).toBe(201)
    expectProblem(await signIn(email), 'invalid_credentials')
    expect((await mails()).at(-1)?.template).toBe('email_changed')
    const reset = { token: oldReset, new_password: ANOTHER }
    expectProblem(await post('password-resets/complete', reset), 'link_expired')
  })

  test('answers alike when another account has it, and tells only that one', async () => {
    const { session_token } = (await verified()).body
    const victim = email
    email = `other-${email}`
    await signUp()
    await verify()
    const free = await patch(session_token, { email: `free-${email}`, password: PASSWORD })
    const taken = await patch(session_token, { email, password: PASSWORD })
    expect({ ...taken.body, pending_email: '' }).toEqual({ ...free.body, pending_email: '' })
    expect(taken.body.pending_email).toBe(email)
    expect((await mails()).at(-1)).toMatchObject({ template: 'email_in_use', token: '' })
    expect((await signIn(victim)).status).toBe(201)
    expectProblem(await post('email-verifications', { token: await token(`free-${email}`) }), 'link_expired')
  })

  test('is refused when somebody else proved the new one first', async () => {
    const { session_token } = (await verified()).body
    const target = changed()
    await patch(session_token, { email: target, password: PASSWORD })
    const link = await token(target)
    email = target
    await signUp()
    await verify()
    expectProblem(await post('email-verifications', { token: link }), 'email_taken')
  })
})

describe('a password', () => {
  test('is changed by who knows it, and other sessions end', async () => {
    const { session_token } = (await signUp()).body
    const { body } = await signIn(email)
    const change = (current_password: string) =>
      post('account/password', { current_password, new_password: ANOTHER }, body.session_token)
    expectProblem(await change('wrong'), 'invalid_input', ['current_password'])
    expect((await get(session_token)).status).toBe(200)
    expect((await change(PASSWORD)).body).toEqual({ done: true })
    await untilGone(session_token)
    expect((await get(body.session_token)).status).toBe(200)
    expectProblem(await signIn(email), 'invalid_credentials')
    expect((await signIn(email, ANOTHER)).status).toBe(201)
    expect((await mails()).at(-1)?.template).toBe('password_changed')
  })

  test('is changed once under an Idempotency-Key, though the current one is no longer right', async () => {
    const { session_token } = (await signUp()).body
    const body = { current_password: PASSWORD, new_password: ANOTHER }
    const change = () => post('account/password', body, session_token, { 'idempotency-key': email })
    expect([(await change()).status, (await change()).status]).toEqual([200, 200])
  })

  test.each([
    ['an address that was not proved before drops what a stranger may have added', false, 0],
    ['a proved address keeps its second factor and identities', true, 2],
  ])('reset for %s', async (_, isProved, left) => {
    const { id } = (await signUp()).body.user
    if (isProved) await verify()
    const { owner } = platform.control
    await owner`insert into two_factors (account_id, secret, confirmed_at) values (${id}, 'sealed', now())`
    await owner`insert into identities (account_id, provider, subject, email_verified) values (${id}, 'google', ${id}, true)`
    await post('password-resets', { email })
    expect(
      (await post('password-resets/complete', { token: await token(), new_password: ANOTHER })).status,
    ).toBe(200)
    const rows = await owner`
      select from two_factors where account_id = ${id} union all select from identities where account_id = ${id}`
    expect(rows).toHaveLength(left)
  })

  test('is reset by the link that was mailed, once, which ends all sessions and proves the address', async () => {
    const { session_token, user } = (await signUp()).body
    const unknown = await post('password-resets', { email: `nobody-${email}` })
    const known = await post('password-resets', { email })
    expect(known.status).toBe(202)
    expect(said(known)).toBe(said(unknown))
    expect(await mails(`nobody-${email}`)).toEqual([])
    expect((await mails()).at(-1)?.body).toContain('http://localhost/reset-password?token=sp_al_')

    const reset = { token: await token(), new_password: ANOTHER }
    expectProblem(
      await post('password-resets/complete', { ...reset, new_password: 'short' }),
      'invalid_input',
      ['new_password'],
    )
    expect((await post('password-resets/complete', reset)).body).toEqual({
      done: true,
      device_token: expect.stringMatching(/^eyJ/),
    })
    expectProblem(await post('password-resets/complete', reset), 'link_expired', ['token'])
    await untilGone(session_token)
    const { body } = await signIn(email, ANOTHER)
    expect((await get(body.session_token)).body).toMatchObject({
      id: user.id,
      email_verified_at: expect.any(String),
    })
  })

  test('is reset for the verified account, whoever else claims the address', async () => {
    const first = (await verified()).body
    await signUp(ANOTHER)
    await post('password-resets', { email })
    await post('password-resets/complete', { token: await token(), new_password: 'a third passphrase' })
    const { body } = await signIn(email, 'a third passphrase')
    expect((await get(body.session_token)).body.id).toBe(first.user.id)
  })

  test('link is good for an hour', async () => {
    const { user } = (await signUp()).body
    await post('password-resets', { email })
    const { owner } = platform.control
    await owner`
      update account_links set expires_at = expires_at - interval '1 hour'
      where account_id = ${user.id} and purpose = 'password_reset'`
    const reset = { token: await token(), new_password: ANOTHER }
    expectProblem(await post('password-resets/complete', reset), 'link_expired')
  })
})

describe('nobody learns whether an address has an account', () => {
  test('by signing in: one verification and one answer in every case', async () => {
    await verified()
    await signUp()
    const unverified = email
    email = `unverified-${email}`
    await signUp()
    const outcomes = []
    for (const address of [unverified, email, 'nobody@x.example'])
      outcomes.push(await workOf(() => signIn(address, 'a wrong passphrase')))
    expect(outcomes.map(({ hashed, verified }) => ({ hashed, verified }))).toEqual(
      outcomes.map(() => ({ hashed: 0, verified: 1 })),
    )
    expect(new Set(outcomes.map(({ answer }) => said(answer))).size).toBe(1)
    for (const { answer } of outcomes) expectProblem(answer, 'invalid_credentials', [])
    expect(await workOf(() => signIn(email))).toMatchObject({
      hashed: 0,
      verified: 1,
      answer: { status: 201 },
    })
  })

  test('by signing up: one hashing, and answers of one shape', async () => {
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
        : typeof value
    const free = await workOf(() => signUp())
    await verify()
    const taken = await workOf(() => signUp())
    for (const { answer, hashed, verified } of [free, taken])
      expect({ status: answer.status, hashed, verified }).toEqual({ status: 201, hashed: 1, verified: 0 })
    expect(shape(taken.answer.body)).toEqual(shape(free.answer.body))
  })

  test('by asking for a reset: no work with passwords, and one answer', async () => {
    await verified()
    const known = await workOf(() => post('password-resets', { email }))
    const unknown = await workOf(() => post('password-resets', { email: `nobody-${email}` }))
    expect(said(known.answer)).toBe(said(unknown.answer))
    for (const { hashed, verified } of [known, unknown]) expect([hashed, verified]).toEqual([0, 0])
  })
})
