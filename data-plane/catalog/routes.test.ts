import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const shirt = (over: object = {}) => ({
  title: 'Linen shirt',
  status: 'active',
  variants: [
    { options: { Size: 'S' }, prices: [{ amount: 4_900, currency: 'USD' }], inventory_quantity: 3 },
    {
      options: { Size: 'M' },
      prices: [{ amount: 4_900, currency: 'USD', compare_at_amount: 5_900 }],
      inventory_quantity: 0,
    },
  ],
  ...over,
})
const create = async (over: object = {}) => {
  const answer = await store.admin('POST', '/admin/v1/products', shirt(over))
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

test('a product is stored whole and read back the same', async () => {
  const created = await create({
    handle: 'whole-shirt',
    description: '<p>Flax</p>',
    vendor: 'Mill',
    product_type: 'Shirts',
    tags: ['linen', 'summer'],
    images: [{ url: 'https://img.example/1.jpg', alt: 'Front' }],
    metadata: { season: 'SS' },
  })
  expect(created).toMatchObject({
    handle: 'whole-shirt',
    options: [{ name: 'Size', values: ['S', 'M'] }],
    images: [{ url: 'https://img.example/1.jpg', alt: 'Front' }],
    variants: [
      {
        title: 'S',
        options: { Size: 'S' },
        prices: [{ amount: 4_900, currency: 'USD', compare_at_amount: null }],
        inventory_quantity: 3,
      },
      { title: 'M', prices: [{ compare_at_amount: 5_900 }], inventory_quantity: 0 },
    ],
  })
  expect((await store.admin('GET', `/admin/v1/products/${created.id}`)).body).toEqual(created)
})

test('shoppers find an active product by id and by handle, with availability and without inner figures', async () => {
  const { id } = await create({ handle: 'shown-shirt', metadata: { cost: '12' } })
  const byId = await store.shop('GET', `/store/v1/products/${id}`)
  expect(byId.body.variants.map((variant: { available: boolean }) => variant.available)).toEqual([
    true,
    false,
  ])
  expect(byId.body).not.toHaveProperty('metadata')
  expect(byId.body.variants[0]).not.toHaveProperty('inventory_quantity')
  expect((await store.shop('GET', '/store/v1/products/shown-shirt')).body).toEqual(byId.body)
})

test.each([
  [{ inventory_tracked: false, inventory_policy: 'deny', inventory_quantity: 0 }, true],
  [{ inventory_tracked: true, inventory_policy: 'deny', inventory_quantity: 0 }, false],
  [{ inventory_tracked: true, inventory_policy: 'deny', inventory_quantity: 1 }, true],
  [{ inventory_tracked: true, inventory_policy: 'continue', inventory_quantity: -3 }, true],
])('availability of %j is %s', async (stock, available) => {
  const { id } = await create({ variants: [stock] })
  expect((await store.shop('GET', `/store/v1/products/${id}`)).body.variants).toMatchObject([{ available }])
})

test('a list shows products as their own pages do', async () => {
  const { id } = await create({
    options: [{ name: 'Size' }, { name: 'Colour' }],
    images: [{ url: 'https://img.example/1.jpg' }, { url: 'https://img.example/2.jpg', alt: 'Back' }],
    variants: [
      { options: { Size: 'S', Colour: 'Red' }, prices: [{ amount: 2, currency: 'USD' }] },
      {
        options: { Size: 'S', Colour: 'Blue' },
        sku: 'LISTED',
        prices: [
          { amount: 2, currency: 'USD', compare_at_amount: 3 },
          { amount: 1, currency: 'EUR' },
        ],
      },
    ],
  })
  const page = await store.shop('GET', `/store/v1/products/${id}`)
  expect(page.body).toMatchObject({
    options: [
      { name: 'Size', values: ['S'] },
      { name: 'Colour', values: ['Red', 'Blue'] },
    ],
    images: [
      { url: 'https://img.example/1.jpg', alt: '' },
      { url: 'https://img.example/2.jpg', alt: 'Back' },
    ],
    variants: [
      { options: { Size: 'S', Colour: 'Red' }, sku: null },
      {
        options: { Size: 'S', Colour: 'Blue' },
        sku: 'LISTED',
        prices: [
          { amount: 1, currency: 'EUR', compare_at_amount: null },
          { amount: 2, currency: 'USD', compare_at_amount: 3 },
        ],
      },
    ],
  })
  expect((await store.shop('GET', '/store/v1/products?limit=1')).body.data).toEqual([page.body])
})

test.each(['draft', 'archived'])('shoppers do not see a product that is %s', async (status) => {
  const { id, handle } = await create({ status })
  expect((await store.shop('GET', `/store/v1/products/${id}`)).status).toBe(404)
  const { body } = await store.shop('GET', '/store/v1/products?limit=100')
  expect(body.data.map((product: { handle: string }) => product.handle)).not.toContain(handle)
})

test('handles come from titles and do not collide; one that was asked for and is taken is refused', async () => {
  const titles = { title: 'Numbered shirt' }
  const handles = [
    (await create(titles)).handle,
    (await create(titles)).handle,
    (await create(titles)).handle,
  ]
  expect(handles).toEqual(['numbered-shirt', 'numbered-shirt-2', 'numbered-shirt-3'])
  for (let n = 4; n <= 10; n++) expect((await create(titles)).handle).toBe(`numbered-shirt-${n}`)
  expect(await store.admin('POST', '/admin/v1/products', shirt({ handle: 'numbered-shirt' }))).toMatchObject({
    status: 409,
    body: { code: 'handle_taken', errors: [{ path: 'handle' }] },
  })
})

test('a SKU belongs to one variant of the store; another store may use it too', async () => {
  const withSku = { variants: [{ sku: 'ONE-OF-A-KIND' }] }
  await create(withSku)
  expect((await store.admin('POST', '/admin/v1/products', shirt(withSku))).body).toMatchObject({
    code: 'sku_taken',
  })
  const other = await platform.signUp()
  expect((await other.admin('POST', '/admin/v1/products', shirt(withSku))).status).toBe(201)
})

test('two variants of a product may swap their SKUs', async () => {
  const { id, variants } = await create({
    variants: [
      { options: { Size: 'S' }, sku: 'SWAP-1' },
      { options: { Size: 'M' }, sku: 'SWAP-2' },
    ],
  })
  const [small, medium] = variants
  const swapped = await store.admin('PATCH', `/admin/v1/products/${id}`, {
    variants: [
      { id: small.id, sku: 'SWAP-2' },
      { id: medium.id, sku: 'SWAP-1' },
    ],
  })
  expect(swapped.body.variants.map((variant: { sku: string }) => variant.sku)).toEqual(['SWAP-2', 'SWAP-1'])
})

test('a change touches what it mentions and nothing else', async () => {
  const before = await create({ vendor: 'Mill', tags: ['linen'] })
  const { body: after } = await store.admin('PATCH', `/admin/v1/products/${before.id}`, {
    title: 'Linen blouse',
  })
  expect({ ...after, updated_at: '' }).toEqual({ ...before, title: 'Linen blouse', updated_at: '' })
})

test('changing variants by id keeps their stock, adds new ones and removes those left out', async () => {
  const before = await create()
  const { body: after } = await store.admin('PATCH', `/admin/v1/products/${before.id}`, {
    variants: [
      { id: before.variants[0].id, prices: [{ amount: 3_900, currency: 'USD' }] },
      { options: { Size: 'L' }, prices: [{ amount: 5_900, currency: 'USD' }], inventory_quantity: 7 },
    ],
  })
  expect(after.variants).toMatchObject([
    { id: before.variants[0].id, prices: [{ amount: 3_900 }], inventory_quantity: 3 },
    { options: { Size: 'L' }, inventory_quantity: 7 },
  ])
  expect(after.options).toEqual([{ name: 'Size', values: ['S', 'L'] }])
})

test('a refused change leaves the product as it was', async () => {
  const before = await create()
  await create({ handle: 'in-use' })
  const refused = await store.admin('PATCH', `/admin/v1/products/${before.id}`, {
    title: 'Changed',
    handle: 'in-use',
  })
  expect(refused.status).toBe(409)
  expect((await store.admin('GET', `/admin/v1/products/${before.id}`)).body).toEqual(before)
})

test('stock below zero is refused unless the variant may be oversold', async () => {
  const variants = (inventory_policy: string) => [{ inventory_quantity: -1, inventory_policy }]
  expect(
    (await store.admin('POST', '/admin/v1/products', shirt({ variants: variants('deny') }))).body,
  ).toMatchObject({ code: 'invalid_input' })
  expect((await create({ variants: variants('continue') })).variants[0].inventory_quantity).toBe(-1)
})

test('a deleted product is gone, from carts too', async () => {
  const { id, variants } = await create()
  const cart = (await store.shop('POST', '/store/v1/carts', {})).body
  await store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, {
    variant_id: variants[0].id,
    quantity: 1,
  })
  expect((await store.admin('DELETE', `/admin/v1/products/${id}`)).body).toEqual({ id, deleted: true })
  expect((await store.admin('GET', `/admin/v1/products/${id}`)).status).toBe(404)
  expect((await store.admin('DELETE', `/admin/v1/products/${id}`)).status).toBe(404)
  expect((await store.shop('GET', `/store/v1/carts/${cart.id}`)).body.line_items).toEqual([])
})

test('a list walked by its cursor shows every product once, newest first', async () => {
  const other = await platform.signUp()
  const titles = ['first', 'second', 'third', 'fourth', 'fifth']
  for (const title of titles) await other.admin('POST', '/admin/v1/products', shirt({ title }))
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await other.admin(
      'GET',
      `/admin/v1/products?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    seen.push(...body.data.map((product: { title: string }) => product.title))
    cursor = body.next_cursor
  }
  expect(seen).toEqual(titles.toReversed())
})

test('staff find products by status, handle and SKU', async () => {
  const { id } = await create({ handle: 'findable', status: 'draft', variants: [{ sku: 'FIND-ME' }] })
  for (const query of ['handle=findable', 'sku=FIND-ME', 'sku=FIND-ME&status=draft']) {
    expect((await store.admin('GET', `/admin/v1/products?${query}`)).body.data).toMatchObject([{ id }])
  }
  expect((await store.admin('GET', '/admin/v1/products?sku=FIND-ME&status=active')).body.data).toEqual([])
})

test('variants are named by their ids, those that exist', async () => {
  const { id, title, variants } = await create({ handle: 'named-shirt' })
  const { body: plain } = await store.admin('POST', '/admin/v1/products', {
    title: 'Mug',
    variants: [{ sku: 'NAMED-MUG', barcode: '4006381333931', prices: [] }],
  })
  const [small, medium] = variants
  const named = (ids: string) => store.admin('GET', `/admin/v1/variants?ids=${ids}`)
  const gone = '0199a000-0000-7000-8000-000000000001'
  expect((await named([medium.id, plain.variants[0].id, gone, small.id.toUpperCase()].join())).body).toEqual({
    data: [
      {
        id: small.id,
        product_id: id,
        product_title: title,
        title: 'S',
        sku: null,
        barcode: '',
        prices: small.prices,
      },
      {
        id: medium.id,
        product_id: id,
        product_title: title,
        title: 'M',
        sku: null,
        barcode: '',
        prices: medium.prices,
      },
      {
        ...{ id: plain.variants[0].id, product_id: plain.id, product_title: 'Mug', title: '' },
        ...{ sku: 'NAMED-MUG', barcode: '4006381333931', prices: [] },
      },
    ],
  })
  expect((await store.admin('GET', '/admin/v1/variants')).body).toEqual({ data: [] })
  for (const ids of ['', 'shirt', `${small.id},`, Array(101).fill(gone).join()])
    expect((await named(ids)).status).toBe(422)
})
