import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
let shirts: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  const category = await add('/admin/v1/categories', { name: 'Shirts', handle: 'shirts' })
  const brand = await add('/admin/v1/brands', { name: 'Weaver', handle: 'weaver' })
  shirts = category.id
  await product(
    'Linen Shirt',
    { M: 4_900, L: 5_900 },
    { category_ids: [category.id], brand_id: brand.id, tags: ['summer'] },
  )
  await product(
    'Cotton Shirt',
    { M: 2_900, XL: 2_900 },
    { category_ids: [category.id], tags: ['summer', 'basic'] },
  )
  await product('Linen Trousers', { M: 7_900 }, { vendor: 'Shirt & Sons', stock: 0 })
  await product('Écharpe', { One: 1_900 }, { variant: { sku: 'SC-100/A' } })
  await product('Hidden Shirt', { M: 100 }, { status: 'draft' })
})
afterAll(() => platform?.stop())

// biome-ignore lint/suspicious/noExplicitAny: fields of any kind
async function add(path: string, body: unknown): Promise<any> {
  const answer = await store.admin('POST', path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

type Fields = { stock?: number; variant?: Record<string, unknown> } & Record<string, unknown>
const product = (
  title: string,
  sizes: Record<string, number>,
  { stock = 5, variant, ...fields }: Fields = {},
) =>
  add('/admin/v1/products', {
    title,
    status: 'active',
    ...fields,
    variants: Object.entries(sizes).map(([size, amount]) => ({
      options: { Size: size },
      prices: [{ amount, currency: 'USD' }],
      inventory_quantity: stock,
      ...variant,
    })),
  })

async function search(query: Record<string, string | string[]>) {
  const params = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    ),
  )
  const answer = await store.shop('GET', `/store/v1/product-search?${params}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}
const titles = async (query: Record<string, string | string[]>): Promise<string[]> =>
  (await search(query)).data.map(({ title }: { title: string }) => title)

describe('words', () => {
  test.each([
    ['shirt', ['Cotton Shirt', 'Linen Shirt', 'Linen Trousers']],
    ['linen', ['Linen Trousers', 'Linen Shirt']],
    ['SHIRT lin', ['Linen Shirt', 'Linen Trousers']],
    ['écha', ['Écharpe']],
    ['sc-100/a', ['Écharpe']],
    ['hidden', []],
    ['nothing', []],
    ["' or 1=1 --", []],
  ])('%s finds %j', async (q, found) => {
    expect(await titles({ q })).toEqual(found)
  })

  test('are those that a product has now', async () => {
    const { id } = await product('Blue Kettle', { One: 900 })
    expect(await titles({ q: 'kettle' })).toEqual(['Blue Kettle'])
    await store.admin('PATCH', `/admin/v1/products/${id}`, { title: 'Blue Teapot' })
    expect(await titles({ q: 'kettle' })).toEqual([])
    expect(await titles({ q: 'teapot' })).toEqual(['Blue Teapot'])
    await store.admin('DELETE', `/admin/v1/products/${id}`)
    expect(await titles({ q: 'teapot' })).toEqual([])
  })
})

describe('filters', () => {
  test('narrow what is found, each in its own way', async () => {
    expect(await titles({ category: 'shirts', sort: 'title' })).toEqual(['Cotton Shirt', 'Linen Shirt'])
    expect(await titles({ category: shirts, brand: 'weaver' })).toEqual(['Linen Shirt'])
    expect(await titles({ tag: 'basic' })).toEqual(['Cotton Shirt'])
    expect(await titles({ option: 'Size:XL' })).toEqual(['Cotton Shirt'])
    expect(await titles({ option: ['Size:XL', 'Size:L'], sort: 'price_desc' })).toEqual([
      'Linen Shirt',
      'Cotton Shirt',
    ])
    expect(await titles({ price_from: '3000', price_to: '5000' })).toEqual(['Linen Shirt'])
    expect(await titles({ q: 'linen', available: 'true' })).toEqual(['Linen Shirt'])
    expect(await titles({ category: 'none' })).toEqual([])
    expect(await titles({ sort: 'price_asc', limit: '2', page: '2' })).toEqual([
      'Linen Shirt',
      'Linen Trousers',
    ])
  })

  test('say how much there would be of what else could be chosen', async () => {
    const { total, facets } = await search({ q: 'shirt', option: 'Size:M' })
    expect(total).toBe(3)
    expect(facets).toMatchObject({
      categories: [{ name: 'Shirts', handle: 'shirts', count: 2 }],
      brands: [{ name: 'Weaver', handle: 'weaver', count: 1 }],
      tags: [
        { value: 'summer', count: 2 },
        { value: 'basic', count: 1 },
      ],
      options: [
        {
          name: 'Size',
          values: [
            { value: 'M', count: 3 },
            { value: 'L', count: 1 },
            { value: 'XL', count: 1 },
          ],
        },
      ],
      available: 2,
      price: { from: 2_900, to: 7_900 },
    })
  })

  test('lead through a collection in its own order, while it is active', async () => {
    const ids = (await search({ q: 'linen' })).data.map(({ id }: { id: string }) => id)
    const collection = await add('/admin/v1/collections', { title: 'Linen', handle: 'linen', sort: 'manual' })
    await store.admin('POST', `/admin/v1/collections/${collection.id}/products`, {
      product_ids: ids.toReversed(),
    })
    expect(await titles({ collection: 'linen' })).toEqual(['Linen Shirt', 'Linen Trousers'])
    expect(await titles({ collection: collection.id, available: 'true' })).toEqual(['Linen Shirt'])
    await store.admin('PATCH', `/admin/v1/collections/${collection.id}`, {
      starts_at: '2999-01-01T00:00:00Z',
    })
    expect(await titles({ collection: 'linen' })).toEqual([])
    expect(await titles({ collection: collection.id })).toEqual([])
  })
})
