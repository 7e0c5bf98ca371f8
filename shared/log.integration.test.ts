// What the logs of a whole flow say, and what they never say.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from './log.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  startTestPlatform,
  type TestPlatform,
  TOKEN_SECRET,
} from './testing/platform.ts'
import { expectProblem } from './testing/problem.ts'

type Line = Record<string, unknown> & { level: number; msg: string }

const lines: string[] = []
const secrets: string[] = [ADMIN_TOKEN, TOKEN_SECRET]
const answers: { answer: Answer; tenant: boolean }[] = []
let platform: TestPlatform
let tenantId: string
let host: string

const PASSWORD = 'password-that-no-log-holds'
const secret = <T extends string>(text: T): T => {
  secrets.push(text)
  return text
}

beforeAll(async () => {
  platform = await startTestPlatform({ transport: 'http', logTo: (line) => lines.push(line) })
  await openStore()
  await sell()
  await beRefused()
  await fail()
}, 30_000)
afterAll(() => platform?.stop())

async function ask(...[method, path, call]: Parameters<TestPlatform['call']>): Promise<Answer> {
  const answer = await platform.call(method, path, call)
  answers.push({ answer, tenant: call?.host !== undefined || path.includes('/tenants/') })
  return answer
}

async function openStore(): Promise<void> {
  const slug = 'log-shop'
  const body = { email: 'owner@x.example', password: secret(PASSWORD), store_name: 'Log', slug }
  const headers = { 'idempotency-key': secret('idempotency-key-of-sign-up') }
  const signedUp = await ask('POST', '/platform/v1/signup', { body, headers })
  await ask('POST', '/platform/v1/signup', { body, headers })
  tenantId = signedUp.body.tenant.id
  host = `${slug}.localhost`
  keys = {
    secret: secret(signedUp.body.api_keys.secret),
    publishable: secret(signedUp.body.api_keys.publishable),
    session: secret(signedUp.body.session_token),
  }
  secret(signedUp.body.device_token)
  const login = { email: body.email, password: PASSWORD }
  const signedIn = await ask('POST', '/platform/v1/sessions', { body: login })
  const refresh_token = secret(signedIn.body.refresh_token)
  const refreshed = await ask('POST', '/platform/v1/sessions/refresh', { body: { refresh_token } })
  secret(refreshed.body.refresh_token)
  secret(refreshed.body.session_token)
  const made = await ask('POST', `/platform/v1/tenants/${tenantId}/api-keys`, {
    key: keys.session,
    body: { name: 'Another', kind: 'secret' },
  })
  secret(made.body.key)
  await ask('GET', '/platform/v1/shards', { key: ADMIN_TOKEN })
}

let keys = { secret: '', publishable: '', session: '' }

async function sell(): Promise<void> {
  const staff = { host, key: keys.secret }
  const shopper = { host, key: keys.publishable }
  const product = await ask('POST', '/admin/v1/products', {
    ...staff,
    body: {
      title: 'Shirt',
      status: 'active',
      variants: [{ prices: [{ amount: 1, currency: 'USD' }], inventory_quantity: 9 }],
    },
    headers: { 'idempotency-key': secret('idempotency-key-of-product') },
  })
  const cart = (await ask('POST', '/store/v1/carts', { ...shopper, body: {} })).body
  const line = { variant_id: product.body.variants[0].id, quantity: 1 }
  await ask('POST', `/store/v1/carts/${cart.id}/line-items`, { ...shopper, body: line })
  const checkout = (await ask('POST', '/store/v1/checkouts', { ...shopper, body: { cart_id: cart.id } })).body
  const address = { name: 'A', line1: 'B', city: 'C', state: 'CA', postal_code: '94103', country: 'US' }
  await ask('PATCH', `/store/v1/checkouts/${checkout.id}`, {
    ...shopper,
    body: {
      email: 's@x.example',
      shipping_address: address,
      shipping_method: 'standard',
      payment_method: 'test',
    },
  })
  const order = await ask('POST', `/store/v1/checkouts/${checkout.id}/complete`, shopper)
  expect(order.status).toBe(201)
}

async function beRefused(): Promise<void> {
  await ask('GET', '/admin/v1/store', { host, key: secret('sp_sk_a-key-that-is-none') })
  await ask('GET', '/admin/v1/store', {
    host,
    headers: { authorization: `Basic ${secret('b3duZXI6c2VjcmV0')}` },
  })
  await ask('GET', '/admin/v1/store', { host, headers: { 'x-storeplane-token': secret('a-spoofed-token') } })
  await ask('POST', '/platform/v1/signup', { body: { password: secret('short') } })
  await ask('GET', `/admin/v1/products?cursor=${secret('a-cursor-that-is-none')}`, { host, key: keys.secret })
}

/** Failures that we did not expect, in the midst of statements that carry secrets. */
async function fail(): Promise<void> {
  const control = platform.control.owner
  const shard = [...platform.shards.values()]
  await control`alter table sessions rename column family_hash to away`
  const body = { email: 'b@x.example', password: PASSWORD, store_name: 'B', slug: 'log-shop-2' }
  expectProblem(await ask('POST', '/platform/v1/signup', { body }), 'internal')
  await control`alter table sessions rename column away to family_hash`
  for (const { owner } of shard) await owner`alter table idempotency_keys rename column request_hash to away`
  const write = { host, key: keys.secret, body: { name: 'A' } }
  const headers = { 'idempotency-key': secret('idempotency-key-of-failure') }
  expectProblem(await ask('PATCH', '/admin/v1/store', { ...write, headers }), 'internal')
  for (const { owner } of shard) await owner`alter table idempotency_keys rename column away to request_hash`
  for (const { owner } of shard)
    await owner`alter table stores add constraint refusing check (name <> 'A private name') not valid`
  expectProblem(
    await ask('PATCH', '/admin/v1/store', { ...write, body: { name: secret('A private name') } }),
    'internal',
  )
}

const parsed = () => lines.map((line): Line => JSON.parse(line))
const requestLines = () => parsed().filter(({ msg }) => msg === 'request')

test('no password, key, token or Idempotency-Key is in any line, nor a value of a query that failed', () => {
  expect(lines.length).toBeGreaterThan(answers.length)
  expect(secrets.length).toBeGreaterThan(12)
  const text = lines.join('')
  for (const secret of secrets) expect(text).not.toContain(secret)
  expect(text).not.toMatch(/\$argon2|eyJ[\w-]{10}|sp_(pk|sk|st)_|[Bb]earer|"(authorization|password|cookie)"/)
})

test('each request has one line, under the id that its caller got', () => {
  const ids = requestLines().map((line) => line.request_id)
  expect(ids).toEqual(answers.map(({ answer }) => answer.headers.get('x-request-id')))
  for (const [i, line] of requestLines().entries()) {
    const { answer, tenant } = answers[i]!
    expect(line).toMatchObject({
      level: 30,
      status: answer.status,
      method: expect.any(String),
      ms: expect.any(Number),
    })
    expect(line.path).toMatch(/^\/(platform|admin|store)\/v1\/[^?]*$/)
    expect(line.tenant_id).toBe(tenant ? tenantId : undefined)
  }
})

test('a failure is logged once, with its reason, under the request and the tenant', () => {
  const failures = parsed().filter(({ level }) => level >= 50)
  const failed = answers.filter(({ answer }) => answer.status === 500)
  expect(failures.map((line) => [line.request_id, line.tenant_id])).toEqual(
    failed.map(({ answer, tenant }) => [answer.body.request_id, tenant ? tenantId : undefined]),
  )
  expect(failures.map(({ err }) => (err as { code: string }).code)).toEqual(['42703', '42703', '23514'])
  for (const { err } of failures) {
    expect(err).toMatchObject({
      message: expect.any(String),
      stack: expect.any(String),
      query: expect.any(String),
    })
    expect(err).not.toHaveProperty('detail')
  }
})

test('every line belongs to a request, a job, or the process itself', () => {
  const stray = parsed().filter((line) => line.request_id === undefined && line.job === undefined)
  expect(stray.map(({ msg }) => msg)).toEqual([])
})

test('no line names a field twice', () => {
  for (const line of lines) {
    const names = [...line.matchAll(/"(request_id|tenant_id|level|msg)":/g)].map(([, name]) => name)
    expect(names.length, line).toBe(new Set(names).size)
  }
})

describe('a logger', () => {
  const logged = (write: (log: ReturnType<typeof createLog>) => void, level = 'info'): Line[] => {
    const written: string[] = []
    write(createLog(level, 'part', { write: (line) => written.push(line) }))
    return written.map((line) => JSON.parse(line))
  }

  test('names its part and the time, and keeps to its level', () => {
    const [line, ...rest] = logged((log) => {
      log.debug('no')
      log.info({ a: 1 }, 'yes')
    })
    expect(line).toEqual({
      level: 30,
      time: expect.stringMatching(/^20.*Z$/),
      part: 'part',
      a: 1,
      msg: 'yes',
    })
    expect(rest).toEqual([])
  })

  test('removes secrets in known fields', () => {
    const text = JSON.stringify(
      logged((log) =>
        log.info({
          password: 'xyz',
          authorization: 'xyz',
          body: { password: 'xyz', token: 'xyz', secret: 'xyz' },
        }),
      ),
    )
    expect(text).not.toContain('xyz')
  })

  test('tells of an error, its cause, and of what is no error', () => {
    const [error, text] = logged((log) => {
      log.error({ err: new Error('outer', { cause: new Error('inner') }) })
      log.error({ err: 'thrown text' })
    })
    expect(error?.err).toMatchObject({
      type: 'Error',
      message: 'outer: inner',
      stack: expect.stringContaining('inner'),
    })
    expect(text?.err).toBe('thrown text')
  })

  test('tells of a broken connection without the connection', () => {
    const err = Object.assign(new Error('broken'), { code: 'ECONNRESET', client: { password: 'xyz' } })
    const [line] = logged((log) => log.error({ err }, 'job queue'))
    expect(line?.err).toMatchObject({ message: 'broken', code: 'ECONNRESET' })
    expect(line?.err).not.toHaveProperty('client')
  })

  test('tells of a failed query without its values, however deep it lies', () => {
    const query = Object.assign(
      new Error('Failed query: x\nparams: xyz', { cause: new Error('the reason') }),
      {
        query: 'select $1',
        params: ['xyz'],
      },
    )
    for (const err of [query, new Error('outer', { cause: query })]) {
      const [line] = logged((log) => log.error({ err }, 'unexpected error'))
      expect(line?.err).toMatchObject({ message: 'the reason', query: 'select $1' })
      expect(JSON.stringify(line)).not.toContain('xyz')
    }
  })
})
