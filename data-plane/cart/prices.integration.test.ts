// What the goods of a cart cost: lists, groups, tiers, sales, currencies, taxes.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, percent, sellerOf } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let sell: ReturnType<typeof sellerOf>
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  sell = sellerOf(store)
})
afterAll(() => platform?.stop())

async function priceList(variantId: string, prices: object[], over: object = {}) {
  const list = { name: 'List', type: 'override', status: 'active', ...over }
  const { id } = await sell.create('price-lists', list)
  const priced = prices.map((price) => ({ variant_id: variantId, currency: 'USD', ...price }))
  await done(store.admin('PUT', `/admin/v1/price-lists/${id}/prices`, { prices: priced }))
  return id as string
}
const pricesIn = async (cartId: string) => {
  const { line_items, totals } = await sell.readCart(cartId)
  const [{ unit_price, original_unit_price }] = line_items
  return [unit_price.amount, original_unit_price.amount, totals.subtotal.amount]
}

test('a customer has the prices of their group in the cart and in their order; a guest has not', async () => {
  const { variantId } = await sell.product(1_000)
  const group = await sell.create('customer-groups', { code: 'trade', name: 'Trade' })
  await priceList(variantId, [{ amount: 700 }], { rules: { customer_group: [group.id] } })
  const { id, token } = await sell.shopper()
  await done(store.admin('PATCH', `/admin/v1/customers/${id}`, { customer_group_ids: [group.id] }))

  const own = await sell.cart({ [variantId]: 2 }, { token })
  const guests = await sell.cart({ [variantId]: 2 })
  expect(await pricesIn(own)).toEqual([700, 700, 1_400])
  expect(await pricesIn(guests)).toEqual([1_000, 1_000, 2_000])
  const { body: mine } = await store.shop('GET', '/store/v1/customers/me/cart', undefined, {
    'x-customer-token': token,
  })
  expect(mine).toEqual(await sell.readCart(own))

  const { order } = await done(sell.complete(await sell.checkout(own)))
  expect(order.line_items).toMatchObject([{ unit_price: { amount: 700 }, subtotal: { amount: 1_400 } }])
})

test('the quantity of a line decides its tier', async () => {
  const { variantId } = await sell.product(1_000)
  await priceList(variantId, [
    { amount: 900, min_quantity: 5, max_quantity: 9 },
    { amount: 800, min_quantity: 10 },
  ])
  const cart = await sell.cart({ [variantId]: 4 })
  const line = (await sell.readCart(cart)).line_items[0].id
  expect(await pricesIn(cart)).toEqual([1_000, 1_000, 4_000])
  for (const [quantity, amount] of [
    [5, 900],
    [9, 900],
    [10, 800],
    [4, 1_000],
  ] as const) {
    await done(store.shop('PATCH', `/store/v1/carts/${cart}/line-items/${line}`, { quantity }))
    expect(await pricesIn(cart)).toEqual([amount, amount, amount * quantity])
  }
})

test('a sale shows what it cost before, and the explanation says so', async () => {
  const { variantId } = await sell.product(1_000)
  await priceList(variantId, [{ amount: 750 }], { type: 'sale' })
  const cart = await sell.cart({ [variantId]: 2 })
  expect(await pricesIn(cart)).toEqual([750, 1_000, 1_500])
  const { steps } = await done(store.shop('GET', `/store/v1/carts/${cart}/explanation`))
  expect(steps[0].text).toBe('2 × 7.50 USD, instead of 10.00 USD each: 15.00 USD.')
  expect(await sell.faults('carts', cart)).toEqual([])
})

test('a quantity that has no price is refused, and the line stays', async () => {
  const { variantId } = await sell.product(1_000, { variant: { prices: [] } })
  await priceList(variantId, [{ amount: 900, max_quantity: 5 }])
  const cart = await sell.cart({ [variantId]: 5 })
  const line = (await sell.readCart(cart)).line_items[0].id
  const { status, body } = await store.shop('PATCH', `/store/v1/carts/${cart}/line-items/${line}`, {
    quantity: 6,
  })
  expect([status, body.code]).toEqual([409, 'price_unavailable'])
  expect(await pricesIn(cart)).toEqual([900, 900, 4_500])
})

test('a cart in a converted currency is priced, discounted, taxed and ordered in it', async () => {
  const { variantId } = await sell.product(1_000)
  await done(store.admin('PUT', '/admin/v1/currencies/EUR', { conversion: 'automatic' }))
  await sell.create('exchange-rates', { from_currency: 'USD', to_currency: 'EUR', rate: '0.89' })
  const { shipping_methods } = await done(store.admin('GET', '/admin/v1/markets/us'))
  const [standard] = shipping_methods
  const rate = { type: 'flat', currency: 'EUR', amount: 450 }
  const methods = [{ ...standard, rates: [...standard.rates, rate] }, ...shipping_methods.slice(1)]
  await done(
    store.admin('PATCH', '/admin/v1/markets/us', {
      currencies: ['USD', 'EUR'],
      shipping_methods: methods,
    }),
  )
  const [tenth, dollars] = [
    await sell.promotion({ kind: 'order', value: percent(10) }),
    await sell.promotion({ kind: 'order', value: { kind: 'fixed', amount: 100 } }, { currency: 'USD' }),
  ]

  const cart = await sell.cart({ [variantId]: 1 }, { market: 'us', currency: 'EUR' })
  await done(sell.enter('carts', cart, tenth.code))
  const { codes } = await done(sell.enter('carts', cart, dollars.code))
  expect(codes).toMatchObject([
    { applied: true, reason: null },
    { applied: false, reason: { code: 'promotion_not_applicable' } },
  ])
  const id = await sell.checkout(cart)
  expect((await sell.readCheckout(id)).shipping_methods.map(({ code }: { code: string }) => code)).toEqual([
    'standard',
  ])
  const { order } = await done(sell.complete(id))
  // 8 % of 8.01 are 0.6408.
  expect(order.totals).toMatchObject({
    subtotal: { amount: 890, currency: 'EUR' },
    discount: { amount: 89 },
    shipping: { amount: 450 },
    tax: { amount: 64 },
    total: { amount: 1_315, currency: 'EUR' },
  })
  expect(await sell.faults('orders', order.id)).toEqual([])
})

test('prices that include tax are what the shopper pays; rounding to whole rupees is shown', async () => {
  const { variantId } = await sell.product(1_000, {
    variant: { prices: [{ amount: 11_815, currency: 'INR' }] },
  })
  await done(
    store.admin('PATCH', '/admin/v1/markets/in', {
      prices_include_tax: true,
      tax_origin: { country: 'IN', province: 'MH' },
      total_rounding: 100,
    }),
  )
  const cart = await sell.cart({ [variantId]: 1 }, { market: 'in' })
  const body = await sell.readCart(cart)
  // 18 % contained in 118.15: 9 % of 100.127 each, 9.01.
  expect(body.taxes).toMatchObject([
    { name: 'CGST', ppm: 90_000, amount: { amount: 901 } },
    { name: 'SGST', ppm: 90_000, amount: { amount: 901 } },
  ])
  expect(body.totals).toMatchObject({
    subtotal: { amount: 11_815 },
    tax: { amount: 1_802 },
    tax_included: { amount: 1_802 },
    rounding: { amount: -15 },
    total: { amount: 11_800 },
  })
  expect(body.line_items).toMatchObject([{ tax: { amount: 1_802 }, total: { amount: 11_815 } }])
  expect(await sell.faults('carts', cart)).toEqual([])
})

test('a line takes at most 10,000 units, however they are added', async () => {
  const { variantId } = await sell.product(1, { variant: { inventory_tracked: false } })
  const cart = await sell.cart({ [variantId]: 9_999 })
  const add = (quantity: number) =>
    store.shop('POST', `/store/v1/carts/${cart}/line-items`, { variant_id: variantId, quantity })
  expect(await add(2)).toMatchObject({
    status: 409,
    body: { code: 'cart_full', errors: [{ path: 'quantity' }] },
  })
  expect((await add(1)).body.line_items).toMatchObject([{ quantity: 10_000 }])
})

test('a cart whose total cannot be counted any more is told so, and its lines can be taken out', async () => {
  const products = await Promise.all(
    Array.from({ length: 46 }, () =>
      sell.product(1_000, { variant: { inventory_tracked: false, sku: null } }),
    ),
  )
  const cart = await sell.cart(Object.fromEntries(products.map(({ variantId }) => [variantId, 10_000])))
  const lines = (await sell.readCart(cart)).line_items
  for (const { id, variantId } of products) {
    const variant = { id: variantId, prices: [{ amount: 9_999_999_999, currency: 'USD' }] }
    await done(store.admin('PATCH', `/admin/v1/products/${id}`, { variants: [variant] }))
  }
  const refused = { status: 409, body: { code: 'cart_full' } }
  expect(await store.shop('GET', `/store/v1/carts/${cart}`)).toMatchObject(refused)
  expect(await store.shop('GET', `/store/v1/carts/${cart}/explanation`)).toMatchObject(refused)
  expect(await store.shop('POST', '/store/v1/checkouts', { cart_id: cart })).toMatchObject(refused)
  const removed = await store.shop('DELETE', `/store/v1/carts/${cart}/line-items/${lines[0].id}`)
  expect(removed.body.line_items).toHaveLength(45)
})
