// What shoppers read comes from memory, and is never older than what was written through the same process.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
let product: { id: string; handle: string; variants: { id: string }[] }
beforeAll(async () => {
  platform = await startTestPlatform()
})
beforeEach(async () => {
  store = await platform.signUp()
  product = await create({ title: 'Candle', status: 'active', variants: [variant(5)] })
})
afterAll(() => platform?.stop())

const LIST = '/store/v1/products'
const variant = (inventory_quantity: number) => ({
  prices: [{ amount: 1_999, currency: 'USD' }],
  inventory_quantity,
})

async function create(body: unknown) {
  const answer = await store.admin('POST', '/admin/v1/products', body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const patch = (body: unknown) => store.admin('PATCH', `/admin/v1/products/${product.id}`, body)
const byId = () => store.shop('GET', `${LIST}/${product.id}`)
const byHandle = (handle = product.handle) => store.shop('GET', `${LIST}/${handle}`)
const list = () => store.shop('GET', LIST)
const markets = () => store.shop('GET', '/store/v1/markets')
const statistics = async () => (await store.admin('GET', '/admin/v1/cache')).body
const hits = async (): Promise<number> =>
  (await statistics()).classes.reduce((sum: number, one: { hits: number }) => sum + one.hits, 0)

/** Reads all there is to read until it comes from memory. */
async function warm(): Promise<void> {
  const reads = [byId, byHandle, list, markets]
  for (const read of reads) expect((await read()).status).toBe(200)
  const hitsOfAll = async () => {
    const before = await hits()
    for (const read of reads) await read()
    return (await hits()) - before
  }
  await expect.poll(hitsOfAll, { timeout: 5_000 }).toBe(reads.length)
}

async function order(quantity: number): Promise<void> {
  const cart = (await store.shop('POST', '/store/v1/carts', {})).body
  const line = { variant_id: product.variants[0]?.id, quantity }
  await store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, line)
  const checkout = (await store.shop('POST', '/store/v1/checkouts', { cart_id: cart.id })).body
  await store.shop('PATCH', `/store/v1/checkouts/${checkout.id}`, {
    email: 'shopper@example.com',
    shipping_address: {
      name: 'A',
      line1: '1 Street',
      city: 'Town',
      state: 'CA',
      postal_code: '94103',
      country: 'US',
    },
    shipping_method: 'standard',
    payment_method: 'manual',
  })
  const { status, text } = await store.shop('POST', `/store/v1/checkouts/${checkout.id}/complete`)
  expect(status, text).toBe(201)
}

const isAvailable = async () => [
  (await byId()).body.variants[0].available,
  (await byHandle()).body.variants[0].available,
  (await list()).body.data[0].variants[0].available,
]

describe('right after', () => {
  beforeEach(warm)

  test('a product is changed, all that shows it shows the change', async () => {
    await patch({ title: 'Lamp' })
    expect([
      (await byId()).body.title,
      (await byHandle()).body.title,
      (await list()).body.data[0].title,
    ]).toEqual(['Lamp', 'Lamp', 'Lamp'])
  })

  test('a product is taken off sale or deleted, it is gone', async () => {
    await patch({ status: 'draft' })
    expect([(await byId()).status, (await byHandle()).status, (await list()).body.data]).toEqual([
      404,
      404,
      [],
    ])
    await patch({ status: 'active' })
    await warm()
    await store.admin('DELETE', `/admin/v1/products/${product.id}`)
    expect([(await byId()).status, (await byHandle()).status, (await list()).body.data]).toEqual([
      404,
      404,
      [],
    ])
  })

  test('a handle changes hands, it shows the product that has it now', async () => {
    expect((await byHandle('lamp')).status).toBe(404)
    await patch({ handle: 'lamp' })
    expect([(await byHandle()).status, (await byHandle('lamp')).body.title]).toEqual([404, 'Candle'])
    const next = await create({ title: 'Candle', status: 'active', variants: [{}] })
    expect(next.handle).toBe(product.handle)
    expect((await byHandle()).body.id).toBe(next.id)
  })

  test('a product is created, the list has it', async () => {
    await create({ title: 'Lamp', status: 'active', variants: [{}] })
    expect((await list()).body.data).toHaveLength(2)
  })

  test('an order took the last unit, nothing is shown as available; and again after stock came in', async () => {
    await order(4)
    expect(await isAvailable()).toEqual([true, true, true])
    await order(1)
    expect(await isAvailable()).toEqual([false, false, false])
    const [{ data }] = (await store.admin('GET', '/admin/v1/events?name=inventory.availability_changed')).body
      .data
    expect(data).toEqual({
      variant_id: product.variants[0]?.id,
      product_id: product.id,
      handle: product.handle,
      available: false,
    })
    await patch({ variants: [{ id: product.variants[0]?.id, inventory_quantity: 1 }] })
    expect(await isAvailable()).toEqual([true, true, true])
  })

  test('the settings changed, carts and checkouts go by them', async () => {
    expect((await store.shop('POST', '/store/v1/carts', {})).body.market).toBe('us')
    await store.admin('PATCH', '/admin/v1/store', { default_market: 'in' })
    expect((await store.shop('POST', '/store/v1/carts', {})).body.market).toBe('in')
    const [{ data }] = (await store.admin('GET', '/admin/v1/events?name=store.updated')).body.data
    expect(data).toEqual({ fields: ['default_market'] })
  })

  test('what is sold is imported, it is shown', async () => {
    const csv = `Handle,Title,Variant Price\n${product.handle},Imported,9.99\n`
    await store.admin('POST', '/admin/v1/products/import', csv, { 'content-type': 'text/csv' })
    await expect.poll(async () => (await byHandle()).body.title, { timeout: 10_000 }).toBe('Imported')
  })
})

test('an order that leaves something invalidates nothing', async () => {
  await warm()
  await order(4)
  const before = await hits()
  await byId()
  await list()
  expect((await hits()) - before).toBe(2)
})

test('a write that is refused changes no version', async () => {
  await create({ title: 'Lamp', variants: [{ sku: 'LAMP' }] })
  const versions = () =>
    platform.shards.get(store.shard)!
      .owner`select tag, version from cache_tags where tenant_id = ${store.id} order by tag`
  const before = await versions()
  expect(before.map((row) => row.tag)).toEqual(['products', 'store'])
  expectProblem(await patch({ title: 'Lost', variants: [{ sku: 'LAMP' }] }), 'sku_taken')
  expect(await versions()).toEqual(before)
  expect((await byId()).body.title).toBe('Candle')
})

describe('an answer that may be kept', () => {
  const ask = (headers: Record<string, string>, path = LIST) => store.shop('GET', path, undefined, headers)

  test('carries a tag by which its holder asks whether it is still the answer', async () => {
    const { headers, text } = await list()
    const etag = headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{27}"$/)
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['no-cache', 'authorization, origin'])
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`, `"a",W/${etag} ,"b"`, '*', ' * ']) {
      const answer = await ask({ 'if-none-match': held })
      expect([answer.status, answer.text, answer.headers.get('etag')], held).toEqual([304, '', etag])
      expect([answer.headers.get('cache-control'), answer.headers.get('vary')]).toEqual([
        'no-cache',
        'authorization, origin',
      ])
      expect(answer.headers.get('content-type')).toBe(null)
    }
    for (const held of ['"other"', etag.slice(1, -1), '""', '"*"'])
      expect(await ask({ 'if-none-match': held }), held).toMatchObject({ status: 200, text })
    await patch({ title: 'Lamp' })
    const changed = await ask({ 'if-none-match': etag })
    expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false])
  })

  test('is the same whether it is loaded or kept, and to HEAD', async () => {
    const loaded = await byHandle()
    const kept = await byHandle()
    const head = await store.shop('HEAD', `${LIST}/${product.handle}`)
    expect(kept.text).toBe(loaded.text)
    expect([head.status, head.text]).toEqual([200, ''])
    for (const name of ['etag', 'content-type', 'cache-control', 'vary', 'access-control-expose-headers'])
      expect([kept.headers.get(name), head.headers.get(name)], name).toEqual(
        Array(2).fill(loaded.headers.get(name)),
      )
    expect(loaded.headers.get('access-control-expose-headers')).toContain('etag')
  })

  test('is not an error', async () => {
    expect((await byHandle('lamp')).status).toBe(404)
    expect((await ask({ 'if-none-match': '*' }, `${LIST}/lamp`)).status).toBe(404)
    await create({ title: 'Lamp', status: 'active', variants: [{}] })
    expect((await byHandle('lamp')).status).toBe(200)
    const invalid = () => store.shop('GET', `${LIST}?limit=0`)
    expectProblem(await invalid(), 'invalid_input')
    expectProblem(await invalid(), 'invalid_input')
  })

  test('is kept for each address', async () => {
    await create({ title: 'Lamp', status: 'active', variants: [{}] })
    const one = await store.shop('GET', `${LIST}?limit=1`)
    const next = await store.shop('GET', `${LIST}?limit=1&cursor=${one.body.next_cursor}`)
    expect([one.body.data[0].title, next.body.data[0].title, (await list()).body.data.length]).toEqual([
      'Lamp',
      'Candle',
      2,
    ])
  })

  test('is no answer to whoever may not ask', async () => {
    await warm()
    const call = (key?: string) => platform.call('GET', LIST, key === undefined ? {} : { key })
    expectProblem(await call(), 'authentication_required')
    expectProblem(await call(`${store.publishable}x`), 'invalid_credentials')
    expect((await call(store.publishable)).text).toBe((await list()).text)
  })
})

describe('the staff', () => {
  test('read how well the cache serves the store', async () => {
    const fresh = await statistics()
    expect(fresh).toMatchObject({ scope: 'process', hit_rate: null })
    await list()
    for (let i = 0; i < 3; i += 1) await list()
    const { hit_rate, classes } = await statistics()
    // The settings that prices go by were loaded too.
    expect(hit_rate).toBe(0.6)
    const listing = classes.find((one: { class: string }) => one.class === 'listing')
    expect(listing).toMatchObject({ hits: 3, misses: 1, hit_rate: 0.75, entries: 1 })
    expect(listing.bytes).toBeGreaterThan((await list()).text.length)
    const other = await platform.signUp()
    expect((await other.admin('GET', '/admin/v1/cache')).body.hit_rate).toBe(null)
  })

  test('clear it, all or by tags, and only their own', async () => {
    await warm()
    const other = await platform.signUp()
    await other.shop('GET', LIST)
    const clear = (body: unknown) => store.admin('POST', '/admin/v1/cache/clear', body)
    const misses = async (read: () => Promise<unknown>) => {
      const count = async () => {
        const { classes } = await statistics()
        return classes.reduce((sum: number, one: { misses: number }) => sum + one.misses, 0)
      }
      const before = await count()
      await read()
      return (await count()) > before
    }
    expect((await clear({ tags: [`product:${product.id}`] })).body).toEqual({
      cleared: [`product:${product.id}`],
    })
    expect([await misses(byId), await misses(byHandle), await misses(list)]).toEqual([true, false, false])
    expect((await clear({})).body).toEqual({ cleared: 'all' })
    expect([await misses(byId), await misses(byHandle), await misses(list), await misses(markets)]).toEqual(
      Array(4).fill(true),
    )
    await other.shop('GET', LIST)
    expect((await other.admin('GET', '/admin/v1/cache')).body.hit_rate).toBe(1 / 3)
    expectProblem(await clear({ tags: [] }), 'invalid_input')
  })

  test.each([{}, { 'idempotency-key': 'warm' }])('warm it %j', async (headers) => {
    await create({ title: 'Lamp', status: 'active', variants: [{}] })
    await create({ title: 'Draft', variants: [{}] })
    const { body } = await store.admin('POST', '/admin/v1/cache/warm', {}, headers)
    expect(body).toEqual({ product_lists: 1, products: 4, settings: 4 })
    const before = await statistics()
    for (const read of [list, byId, byHandle, markets]) await read()
    const after = await statistics()
    const sum = (of: { classes: { hits: number; misses: number }[] }) =>
      of.classes.reduce((total, one) => [total[0]! + one.hits, total[1]! + one.misses], [0, 0])
    expect([sum(after)[0]! - sum(before)[0]!, sum(after)[1]! - sum(before)[1]!]).toEqual([4, 0])
    expect(
      (await store.admin('POST', '/admin/v1/cache/warm', { products: 1, product_lists: 0 })).body,
    ).toEqual({
      product_lists: 0,
      products: 2,
      settings: 4,
    })
  })
})
