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
  expect(key).toMatch(/^sp_sk_[\w-]{43}$/)
  expect(shown).toMatchObject({
    name: 'Reports',
    kind: 'secret',
    hint: key.slice(0, 12),
    scopes,
    revoked_at: null,
  })
  const listed = await ask('GET', keysOf(store))
  expect(listed.body.data.at(-1)).toEqual(shown)
  expect(listed.text).not.toContain(key)
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
  expect((await ask('DELETE', `${keysOf(store)}/${id}`)).body).toEqual(revoked.body)
  const listed = (await ask('GET', keysOf(store))).body.data
  expect(listed.find((item: { id: string }) => item.id === id)).toEqual(revoked.body)
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

test("another account's store is not there: nor its keys", async () => {
  const [theirs] = (await ask('GET', keysOf(other), undefined, other)).body.data
  const nowhere = crypto.randomUUID()
  for (const id of [other.id, nowhere]) {
    const tenant = `/platform/v1/tenants/${id}`
    const answers = [
      await ask('GET', tenant),
      await ask('GET', `${tenant}/api-keys`),
      await ask('POST', `${tenant}/api-keys`, { name: 'A', kind: 'secret' }),
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
  for (const body of [{ status: 'active' }, { plan: 'enterprise' }])
    expectProblem(await ask('PATCH', path, body), 'forbidden')
  expectProblem(
    await platform.call('PATCH', `/platform/v1/tenants/${crypto.randomUUID()}`, {
      key: ADMIN_TOKEN,
      body: { status: 'active' },
    }),
    'not_found',
  )
})
