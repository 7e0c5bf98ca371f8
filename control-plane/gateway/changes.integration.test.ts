// Gateways stay true to the control database: while it tells them of changes, while it does not, and while it is gone.
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createCredential } from '../../shared/auth/credentials.ts'
import {
  ADMIN_TOKEN,
  type Answer,
  type Gateway,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { startTcpProxy, type TcpProxy } from '../../shared/testing/tcp-proxy.ts'

let platform: TestPlatform
/** Reaches the control database by way of a network that can be cut. */
let second: Gateway
let network: TcpProxy
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  network = await startTcpProxy(platform.control.appUrl)
  second = await platform.startGateway(network.url)
})
afterAll(async () => {
  await network?.heal()
  await second?.stop()
  await network?.stop()
  await platform?.stop()
})

const STAFF = '/admin/v1/store'
const SHOP = '/store/v1/products'
const on = (
  gateway: Gateway,
  path = STAFF,
  { slug, secret }: { slug: string; secret: string } = store,
): Promise<Answer> => gateway.call('GET', path, { host: `${slug}.localhost`, key: secret })
const setStatus = (status: 'suspended' | 'active', id = store.id) =>
  platform.call('POST', `/platform/v1/tenants/${id}/${status === 'active' ? 'resume' : 'suspend'}`, {
    key: ADMIN_TOKEN,
    body: { reason: 'Unpaid' },
  })
/** What takes effect within a second may take two here, where many tests run at once. */
const SOON = 2
const within = (seconds: number, check: () => Promise<void>) =>
  vi.waitFor(check, { timeout: seconds * 1_000, interval: 20 })
const listeners = () => platform.control.owner<{ pid: number }[]>`
  select pid from pg_stat_activity where application_name = 'storeplane-listen' and datname = current_database()`

/** A store that both gateways know already. */
beforeEach(async () => {
  await network.heal()
  await within(10, async () => expect(await listeners()).toHaveLength(2))
  store = await platform.signUp()
  for (const gateway of [platform, second])
    await within(10, async () => expect((await on(gateway)).status).toBe(200))
  // That it is set up now, is a change of which the gateways hear too.
  await setTimeout(100)
  for (const gateway of [platform, second]) expect((await on(gateway)).status).toBe(200)
})

test('a suspension, and its end, reach every gateway within a second', async () => {
  await setStatus('suspended')
  for (const gateway of [platform, second])
    await within(SOON, async () => expectProblem(await on(gateway), 'tenant_suspended'))
  await setStatus('active')
  for (const gateway of [platform, second])
    await within(SOON, async () => expect((await on(gateway)).status).toBe(200))
})

test('the revocation of a key reaches every gateway within a second', async () => {
  const keys = `/platform/v1/tenants/${store.id}/api-keys`
  const { body } = await platform.call('GET', keys, { key: store.session })
  for (const { id } of body.data) await platform.call('DELETE', `${keys}/${id}`, { key: store.session })
  for (const gateway of [platform, second])
    await within(SOON, async () => expectProblem(await on(gateway), 'invalid_credentials'))
})

test('it reaches a gateway within a second that alone has lost its ear, and one that has not', async () => {
  const first = await listeners()
  const deaf = await platform.startGateway()
  await within(10, async () => expect(await listeners()).toHaveLength(3))
  const own = new Set(first.map(({ pid }) => pid))
  const keepOut = async () => {
    for (const { pid } of await listeners())
      if (!own.has(pid)) await platform.control.owner`select pg_terminate_backend(${pid})`
  }
  expect((await on(deaf)).status).toBe(200)
  const keepingOut = setInterval(() => void keepOut().catch(() => {}), 25)
  try {
    await keepOut()
    for (const gateway of [platform, deaf]) expect((await on(gateway)).status).toBe(200)
    const keys = `/platform/v1/tenants/${store.id}/api-keys`
    const { body } = await platform.call('GET', keys, { key: store.session })
    for (const { id } of body.data) await platform.call('DELETE', `${keys}/${id}`, { key: store.session })
    for (const gateway of [platform, deaf])
      await within(SOON, async () => expectProblem(await on(gateway), 'invalid_credentials'))
    expect((await listeners()).filter(({ pid }) => own.has(pid))).toHaveLength(own.size)
  } finally {
    clearInterval(keepingOut)
    await deaf.stop()
  }
})

test('a session or membership that ends, ends on every gateway within a second', async () => {
  const staff = { slug: store.slug, secret: store.session }
  for (const gateway of [platform, second]) expect((await on(gateway, STAFF, staff)).status).toBe(200)
  await platform.control.owner`delete from memberships where account_id = ${store.accountId}`
  for (const gateway of [platform, second])
    await within(SOON, async () => expectProblem(await on(gateway, STAFF, staff), 'forbidden'))
  await platform.control.owner`delete from sessions where account_id = ${store.accountId}`
  for (const gateway of [platform, second])
    await within(SOON, async () => expectProblem(await on(gateway, STAFF, staff), 'invalid_credentials'))
})

test('a new address reaches every gateway within a second, and the old one is free', async () => {
  const slug = `${store.slug}-new`
  await platform.control.owner`update tenants set slug = ${slug} where id = ${store.id}`
  for (const gateway of [platform, second]) {
    await within(SOON, async () => expect((await on(gateway, STAFF, { ...store, slug })).status).toBe(200))
    await within(SOON, async () => expectProblem(await on(gateway), 'unknown_host'))
  }
})

test('a change while nobody listens counts within a second, and when listening again at once', async () => {
  for (const { pid } of await listeners()) await platform.control.owner`select pg_terminate_backend(${pid})`
  await setStatus('suspended')
  for (const gateway of [platform, second])
    await within(SOON + 1, async () => expectProblem(await on(gateway), 'tenant_suspended'))
  await within(5, async () => expect(await listeners()).toHaveLength(2))
  await setStatus('active')
  for (const gateway of [platform, second])
    await within(SOON, async () => expect((await on(gateway)).status).toBe(200))
})

test('a change while nobody can listen counts within a second too', async () => {
  const kill = async () => {
    for (const { pid } of await listeners()) await platform.control.owner`select pg_terminate_backend(${pid})`
  }
  const keepingOut = setInterval(() => void kill().catch(() => {}), 25)
  try {
    await kill()
    await setStatus('suspended')
    for (const gateway of [platform, second])
      await within(SOON + 1, async () => expectProblem(await on(gateway), 'tenant_suspended'))
    await setStatus('active')
    for (const gateway of [platform, second])
      await within(SOON + 1, async () => expect((await on(gateway)).status).toBe(200))
  } finally {
    clearInterval(keepingOut)
  }
})

test('a message that is none of ours does no harm', async () => {
  for (const payload of ['', 'x', '{}', 'null', '{"table":1}', '{"table":"tenants","keys":[1]}'])
    await platform.control.owner`select pg_notify('control_changes', ${payload})`
  await setStatus('suspended')
  for (const gateway of [platform, second])
    await within(SOON, async () => expectProblem(await on(gateway), 'tenant_suspended'))
})

test('while the control database cannot be reached, known stores go on and unknown ones are told to wait', async () => {
  const newcomer = await platform.signUp()
  await network.cut()
  for (let i = 0; i < 15; i += 1) {
    expect((await on(second)).status).toBe(200)
    expect((await on(second, SHOP)).status).toBe(200)
    await setTimeout(100)
  }
  const refused = [
    await on(second, STAFF, newcomer),
    await second.call('GET', SHOP, { key: newcomer.secret }),
    await on(second, STAFF, { ...store, secret: createCredential('sp_sk_').secret }),
    await second.call('GET', '/platform/v1/tenants', { key: newcomer.session }),
    await second.call('GET', SHOP, { host: 'no-such-store.localhost' }),
  ]
  for (const answer of refused) {
    expectProblem(answer, 'unavailable', [])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  expect((await second.call('GET', '/healthz')).status).toBe(200)
  expect((await second.call('GET', '/readyz')).status).toBe(503)

  await setStatus('suspended')
  await network.heal()
  await within(5, async () => expectProblem(await on(second), 'tenant_suspended'))
  await within(5, async () => expect((await on(second, STAFF, newcomer)).status).toBe(200))
  await within(5, async () => expect((await second.call('GET', '/readyz')).status).toBe(200))
  await within(5, async () => expect(await listeners()).toHaveLength(2))
}, 30_000)

test('a control database that falls silent is given up on: known stores go on, unknown ones are told to wait', async () => {
  const newcomer = await platform.signUp()
  network.silence()
  // Until the silence is noticed a change is not, so this is when it would be served in vain.
  await setStatus('suspended')
  await within(10, async () => expectProblem(await on(second, STAFF, newcomer), 'unavailable'))
  expect((await second.call('GET', '/readyz')).status).toBe(503)
  const started = performance.now()
  for (let i = 0; i < 30; i += 1) {
    expect((await on(second)).status).toBe(200)
    await setTimeout(100)
  }
  expect(performance.now() - started).toBeLessThan(3_000 + 2_500)

  await network.heal()
  await within(10, async () => expectProblem(await on(second), 'tenant_suspended'))
  await within(10, async () => expect((await on(second, STAFF, newcomer)).status).toBe(200))
}, 40_000)
