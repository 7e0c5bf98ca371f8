// The people who run the installation: what they may, on every gateway, and that one of them is always left.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { lastToken } from '../../shared/testing/mails.ts'
import {
  ADMIN_TOKEN,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

const ADMINS = '/platform/v1/admins'
let platform: TestPlatform
let second: Gateway
let one: TestStore
let two: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  second = await platform.startGateway()
  one = await platform.signUp()
  two = await platform.signUp()
})
afterAll(async () => {
  await second?.stop()
  await platform?.stop()
})

const emailOf = ({ slug }: TestStore) => `owner@${slug}.example`
const add = (email: string, key = ADMIN_TOKEN) => platform.call('POST', ADMINS, { key, body: { email } })
const remove = (store: TestStore, key = ADMIN_TOKEN) =>
  platform.call('DELETE', `${ADMINS}/${store.accountId}`, { key })
const within = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 20 })

test('an account that has verified its address is made an administrator, and may what one may at once', async () => {
  expectProblem(await add(emailOf(one)), 'invalid_input', ['email'])
  for (const store of [one, two]) {
    const token = await lastToken(platform.control, emailOf(store))
    await platform.call('POST', '/platform/v1/email-verifications', { body: { token } })
  }
  for (const gateway of [platform, second])
    expectProblem(await gateway.call('GET', ADMINS, { key: one.session }), 'forbidden')

  const added = { account_id: one.accountId, email: emailOf(one), name: null }
  expect(await add(emailOf(one))).toMatchObject({ status: 201, body: added })
  expect((await add(emailOf(one))).body).toEqual(added)
  for (const gateway of [platform, second])
    await within(async () => {
      expect((await gateway.call('GET', ADMINS, { key: one.session })).body).toEqual({ data: [added] })
    })
})

test('an administrator sees all stores, and acts in their own ones as a member', async () => {
  const list = await platform.call('GET', '/platform/v1/tenants', { key: one.session })
  expect(list.body.data.map(({ id }: { id: string }) => id)).toEqual([two.id, one.id])
  const at = (id: string, rest = '') => `/platform/v1/tenants/${id}${rest}`
  expect((await platform.call('GET', at(two.id), { key: one.session })).status).toBe(200)
  const key = { key: one.session, body: { name: 'A', kind: 'secret' } }
  expect((await platform.call('POST', at(one.id, '/api-keys'), key)).status).toBe(201)
  expectProblem(await platform.call('POST', at(two.id, '/api-keys'), key), 'forbidden')
  expect((await platform.call('GET', '/platform/v1/account', { key: one.session })).body).toMatchObject({
    id: one.accountId,
    platform_role: 'admin',
    stores: [{ id: one.id }],
  })
  const staff = { host: `${two.slug}.localhost`, key: one.session }
  expectProblem(await platform.call('GET', '/admin/v1/store', staff), 'forbidden')
  const named = { key: one.session, headers: { 'x-tenant-id': two.id } }
  expectProblem(await platform.call('GET', '/admin/v1/store', named), 'not_found')
})

test('administrators are removed, on every gateway, but never the last one', async () => {
  expectProblem(await remove(one, one.session), 'last_admin', [])
  expectProblem(await remove(two), 'not_found')
  await add(emailOf(two), one.session)
  await within(async () => {
    expect((await second.call('GET', ADMINS, { key: two.session })).body.data).toHaveLength(2)
  })
  expect((await remove(two, one.session)).body).toEqual({ account_id: two.accountId, deleted: true })
  for (const gateway of [platform, second])
    await within(async () => {
      expectProblem(await gateway.call('GET', ADMINS, { key: two.session }), 'forbidden')
    })
  expectProblem(await remove(one), 'last_admin')
})

test('two who remove each other at once leave one', async () => {
  await add(emailOf(two))
  const answers = await Promise.all([remove(one), remove(two)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect((await platform.call('GET', ADMINS, { key: ADMIN_TOKEN })).body.data).toHaveLength(1)
})

test('the token for programs is no person', async () => {
  for (const path of ['/platform/v1/account', '/platform/v1/sessions'])
    expectProblem(await platform.call('GET', path, { key: ADMIN_TOKEN }), 'forbidden')
})
