// What the platform's log says, and to whom.
import { afterAll, beforeAll, expect, test } from 'vitest'
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

const get = async (path: string, key = store.session) =>
  (await platform.call('GET', `/platform/v1/${path}`, { key })).body
const logOf = ({ id }: TestStore) => `tenants/${id}/audit-log`
const makeKey = (name: string, of = store) =>
  platform.call('POST', `/platform/v1/tenants/${of.id}/api-keys`, {
    key: of.session,
    body: { name, kind: 'secret' },
  })
const suspend = (of: TestStore) =>
  platform.call('POST', `/platform/v1/tenants/${of.id}/suspend`, {
    key: ADMIN_TOKEN,
    body: { reason: 'Unpaid' },
  })

type Entry = { action: string; actor: { kind: string }; target_id: string; tenant_id: string | null }
const actions = (entries: Entry[]) => entries.map(({ action }) => action)

test('sign-up is the first entry of a store, by its owner, without the password', async () => {
  const { data } = await get(logOf(store))
  expect(data.at(-1)).toMatchObject({
    action: 'tenant.created',
    tenant_id: store.id,
    target_id: store.id,
    actor: { kind: 'account', id: store.accountId, label: `owner@${store.slug}.example` },
    changes: { slug: { to: store.slug }, password: { to: '[redacted]' } },
  })
})

test("a store's log shows what its people and the platform's admins did to it, and nothing of others", async () => {
  const { body: key } = await makeKey('Reports')
  await platform.call('DELETE', `/platform/v1/tenants/${store.id}/api-keys/${key.id}`, { key: store.session })
  await makeKey('Theirs', other)
  await suspend(store)
  const { data } = await get(logOf(store))
  expect(actions(data)).toEqual(['tenant.suspended', 'api_key.deleted', 'api_key.created', 'tenant.created'])
  const [suspended, revoked, created] = data
  expect(suspended).toMatchObject({
    actor: { kind: 'platform_admin' },
    target_id: store.id,
    changes: { reason: { to: 'Unpaid' } },
  })
  expect(revoked).toMatchObject({ target_id: key.id, targets: { tenant_id: store.id, api_key_id: key.id } })
  expect(created).toMatchObject({ target_id: key.id, changes: { name: { to: 'Reports' } } })
  expect(JSON.stringify(data)).not.toContain(key.key)
  expectProblem(
    await platform.call('GET', `/platform/v1/${logOf(store)}`, { key: other.session }),
    'not_found',
  )
})

test('a change of plan tells what it was', async () => {
  await platform.call('PATCH', `/platform/v1/tenants/${other.id}`, {
    key: ADMIN_TOKEN,
    body: { plan: 'pro' },
  })
  const [entry] = (await get(logOf(other), other.session)).data
  expect(entry).toMatchObject({ action: 'tenant.updated', changes: { plan: { from: 'starter', to: 'pro' } } })
})

test('admins see everything, an account its own doings', async () => {
  const all = (await get('audit-log?limit=100', ADMIN_TOKEN)).data
  expect(new Set(all.map((entry: Entry) => entry.tenant_id))).toEqual(new Set([store.id, other.id]))
  const own = (await get('account/activity')).data
  expect(own.length).toBeGreaterThan(0)
  expect(own).toEqual(all.filter(({ actor }: { actor: { id: string } }) => actor.id === store.accountId))
  const key = (await get('account/activity?action=api_key.created')).data
  expect(actions(key)).toEqual(['api_key.created'])
  expectProblem(await platform.call('GET', '/platform/v1/audit-log', { key: store.session }), 'forbidden')
  expectProblem(
    await platform.call('GET', `/platform/v1/account/activity?actor=${other.accountId}`, {
      key: store.session,
    }),
    'invalid_input',
    ['actor'],
  )
})

test('each is exported too', async () => {
  for (const [path, key] of [
    [logOf(store), store.session],
    ['audit-log', ADMIN_TOKEN],
    ['account/activity', store.session],
  ] as const) {
    const listed = (await get(`${path}?limit=100`, key)).data
    const { text } = await platform.call('GET', `/platform/v1/${path}/export`, { key })
    const ids = text
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(',')[0])
    expect(ids).toEqual(listed.map(({ id }: { id: string }) => id))
  }
})

test('a write that is refused leaves no entry, and one that is repeated leaves one', async () => {
  const count = async () => (await get(`${logOf(other)}?limit=100`, other.session)).data.length
  const before = await count()
  const send = (body: object) =>
    platform.call('POST', `/platform/v1/tenants/${other.id}/api-keys`, {
      key: other.session,
      body,
      headers: { 'idempotency-key': 'once' },
    })
  expect((await send({ name: 'A', kind: 'none' })).status).toBe(422)
  for (const _ of [1, 2, 3]) expect((await send({ name: 'A', kind: 'secret' })).status).toBe(201)
  expect(await count()).toBe(before + 1)
})

test('nobody changes or removes an entry', async () => {
  for (const statement of [
    `update audit_entries set action = 'x'`,
    'delete from audit_entries',
    'truncate audit_entries',
  ])
    await expect(platform.control.owner.unsafe(statement)).rejects.toMatchObject({ code: '42501' })
})
