// Saved views: one's own and those of all.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const VIEWS = '/admin/v1/order-views'
const asKey = (method: string, path = '', body?: object) => store.admin(method, `${VIEWS}${path}`, body)
const asOwner = (method: string, path = '', body?: object) =>
  platform.call(method, `${VIEWS}${path}`, { host: `${store.slug}.localhost`, key: store.session, body })

test('are made, changed, shared and deleted', async () => {
  const filter = { status: 'open', total_from: 100, q: 'shirt' }
  const own = await done(asKey('POST', '', { name: 'Mine', filter, sort: '-total' }))
  expect(own).toMatchObject({ name: 'Mine', filter, sort: '-total', shared: false, own: true })
  expect(await done(asKey('GET', `/${own.id}`))).toEqual(own)
  expect((await done(asOwner('GET'))).data).toEqual([])
  for (const answer of [
    asOwner('GET', `/${own.id}`),
    asOwner('PATCH', `/${own.id}`, { name: 'X' }),
    asOwner('DELETE', `/${own.id}`),
  ])
    expect((await answer).status).toBe(404)

  const shared = await done(asKey('PATCH', `/${own.id}`, { shared: true }))
  expect(shared).toMatchObject({ name: 'Mine', filter, shared: true })
  expect((await done(asOwner('GET'))).data).toEqual([{ ...shared, own: false }])
  const renamed = await done(asOwner('PATCH', `/${own.id}`, { name: 'Ours', filter: {} }))
  expect(renamed).toMatchObject({ name: 'Ours', filter: {}, sort: '-total' })
  await done(asOwner('DELETE', `/${own.id}`))
  expect((await done(asKey('GET'))).data).toEqual([])
})

test.each([
  [{ name: '', filter: {} }, 'name'],
  [{ name: 'A', filter: { colour: 'red' } }, 'filter.colour'],
  [{ name: 'A', filter: { status: 'lost' } }, 'filter.status'],
  [{ name: 'A', filter: {}, sort: 'name' }, 'sort'],
])('%o is refused', async (body, path) => {
  const { status, body: problem } = await asKey('POST', '', body)
  expect([status, problem.errors[0].path]).toEqual([422, path])
})

test('at most so many', async () => {
  await platform.shards.get(store.shard)!.owner`
    insert into order_views (tenant_id, id, name, filter, sort, shared, owner_kind, owner_id, created_at, updated_at)
    select ${store.id}, uuidv7(), 'View', '{}', '-placed_at', true, '', '', now(), now() from generate_series(1, 500)`
  expect((await asKey('POST', '', { name: 'One more', filter: {} })).body.code).toBe('too_many_order_views')
})
