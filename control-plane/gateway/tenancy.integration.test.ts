// A store and its shard: told of it on the first request, by the epoch that both know, through tokens of this shard only.

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Permission } from '../../shared/auth/permissions.ts'
import { type TenantGrant, tokenSigner } from '../../shared/auth/token.ts'
import { NO_CLIENT } from '../../shared/http/client.ts'
import {
  type Answer,
  answerFrom,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
  TOKEN_SECRET,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  expect((await store.admin('GET', '/admin/v1/store')).status).toBe(200)
})
afterAll(() => platform?.stop())

const shardOf = ({ shard }: TestStore) => platform.shards.get(shard)!.owner
const inShard = async (table: string, { id, shard }: TestStore) => {
  const { owner } = platform.shards.get(shard)!
  return (await owner`select from ${owner(table)} where tenant_id = ${id}`).length
}
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 20 })

test('sign-up alone leaves nothing on the shard; the first requests set the store up, all of them with success', async () => {
  const fresh = await platform.signUp()
  expect(await inShard('app.tenants', fresh)).toBe(0)
  const answers = await Promise.all([
    ...Array.from({ length: 10 }, () => fresh.shop('GET', '/store/v1/products')),
    ...Array.from({ length: 10 }, () => fresh.shop('POST', '/store/v1/carts', {})),
  ])
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]))
  expect(await inShard('app.tenants', fresh)).toBe(1)
  expect(await inShard('stores', fresh)).toBe(1)
  const [row] = await platform.control.owner`select provisioned_at from tenants where id = ${fresh.id}`
  expect(row?.provisioned_at).not.toBe(null)
})

test('two gateways may set a store up at the same time', async () => {
  const second = await platform.startGateway()
  const fresh = await platform.signUp()
  const call = { host: `${fresh.slug}.localhost`, key: fresh.publishable }
  const answers = await Promise.all(
    [platform, second, platform, second].map((gateway) => gateway.call('GET', '/store/v1/markets', call)),
  )
  await second.stop()
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(await inShard('stores', fresh)).toBe(1)
})

test('a gateway that dies between sign-up and set-up leaves a store that the next one sets up', async () => {
  const dying = await platform.startGateway()
  const slug = `left-${crypto.randomUUID()}`
  const body = { email: `${slug}@x.example`, password: 'a long passphrase', store_name: 'Left', slug }
  const { body: left } = await dying.call('POST', '/platform/v1/signup', { body })
  await dying.stop()
  const call = { host: `${slug}.localhost`, key: left.api_keys.secret }
  expect((await platform.call('GET', '/admin/v1/store', call)).body).toMatchObject({ name: 'Left' })
})

test('a gateway that dies before it noted the set-up repeats it, and nothing is lost', async () => {
  const settled = await platform.signUp()
  await settled.admin('PATCH', '/admin/v1/store', { name: 'Renamed', test_payments: false })
  await platform.control.owner`update tenants set provisioned_at = null where id = ${settled.id}`
  await soon(async () => {
    expect((await settled.admin('GET', '/admin/v1/store')).body).toMatchObject({
      name: 'Renamed',
      test_payments: false,
    })
    const [row] = await platform.control.owner`select provisioned_at from tenants where id = ${settled.id}`
    expect(row?.provisioned_at).not.toBe(null)
  })
})

test('a shard that cannot be told of a new store makes its first requests wait, and later ones succeed', async () => {
  const fresh = await platform.signUp()
  const shard = shardOf(fresh)
  await shard`alter table stores rename to stores_away`
  const refused = await fresh.shop('GET', '/store/v1/markets')
  await shard`alter table stores_away rename to stores`
  expectProblem(refused, 'unavailable', [])
  expect(refused.headers.get('retry-after')).toBe('1')
  expect((await fresh.shop('GET', '/store/v1/markets')).status).toBe(200)
})

test('a store that moves is refused with a time to try again, changes nothing, and goes on at its new epoch', async () => {
  const moving = await platform.signUp()
  const before = (await moving.admin('GET', '/admin/v1/store')).body
  await shardOf(moving)`update app.tenants set epoch = 2 where tenant_id = ${moving.id}`
  // Until the gateway hears that the store is set up, it sets it up once more.
  await soon(async () => expectProblem(await moving.shop('GET', '/store/v1/markets'), 'tenant_moved', []))
  for (const refused of [
    await moving.shop('GET', '/store/v1/products'),
    await moving.admin('PATCH', '/admin/v1/store', { name: 'Changed' }),
    await moving.admin('PATCH', '/admin/v1/store', { name: 'Changed' }, { 'idempotency-key': 'moving' }),
  ]) {
    expectProblem(refused, 'tenant_moved', [])
    expect(refused.headers.get('retry-after')).toBe('1')
  }
  await platform.control.owner`update tenants set epoch = 2 where id = ${moving.id}`
  await soon(async () => expect((await moving.admin('GET', '/admin/v1/store')).body).toEqual(before))
})

test('a store whose shard no worker serves is unavailable', async () => {
  const stranded = await platform.signUp()
  await platform.control.owner`
    insert into shards (name, region, max_tenants, status) values ('shard-9', 'test', 1, 'maintenance')`
  await platform.control.owner`update tenants set shard = 'shard-9' where id = ${stranded.id}`
  await soon(async () => expectProblem(await stranded.shop('GET', '/store/v1/products'), 'unavailable', []))
})

const grant = (permissions: Permission[], over: Partial<TenantGrant> = {}): TenantGrant => ({
  tenantId: store.id,
  shard: store.shard,
  epoch: 1,
  plan: 'starter',
  principal: { kind: 'secret_key', id: 'x', permissions: new Set(permissions) },
  ...over,
})

async function askWorker(
  token: string | undefined,
  method = 'GET',
  path = '/admin/v1/store',
): Promise<Answer> {
  const requestId = crypto.randomUUID()
  const headers = {
    'content-type': 'application/json',
    'x-request-id': requestId,
    ...(token === undefined ? {} : { 'x-storeplane-token': token }),
  }
  const request = new Request(`http://worker${path}`, {
    method,
    headers,
    body: method === 'GET' ? null : '{}',
  })
  const response = await platform.workers.get(store.shard)!.answer(request)
  response.headers.set('x-request-id', requestId)
  return answerFrom(response)
}

test('a worker answers to a token of its shard and the tenant in it', async () => {
  const answer = await askWorker(await tokenSigner(TOKEN_SECRET)(grant(['store:read'])))
  expect(answer.body.contact_email).toContain(store.slug)
})

test('a worker refuses a token of another shard, of another secret, or that is none', async () => {
  const elsewhere = store.shard === 'shard-1' ? 'shard-2' : 'shard-1'
  const good = await tokenSigner(TOKEN_SECRET)(grant(['store:read']))
  const [head = '', payload = '', signature = ''] = good.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const token of [
    await tokenSigner(TOKEN_SECRET)(grant(['store:read'], { shard: elsewhere })),
    await tokenSigner('another secret of at least 32 characters')(grant(['store:read'])),
    `${encode({ alg: 'none' })}.${payload}.`,
    `${head}.${encode({ ...claims, permissions: ['internal'] })}.${signature}`,
    `${head}.${payload}.`,
    '',
    undefined,
    'x',
    store.secret,
  ])
    expectProblem(await askWorker(token), 'invalid_credentials', [])
})

test('a worker in the same process refuses what is meant for another shard', async () => {
  for (const [name, worker] of platform.workers) {
    const response = await worker.dispatch(new Request('http://worker/admin/v1/store'), {
      grant: grant(['store:read'], { shard: store.shard }),
      requestId: 'x',
      client: () => NO_CLIENT,
    })
    expect(response.status).toBe(name === store.shard ? 200 : 401)
  }
})

test('a worker refuses a token after a minute, though it took it before', async () => {
  const token = await tokenSigner(TOKEN_SECRET)(grant(['store:read']))
  expect((await askWorker(token)).status).toBe(200)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
  try {
    expectProblem(await askWorker(token), 'invalid_credentials', [])
  } finally {
    vi.useRealTimers()
  }
})

test("a worker holds a token to its permissions, and to the tenant's epoch", async () => {
  const sign = tokenSigner(TOKEN_SECRET)
  expectProblem(await askWorker(await sign(grant(['shop']))), 'forbidden')
  const all = await sign(grant(['shop', 'store:read', 'store:write']))
  expectProblem(await askWorker(all, 'PUT', '/internal/v1/store'), 'forbidden')
  expectProblem(await askWorker(await sign(grant(['store:read'], { epoch: 7 }))), 'tenant_moved')
  const nobody = await sign(grant(['store:read'], { tenantId: crypto.randomUUID() }))
  expectProblem(await askWorker(nobody), 'tenant_moved')
})
