// Shoppers' accounts: registering, signing in, sessions, passwords and mailed links.
import { randomBytes } from 'node:crypto'
import type postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

const PASSWORD = 'a shopper passphrase'

let platform: TestPlatform
let store: TestStore
let shard: postgres.Sql
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  shard = platform.shards.get(store.shard)!.owner
})
afterAll(() => platform?.stop())

const newEmail = () => `shopper-${randomBytes(6).toString('hex')}@mail.example`
const post = (path: string, body?: object, token?: string, headers: Record<string, string> = {}) =>
  store.shop('POST', `/store/v1/customers${path}`, body, {
    ...headers,
    ...(token === undefined ? {} : { 'x-customer-token': token }),
  })
const get = (path: string, token?: string) =>
  store.shop(
    'GET',
    `/store/v1/customers${path}`,
    undefined,
    token === undefined ? {} : { 'x-customer-token': token },
  )
const logIn = (email: string, password = PASSWORD) => post('/login', { email, password })

async function register(over: object = {}) {
  const email = newEmail()
  const { status, body, text } = await post('', { email, password: PASSWORD, ...over })
  expect(status, text).toBe(201)
  return { email, id: body.customer.id as string, token: body.token as string, customer: body.customer }
}

/** The tokens of the links that were mailed to an address, newest first. */
async function linksTo(email: string, template: string): Promise<string[]> {
  const { body } = await store.admin('GET', '/admin/v1/messages?limit=100')
  const mails = body.data.filter(
    (mail: { recipient: string; template: string }) => mail.recipient === email && mail.template === template,
  )
  return mails.map((mail: { body: string }) => /\?token=(\S+)$/.exec(mail.body)?.[1])
}

async function linkTo(email: string, template: string): Promise<string> {
  await expect.poll(() => linksTo(email, template), { timeout: 10_000 }).toHaveLength(1)
  return (await linksTo(email, template))[0]!
}

test('who registers is signed in, and neither password nor token is stored', async () => {
  const { email, id, token, customer } = await register({
    first_name: 'Ada',
    last_name: 'Lovelace',
    locale: 'en-GB',
    accepts_marketing: true,
    preferences: { language: 'en', currency: 'USD', market: 'us', newsletters: ['weekly'] },
  })
  expect(customer).toMatchObject({ email, email_verified: false, first_name: 'Ada', accepts_marketing: true })
  expect((await get('/me', token)).body).toEqual(customer)
  const [row] = await shard`select * from customers where id = ${id}`
  expect(row).toMatchObject({ accepts_marketing_source: 'registration', status: 'active' })
  expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(token).toMatch(/^sp_ct_[0-9A-Za-z]{49}$/)
  const sessions = JSON.stringify(await shard`select * from customer_sessions`)
  expect(sessions).not.toContain(token)
  expect(JSON.stringify(await shard`select * from events`)).not.toContain(email)
})

test.each([
  ['a short password', { password: 'short' }, 'password'],
  ['a common password', { password: 'Password123' }, 'password'],
  ['no e-mail address', { email: 'nobody' }, 'email'],
  ['a control character', { first_name: 'A\u0007' }, 'first_name'],
  ['a market that is none', { preferences: { market: 'xx' } }, 'preferences.market'],
  ['a currency that is none', { preferences: { currency: 'XXQ' } }, 'preferences.currency'],
  ['a preference that is none', { preferences: { colour: 'red' } }, 'preferences.colour'],
  ['a cart that is none', { cart_id: '0199aaaa-0000-7000-8000-000000000000' }, 'cart_id'],
])('%s is refused by its name, and nobody is registered', async (_, over, path) => {
  const email = newEmail()
  const { status, body } = await post('', { email, password: PASSWORD, ...over })
  expect([404, 422]).toContain(status)
  expect(body.errors).toMatchObject([{ path }])
  expect(await shard`select from customers where email = ${email}`).toHaveLength(0)
})

test('an e-mail address is registered once, in whatever letters, also by many at once', async () => {
  const email = newEmail()
  const answers = await Promise.all(
    [email, email.toUpperCase(), email].map((email) => post('', { email, password: PASSWORD })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'email_taken' })
  expect((await logIn(email.toUpperCase())).status).toBe(201)
})

test('a wrong password, an unknown e-mail address and a disabled customer are answered alike', async () => {
  const known = await register()
  const disabled = await register()
  await store.admin('PATCH', `/admin/v1/customers/${disabled.id}`, { status: 'disabled' })
  const answers = await Promise.all([
    logIn(known.email, 'another passphrase'),
    logIn(newEmail()),
    logIn(disabled.email),
  ])
  const said = answers.map(({ status, body: { request_id: _, ...body } }) => ({ status, body }))
  expect(said[0]).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } })
  expect(said[1]).toEqual(said[0])
  expect(said[2]).toEqual(said[0])
  expect((await get('/me', disabled.token)).status).toBe(401)
})

test('after five attempts an address is closed to the right password too, known or not; sessions go on', async () => {
  const { email, token } = await register()
  const unknown = newEmail()
  for (const address of [email, unknown]) {
    for (let n = 0; n < 5; n += 1) expect((await logIn(address, 'a guess')).status).toBe(401)
    const closed = await logIn(address)
    expect(closed.body).toMatchObject({ status: 429, code: 'too_many_requests' })
    expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(closed.headers.get('retry-after'))).toBeLessThanOrEqual(15)
  }
  expect((await get('/me', token)).status).toBe(200)
  // Attempts meanwhile have not prolonged it.
  const [before] = await shard`select attempts, locked_until from customer_attempts where email = ${email}`
  await logIn(email)
  const [after] = await shard`select attempts, locked_until from customer_attempts where email = ${email}`
  expect(after).toEqual(before)

  await shard`update customer_attempts set locked_until = now() - interval '1 second' where email = ${email}`
  expect((await logIn(email)).status).toBe(201)
  expect(await shard`select from customer_attempts where email = ${email}`).toHaveLength(0)
})

test('of many attempts at once only the first few are made', async () => {
  const { email } = await register()
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => logIn(email, `guess number ${n}`)))
  const made = answers.filter(({ status }) => status === 401)
  expect(made).toHaveLength(5)
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(15)
})

test('attempts are forgotten after a day', async () => {
  const { email } = await register()
  for (let n = 0; n < 4; n += 1) await logIn(email, 'a guess')
  await shard`update customer_attempts set last_at = now() - interval '25 hours' where email = ${email}`
  expect((await logIn(email, 'a guess')).status).toBe(401)
  const [row] = await shard`select attempts from customer_attempts where email = ${email}`
  expect(row).toEqual({ attempts: 1 })
})

test('what has ended is deleted in time', async () => {
  const [ended, lasting] = [await register(), await register()]
  await linkTo(ended.email, 'verification')
  await logIn(ended.email, 'a guess')
  await shard`update customer_sessions set expires_at = now() - interval '1 second' where customer_id = ${ended.id}`
  await shard`update customer_links set expires_at = now() - interval '1 second' where customer_id = ${ended.id}`
  await shard`update customer_attempts set last_at = now() - interval '25 hours' where email = ${ended.email}`
  await shard`insert into pgboss.job (name, data) values ('customers.forget_expired', '{}')`
  const left = async () => {
    const [row] = await shard`
      select (select count(*)::integer from customer_sessions where customer_id = ${ended.id})
        + (select count(*)::integer from customer_links where customer_id = ${ended.id})
        + (select count(*)::integer from customer_attempts where email = ${ended.email}) as rows`
    return row?.rows
  }
  await expect.poll(left, { timeout: 10_000 }).toBe(0)
  expect((await get('/me', lasting.token)).status).toBe(200)
})

test('sessions are listed, ended one by one, and belong to nobody else', async () => {
  const { email, token } = await register()
  const second = (await logIn(email)).body.token
  const stranger = await register()
  const { data } = (await get('/me/sessions', second)).body
  expect(data.map(({ current }: { current: boolean }) => current)).toEqual([true, false])
  const path = `/store/v1/customers/me/sessions/${data[1].id}`
  const end = (by: string) => store.shop('DELETE', path, undefined, { 'x-customer-token': by })
  expect((await end(stranger.token)).status).toBe(404)
  expect((await get('/me', token)).status).toBe(200)
  expect((await end(second)).status).toBe(200)
  expect((await get('/me', token)).body).toMatchObject({ status: 401, code: 'invalid_credentials' })
  expect((await post('/logout', undefined, second)).status).toBe(200)
  expect((await get('/me', second)).status).toBe(401)
  expect((await get('/me')).body).toMatchObject({ status: 401, code: 'authentication_required' })
})

test('a session moves on when it is used, and ends when it is not', async () => {
  const { id, token } = await register()
  await shard`
    update customer_sessions set last_used_at = now() - interval '2 days', expires_at = now() + interval '28 days'
    where customer_id = ${id}`
  expect((await get('/me', token)).status).toBe(200)
  const [moved] = await shard`
    select expires_at > now() + interval '29 days' as moved, last_used_at > now() - interval '1 hour' as used
    from customer_sessions where customer_id = ${id}`
  expect(moved).toEqual({ moved: true, used: true })
  await shard`update customer_sessions set expires_at = now() - interval '1 second' where customer_id = ${id}`
  expect((await get('/me', token)).status).toBe(401)
})

test('a new password needs the current one and ends the other sessions', async () => {
  const { email, token } = await register()
  const other = (await logIn(email)).body.token
  const change = (current_password: string, password: string) =>
    post('/me/password', { current_password, password }, token)
  expect((await change('a guess', 'another passphrase')).body).toMatchObject({
    status: 422,
    errors: [{ path: 'current_password' }],
  })
  expect((await change(PASSWORD, 'password1')).body.errors).toMatchObject([{ path: 'password' }])
  expect((await get('/me', other)).status).toBe(200)
  expect((await change(PASSWORD, 'another passphrase')).status).toBe(200)
  expect((await get('/me', token)).status).toBe(200)
  expect((await get('/me', other)).status).toBe(401)
  expect((await logIn(email)).status).toBe(401)
  expect((await logIn(email, 'another passphrase')).status).toBe(201)
})

test('a forgotten password is reset by a link that works once, and the answer tells nobody who is known', async () => {
  const { email, token } = await register()
  const unknown = newEmail()
  const asked = await Promise.all([
    post('/forgot-password', { email }),
    post('/forgot-password', { email: unknown }),
  ])
  expect(asked.map(({ status, text }) => [status, text])).toEqual([
    [202, '{"accepted":true}'],
    [202, '{"accepted":true}'],
  ])
  // Asked again at once, no further mail is written.
  expect((await post('/forgot-password', { email })).status).toBe(202)
  const link = await linkTo(email, 'password_reset')
  for (let n = 0; n < 5; n += 1) await logIn(email, 'a guess')
  expect((await logIn(email)).status).toBe(429)

  const reset = (password: string) => post('/reset-password', { token: link, password })
  expect((await reset('12345678')).body.errors).toMatchObject([{ path: 'password' }])
  expect((await post('/verify-email', { token: link })).body).toMatchObject({ code: 'link_expired' })
  const answers = await Promise.all([reset('another passphrase'), reset('another passphrase')])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect((await get('/me', token)).status).toBe(401)
  const { status, body } = await logIn(email, 'another passphrase')
  expect([status, body.customer?.email_verified]).toEqual([201, true])
  expect(await linksTo(email, 'password_reset')).toHaveLength(1)
  expect(await linksTo(unknown, 'password_reset')).toEqual([])
})

test('a link that is too old, or was sent to an address that has changed, is void', async () => {
  const old = await register()
  const link = await linkTo(old.email, 'verification')
  await shard`update customer_links set expires_at = now() - interval '1 second' where customer_id = ${old.id}`
  expect((await post('/verify-email', { token: link })).body).toMatchObject({ code: 'link_expired' })
  const moved = await register()
  const other = await linkTo(moved.email, 'verification')
  await store.admin('PATCH', `/admin/v1/customers/${moved.id}`, { email: newEmail() })
  expect((await post('/verify-email', { token: other })).body).toMatchObject({ code: 'link_expired' })
})

test('the link of a verification is sent on asking, but not without end', async () => {
  const { email, token } = await register()
  await linkTo(email, 'verification')
  expect((await post('/me/verification', undefined, token)).status).toBe(202)
  expect((await post('/me/verification', undefined, token)).status).toBe(429)
  await expect.poll(() => linksTo(email, 'verification'), { timeout: 10_000 }).toHaveLength(2)
  const [newest] = await linksTo(email, 'verification')
  expect((await post('/verify-email', { token: newest! })).status).toBe(200)
  expect((await get('/me', token)).body.email_verified).toBe(true)
})

test('whom staff have invited chooses a password by the link, at the address of the shop', async () => {
  await store.admin('PATCH', '/admin/v1/store', { storefront_url: 'https://shop.example' })
  const email = newEmail()
  const { body } = await store.admin('POST', '/admin/v1/customers', { email, send_invitation: true })
  expect(body.status).toBe('invited')
  expect((await post('', { email, password: PASSWORD })).body).toMatchObject({ code: 'email_taken' })
  expect((await logIn(email, '')).status).toBe(422)
  const token = await linkTo(email, 'invitation')
  const { body: mails } = await store.admin('GET', '/admin/v1/messages')
  expect(mails.data[0].body).toContain('https://shop.example/account/reset-password?token=')
  expect((await post('/reset-password', { token, password: PASSWORD })).status).toBe(200)
  expect((await logIn(email)).status).toBe(201)
  const path = `/admin/v1/customers/${body.id}`
  expect((await store.admin('GET', path)).body).toMatchObject({ status: 'active', email_verified: true })
  expect((await store.admin('POST', `${path}/invitation`)).body).toMatchObject({ code: 'account_exists' })
})

test('a profile is changed by its owner, who says when and how mail is wanted', async () => {
  const { id, token } = await register()
  const patch = { first_name: 'Grace', accepts_marketing: true, preferences: { newsletters: ['daily'] } }
  const change = (body: object) =>
    store.shop('PATCH', '/store/v1/customers/me', body, { 'x-customer-token': token })
  expect((await change(patch)).body).toMatchObject(patch)
  const { body } = await store.admin('GET', `/admin/v1/customers/${id}`)
  expect(body).toMatchObject({
    accepts_marketing_source: 'account',
    accepts_marketing_at: expect.any(String),
  })
  expect((await change({ email: newEmail() })).body.errors).toMatchObject([{ path: 'email' }])
  expect((await change({ preferences: { market: 'xx' } })).status).toBe(422)
})

test('an idempotency key is of one session, and where secrets are told none is kept', async () => {
  const [one, other] = [await register(), await register()]
  const key = { 'idempotency-key': 'the same key' }
  const address = { name: 'A', line1: 'B', city: 'C', country: 'BO' }
  const add = (token: string) => post('/me/addresses', address, token, key)
  const first = await add(one.token)
  expect((await add(one.token)).text).toBe(first.text)
  expect((await add(other.token)).body.id).not.toBe(first.body.id)

  const email = newEmail()
  const { body } = await post('', { email, password: PASSWORD }, undefined, key)
  const [{ count } = {}] = await shard`
    select count(*)::integer from idempotency_keys where body like ${`%${body.token}%`} or body like ${`%${email}%`}`
  expect(count).toBe(0)
})
