import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const create = async (body: object, path = '/admin/v1/categories') => {
  const answer = await store.admin('POST', path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const product = (over: object) =>
  create({ title: 'Shirt', status: 'active', variants: [{}], ...over }, '/admin/v1/products')
const idsBy = async (path: string, as = store.shop) =>
  (await as('GET', path)).body.data.map(({ id }: { id: string }) => id)
type Node = { name: string; children: Node[] }
const tree = async (query = '') => {
  const names = (nodes: Node[]): unknown[] => nodes.map((node) => [node.name, ...names(node.children)])
  return names((await store.shop('GET', `/store/v1/categories${query}`)).body.data)
}

test('a category is stored whole, and its handle comes from its name', async () => {
  const created = await create({
    name: 'Kitchen ware',
    markets: ['us'],
    seo_title: 'Ware',
    metadata: { a: 'b' },
  })
  expect(created).toMatchObject({
    handle: 'kitchen-ware',
    markets: ['us'],
    seo_title: 'Ware',
    metadata: { a: 'b' },
    parent_id: null,
    path: [],
  })
  expect((await store.admin('GET', `/admin/v1/categories/${created.id}`)).body).toEqual(created)
  expect(
    await store.admin('POST', '/admin/v1/categories', { name: 'x', handle: 'kitchen-ware' }),
  ).toMatchObject({
    status: 409,
    body: { code: 'handle_taken', errors: [{ path: 'handle' }] },
  })
  await store.admin('DELETE', `/admin/v1/categories/${created.id}`)
})

test('shoppers see the tree of their market, siblings in their order', async () => {
  const men = await create({ name: 'Men', position: 2 })
  const women = await create({ name: 'Women', position: 1 })
  await create({ name: 'Saris', parent_id: women.id, markets: ['in'] })
  await create({ name: 'Shirts', parent_id: men.id })
  expect(await tree('?market=us')).toEqual([['Women'], ['Men', ['Shirts']]])
  expect(await tree('?market=in')).toEqual([
    ['Women', ['Saris']],
    ['Men', ['Shirts']],
  ])
  await store.admin('PATCH', `/admin/v1/categories/${men.id}`, { position: 0 })
  expect(await tree()).toEqual([
    ['Men', ['Shirts']],
    ['Women', ['Saris']],
  ])
  expect((await store.shop('GET', '/store/v1/categories?market=zz')).body).toMatchObject({
    code: 'invalid_input',
    errors: [{ path: 'market' }],
  })
})

test('products are found in their categories and in all above them', async () => {
  const top = await create({ name: 'Home' })
  const middle = await create({ name: 'Kitchen', parent_id: top.id })
  const low = await create({ name: 'Pots', parent_id: middle.id })
  const { id, category_ids } = await product({ category_ids: [low.id] })
  const other = await product({ category_ids: [top.id] })
  expect(category_ids).toEqual([low.id])
  for (const name of [middle.id, middle.handle, low.id]) {
    expect(await idsBy(`/store/v1/products?category=${name}`)).toEqual([id])
    expect((await store.shop('GET', `/store/v1/products/${id}`)).body.category_ids).toEqual([low.id])
  }
  expect(await idsBy('/store/v1/products?category=home')).toEqual([other.id, id])
  expect(await idsBy(`/admin/v1/products?category=${middle.id}`, store.admin)).toEqual([id])
  const first = await store.shop('GET', '/store/v1/products?category=home&limit=1')
  expect(await idsBy(`/store/v1/products?category=home&limit=1&cursor=${first.body.next_cursor}`)).toEqual([
    id,
  ])

  await store.admin('PATCH', `/admin/v1/products/${id}`, { category_ids: [] })
  expect(await idsBy('/store/v1/products?category=kitchen')).toEqual([])
})

test('what is moved takes its products along', async () => {
  const from = await create({ name: 'Garden' })
  const to = await create({ name: 'Outdoor' })
  const moved = await create({ name: 'Tools', parent_id: from.id })
  const below = await create({ name: 'Spades', parent_id: moved.id })
  const { id } = await product({ category_ids: [below.id] })
  const patched = await store.admin('PATCH', `/admin/v1/categories/${moved.id}`, { parent_id: to.id })
  expect(patched.body.path).toEqual([to.id])
  expect((await store.admin('GET', `/admin/v1/categories/${below.id}`)).body.path).toEqual([to.id, moved.id])
  await expect.poll(() => idsBy('/store/v1/products?category=outdoor'), { timeout: 10_000 }).toEqual([id])
  expect(await idsBy('/store/v1/products?category=garden')).toEqual([])
  expect(await idsBy('/store/v1/products?category=spades')).toEqual([id])
})

test('a category cannot stand below itself, nor the tree be deeper than eight levels', async () => {
  const chain: string[] = []
  for (let level = 1; level <= 8; level += 1)
    chain.push((await create({ name: `Level ${level}`, parent_id: chain.at(-1) ?? null })).id)
  const refused = await store.admin('POST', '/admin/v1/categories', { name: 'Too deep', parent_id: chain[7] })
  expect(refused.body).toMatchObject({ code: 'invalid_input', errors: [{ path: 'parent_id' }] })
  for (const parent_id of [chain[0], chain[3]]) {
    expect(
      (await store.admin('PATCH', `/admin/v1/categories/${chain[0]}`, { parent_id })).body,
    ).toMatchObject({
      code: 'invalid_input',
      errors: [{ path: 'parent_id' }],
    })
  }
  const unknown = '0198aaaa-0000-7000-8000-000000000000'
  expect(
    (await store.admin('PATCH', `/admin/v1/categories/${chain[0]}`, { parent_id: unknown })).status,
  ).toBe(404)
})

test('only an empty category can be deleted', async () => {
  const parent = await create({ name: 'Books' })
  const child = await create({ name: 'Novels', parent_id: parent.id })
  const { id } = await product({ category_ids: [child.id] })
  for (const category of [parent, child]) {
    expect((await store.admin('DELETE', `/admin/v1/categories/${category.id}`)).body.code).toBe(
      'still_in_use',
    )
  }
  await store.admin('PATCH', `/admin/v1/products/${id}`, { category_ids: [] })
  for (const category of [child, parent]) {
    expect((await store.admin('DELETE', `/admin/v1/categories/${category.id}`)).status).toBe(200)
  }
})

test('a product in a category that does not exist, or a category in such a market, is refused', async () => {
  const category_ids = ['0198aaaa-0000-7000-8000-000000000000']
  expect(
    await store.admin('POST', '/admin/v1/products', { title: 'x', variants: [{}], category_ids }),
  ).toMatchObject({
    status: 404,
    body: { errors: [{ path: 'category_ids' }] },
  })
  expect(
    (await store.admin('POST', '/admin/v1/categories', { name: 'x', markets: ['us', 'zz'] })).body,
  ).toMatchObject({ errors: [{ path: 'markets.1' }] })
})
