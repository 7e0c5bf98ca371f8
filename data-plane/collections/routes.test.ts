import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const PATIENCE = { timeout: 10_000 }
const create = async (body: object, path = '/admin/v1/collections') => {
  const answer = await store.admin('POST', path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const product = (over: object) =>
  create(
    {
      title: 'Shirt',
      status: 'active',
      variants: [{ prices: [{ amount: 1_000, currency: 'USD' }] }],
      ...over,
    },
    '/admin/v1/products',
  )
const rule = (...conditions: object[]) => ({ match: 'all', conditions })
const tagged = (value: string) => rule({ field: 'tag', operator: 'equals', value })
const titles = async (idOrHandle: string, query = '') =>
  (await store.shop('GET', `/store/v1/collections/${idOrHandle}/products${query}`)).body.data?.map(
    ({ title }: { title: string }) => title,
  )
const refreshed = (id: string) =>
  expect
    .poll(async () => (await store.admin('GET', `/admin/v1/collections/${id}`)).body.refresh.status, PATIENCE)
    .toBe('done')

test('products put in by hand stay in the order in which they were put', async () => {
  const ids: Record<string, string> = {}
  for (const title of ['a', 'b', 'c', 'd']) ids[title] = (await product({ title })).id
  const { id } = await create({ title: 'By hand' })
  const put = (names: string[], after?: string | null) =>
    store.admin('POST', `/admin/v1/collections/${id}/products`, {
      product_ids: names.map((name) => ids[name]),
      ...(after === undefined ? {} : { after: after === null ? null : ids[after] }),
    })
  await put(['b', 'a'])
  await put(['c'], null)
  expect(await titles('by-hand')).toEqual(['c', 'b', 'a'])
  await put(['d', 'c'], 'b')
  expect(await titles('by-hand')).toEqual(['b', 'd', 'c', 'a'])
  expect(await titles('by-hand', '?limit=2')).toEqual(['b', 'd'])
  const { next_cursor } = (await store.shop('GET', '/store/v1/collections/by-hand/products?limit=2')).body
  expect(await titles('by-hand', `?limit=2&cursor=${next_cursor}`)).toEqual(['c', 'a'])

  await store.admin('DELETE', `/admin/v1/collections/${id}/products/${ids.d}`)
  expect((await store.admin('DELETE', `/admin/v1/collections/${id}/products/${ids.d}`)).status).toBe(404)
  await store.admin('DELETE', `/admin/v1/products/${ids.b}`)
  await store.admin('PATCH', `/admin/v1/products/${ids.a}`, { status: 'draft' })
  expect(await titles('by-hand')).toEqual(['c'])
  const members = await store.admin('GET', `/admin/v1/collections/${id}/products`)
  expect(members.body.data.map(({ title }: { title: string }) => title)).toEqual(['c', 'a'])
  expect((await store.admin('GET', `/admin/v1/products?collection=${id}`)).body.data).toHaveLength(2)

  const other = await create({ title: 'By hand, too' })
  await store.admin('POST', `/admin/v1/collections/${other.id}/products`, { product_ids: [ids.a] })
  await create({ title: 'Empty' })
  const having = async (query: string) =>
    (await store.admin('GET', `/admin/v1/collections?product=${query}`)).body.data.map(
      ({ title }: { title: string }) => title,
    )
  expect(await having(`${ids.a}`)).toEqual(['By hand, too', 'By hand'])
  expect(await having(`${ids.c}`)).toEqual(['By hand'])
  expect(await having(`${ids.a}&handle=by-hand`)).toEqual(['By hand'])
  expect(await having(`${ids.d}&handle=by-hand`)).toEqual([])
  const page = (await store.admin('GET', `/admin/v1/collections?product=${ids.a}&limit=1`)).body
  expect(await having(`${ids.a}&limit=1&cursor=${page.next_cursor}`)).toEqual(['By hand'])

  expect((await put(['a'], 'd')).body.errors).toMatchObject([{ path: 'after' }])
  const unknown = { product_ids: [ids.a, '0198aaaa-0000-7000-8000-000000000000'] }
  expect(await store.admin('POST', `/admin/v1/collections/${id}/products`, unknown)).toMatchObject({
    status: 404,
    body: { errors: [{ path: 'product_ids.1' }] },
  })
})

test('a rule takes in what there is, and what comes, changes or goes', async () => {
  const before = await product({ title: 'before', tags: ['ruled'] })
  const { id } = await create({ title: 'Ruled', rule: tagged('RULED'), sort: 'oldest' })
  await refreshed(id)
  expect(await titles('ruled')).toEqual(['before'])
  const later = await product({ title: 'later', tags: ['ruled', 'other'] })
  expect(await titles('ruled')).toEqual(['before', 'later'])
  await store.admin('PATCH', `/admin/v1/products/${before.id}`, { tags: [] })
  expect(await titles('ruled')).toEqual(['later'])
  const csv = 'Handle,Title,Tags,Status,Variant Price\nfile,from a file,ruled,active,1.00\n'
  await store.admin('POST', '/admin/v1/products/import', csv, { 'content-type': 'text/csv' })
  await expect.poll(() => titles('ruled'), PATIENCE).toEqual(['later', 'from a file'])
  await store.admin('PATCH', `/admin/v1/collections/${id}`, { rule: tagged('other') })
  await expect.poll(() => titles('ruled'), PATIENCE).toEqual(['later'])

  const byHand = { product_ids: [later.id] }
  expect((await store.admin('POST', `/admin/v1/collections/${id}/products`, byHand)).body.code).toBe(
    'collection_by_rule',
  )
  expect(
    (await store.admin('PATCH', `/admin/v1/collections/${id}`, { rule: null })).body.errors,
  ).toMatchObject([{ path: 'rule' }])
})

test('an order by price follows the prices', async () => {
  const priced = (title: string, amount: number) =>
    product({ title, tags: ['priced'], variants: [{ prices: [{ amount, currency: 'USD' }] }] })
  const dear = await priced('dear', 9_000)
  await priced('cheap', 100)
  const { id } = await create({
    title: 'Priced',
    rule: rule({ field: 'tag', operator: 'equals', value: 'priced' }),
    sort: 'price_asc',
    sort_currency: 'USD',
  })
  await refreshed(id)
  expect(await titles('priced')).toEqual(['cheap', 'dear'])
  const variants = [{ id: dear.variants[0].id, prices: [{ amount: 50, currency: 'USD' }] }]
  await store.admin('PATCH', `/admin/v1/products/${dear.id}`, { variants })
  expect(await titles('priced')).toEqual(['dear', 'cheap'])
  await store.admin('PATCH', `/admin/v1/collections/${id}`, { sort: 'title' })
  await expect.poll(() => titles('priced'), PATIENCE).toEqual(['cheap', 'dear'])
})

test('a rule by category follows what is moved in the tree', async () => {
  const category = (name: string, parent_id: string | null = null) =>
    create({ name, parent_id }, '/admin/v1/categories')
  const [men, women] = [await category('Rule men'), await category('Rule women')]
  const shirts = await category('Rule shirts', men.id)
  await product({ title: 'moving', category_ids: [shirts.id] })
  const { id } = await create({
    title: 'For women',
    rule: rule({ field: 'category', operator: 'equals', category_id: women.id }),
  })
  await refreshed(id)
  expect(await titles('for-women')).toEqual([])
  await store.admin('PATCH', `/admin/v1/categories/${shirts.id}`, { parent_id: women.id })
  await expect.poll(() => titles('for-women'), PATIENCE).toEqual(['moving'])
})

test('a rule by stock follows the orders', async () => {
  const { variants } = await product({
    title: 'last one',
    variants: [{ prices: [{ amount: 1_000, currency: 'USD' }], inventory_quantity: 1 }],
  })
  const { id } = await create({
    title: 'In stock',
    rule: rule(
      { field: 'stock', operator: 'greater_than', quantity: 0 },
      { field: 'title', operator: 'equals', value: 'last one' },
    ),
  })
  await refreshed(id)
  expect(await titles('in-stock')).toEqual(['last one'])
  const cart = (await store.shop('POST', '/store/v1/carts', {})).body
  const line = { variant_id: variants[0].id, quantity: 1 }
  await store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, line)
  const checkout = (await store.shop('POST', '/store/v1/checkouts', { cart_id: cart.id })).body
  await store.shop('PATCH', `/store/v1/checkouts/${checkout.id}`, {
    email: 'a@b.example',
    shipping_address: { name: 'A', line1: 'B', city: 'C', state: 'IL', postal_code: '62701', country: 'US' },
    shipping_method: 'standard',
    payment_method: 'test',
  })
  expect((await store.shop('POST', `/store/v1/checkouts/${checkout.id}/complete`)).status).toBe(201)
  await expect.poll(() => titles('in-stock'), PATIENCE).toEqual([])
})

test('shoppers see a collection while it is active, in its markets', async () => {
  const hour = 3_600_000
  const at = (ms: number) => new Date(Date.now() + ms).toISOString()
  await create({ title: 'Now', starts_at: at(-hour), ends_at: at(hour), markets: ['in'] })
  await create({ title: 'Soon', starts_at: at(hour) })
  const { id } = await create({ title: 'Over', ends_at: at(hour) })
  expect((await store.shop('GET', '/store/v1/collections/over')).body.title).toBe('Over')
  await store.admin('PATCH', `/admin/v1/collections/${id}`, { ends_at: at(-hour) })
  for (const handle of ['soon', 'over', id]) {
    expect((await store.shop('GET', `/store/v1/collections/${handle}`)).status).toBe(404)
    expect((await store.shop('GET', `/store/v1/collections/${handle}/products`)).status).toBe(404)
  }
  const handles = async (query: string) =>
    (await store.shop('GET', `/store/v1/collections?limit=100${query}`)).body.data.map(
      ({ handle }: { handle: string }) => handle,
    )
  expect(await handles('')).toContain('now')
  expect(await handles('&market=in')).toContain('now')
  expect(await handles('&market=us')).not.toContain('now')
  expect(await handles('')).not.toContain('soon')
  const first = (await store.shop('GET', '/store/v1/collections?limit=1')).body
  expect(
    (await store.shop('GET', `/store/v1/collections?limit=1&cursor=${first.next_cursor}`)).body.data,
  ).not.toEqual(first.data)
})

test('a collection begins and ends by the clock, though it is in the cache', async () => {
  const starts_at = new Date(Date.now() + 3_000).toISOString()
  const { id } = await create({ title: 'About to begin', starts_at })
  expect((await store.shop('GET', `/store/v1/collections/${id}`)).status).toBe(404)
  await expect
    .poll(async () => (await store.shop('GET', `/store/v1/collections/${id}`)).status, PATIENCE)
    .toBe(200)
})

test.each([
  ['ends_at', { starts_at: '2026-05-02T00:00:00Z', ends_at: '2026-05-01T00:00:00Z' }],
  ['sort_currency', { sort: 'price_asc' }],
  ['sort', { sort: 'manual', rule: tagged('x') }],
  ['markets.0', { markets: ['zz'] }],
  ['rule.conditions', { rule: { match: 'all', conditions: [] } }],
  [
    'rule.conditions.0.amount',
    { rule: rule({ field: 'price', operator: 'equals', amount: -1, currency: 'USD' }) },
  ],
  [
    'rule.conditions.0.currency',
    { rule: rule({ field: 'price', operator: 'equals', amount: 1, currency: 'XYZ' }) },
  ],
  [
    'rule.conditions.0.brand_id',
    { rule: rule({ field: 'brand', operator: 'equals', brand_id: '0198aaaa-0000-7000-8000-000000000000' }) },
  ],
])('a wrong %s is refused by its field', async (path, over) => {
  const { status, body } = await store.admin('POST', '/admin/v1/collections', { title: 'Refused', ...over })
  expect(Math.floor(status / 100)).toBe(4)
  expect(body.errors).toMatchObject([{ path }])
  expect((await store.admin('GET', '/admin/v1/collections?handle=refused')).body.data).toEqual([])
})
