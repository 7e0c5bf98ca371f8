// Who reaches which store through the gateway, by which address and with which credential.
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  ADMIN_TOKEN,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
  TOKEN_SECRET,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { accountTokens } from '../tokens.ts'

let platform: TestPlatform
let store: TestStore
let other: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  other = await platform.signUp()
})
afterAll(() => platform?.stop())

const STAFF = '/admin/v1/store'
const SHOP = '/store/v1/products'
const at = (slug: string, path: string, key?: string, headers: Record<string, string> = {}) =>
  platform.call('GET', path, { host: `${slug}.localhost`, headers, ...(key === undefined ? {} : { key }) })
const atBase = (path: string, key?: string) => platform.call('GET', path, key === undefined ? {} : { key })
const ask = async (id: string, change: string, body: object) =>
  expect(
    await platform.call('POST', `/platform/v1/tenants/${id}/${change}`, { key: ADMIN_TOKEN, body }),
  ).toMatchObject({ status: 200 })

describe('a store is found', () => {
  test('at its own address, with or without a port, in any case', async () => {
    for (const host of [store.slug, store.slug.toUpperCase()].flatMap((slug) => [
      `${slug}.localhost`,
      `${slug}.localhost:8080`,
    ]))
      expect((await platform.call('GET', SHOP, { host })).status).toBe(200)
  })

  test.each([
    'no-such-store.localhost',
    'shop.example',
    'evil-localhost',
    'localhost.evil.example',
    '192.0.2.1',
    'a.b.localhost',
  ])('not at %s', async (host) => {
    for (const path of [SHOP, STAFF, '/', '/platform/v1/tenants'])
      expectProblem(await platform.call('GET', path, { host, key: store.secret }), 'unknown_host', [])
  })

  test('by its key at the base address', async () => {
    expect((await atBase(STAFF, store.secret)).body.contact_email).toContain(store.slug)
    expect((await atBase(STAFF, other.secret)).body.contact_email).toContain(other.slug)
    expect((await atBase(SHOP, store.publishable)).status).toBe(200)
  })

  test('not by nobody or by a session at the base address', async () => {
    expectProblem(await atBase(SHOP), 'authentication_required')
    expectProblem(await atBase(STAFF), 'authentication_required')
    expectProblem(await atBase(STAFF, store.session), 'forbidden')
  })

  test('by a session at the base address when a header names it, for its members and staff API only', async () => {
    const naming = (id: string, path = STAFF, key = store.session) =>
      platform.call('GET', path, { key, headers: { 'x-tenant-id': id } })
    for (const id of [store.id, store.id.toUpperCase()])
      expect((await naming(id)).body.contact_email).toContain(store.slug)
    const foreign = await naming(other.id)
    const unknown = await naming('0198aaaa-0000-7000-8000-000000000000')
    expectProblem(foreign, 'not_found', [])
    expect(foreign.body.detail.replace(other.id, 'an id')).toBe(
      unknown.body.detail.replace('0198aaaa-0000-7000-8000-000000000000', 'an id'),
    )
    expectProblem(await naming("' or true"), 'not_found')
    expectProblem(await naming(store.id, SHOP), 'forbidden')
    expect((await naming(other.id, STAFF, store.secret)).body.contact_email).toContain(store.slug)
  })

  test("by its address even when another store's name stands in the headers", async () => {
    const headers = { 'x-forwarded-host': `${other.slug}.localhost`, 'x-tenant-id': other.id }
    expect((await at(store.slug, STAFF, store.secret, headers)).body.contact_email).toContain(store.slug)
  })
})

describe('a credential', () => {
  test('of the store opens what it may', async () => {
    expect((await at(store.slug, STAFF, store.secret)).status).toBe(200)
    expect((await at(store.slug, SHOP, store.secret)).status).toBe(200)
    expect((await at(store.slug, SHOP, store.publishable)).status).toBe(200)
    expectProblem(await at(store.slug, STAFF, store.publishable), 'forbidden')
    expectProblem(await at(store.slug, STAFF), 'authentication_required')
  })

  test.each(['sp_sk_wrong', 'sp_pk_', 'sp_st_wrong', 'x', ADMIN_TOKEN, `${'a'.repeat(5_000)}`])(
    'that is none is refused: %s',
    async (key) => {
      for (const path of [SHOP, STAFF]) {
        expectProblem(await at(store.slug, path, key), 'invalid_credentials')
        expectProblem(await atBase(path, key), 'invalid_credentials')
      }
    },
  )

  test('of another store is refused', async () => {
    for (const key of [other.secret, other.publishable])
      for (const path of [SHOP, STAFF]) expectProblem(await at(store.slug, path, key), 'invalid_credentials')
  })

  test('of the platform opens the platform API to accounts and admins only', async () => {
    expect((await atBase('/platform/v1/tenants', store.session)).body.data).toMatchObject([{ id: store.id }])
    expect((await atBase('/platform/v1/shards', ADMIN_TOKEN)).status).toBe(200)
    expectProblem(await atBase('/platform/v1/shards', store.session), 'forbidden')
    expectProblem(await atBase('/platform/v1/tenants', store.secret), 'forbidden')
    expectProblem(await atBase('/platform/v1/tenants'), 'authentication_required')
  })

  test("of a session works on the owner's store as staff, on others as a shopper", async () => {
    expect((await at(store.slug, STAFF, store.session)).status).toBe(200)
    expect((await at(store.slug, SHOP, other.session)).status).toBe(200)
    expectProblem(await at(store.slug, STAFF, other.session), 'forbidden')
  })

  test('with scopes does what they name and no more', async () => {
    const { body } = await platform.call('POST', `/platform/v1/tenants/${store.id}/api-keys`, {
      key: store.session,
      body: { name: 'Reader', kind: 'secret', scopes: ['products:read'] },
    })
    expect((await at(store.slug, '/admin/v1/products', body.key)).status).toBe(200)
    expectProblem(await at(store.slug, STAFF, body.key), 'forbidden')
    const write = { host: `${store.slug}.localhost`, key: body.key, body: { title: 'A', variants: [{}] } }
    expectProblem(await platform.call('POST', '/admin/v1/products', write), 'forbidden')
  })

  test('that was revoked is refused', async () => {
    const leaver = await platform.signUp()
    expect((await leaver.admin('GET', STAFF)).status).toBe(200)
    expect((await at(leaver.slug, STAFF, leaver.session)).status).toBe(200)
    const keys = `/platform/v1/tenants/${leaver.id}/api-keys`
    const { body } = await platform.call('GET', keys, { key: leaver.session })
    for (const { id } of body.data)
      expect((await platform.call('DELETE', `${keys}/${id}`, { key: leaver.session })).status).toBe(200)
    await platform.control.owner`delete from sessions where account_id = ${leaver.accountId}`
    await vi.waitFor(async () => {
      for (const key of [leaver.secret, leaver.publishable, leaver.session]) {
        expectProblem(await at(leaver.slug, SHOP, key), 'invalid_credentials')
        expectProblem(await atBase(SHOP, key), 'invalid_credentials')
      }
    })
  })

  test('of a session ends by the clock, though nothing changes', async () => {
    const leaver = await platform.signUp()
    const { sid = '', sub = '' } = decodeJwt<{ sid: string }>(leaver.session)
    const token = await accountTokens(TOKEN_SECRET).signSession(
      { sessionId: sid, accountId: sub },
      new Date(Date.now() + 2_000),
    )
    expect((await at(leaver.slug, STAFF, token)).status).toBe(200)
    await vi.waitFor(async () => expectProblem(await at(leaver.slug, STAFF, token), 'invalid_credentials'), {
      timeout: 5_000,
      interval: 100,
    })
    expect((await at(leaver.slug, STAFF, leaver.session)).status).toBe(200)
  })
})

describe('a store that may not be served', () => {
  test('is suspended for everyone at every address, and resumes', async () => {
    const paused = await platform.signUp()
    expect((await paused.shop('GET', SHOP)).status).toBe(200)
    await ask(paused.id, 'suspend', { reason: 'Unpaid' })
    await vi.waitFor(async () => expectProblem(await paused.shop('GET', SHOP), 'tenant_suspended', []))
    for (const key of [undefined, paused.secret, paused.session])
      expectProblem(await at(paused.slug, STAFF, key), 'tenant_suspended')
    expectProblem(await atBase(STAFF, paused.secret), 'tenant_suspended')
    expectProblem(await at(paused.slug, '/'), 'tenant_suspended')
    expect((await atBase(`/platform/v1/tenants/${paused.id}`, paused.session)).body.status).toBe('suspended')

    await ask(paused.id, 'resume', {})
    await vi.waitFor(async () => expect((await paused.shop('GET', SHOP)).status).toBe(200))
  })

  test('is gone once it was closed', async () => {
    const closed = await platform.signUp()
    await ask(closed.id, 'close', { confirm_slug: closed.slug })
    await vi.waitFor(async () => expectProblem(await closed.shop('GET', SHOP), 'tenant_cancelled', []))
    expectProblem(await atBase(STAFF, closed.secret), 'tenant_cancelled')
  })
})

describe('a browser of any origin', () => {
  const preflight = (path: string, host: string, headers: Record<string, string>) =>
    platform.call('OPTIONS', path, { host, headers: { origin: 'https://shop.example', ...headers } })

  test('may ask before it uses the shopper API', async () => {
    for (const host of [`${store.slug}.localhost`, 'localhost']) {
      const answer = await preflight('/store/v1/carts', host, {
        'access-control-request-method': 'POST',
        'access-control-request-headers':
          'authorization, content-type, idempotency-key, if-none-match, x-customer-token',
      })
      expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(answer.headers.get('access-control-allow-methods')).toContain('POST')
      expect(answer.headers.get('access-control-allow-headers')).toBe(
        'authorization, content-type, idempotency-key, if-none-match, x-customer-token',
      )
      expect(answer.headers.get('access-control-allow-credentials')).toBe(null)
    }
  })

  test('may read its answers and its problems', async () => {
    for (const answer of [
      await at(store.slug, SHOP),
      await at(store.slug, `${SHOP}/none`),
      await at(store.slug, SHOP, 'wrong'),
      await at('no-such-store', SHOP),
    ]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id')
    }
  })

  test('may not use the other APIs', async () => {
    const headers = { 'access-control-request-method': 'POST' }
    expectProblem(
      await preflight('/admin/v1/products', `${store.slug}.localhost`, headers),
      'method_not_allowed',
    )
    expectProblem(await preflight('/platform/v1/signup', 'localhost', headers), 'method_not_allowed')
    const answers = [
      await at(store.slug, STAFF, store.secret),
      await atBase('/platform/v1/tenants', store.session),
    ]
    for (const answer of answers) expect(answer.headers.get('access-control-allow-origin')).toBe(null)
  })
})

test('health is told at any address and to anyone', async () => {
  for (const host of ['localhost', `${store.slug}.localhost`, 'no-such-store.localhost', '192.0.2.1'])
    for (const path of ['/healthz', '/readyz']) {
      const answer = await platform.call('GET', path, { host, headers: { authorization: 'Basic x' } })
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: { status: 'ok' } })
    }
})

test('every answer has a request id of its own and may not be sniffed', async () => {
  const headers = { 'x-request-id': 'mine' }
  const answers = await Promise.all([0, 1, 2].map(() => at(store.slug, SHOP, undefined, headers)))
  expect(new Set(answers.map((answer) => answer.headers.get('x-request-id'))).size).toBe(3)
  for (const answer of answers) {
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  }
})
