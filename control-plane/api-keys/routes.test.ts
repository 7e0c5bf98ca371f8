// A store's keys, and that they and the store itself are seen by its own account only.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  ADMIN_TOKEN,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
let other: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  other = await platform.signUp()
})
afterAll(() => platform?.stop())

const keysOf = ({ id }: TestStore) => `/platform/v1/tenants/${id}/api-keys`
const ask = (method: string, path: string, body?: unknown, { session } = store) =>
  platform.call(method, path, { key: session, ...(body === undefined ? {} : { body }) })

test('a new key is shown once, works with its scopes, and is listed by its hint', async () => {
  const scopes = ['products:read', 'orders:read']
  const made = await ask('POST', keysOf(store), { name: ' Reports ', kind: 'secret', scopes })
  expect(made.status).toBe(201)
  const { key, ...shown } = made.body
  expect(key).toMatch(/^sp_sk_[0-9A-Za-z]{49}$/)
  expect(shown).toEqual({
    id: expect.any(String),
    name: 'Reports',
    kind: 'secret',
    hint: `sp_sk_…${key.slice(-4)}`,
    scopes,
    allowed_ips: [],
    expires_at: null,
    revoked_at: null,
    rotated_to: null,
    last_used_at: null,
    last_used_ip: null,
    created_by: store.accountId,
    created_at: expect.stringMatching(/Z$/),
  })
  const listed = await ask('GET', keysOf(store))
  expect(listed.body.data[0]).toEqual(shown)
  expect(listed.text).not.toContain(key)
  expect((await ask('GET', `${keysOf(store)}/${shown.id}`)).body).toEqual(shown)
  const call = { host: `${store.slug}.localhost`, key }
  expect((await platform.call('GET', '/admin/v1/products', call)).status).toBe(200)
  expectProblem(await platform.call('GET', '/admin/v1/store', call), 'forbidden')
})

test('a secret key without scopes has all, a publishable key has none', async () => {
  const secret = (await ask('POST', keysOf(store), { name: 'All', kind: 'secret' })).body
  expect(secret.scopes).toContain('store:write')
  const publishable = (await ask('POST', keysOf(store), { name: 'Shop', kind: 'publishable' })).body
  expect(publishable.scopes).toEqual([])
  expect(publishable.key).toMatch(/^sp_pk_/)
})

test.each<[object, string[]]>([
  [{ kind: 'secret' }, ['name']],
  [{ name: ' ', kind: 'secret' }, ['name']],
  [{ name: 'A', kind: 'master' }, ['kind']],
  [{ name: 'A', kind: 'secret', scopes: [] }, ['scopes']],
  [{ name: 'A', kind: 'secret', scopes: ['products:read', 'internal'] }, ['scopes.1']],
  [{ name: 'A', kind: 'publishable', scopes: ['products:read'] }, ['scopes']],
  [{ name: 'A', kind: 'secret', key: 'sp_sk_mine' }, ['key']],
  [{ name: 'A', kind: 'publishable', allowed_ips: ['203.0.113.7'] }, ['allowed_ips']],
  [
    { name: 'A', kind: 'secret', allowed_ips: ['203.0.113.7', 'x', '10.0.0.0/33'] },
    ['allowed_ips.1', 'allowed_ips.2'],
  ],
  [{ name: 'A', kind: 'secret', allowed_ips: Array(51).fill('203.0.113.7') }, ['allowed_ips']],
  [{ name: 'A', kind: 'secret', expires_at: 'tomorrow' }, ['expires_at']],
  [{ name: 'A', kind: 'secret', expires_at: '2020-01-01T00:00:00Z' }, ['expires_at']],
])('the key %j is refused', async (body, paths) => {
  expectProblem(await ask('POST', keysOf(store), body), 'invalid_input', paths)
})

test('a revoked key is refused, stays listed, and may be revoked again', async () => {
  const { id, key } = (await ask('POST', keysOf(store), { name: 'Leaver', kind: 'secret' })).body
  const call = { host: `${store.slug}.localhost`, key }
  expect((await platform.call('GET', '/admin/v1/products', call)).status).toBe(200)
  const revoked = await ask('DELETE', `${keysOf(store)}/${id}`)
  expect(revoked.body).toMatchObject({ id, revoked_at: expect.stringMatching(/Z$/) })
  await vi.waitFor(async () =>
    expectProblem(await platform.call('GET', '/admin/v1/products', call), 'invalid_credentials'),
  )
  // When it was last used is written a little later.
  const { last_used_at: _, last_used_ip: __, ...lasting } = revoked.body
  expect((await ask('DELETE', `${keysOf(store)}/${id}`)).body).toMatchObject(lasting)
  const listed = (await ask('GET', keysOf(store))).body.data
  expect(listed.find((item: { id: string }) => item.id === id)).toMatchObject(lasting)
})

test('a key that is made again by its Idempotency-Key is the same key, also when asked for at once', async () => {
  const body = { name: 'Twice', kind: 'secret' }
  const make = () =>
    platform.call('POST', keysOf(store), {
      key: store.session,
      body,
      headers: { 'idempotency-key': 'twice' },
    })
  const answers = await Promise.all(Array.from({ length: 12 }, make))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(answers.map(({ body }) => body.key)).size).toBe(1)
  const named = (await ask('GET', keysOf(store))).body.data.filter(
    ({ name }: { name: string }) => name === 'Twice',
  )
  expect(named).toHaveLength(1)
})

test('a key is changed field by field', async () => {
  const made = (await ask('POST', keysOf(store), { name: 'Change', kind: 'secret', scopes: ['orders:read'] }))
    .body
  const { key: _, ...before } = made
  const path = `${keysOf(store)}/${made.id}`
  expect((await ask('PATCH', path, {})).body).toEqual(before)
  const changes = {
    name: 'Changed',
    scopes: ['products:read', 'orders:read'],
    allowed_ips: ['203.0.113.0/24', '2001:db8::/32'],
    expires_at: '2099-12-31T23:00:00.000Z',
  }
  let expected = before
  for (const [field, value] of Object.entries(changes)) {
    expected = { ...expected, [field]: value }
    expect((await ask('PATCH', path, { [field]: value })).body).toEqual(expected)
  }
  const cleared = { ...expected, allowed_ips: [], expires_at: null }
  expect((await ask('PATCH', path, { allowed_ips: [], expires_at: null })).body).toEqual(cleared)
  for (const [body, paths] of [
    [{ expires_at: '2020-01-01T00:00:00Z' }, ['expires_at']],
    [{ scopes: [] }, ['scopes']],
    [{ kind: 'publishable' }, ['kind']],
  ] as const)
    expectProblem(await ask('PATCH', path, body), 'invalid_input', paths)
  expect((await ask('GET', path)).body).toEqual(cleared)
})

test('a publishable key has neither scopes nor networks to change', async () => {
  const { id } = (await ask('POST', keysOf(store), { name: 'Shop', kind: 'publishable' })).body
  const path = `${keysOf(store)}/${id}`
  expectProblem(await ask('PATCH', path, { scopes: ['orders:read'] }), 'invalid_input', ['scopes'])
  expectProblem(await ask('PATCH', path, { allowed_ips: ['203.0.113.7'] }), 'invalid_input', ['allowed_ips'])
  expect((await ask('PATCH', path, { name: 'Shop 2' })).body.name).toBe('Shop 2')
})

test('a revoked or replaced key can be neither changed nor replaced', async () => {
  const make = async () => (await ask('POST', keysOf(store), { name: 'End', kind: 'secret' })).body.id
  const [revoked, replaced] = [await make(), await make()]
  await ask('DELETE', `${keysOf(store)}/${revoked}`)
  await ask('POST', `${keysOf(store)}/${replaced}/rotate`, {})
  for (const id of [revoked, replaced]) {
    expectProblem(await ask('PATCH', `${keysOf(store)}/${id}`, { name: 'A' }), 'api_key_not_active')
    expectProblem(await ask('POST', `${keysOf(store)}/${id}/rotate`, {}), 'api_key_not_active')
  }
})

test('a key is replaced once, however often that is asked for at once', async () => {
  const { id } = (await ask('POST', keysOf(store), { name: 'Once', kind: 'secret' })).body
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ask('POST', `${keysOf(store)}/${id}/rotate`, {})),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)])
})

test.each([-1, 7 * 86_400 + 1, 0.5, '60'])('a grace period of %j is refused', async (grace_seconds) => {
  const { id } = (await ask('POST', keysOf(store), { name: 'Grace', kind: 'secret' })).body
  const path = `${keysOf(store)}/${id}/rotate`
  expectProblem(await ask('POST', path, { grace_seconds }), 'invalid_input', ['grace_seconds'])
})

test("another account's store is not there: nor its keys", async () => {
  const [theirs] = (await ask('GET', keysOf(other), undefined, other)).body.data
  const nowhere = crypto.randomUUID()
  for (const id of [other.id, nowhere]) {
    const tenant = `/platform/v1/tenants/${id}`
    const answers = [
      await ask('GET', tenant),
      await ask('GET', `${tenant}/api-keys`),
      await ask('POST', `${tenant}/api-keys`, { name: 'A', kind: 'secret' }),
      await ask('GET', `${tenant}/api-keys/${theirs.id}`),
      await ask('GET', `${tenant}/api-keys/${theirs.id}/requests`),
      await ask('PATCH', `${tenant}/api-keys/${theirs.id}`, { name: 'A' }),
      await ask('POST', `${tenant}/api-keys/${theirs.id}/rotate`, {}),
      await ask('DELETE', `${tenant}/api-keys/${theirs.id}`),
    ]
    for (const answer of answers) {
      expectProblem(answer, 'not_found', [])
      expect(answer.body.detail).toBe(`There is no tenant ${id}.`)
    }
  }
  expectProblem(await ask('DELETE', `${keysOf(store)}/${theirs.id}`), 'not_found', [])
  expect((await other.admin('GET', '/admin/v1/products')).status).toBe(200)
})

test('an account lists its own stores, an admin all, page by page', async () => {
  expect((await ask('GET', '/platform/v1/tenants')).body).toMatchObject({
    data: [{ id: store.id }],
    next_cursor: null,
  })
  const filtered = await ask('GET', `/platform/v1/tenants?slug=${other.slug}`)
  expect(filtered.body).toEqual({ data: [], next_cursor: null })
  const seen: string[] = []
  for (let cursor = ''; cursor !== 'null'; ) {
    const path = `/platform/v1/tenants?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`
    const { body } = await platform.call('GET', path, { key: ADMIN_TOKEN })
    seen.push(...body.data.map(({ id }: { id: string }) => id))
    cursor = String(body.next_cursor)
  }
  expect(seen).toEqual([other.id, store.id])
})

test('an account may not change the standing of its store', async () => {
  const path = `/platform/v1/tenants/${store.id}`
  expectProblem(await ask('PATCH', path, { plan: 'enterprise' }), 'forbidden')
  expectProblem(
    await platform.call('PATCH', `/platform/v1/tenants/${crypto.randomUUID()}`, {
      key: ADMIN_TOKEN,
      body: { plan: 'enterprise' },
    }),
    'not_found',
  )
})

test('keys are listed page by page, newest first', async () => {
  const another = await platform.signUp()
  for (const name of ['A', 'B', 'C']) await ask('POST', keysOf(another), { name, kind: 'secret' }, another)
  const seen: string[] = []
  for (let cursor = ''; cursor !== 'null'; ) {
    const path = `${keysOf(another)}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`
    const { body } = await ask('GET', path, undefined, another)
    seen.push(...body.data.map(({ name }: { name: string }) => name))
    cursor = String(body.next_cursor)
  }
  expect(seen).toEqual(['C', 'B', 'A', 'Server', 'Storefront'])
})
