import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const create = async (body: object, path = '/admin/v1/brands') => {
  const answer = await store.admin('POST', path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const product = (over: object) =>
  create(
    {
      title: 'Shirt',
      status: 'active',
      variants: [{ prices: [{ amount: 1_000, currency: 'USD' }], inventory_quantity: 50 }],
      ...over,
    },
    '/admin/v1/products',
  )

async function order(variantId: string, quantity: number): Promise<void> {
  const cart = (await store.shop('POST', '/store/v1/carts', {})).body
  await store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, { variant_id: variantId, quantity })
  const checkout = (await store.shop('POST', '/store/v1/checkouts', { cart_id: cart.id })).body
  await store.shop('PATCH', `/store/v1/checkouts/${checkout.id}`, {
    email: 'a@b.example',
    shipping_address: { name: 'A', line1: 'B', city: 'C', state: 'IL', postal_code: '62701', country: 'US' },
    shipping_method: 'standard',
    payment_method: 'test',
  })
  const placed = await store.shop('POST', `/store/v1/checkouts/${checkout.id}/complete`)
  expect(placed.status, placed.text).toBe(201)
}

test('a brand is stored whole, changed and shown to shoppers', async () => {
  const brand = await create({
    name: 'Linen House',
    logo_url: 'https://img.example/l.png',
    seo_title: 'Linen',
  })
  expect(brand).toMatchObject({ handle: 'linen-house', popularity_score: 0, quality_score: 50 })
  await store.admin('PATCH', `/admin/v1/brands/${brand.id}`, {
    description: 'Since 1900',
    quality_override: 90,
  })
  for (const name of [brand.id, 'linen-house']) {
    expect((await store.shop('GET', `/store/v1/brands/${name}`)).body).toMatchObject({
      name: 'Linen House',
      description: 'Since 1900',
      quality_score: 90,
    })
  }
  expect(
    (await store.admin('POST', '/admin/v1/brands', { name: 'x', handle: 'linen-house' })).body.code,
  ).toBe('handle_taken')
  expect((await store.admin('GET', '/admin/v1/brands?handle=linen-house')).body.data).toMatchObject([
    { id: brand.id },
  ])
})

test('products have a brand and are found by it', async () => {
  const brand = await create({ name: 'Mill' })
  const { id } = await product({ brand_id: brand.id })
  await product({})
  for (const name of [brand.id, brand.handle]) {
    const { body } = await store.shop('GET', `/store/v1/products?brand=${name}`)
    expect(body.data).toMatchObject([{ id, brand_id: brand.id }])
  }
  expect((await store.admin('GET', `/admin/v1/products?brand=${brand.id}`)).body.data).toMatchObject([{ id }])
  expect((await store.admin('DELETE', `/admin/v1/brands/${brand.id}`)).body.code).toBe('still_in_use')
  await store.admin('PATCH', `/admin/v1/products/${id}`, { brand_id: null })
  expect((await store.shop('GET', '/store/v1/products?brand=mill')).body.data).toEqual([])
  expect((await store.admin('DELETE', `/admin/v1/brands/${brand.id}`)).status).toBe(200)
})

test('a change that does not mention the brand keeps it', async () => {
  const brand = await create({ name: 'Kept' })
  const { id } = await product({ brand_id: brand.id })
  expect((await store.admin('PATCH', `/admin/v1/products/${id}`, { title: 'Other' })).body.brand_id).toBe(
    brand.id,
  )
})

test('an unknown brand is refused by its field', async () => {
  const brand_id = '0198aaaa-0000-7000-8000-000000000000'
  expect(
    await store.admin('POST', '/admin/v1/products', { title: 'x', variants: [{}], brand_id }),
  ).toMatchObject({
    status: 404,
    body: { errors: [{ path: 'brand_id' }] },
  })
})

test('scores follow the orders, and shoppers see the most popular first unless staff know better', async () => {
  store = await platform.signUp()
  const [strong, weak, idle] = await Promise.all(['Strong', 'Weak', 'Idle'].map((name) => create({ name })))
  for (const [brand, units] of [
    [strong, 30],
    [weak, 1],
  ] as const)
    await order((await product({ brand_id: brand.id })).variants[0].id, units)
  // As its schedule does every night.
  await platform.shards.get(store.shard)!.owner`
    insert into pgboss.job (name, data) values ('brands.score', ${JSON.stringify({ tenant_id: store.id })}::text::jsonb)`
  const listed = async () =>
    (await store.shop('GET', '/store/v1/brands')).body.data.map(
      (brand: { name: string; popularity_score: number; quality_score: number }) => [
        brand.name,
        brand.popularity_score,
        brand.quality_score,
      ],
    )
  // ln 2 / ln 31 = 0.20; quality 40/50 and 11/21
  await expect.poll(listed, { timeout: 10_000 }).toEqual([
    ['Strong', 100, 80],
    ['Weak', 20, 52],
    ['Idle', 0, 50],
  ])
  await store.admin('PATCH', `/admin/v1/brands/${idle.id}`, { popularity_override: 60 })
  expect((await listed()).map(([name]: string[]) => name)).toEqual(['Strong', 'Idle', 'Weak'])
  const first = (await store.shop('GET', '/store/v1/brands?limit=1')).body
  const second = await store.shop('GET', `/store/v1/brands?limit=1&cursor=${first.next_cursor}`)
  expect(second.body.data).toMatchObject([{ name: 'Idle' }])
})
