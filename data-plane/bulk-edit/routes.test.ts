import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const create = async (path: string, body: object) => {
  const answer = await store.admin('POST', `/admin/v1/${path}`, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const product = (over: object = {}) =>
  create('products', {
    title: 'Shirt',
    tags: ['linen'],
    variants: [{ prices: [{ amount: 1_999, currency: 'USD' }], inventory_quantity: 4 }],
    ...over,
  })
const edit = (body: object) => store.admin('POST', '/admin/v1/products/bulk', body)
const read = async (id: string) => (await store.admin('GET', `/admin/v1/products/${id}`)).body
const errorsOf = async (id: string) =>
  (await store.admin('GET', `/admin/v1/product-bulk-edits/${id}/errors`)).body.data

test('a few products are edited at once, by all kinds of operations', async () => {
  const brand = await create('brands', { name: 'Mill' })
  const merchant = await create('merchants', { market: 'us', code: 'mill', name: 'Mill Ltd' })
  const category = await create('categories', { name: 'Shirts' })
  const collection = await create('collections', { title: 'Sale' })
  const [one, other] = [await product({ metadata: { note: 'x' } }), await product({ tags: [] })]
  const { status, body } = await edit({
    product_ids: [one.id, other.id],
    operations: [
      { op: 'set', status: 'active', brand_id: brand.id, merchant_id: merchant.id, seo_title: 'Linen' },
      { op: 'add_tags', tags: ['sale'] },
      { op: 'remove_tags', tags: ['linen'] },
      { op: 'add_categories', category_ids: [category.id] },
      { op: 'add_to_collection', collection_id: collection.id },
      { op: 'change_prices_by_percent', basis_points: -1_500 },
      { op: 'merge_metadata', metadata: { season: 'SS' } },
    ],
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({ status: 'completed', total_products: 2, changed: 2, unchanged: 0, failed: 0 })
  expect(await read(one.id)).toMatchObject({
    status: 'active',
    brand_id: brand.id,
    merchant_id: merchant.id,
    seo_title: 'Linen',
    tags: ['sale'],
    category_ids: [category.id],
    metadata: { note: 'x', season: 'SS' },
    variants: [{ prices: [{ amount: 1_699 }], inventory_quantity: 4 }],
  })
  const shown = await store.shop('GET', '/store/v1/collections/sale/products')
  expect(shown.body.data.map(({ id }: { id: string }) => id)).toEqual([one.id, other.id])
  await edit({
    product_ids: [one.id],
    operations: [{ op: 'remove_from_collection', collection_id: collection.id }],
  })
  expect((await store.shop('GET', '/store/v1/collections/sale/products')).body.data).toMatchObject([
    { id: other.id },
  ])
})

test('a dry run counts and changes nothing', async () => {
  const [one, other] = [await product(), await product({ vendor: 'Mill' })]
  const { body } = await edit({
    product_ids: [one.id, other.id],
    operations: [{ op: 'set', vendor: 'Mill' }],
    dry_run: true,
  })
  expect(body).toMatchObject({ dry_run: true, changed: 1, unchanged: 1, failed: 0 })
  expect(await read(one.id)).toEqual(one)
})

test('what cannot be edited is reported and left as it is, the others are edited', async () => {
  const cheap = await product({ variants: [{ prices: [{ amount: 100, currency: 'USD' }] }] })
  const full = await product({ tags: Array.from({ length: 250 }, (_, i) => `tag ${i}`) })
  const fine = await product()
  const { body } = await edit({
    product_ids: [cheap.id, full.id, fine.id],
    operations: [
      { op: 'change_prices_by_amount', amount: -200, currency: 'USD' },
      { op: 'add_tags', tags: ['one more'] },
    ],
  })
  expect(body).toMatchObject({ status: 'completed', changed: 1, failed: 2 })
  expect(await errorsOf(body.id)).toMatchObject([{ product_id: cheap.id }, { product_id: full.id }])
  expect(await read(cheap.id)).toEqual(cheap)
  expect(await read(full.id)).toEqual(full)
  expect(await read(fine.id)).toMatchObject({ tags: ['linen', 'one more'] })
})

test('what the catalog refuses of one product keeps none of the others from being edited', async () => {
  const collection = await create('collections', { title: 'Nearly full' })
  const shard = platform.shards.get(store.shard)!.owner
  const [one, other] = [await product(), await product()]
  // One place is left.
  await shard.begin(async (sql) => {
    await sql`set local session_replication_role = replica`
    await sql`
      insert into collection_products (tenant_id, collection_id, product_id, position, sort_key)
      select ${store.id}, ${collection.id}, uuidv7(), n, '' from generate_series(0, 2498) as n`
  })
  const { body } = await edit({
    product_ids: [one.id, other.id],
    operations: [{ op: 'add_to_collection', collection_id: collection.id }],
  })
  expect(body).toMatchObject({ changed: 1, failed: 1 })
  expect(await errorsOf(body.id)).toMatchObject([{ product_id: other.id }])
})

test('what a filter finds is edited by a job, with its progress', async () => {
  const ids: string[] = []
  for (let n = 0; n < 5; n += 1) ids.push((await product({ product_type: 'Filtered', status: 'draft' })).id)
  await product({ product_type: 'Other' })
  const { body } = await edit({
    filter: { product_type: 'Filtered', status: 'draft' },
    operations: [{ op: 'set', status: 'active' }],
  })
  await expect
    .poll(async () => (await store.admin('GET', `/admin/v1/product-bulk-edits/${body.id}`)).body, {
      timeout: 10_000,
    })
    .toMatchObject({ status: 'completed', total_products: 5, processed_products: 5, changed: 5 })
  const found = await store.admin('GET', '/admin/v1/products?product_type=Filtered&status=active')
  expect(found.body.data.map(({ id }: { id: string }) => id).sort()).toEqual(ids)
  expect((await store.admin('GET', '/admin/v1/product-bulk-edits?limit=1')).body.data).toMatchObject([
    { id: body.id },
  ])
})

test('more than a hundred products are edited by a job, each once', async () => {
  const ids: string[] = []
  const csv = Array.from({ length: 120 }, (_, n) => `many-${n},Many ${n},Many,1.00`)
  await store.admin(
    'POST',
    '/admin/v1/products/import',
    ['Handle,Title,Type,Variant Price', ...csv].join('\n'),
    { 'content-type': 'text/csv' },
  )
  const listed = async (query: string) =>
    (await store.admin('GET', `/admin/v1/products?product_type=Many&limit=100${query}`)).body
  const all = async () => {
    const first = await listed('')
    if (first.next_cursor === null) return first.data
    return [...first.data, ...(await listed(`&cursor=${first.next_cursor}`)).data]
  }
  await expect.poll(async () => (await all()).length, { timeout: 10_000 }).toBe(120)
  ids.push(...(await all()).map(({ id }: { id: string }) => id))
  const operations = [{ op: 'change_prices_by_amount', amount: 1, currency: 'USD' }]
  const { body } = await edit({ product_ids: ids, operations })
  expect(body).toMatchObject({ status: 'queued', total_products: 120, processed_products: 0 })
  await expect
    .poll(async () => (await store.admin('GET', `/admin/v1/product-bulk-edits/${body.id}`)).body, {
      timeout: 10_000,
    })
    .toMatchObject({ status: 'completed', changed: 120, failed: 0 })
  const amounts = (await all()).map(
    (product: { variants: { prices: { amount: number }[] }[] }) => product.variants[0]?.prices[0]?.amount,
  )
  expect(new Set(amounts)).toEqual(new Set([101]))
})

const UNKNOWN = '0198aaaa-0000-7000-8000-000000000000'
const set = (fields: object) => [{ op: 'set', ...fields }]
test.each<[string, object]>([
  ['product_ids', { operations: set({ vendor: 'x' }) }],
  ['product_ids', { product_ids: [UNKNOWN], filter: {}, operations: set({ vendor: 'x' }) }],
  ['product_ids.0', { product_ids: [UNKNOWN], operations: set({ vendor: 'x' }) }],
  ['operations.0.brand_id', { filter: {}, operations: set({ brand_id: UNKNOWN }) }],
  ['operations.0.merchant_id', { filter: {}, operations: set({ merchant_id: UNKNOWN }) }],
  [
    'operations.1.category_ids.0',
    { filter: {}, operations: [...set({ vendor: 'x' }), { op: 'add_categories', category_ids: [UNKNOWN] }] },
  ],
  ['operations', { filter: {}, operations: [] }],
])('a wrong %s is refused by its field', async (path, body) => {
  const answer = await edit(body)
  expect(Math.floor(answer.status / 100)).toBe(4)
  expect(answer.body.errors).toMatchObject([{ path }])
})

test('products cannot be put into a collection that has a rule', async () => {
  const rule = { match: 'all', conditions: [{ field: 'tag', operator: 'equals', value: 'x' }] }
  const { id } = await create('collections', { title: 'Ruled', rule })
  const operations = [{ op: 'add_to_collection', collection_id: id }]
  expect((await edit({ filter: {}, operations })).body.code).toBe('collection_by_rule')
})
