// Keys in use: from where, until when, after they were replaced, and what is told of it.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openPool } from '../../shared/db/connect.ts'
import { NO_CLIENT } from '../../shared/http/client.ts'
import {
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import type { ControlCtx } from '../context.ts'
import { controlDb } from '../database.ts'
import { createApiKey, pruneRequests, rotateApiKey, updateApiKey } from './service.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const PRODUCTS = '/admin/v1/products'
const keys = () => `/platform/v1/tenants/${store.id}/api-keys`
const ask = (method: string, path: string, body?: unknown) =>
  platform.call(method, path, { key: store.session, ...(body === undefined ? {} : { body }) })
const make = async (over: object = {}) =>
  (await ask('POST', keys(), { name: 'Key', kind: 'secret', ...over })).body
/** The test's own address is a proxy that is believed. */
const use = (key: string, from = '203.0.113.7', path = PRODUCTS, method = 'GET'): Promise<Answer> =>
  platform.call(method, path, { host: `${store.slug}.localhost`, key, headers: { 'x-forwarded-for': from } })
const read = async (id: string) => (await ask('GET', `${keys()}/${id}`)).body
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 })

describe('a key that is bound to networks', () => {
  test('is refused elsewhere, and told from where', async () => {
    const { key } = await make({ allowed_ips: ['203.0.113.0/24', '2001:db8::/32'] })
    for (const from of ['203.0.113.7', '::ffff:203.0.113.9', '2001:db8::5'])
      expect((await use(key, from)).status).toBe(200)
    for (const from of ['203.0.114.7', '2001:db9::5']) {
      const answer = await use(key, from)
      expectProblem(answer, 'ip_not_allowed', [])
      expect(answer.body.detail).toContain(from)
    }
    const atBase = await platform.call('GET', PRODUCTS, { key, headers: { 'x-forwarded-for': '192.0.2.1' } })
    expectProblem(atBase, 'ip_not_allowed')
  })

  test('follows the change of its list', async () => {
    const { id, key } = await make()
    expect((await use(key)).status).toBe(200)
    await ask('PATCH', `${keys()}/${id}`, { allowed_ips: ['198.51.100.1'] })
    await soon(async () => expectProblem(await use(key), 'ip_not_allowed'))
    await ask('PATCH', `${keys()}/${id}`, { allowed_ips: [] })
    await soon(async () => expect((await use(key)).status).toBe(200))
  })

  test("is as good as a wrong one at another store's address", async () => {
    const other = await platform.signUp()
    const { key } = await make({ allowed_ips: ['198.51.100.1'] })
    const answer = await platform.call('GET', PRODUCTS, { host: `${other.slug}.localhost`, key })
    expectProblem(answer, 'invalid_credentials')
  })
})

test('a key ends when it expires, by the clock', async () => {
  const expires_at = new Date(Date.now() + 4_000).toISOString()
  const [secret, publishable] = [await make({ expires_at }), await make({ kind: 'publishable', expires_at })]
  const shop = (key: string) => use(key, undefined, '/store/v1/products')
  expect((await use(secret.key)).status).toBe(200)
  expect((await shop(publishable.key)).status).toBe(200)
  await soon(async () => {
    expectProblem(await use(secret.key), 'key_expired', [])
    expectProblem(await shop(publishable.key), 'key_expired', [])
  })
  expectProblem(await ask('POST', `${keys()}/${secret.id}/rotate`, {}), 'api_key_not_active')
  await ask('PATCH', `${keys()}/${secret.id}`, { expires_at: null })
  await soon(async () => expect((await use(secret.key)).status).toBe(200))
})

describe('a key that is replaced', () => {
  test('works beside the new one until the grace period is over', async () => {
    const settings = {
      name: 'Nightly',
      scopes: ['products:read'],
      allowed_ips: ['203.0.113.7'],
      expires_at: '2099-12-31T23:00:00.000Z',
    }
    const old = await make(settings)
    const before = Date.now()
    const { status, body: made } = await ask('POST', `${keys()}/${old.id}/rotate`, { grace_seconds: 4 })
    expect(status).toBe(201)
    expect(made).toMatchObject({ ...settings, kind: 'secret', rotated_to: null, created_by: store.accountId })
    expect(made.key).toMatch(/^sp_sk_/)
    expect(made.key).not.toBe(old.key)
    const replaced = await read(old.id)
    expect(replaced).toMatchObject({ rotated_to: made.id, revoked_at: null })
    expect(Date.parse(replaced.expires_at)).toBeGreaterThanOrEqual(before + 4_000)
    expect(Date.parse(replaced.expires_at)).toBeLessThanOrEqual(Date.now() + 4_000)
    for (const { key } of [old, made]) expect((await use(key)).status).toBe(200)
    await soon(async () => expectProblem(await use(old.key), 'key_expired'))
    expect((await use(made.key)).status).toBe(200)
    expectProblem(await use(made.key, '198.51.100.1'), 'ip_not_allowed')
    expectProblem(await use(made.key, undefined, '/admin/v1/orders'), 'forbidden')
  })

  test('has a day without being told, and none when that is asked for', async () => {
    const [one, two] = [await make(), await make()]
    await ask('POST', `${keys()}/${one.id}/rotate`, {})
    const left = Date.parse((await read(one.id)).expires_at) - Date.now()
    expect(left / 3_600_000).toBeCloseTo(24, 1)
    await ask('POST', `${keys()}/${two.id}/rotate`, { grace_seconds: 0 })
    await soon(async () => expectProblem(await use(two.key), 'key_expired'))
  })

  test('can be revoked at once', async () => {
    const { id, key } = await make()
    await ask('POST', `${keys()}/${id}/rotate`, {})
    await ask('DELETE', `${keys()}/${id}`)
    await soon(async () => expectProblem(await use(key), 'invalid_credentials'))
  })
})

test('nobody gets a key that may do more than they', async () => {
  const pool = openPool(platform.control.appUrl, 1, 'test')
  const ctx = {
    principal: {
      kind: 'account',
      id: store.accountId,
      permissions: new Set(['account', 'api_keys:write', 'products:read']),
    },
    client: NO_CLIENT,
    requestId: crypto.randomUUID(),
    now: new Date(),
    jobs: { wake: () => {} },
    ...controlDb(pool, { tenantId: store.id }),
  } as unknown as ControlCtx
  const refused = { code: 'permission_escalation', issues: [{ path: 'scopes' }] }
  const input = { name: 'A', kind: 'secret' as const, allowed_ips: [], expires_at: null }
  const powerful = await make({ scopes: ['orders:write'] })
  try {
    const attempt = createApiKey(ctx, store.id, { ...input, scopes: ['products:read', 'orders:read'] })
    await expect(attempt).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('orders:read'),
    })
    await expect(rotateApiKey(ctx, store.id, powerful.id, { grace_seconds: 0 })).rejects.toMatchObject(
      refused,
    )
    await expect(updateApiKey(ctx, store.id, powerful.id, { scopes: ['orders:read'] })).rejects.toMatchObject(
      refused,
    )
    expect(await read(powerful.id)).toMatchObject({ scopes: ['orders:write'], rotated_to: null })

    expect((await createApiKey(ctx, store.id, input)).scopes).toEqual(['products:read'])
    const kept = await updateApiKey(ctx, store.id, powerful.id, { scopes: ['orders:write', 'products:read'] })
    expect(kept.scopes).toEqual(['orders:write', 'products:read'])
    expect((await createApiKey(ctx, store.id, { ...input, kind: 'publishable' })).scopes).toEqual([])
  } finally {
    await pool.close()
  }
})

describe('what is told of the use of a key', () => {
  const requests = async (id: string, query = '') =>
    (await ask('GET', `${keys()}/${id}/requests${query}`)).body

  test('is when and from where it was used last, of both kinds', async () => {
    for (const [kind, path] of [
      ['secret', PRODUCTS],
      ['publishable', '/store/v1/products'],
    ] as const) {
      const { id, key } = await make({ kind })
      expect(await read(id)).toMatchObject({ last_used_at: null, last_used_ip: null })
      const before = new Date().toISOString()
      await use(key, '198.51.100.23', path)
      await soon(async () =>
        expect(await read(id)).toMatchObject({
          last_used_ip: '198.51.100.23',
          last_used_at: expect.any(String),
        }),
      )
      expect((await read(id)).last_used_at >= before).toBe(true)
    }
  })

  test('is not told to be used where it was refused', async () => {
    const { id, key } = await make({ allowed_ips: ['198.51.100.23'] })
    await use(key)
    await soon(async () => expect((await requests(id)).data).toMatchObject([{ status: 403 }]))
    expect(await read(id)).toMatchObject({ last_used_at: null })
  })

  test.each(['in-process', 'http'] as const)('is what it asked (workers: %s)', async (transport) => {
    const own = transport === 'http' ? await startTestPlatform({ transport }) : platform
    const shop = await own.signUp()
    const path = `/platform/v1/tenants/${shop.id}/api-keys`
    const list = async (query = '') => {
      const { data } = (await own.call('GET', path, { key: shop.session })).body
      const { id } = data.find(({ kind }: { kind: string }) => kind === 'secret')
      return (await own.call('GET', `${path}/${id}/requests${query}`, { key: shop.session })).body
    }
    const body = JSON.stringify({ title: 'Shirt', variants: [{}] })
    const headers = { 'content-length': String(Buffer.byteLength(body)) }
    const made = await shop.admin('POST', PRODUCTS, body, headers)
    const found = await shop.admin('GET', `${PRODUCTS}?sku=secret-value`)
    const missing = await shop.admin('GET', `${PRODUCTS}/${crypto.randomUUID()}`)
    await soon(async () => expect((await list()).data).toHaveLength(3))
    const { data, dropped, next_cursor } = await list()
    expect(data).toMatchObject([
      { method: 'GET', status: 404, response_bytes: Buffer.byteLength(missing.text) },
      {
        method: 'GET',
        path: PRODUCTS,
        status: 200,
        request_bytes: 0,
        response_bytes: Buffer.byteLength(found.text),
      },
      {
        method: 'POST',
        path: PRODUCTS,
        status: made.status,
        request_bytes: Buffer.byteLength(body),
        response_bytes: Buffer.byteLength(made.text),
      },
    ])
    expect(made.status).toBe(201)
    for (const { duration_ms } of data) expect(duration_ms).toBeGreaterThan(0)
    expect({ dropped, next_cursor }).toEqual({ dropped: 0, next_cursor: null })
    expect((await list('?status=404')).data).toMatchObject([{ status: 404 }])
    expect((await list('?status=500')).data).toEqual([])
    const first = await list('?limit=2')
    expect(first.data).toEqual(data.slice(0, 2))
    expect((await list(`?limit=2&cursor=${first.next_cursor}`)).data).toEqual(data.slice(2))
    if (own !== platform) await own.stop()
  })

  test('is nothing of a publishable key', async () => {
    const { id, key } = await make({ kind: 'publishable' })
    await use(key, undefined, '/store/v1/products')
    await soon(async () => expect((await read(id)).last_used_at).not.toBe(null))
    expect(await requests(id)).toEqual({ data: [], next_cursor: null, dropped: 0 })
  })

  test('is the number only of what was too much', async () => {
    const { id, key } = await make()
    for (let i = 0; i < 140; i += 1) await use(key)
    // Sixty, or more where a minute of the gateway's ended meanwhile.
    await soon(async () => {
      const [row] = await platform.control.owner`
        select count(*)::int as kept from api_key_requests where api_key_id = ${id}`
      const { dropped } = await requests(id)
      expect(row?.kept + dropped).toBe(140)
      expect(row?.kept).toBeGreaterThanOrEqual(60)
      expect(dropped).toBeGreaterThan(0)
    })
  })

  test('is given up after seven days', async () => {
    const { owner } = platform.control
    const { id } = await make()
    await owner`
      insert into api_key_requests (tenant_id, api_key_id, id, at, method, path, status, duration_ms)
      select ${store.id}, ${id}, uuidv7(-make_interval(days => d)), now() - make_interval(days => d), 'GET', '/', 200 + d, 1
      from generate_series(5, 9) d`
    await owner`
      insert into api_key_dropped_requests (tenant_id, api_key_id, hour, count)
      select ${store.id}, ${id}, now() - make_interval(days => d), d from generate_series(5, 9) d`
    const { data, dropped } = await requests(id)
    expect(data.map(({ status }: { status: number }) => status)).toEqual([205, 206])
    expect(dropped).toBe(5 + 6)
    const pool = openPool(platform.control.appUrl, 1, 'test')
    await pruneRequests({ now: new Date(), ...controlDb(pool, 'all') } as ControlCtx)
    await pool.close()
    const left = await owner`select status from api_key_requests where api_key_id = ${id} order by at desc`
    expect(left.map(({ status }) => status)).toEqual([205, 206])
    const counts = await owner`select count from api_key_dropped_requests where api_key_id = ${id}`
    expect(counts).toHaveLength(2)
  })
})
