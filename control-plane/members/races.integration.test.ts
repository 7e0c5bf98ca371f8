// Changes of members at the same time, and on more than one gateway.
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  addMember,
  addRole,
  callerAt,
  liftSeats,
  mailedToken,
  newEmail,
  PASSWORD,
  type TestMember,
} from '../../shared/testing/members.ts'
import {
  type Answer,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let second: Gateway
let store: TestStore
let owner: TestMember['call']
beforeAll(async () => {
  platform = await startTestPlatform()
  second = await platform.startGateway()
})
afterAll(async () => {
  await second?.stop()
  await platform?.stop()
})
beforeEach(async () => {
  store = await platform.signUp()
  owner = callerAt(platform, store.id, store.session)
})

const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort()
const owners = async () =>
  (await platform.control.owner`select from memberships where tenant_id = ${store.id} and role = 'owner'`)
    .length
/** What takes effect within a second may take two here, where many tests run at once. */
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 2_000, interval: 20 })

test.each<[string, (at: string) => readonly [method: string, path: string, body?: object]]>([
  ['take another role', (id) => ['PATCH', `/members/${id}`, { role: 'admin' }]],
  ['are removed', (id) => ['DELETE', `/members/${id}`]],
  ['leave', () => ['POST', '/leave']],
])('of owners who all %s at once one stays', async (_, change) => {
  for (let round = 0; round < 3; round += 1) {
    store = await platform.signUp()
    const first = { accountId: store.accountId, call: callerAt(platform, store.id, store.session) }
    const all = [
      first,
      ...(await Promise.all([1, 2].map(() => addMember(platform, store, { role: 'owner' })))),
    ]
    const answers = await Promise.all(all.map(({ accountId, call }) => call(...change(accountId))))
    expect(statuses(answers)).toEqual([200, 200, 409])
    for (const answer of answers) if (answer.status === 409) expectProblem(answer, 'last_owner', [])
    expect(await owners()).toBe(1)
  }
})

test('of two owners who unmake each other one is faster', async () => {
  const other = await addMember(platform, store, { role: 'owner' })
  const answers = await Promise.all([
    owner('PATCH', `/members/${other.accountId}`, { role: 'staff' }),
    other.call('PATCH', `/members/${store.accountId}`, { role: 'staff' }),
  ])
  expect(statuses(answers)).toEqual([200, 403])
  expect(await owners()).toBe(1)
})

test('who was just removed changes nothing more, though a gateway may not know yet', async () => {
  const admin = await addMember(platform, store, { role: 'admin' })
  const victim = await addMember(platform, store, { role: 'staff' })
  const [removed, late] = await Promise.all([
    owner('DELETE', `/members/${admin.accountId}`),
    admin.call('PATCH', `/members/${victim.accountId}`, { role: 'admin' }),
  ])
  expect(removed.status).toBe(200)
  const { body } = await owner('GET', `/members/${victim.accountId}`)
  expect(body.role).toBe(late.status === 200 ? 'admin' : 'staff')
  if (late.status !== 200) expectProblem(late, 'not_found')
})

test('a link that many use at once lets one in', async () => {
  const email = newEmail()
  await owner('POST', '/invitations', { email, role: 'admin' })
  const body = { token: await mailedToken(platform, email), password: PASSWORD }
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, i) =>
      (i % 2 === 0 ? platform : second).call('POST', '/platform/v1/invitations/accept-as-new', { body }),
    ),
  )
  expect(statuses(answers)).toEqual([201, 409, 409, 409, 409, 409])
  for (const answer of answers) if (answer.status !== 201) expectProblem(answer, 'link_expired', [])
})

test('the last seat goes to one of many invitations', async () => {
  await platform.control.owner`
    update tenants set limits = jsonb_set(limits, '{users}', '3') where id = ${store.id}`
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => owner('POST', '/invitations', { email: newEmail(), role: 'admin' })),
  )
  expect(statuses(answers)).toEqual([201, 201, 409, 409, 409, 409])
})

test('one address is invited once', async () => {
  const body = { email: newEmail(), role: 'admin' }
  const answers = await Promise.all(Array.from({ length: 5 }, () => owner('POST', '/invitations', body)))
  expect(statuses(answers)).toEqual([201, 409, 409, 409, 409])
})

test('a role that is given is not deleted, and one that is deleted is not given', async () => {
  await liftSeats(platform, store)
  for (let round = 0; round < 5; round += 1) {
    const id = await addRole(platform, store, [])
    const body = { email: newEmail(), role: 'custom', role_id: id }
    const [given, deleted] = await Promise.all([
      owner('POST', '/invitations', body),
      owner('DELETE', `/roles/${id}`),
    ])
    if (given.status === 201) expectProblem(deleted, 'role_in_use', [])
    else {
      expectProblem(given, 'invalid_input', ['role_id'])
      expect(deleted.status).toBe(200)
    }
  }
})

test('changes of a membership and of a role reach every gateway within a second', async () => {
  const id = await addRole(platform, store, ['products:read'])
  const member = await addMember(platform, store, { role: 'custom', role_id: id })
  const bystander = await platform.signUp()
  const gateways = [platform, second]
  const on = (gateway: Gateway, path: string, key = member.session, { slug } = store) =>
    gateway.call('GET', `/admin/v1/${path}`, { host: `${slug}.localhost`, key })
  const expectEverywhere = async (products: number, orders: number) => {
    for (const gateway of gateways)
      await soon(async () => {
        expect([(await on(gateway, 'products')).status, (await on(gateway, 'orders')).status]).toEqual([
          products,
          orders,
        ])
      })
  }
  await expectEverywhere(200, 403)
  for (const gateway of gateways)
    expect((await on(gateway, 'orders', bystander.session, bystander)).status).toBe(200)

  await owner('PATCH', `/roles/${id}`, { permissions: ['orders:read'] })
  await expectEverywhere(403, 200)
  await owner('PATCH', `/members/${member.accountId}`, { role: 'staff', permissions: ['products:read'] })
  await expectEverywhere(200, 403)
  await owner('PATCH', `/members/${member.accountId}`, { role: 'admin' })
  await expectEverywhere(200, 200)
  await owner('DELETE', `/members/${member.accountId}`)
  await expectEverywhere(403, 403)

  // A session that every gateway knows, of somebody who joins another store.
  const person = await addMember(platform, bystander, { role: 'staff', permissions: ['orders:read'] })
  for (const gateway of gateways) expect((await on(gateway, 'products', person.session)).status).toBe(403)
  await owner('POST', '/invitations', { email: person.email, role: 'admin' })
  const body = { token: await mailedToken(platform, person.email) }
  const accepted = await platform.call('POST', '/platform/v1/invitations/accept', {
    key: person.session,
    body,
  })
  expect(accepted.status, accepted.text).toBe(200)
  for (const gateway of gateways)
    await soon(async () => expect((await on(gateway, 'products', person.session)).status).toBe(200))
})
