import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

async function variant(over: object = {}, product: object = {}): Promise<string> {
  const { body } = await store.admin('POST', '/admin/v1/products', {
    title: 'Candle',
    status: 'active',
    variants: [{ prices: [{ amount: 1_999, currency: 'USD' }], inventory_quantity: 10, ...over }],
    ...product,
  })
  return body.variants[0].id
}
const newCart = async (body: object = {}) =>
  (await store.shop('POST', '/store/v1/carts', body)).body.id as string
const add = (cart: string, variant_id: string, quantity: number) =>
  store.shop('POST', `/store/v1/carts/${cart}/line-items`, { variant_id, quantity })

test('a new cart is empty and costs nothing', async () => {
  const { status, body } = await store.shop('POST', '/store/v1/carts', {})
  const nothing = { amount: 0, currency: 'USD' }
  expect(status).toBe(201)
  expect(body).toMatchObject({
    status: 'open',
    market: 'us',
    currency: 'USD',
    line_items: [],
    totals: { subtotal: nothing, discount: nothing, shipping: nothing, tax: nothing, total: nothing },
  })
})

test('lines are added, merged, changed and removed, and the totals follow', async () => {
  const candle = await variant()
  const cart = await newCart()
  await add(cart, candle, 1)
  const { body: two } = await add(cart, candle, 1)
  expect(two.line_items).toMatchObject([
    { quantity: 2, unit_price: { amount: 1_999 }, subtotal: { amount: 3_998 }, total: { amount: 4_318 } },
  ])
  // 8 % of 39.98 is 3.1984.
  expect(two.totals).toMatchObject({
    subtotal: { amount: 3_998 },
    tax: { amount: 320 },
    total: { amount: 4_318 },
  })

  const line = `/store/v1/carts/${cart}/line-items/${two.line_items[0].id}`
  expect((await store.shop('PATCH', line, { quantity: 5 })).body.totals.subtotal.amount).toBe(9_995)
  expect((await store.shop('DELETE', line)).body.line_items).toEqual([])
  expect((await store.shop('DELETE', line)).status).toBe(404)
})

test('market and currency: the one named, else one that uses the currency, else a clear refusal', async () => {
  const inr = await store.shop('POST', '/store/v1/carts', { currency: 'INR' })
  expect(inr.body).toMatchObject({ market: 'in', currency: 'INR' })
  expect((await store.shop('POST', '/store/v1/carts', { market: 'in' })).body).toMatchObject({
    currency: 'INR',
  })
  for (const [wish, path] of [
    [{ currency: 'EUR' }, 'currency'],
    [{ currency: 'XXZ' }, 'currency'],
    [{ market: 'us', currency: 'INR' }, 'currency'],
    [{ market: 'atlantis' }, 'market'],
  ] as const) {
    expect(await store.shop('POST', '/store/v1/carts', wish)).toMatchObject({
      status: 422,
      body: { errors: [{ path }] },
    })
  }
})

test('what cannot be sold cannot be added, and the cart stays as it was', async () => {
  const cart = await newCart()
  const draft = await variant({}, { status: 'draft' })
  const priceless = await variant({ prices: [{ amount: 5, currency: 'INR' }] })
  const scarce = await variant({ inventory_quantity: 2 })
  expect(await add(cart, draft, 1)).toMatchObject({ status: 409, body: { code: 'product_unavailable' } })
  expect(await add(cart, priceless, 1)).toMatchObject({ status: 409, body: { code: 'price_unavailable' } })
  expect(await add(cart, scarce, 3)).toMatchObject({ status: 409, body: { code: 'insufficient_inventory' } })
  expect(await add(cart, cart, 1)).toMatchObject({ status: 404, body: { errors: [{ path: 'variant_id' }] } })
  for (const quantity of [0, -1, 1.5, 10_001]) expect((await add(cart, scarce, quantity)).status).toBe(422)
  expect((await store.shop('GET', `/store/v1/carts/${cart}`)).body.line_items).toEqual([])
})

test('untracked variants and those that may be oversold can always be added', async () => {
  const cart = await newCart()
  await add(cart, await variant({ inventory_tracked: false, inventory_quantity: 0 }), 100)
  const { status, body } = await add(
    cart,
    await variant({ inventory_policy: 'continue', inventory_quantity: 0 }),
    100,
  )
  expect(status).toBe(201)
  expect(body.line_items).toHaveLength(2)
})

test('a total that a number could not hold exactly is refused', async () => {
  const gold = { prices: [{ amount: 9_999_999_999, currency: 'USD' }], inventory_tracked: false }
  const cart = await newCart()
  let refused = 0
  for (let i = 0; i < 60 && refused === 0; i += 1) {
    const { status } = await add(cart, await variant(gold), 10_000)
    if (status === 409) refused += 1
  }
  expect(refused).toBe(1)
  const { body } = await store.shop('GET', `/store/v1/carts/${cart}`)
  expect(Number.isSafeInteger(body.totals.total.amount)).toBe(true)
})
