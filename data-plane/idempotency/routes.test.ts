// `Idempotency-Key`: a repeated write gives the same answer and is done once.
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
let key: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
beforeEach(() => {
  key = crypto.randomUUID()
})
afterAll(() => platform?.stop())

const PRODUCTS = '/admin/v1/products'
const named = (title: string) => ({ title, variants: [{}] })
const create = (body: unknown = named(key), over: Record<string, string> = {}) =>
  store.admin('POST', PRODUCTS, body, { 'idempotency-key': key, ...over })
const replayed = (answer: Answer) => answer.headers.get('idempotency-replayed')
const shardOf = ({ shard }: TestStore) => platform.shards.get(shard)!.owner
const count = async (title: string, { id } = store): Promise<number> =>
  (await shardOf(store)`select from products where title = ${title} and tenant_id = ${id}`).length
const age = (interval: string) =>
  shardOf(store)`update idempotency_keys set created_at = now() - ${interval}::interval where key = ${key}`

test('the same write with the same key is done once and answered alike', async () => {
  const first = await create()
  const again = await create()
  expect([first.status, again.status]).toEqual([201, 201])
  expect(again.text).toBe(first.text)
  expect([replayed(first), replayed(again)]).toEqual([null, 'true'])
  expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
  expect(await count(key)).toBe(1)
})

test('also when it is sent many times at once', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => create()))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  expect(answers.filter((answer) => replayed(answer) === null)).toHaveLength(1)
  expect(await count(key)).toBe(1)
})

test('its events are emitted once', async () => {
  const { body } = await create()
  await create()
  const { data } = (await store.admin('GET', '/admin/v1/events?name=product.created')).body
  const events = data.filter((event: { data: { product_id: string } }) => event.data.product_id === body.id)
  expect(events).toHaveLength(1)
})

test('another body, address or method with the same key is refused and does nothing', async () => {
  const { body } = await create()
  const headers = { 'idempotency-key': key }
  for (const answer of [
    await create(named(`${key} other`)),
    await create(`${JSON.stringify(named(key))} `),
    await store.admin('POST', `${PRODUCTS}?a=1`, named(key), headers),
    await store.admin('PATCH', `${PRODUCTS}/${body.id}`, named(key), headers),
    await store.admin('DELETE', `${PRODUCTS}/${body.id}`, undefined, headers),
  ])
    expectProblem(answer, 'idempotency_key_reused', [])
  expect(await count(`${key} other`)).toBe(0)
  expect((await store.admin('GET', `${PRODUCTS}/${body.id}`)).status).toBe(200)
})

test('a write without a body is remembered too', async () => {
  const { body } = await create()
  const headers = { 'idempotency-key': `${key} delete` }
  const remove = () => store.admin('DELETE', `${PRODUCTS}/${body.id}`, undefined, headers)
  const first = await remove()
  const again = await remove()
  expect([first.status, again.status, replayed(again)]).toEqual([200, 200, 'true'])
  expectProblem(await store.admin('DELETE', `${PRODUCTS}/${body.id}`), 'not_found')
})

test('a read takes no notice of the key', async () => {
  const list = () => store.admin('GET', `${PRODUCTS}?limit=1`, undefined, { 'idempotency-key': key })
  await create()
  const answer = await list()
  expect({ status: answer.status, replayed: replayed(answer) }).toEqual({ status: 200, replayed: null })
})

test('a refused write is not remembered: the same key may be tried again, changed or not', async () => {
  const sku = `sku ${key}`
  const body = { title: key, variants: [{ sku }] }
  const rival = await store.admin('POST', PRODUCTS, { title: 'Rival', variants: [{ sku }] })
  expectProblem(await create(body), 'sku_taken')
  expectProblem(await create({ title: 1 }), 'invalid_input')
  expectProblem(await create(body), 'sku_taken')
  await store.admin('DELETE', `${PRODUCTS}/${rival.body.id}`)
  const answer = await create(body)
  expect([answer.status, replayed(answer)]).toEqual([201, null])
})

test('a key belongs to one store', async () => {
  const neighbour = await platform.signUp()
  const first = await create()
  const theirs = await neighbour.admin('POST', PRODUCTS, named(key), { 'idempotency-key': key })
  expect([theirs.status, replayed(theirs)]).toEqual([201, null])
  expect(theirs.body.id).not.toBe(first.body.id)
})

test('a key belongs to one caller', async () => {
  const first = await create()
  const call = { host: `${store.slug}.localhost`, body: named(key), headers: { 'idempotency-key': key } }
  const asOwner = await platform.call('POST', PRODUCTS, { ...call, key: store.session })
  expect([asOwner.status, replayed(asOwner)]).toEqual([201, null])
  expect(asOwner.body.id).not.toBe(first.body.id)
  expectProblem(await platform.call('POST', PRODUCTS, { ...call, key: store.publishable }), 'forbidden')
  expectProblem(await platform.call('POST', PRODUCTS, call), 'authentication_required')
})

test('an answer to someone who may no longer ask is not given again', async () => {
  const made = await platform.call('POST', `/platform/v1/tenants/${store.id}/api-keys`, {
    key: store.session,
    body: { name: 'Leaver', kind: 'secret' },
  })
  const call = {
    host: `${store.slug}.localhost`,
    key: made.body.key,
    body: named(key),
    headers: { 'idempotency-key': key },
  }
  expect((await platform.call('POST', PRODUCTS, call)).status).toBe(201)
  await platform.call('DELETE', `/platform/v1/tenants/${store.id}/api-keys/${made.body.id}`, {
    key: store.session,
  })
  await vi.waitFor(
    async () => expectProblem(await platform.call('POST', PRODUCTS, call), 'invalid_credentials'),
    5_000,
  )
})

test('a key of any printable text is a key of its own', async () => {
  const keys = ['x'.repeat(255), 'ä ö', "'; --", '{"a":1}', 'X', 'x']
  for (const text of keys) {
    const answer = await create(named(text), { 'idempotency-key': text })
    expect([answer.status, replayed(answer)]).toEqual([201, null])
  }
})

test('a key is remembered for 24 hours and then begins anew, for any request', async () => {
  const first = await create()
  await age('23 hours 59 minutes')
  expect((await create()).text).toBe(first.text)
  await age('24 hours 1 second')
  const anew = await create()
  expect([anew.status, replayed(anew)]).toEqual([201, null])
  expect(anew.body.id).not.toBe(first.body.id)
  expect((await create()).text).toBe(anew.text)
  await age('24 hours 1 second')
  expect((await create(named(`${key} other`))).status).toBe(201)
})

test('an expired key that is sent many times at once begins anew once', async () => {
  await create()
  await age('2 days')
  const answers = await Promise.all(Array.from({ length: 10 }, () => create()))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(answers.filter((answer) => replayed(answer) === null)).toHaveLength(1)
  expect(await count(key)).toBe(2)
})

test('the hourly clean-up removes the expired keys of every store and keeps the others', async () => {
  const neighbour = await platform.signUp()
  const old = `old ${key}`
  for (const shop of [store, neighbour])
    for (const text of [key, old])
      expect((await shop.admin('POST', PRODUCTS, named(text), { 'idempotency-key': text })).status).toBe(201)
  const shards = [...platform.shards.values()].map(({ owner }) => owner)
  for (const shard of shards) {
    await shard`update idempotency_keys set created_at = now() - interval '25 hours' where key = ${old}`
    // What the clock would queue.
    await shard`insert into pgboss.job (name, data) values ('idempotency.expire', '{}')`
  }
  const left = async () => {
    const found = await Promise.all(
      shards.map((shard) => shard`select key from idempotency_keys where key in (${key}, ${old})`),
    )
    return found.flat().map((row) => row.key)
  }
  await vi.waitFor(async () => expect(await left()).toEqual([key, key]), { timeout: 15_000, interval: 100 })
})
