// A platform admin in the place of a store's owner: what they may do, where, how long, and who knows of it.
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openPool, type Pool } from '../../shared/db/connect.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import type { ControlCtx } from '../context.ts'
import { controlDb } from '../database.ts'
import { ImpersonationInput } from './schema.ts'
import { beginImpersonation } from './service.ts'

const REASON = 'Ticket 4711: orders are missing'

let platform: TestPlatform
let second: Gateway
let pool: Pool
let store: TestStore
let other: TestStore
let admin: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  second = await platform.startGateway()
  pool = openPool(platform.control.appUrl, 2, 'test')
  other = await platform.signUp()
  admin = await platform.signUp()
})
beforeEach(async () => {
  store = await platform.signUp()
})
afterAll(async () => {
  await pool?.close()
  await second?.stop()
  await platform?.stop()
})

/** As an admin who signed in as a person asks for it. */
const begin = (input: object = {}, now = new Date()) => {
  const principal = { kind: 'platform_admin' as const, id: admin.accountId, permissions: new Set<never>() }
  const ctx = {
    ...controlDb(pool, { tenantId: store.id }),
    principal,
    now,
    jobs: { wake: () => {} },
  } as unknown as ControlCtx
  return beginImpersonation(ctx, store.id, ImpersonationInput.parse({ reason: REASON, ...input }))
}

const path = (rest = '', { id } = store) => `/platform/v1/tenants/${id}/impersonations${rest}`
const onPlatform = (method: string, url: string, key: string, body?: unknown) =>
  platform.call(method, url, { key, ...(body === undefined ? {} : { body }) })
const atStore = (method: string, url: string, key: string, body?: unknown, { slug } = store) =>
  platform.call(method, url, { host: `${slug}.localhost`, key, ...(body === undefined ? {} : { body }) })
const flag = ({ headers }: Answer) => headers.get('storeplane-impersonation')
const PRODUCT = { title: 'By another', variants: [{}] }

test('is for admins who are persons', async () => {
  const body = { reason: REASON }
  expectProblem(await onPlatform('POST', path(), ADMIN_TOKEN, body), 'person_required')
  expectProblem(await onPlatform('POST', path(), store.session, body), 'forbidden')
  expect((await onPlatform('GET', path(), store.session)).body.data).toEqual([])
})

test.each<[object, string]>([
  [{}, 'reason'],
  [{ reason: 'too short' }, 'reason'],
  [{ reason: REASON, minutes: 61 }, 'minutes'],
  [{ reason: REASON, minutes: 0 }, 'minutes'],
  [{ reason: REASON, account_id: 'me' }, 'account_id'],
])('%j is refused', async (body, field) => {
  expectProblem(await onPlatform('POST', path(), ADMIN_TOKEN, body), 'invalid_input', [field])
})

test('acts as the oldest owner, or as the member that was named', async () => {
  const { token, ...made } = await begin()
  expect(token).toMatch(/^sp_im_[0-9A-Za-z]{49}$/)
  expect(made).toMatchObject({
    tenant_id: store.id,
    admin_id: admin.accountId,
    account_id: store.accountId,
    reason: REASON,
    write: false,
    ended_at: null,
  })
  expect(Date.parse(made.expires_at) - Date.parse(made.created_at)).toBe(30 * 60_000)
  expect(await begin({ account_id: store.accountId, minutes: 5 })).toMatchObject({
    account_id: store.accountId,
  })
  await expect(begin({ account_id: other.accountId })).rejects.toMatchObject({
    code: 'invalid_input',
    issues: [{ path: 'account_id' }],
  })
})

test('reads what the owner reads and changes nothing; every answer says so', async () => {
  const { token, id } = await begin()
  const read = await atStore('GET', '/admin/v1/products', token)
  expect([read.status, flag(read)]).toEqual([200, `${id}; read-only`])
  const refused = await atStore('POST', '/admin/v1/products', token, PRODUCT)
  expectProblem(refused, 'forbidden')
  expect(flag(refused)).toBe(`${id}; read-only`)
  const tenant = await onPlatform('GET', `/platform/v1/tenants/${store.id}`, token)
  expect([tenant.status, flag(tenant)]).toEqual([200, `${id}; read-only`])
  expect(flag(await atStore('GET', '/admin/v1/products', store.session))).toBeNull()
})

test('changes things where it was begun for that; the log names both', async () => {
  const { token, id } = await begin({ write: true })
  const made = await atStore('POST', '/admin/v1/products', token, PRODUCT)
  expect([made.status, flag(made)]).toEqual([201, `${id}; write`])
  const { data } = (await store.admin('GET', `/admin/v1/audit-log?target=${made.body.id}`)).body
  expect(data).toMatchObject([
    {
      actor: { kind: 'account', id: store.accountId, label: `owner@${store.slug}.example` },
      impersonator: admin.accountId,
      action: 'product.created',
    },
  ])
})

test.each([false, true])('reaches nothing beyond that store (write: %s)', async (write) => {
  const { token } = await begin({ write })
  expectProblem(await atStore('GET', '/admin/v1/products', token, undefined, other), 'forbidden')
  expectProblem(await atStore('GET', '/store/v1/products', token, undefined, other), 'forbidden')
  expectProblem(await onPlatform('GET', `/platform/v1/tenants/${other.id}`, token), 'not_found')
  expectProblem(await onPlatform('GET', '/platform/v1/tenants', token), 'forbidden')
  expectProblem(await onPlatform('GET', '/platform/v1/account/activity', token), 'forbidden')
  expectProblem(await onPlatform('GET', '/platform/v1/audit-log', token), 'forbidden')
  expectProblem(await onPlatform('POST', path(), token, { reason: REASON }), 'forbidden')
  const key = { name: 'Back door', kind: 'secret' }
  expectProblem(
    await onPlatform('POST', `/platform/v1/tenants/${store.id}/api-keys`, token, key),
    'forbidden',
  )
  const close = { confirm_slug: store.slug }
  expectProblem(await onPlatform('POST', `/platform/v1/tenants/${store.id}/close`, token, close), 'forbidden')
})

test('tells by what one acts, for a banner', async () => {
  const { token, id } = await begin()
  const current = (key: string) => onPlatform('GET', '/platform/v1/impersonations/current', key)
  expect((await current(token)).body.impersonation).toMatchObject({
    id,
    reason: REASON,
    account_email: `owner@${store.slug}.example`,
    tenant_slug: store.slug,
  })
  expect((await current(store.session)).body).toEqual({ impersonation: null })
})

test('the owner gets a mail, sees it and ends it, on every gateway at once', async () => {
  const { token, id } = await begin()
  const [mail] = await platform.control.owner`
    select template, body from mails where recipient = ${`owner@${store.slug}.example`}
      order by id desc limit 1`
  expect(mail).toMatchObject({ template: 'impersonation_started', body: expect.stringContaining(REASON) })
  const listed = (await onPlatform('GET', path(), store.session)).body.data
  expect(listed).toMatchObject([{ id, reason: REASON, admin_id: admin.accountId }])
  expect(JSON.stringify(listed)).not.toContain('token')

  const call = { host: `${store.slug}.localhost`, key: token }
  for (const gateway of [platform, second])
    expect((await gateway.call('GET', '/admin/v1/products', call)).status).toBe(200)
  expectProblem(await onPlatform('DELETE', path(`/${id}`, other), other.session), 'not_found')
  const ended = await onPlatform('DELETE', path(`/${id}`), store.session)
  expect(ended.body).toMatchObject({ id, ended_at: expect.stringMatching(/Z$/) })
  await vi.waitFor(async () => {
    for (const gateway of [platform, second])
      expectProblem(await gateway.call('GET', '/admin/v1/products', call), 'invalid_credentials')
  }, 5_000)
  expect((await onPlatform('DELETE', path(`/${id}`), ADMIN_TOKEN)).body).toEqual(ended.body)
  const [entry] = (await onPlatform('GET', `/platform/v1/tenants/${store.id}/audit-log`, store.session)).body
    .data
  expect(entry).toMatchObject({ action: 'impersonation.ended', target_id: id })
})

test('ends by the clock, though nobody tells the gateways, and then stays as it was', async () => {
  const left = 3_000
  const { token, id } = await begin({}, new Date(Date.now() - 30 * 60_000 + left))
  const call = { host: `${store.slug}.localhost`, key: token }
  for (const gateway of [platform, second])
    expect((await gateway.call('GET', '/admin/v1/products', call)).status).toBe(200)
  await vi.waitFor(
    async () => {
      for (const gateway of [platform, second])
        expectProblem(await gateway.call('GET', '/admin/v1/products', call), 'invalid_credentials')
    },
    { timeout: 10_000, interval: 100 },
  )
  expect((await onPlatform('DELETE', path(`/${id}`), store.session)).body.ended_at).toBeNull()
})

test('ends with the membership of the account', async () => {
  const { token } = await begin()
  expect((await atStore('GET', '/admin/v1/products', token)).status).toBe(200)
  await platform.control.owner`delete from memberships where account_id = ${store.accountId}`
  await vi.waitFor(
    async () => expectProblem(await atStore('GET', '/admin/v1/products', token), 'invalid_credentials'),
    5_000,
  )
})

test('the token is kept as a hash only', async () => {
  const { token } = await begin()
  const rows = await platform.control
    .owner`select i::text from impersonations i where tenant_id = ${store.id}`
  expect(JSON.stringify(rows)).not.toContain(token)
})
