// Stores that are suspended, resumed, closed and reopened.
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { addMember } from '../../shared/testing/members.ts'
import {
  ADMIN_TOKEN,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let second: Gateway
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  second = await platform.startGateway()
})
beforeEach(async () => {
  store = await platform.signUp()
})
afterAll(async () => {
  await second?.stop()
  await platform?.stop()
})

const tenant = (path = '', { id } = store) => `/platform/v1/tenants/${id}${path}`
const change = (name: string, body: object = {}, key = ADMIN_TOKEN) =>
  platform.call('POST', tenant(`/${name}`), { key, body })
const close = (over: object = {}, key = ADMIN_TOKEN) =>
  change('close', { confirm_slug: store.slug, ...over }, key)
const read = async (key = store.session) => (await platform.call('GET', tenant(), { key })).body
const mails = async () =>
  platform.control.owner`
    select template, recipient, body from mails where recipient = ${`owner@${store.slug}.example`}
      and template <> 'email_verification' order by id`
/** What both gateways answer soon. */
const everywhere = (check: (answer: Awaited<ReturnType<Gateway['call']>>) => void, key = store.secret) =>
  vi.waitFor(
    async () => {
      for (const gateway of [platform, second])
        check(await gateway.call('GET', '/admin/v1/store', { host: `${store.slug}.localhost`, key }))
    },
    { timeout: 5_000, interval: 20 },
  )

test('a suspended store answers nobody on any gateway until it is resumed; its owner still reads why', async () => {
  await everywhere(({ status }) => expect(status).toBe(200))
  const suspended = await change('suspend', { reason: 'Chargebacks' })
  expect(suspended.body).toMatchObject({ id: store.id, status: 'suspended' })
  await everywhere((answer) => expectProblem(answer, 'tenant_suspended'))
  expect(await read()).toMatchObject({
    status: 'suspended',
    status_changes: [
      {
        status: 'suspended',
        reason: 'Chargebacks',
        actor: { kind: 'platform_admin', id: 'platform_admin' },
        at: expect.stringMatching(/Z$/),
      },
    ],
  })
  await change('resume')
  await everywhere(({ status }) => expect(status).toBe(200))
  const { status_changes } = await read()
  expect(status_changes.map(({ status }: { status: string }) => status)).toEqual(['active', 'suspended'])
  expect(await mails()).toMatchObject([
    { template: 'store_suspended', body: expect.stringContaining('Reason: Chargebacks') },
    { template: 'store_resumed' },
  ])
})

test('an owner closes a store by its name; an admin reopens it', async () => {
  const closed = await close({ reason: 'We retire' }, store.session)
  expect(closed.body).toMatchObject({
    status: 'cancelled',
    status_changes: [{ reason: 'We retire', actor: { kind: 'account', id: store.accountId } }],
  })
  await everywhere((answer) => expectProblem(answer, 'tenant_cancelled'))
  await everywhere((answer) => expectProblem(answer, 'tenant_cancelled'), store.publishable)
  const again = await platform.call('POST', '/platform/v1/signup', {
    body: {
      email: 'new@owner.example',
      password: 'a long passphrase',
      store_name: 'Again',
      slug: store.slug,
    },
  })
  expectProblem(again, 'slug_taken', ['slug'])
  expectProblem(await change('reopen', {}, store.session), 'forbidden')
  expect((await change('reopen')).body.status).toBe('active')
  await everywhere(({ status }) => expect(status).toBe(200))
  expect((await mails()).map(({ template }) => template)).toEqual(['store_closed', 'store_reopened'])
})

test('a store is not closed by mistake, nor by a member who may not', async () => {
  expectProblem(await close({ confirm_slug: 'another' }, store.session), 'invalid_input', ['confirm_slug'])
  expectProblem(await change('close', {}, store.session), 'invalid_input', ['confirm_slug'])
  const other = await platform.signUp()
  expectProblem(await close({}, other.session), 'not_found')
  expectProblem(await close({}, store.secret), 'forbidden')
  const { session } = await addMember(platform, store, { role: 'admin' })
  expectProblem(await close({}, session), 'forbidden')
  expect((await read()).status).toBe('active')
})

test('a change that does not fit changes nothing and mails nobody', async () => {
  for (const name of ['resume', 'reopen']) expectProblem(await change(name), 'wrong_tenant_status')
  expectProblem(await change('suspend', {}), 'invalid_input', ['reason'])
  expectProblem(await change('suspend', { reason: ' ' }), 'invalid_input', ['reason'])
  expectProblem(await change('suspend', { reason: 'Mine' }, store.session), 'forbidden')
  await change('suspend', { reason: 'Once' })
  expectProblem(await change('suspend', { reason: 'Twice' }), 'wrong_tenant_status')
  expect((await read()).status_changes).toHaveLength(1)
  expect(await mails()).toHaveLength(1)
  const missing = `/platform/v1/tenants/${crypto.randomUUID()}/suspend`
  expectProblem(
    await platform.call('POST', missing, { key: ADMIN_TOKEN, body: { reason: 'Who' } }),
    'not_found',
  )
})

test('a store that was closed more than 30 days ago stays closed', async () => {
  await close()
  await platform.control.owner`
    update tenant_status_changes set at = at - interval '30 days 1 minute' where tenant_id = ${store.id}`
  expectProblem(await change('reopen'), 'wrong_tenant_status')
  expect((await read()).status).toBe('cancelled')
})

test('the standing is not patched', async () => {
  const answer = await platform.call('PATCH', tenant(), { key: ADMIN_TOKEN, body: { status: 'suspended' } })
  expectProblem(answer, 'invalid_input', ['status'])
})
