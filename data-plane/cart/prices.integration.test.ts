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

const both = (usd: number, inr: number) => ({
  variant: {
    prices: [
      { amount: usd, currency: 'USD' },
      { amount: inr, currency: 'INR' },
    ],
  },
})
const move = (cart: string, to: object) => store.shop('PATCH', `/store/v1/carts/${cart}`, to)

test('a cart goes to another market and back: prices, taxes and promotions are those of there', async () => {
  const { variantId } = await sell.product(1_000, both(1_000, 70_000))
  const usOnly = await sell.promotion(
    { kind: 'order', value: percent(10) },
    { currency: 'USD', conditions: [{ kind: 'min_subtotal', amount: 1_000, filter: {} }] },
  )
  const cart = await sell.cart({ [variantId]: 2 })
  const before = await done(sell.enter('carts', cart, usOnly.code))
  const there = await done(move(cart, { market: 'in' }))
  expect(there).toMatchObject({
    ...{ id: cart, market: 'in', currency: 'INR', codes: [{ code: usOnly.code, applied: false }] },
    line_items: [{ quantity: 2, unit_price: { amount: 70_000, currency: 'INR' }, unavailable: null }],
    totals: { subtotal: { amount: 140_000, currency: 'INR' }, discount: { amount: 0 } },
  })
  expect(await sell.readCart(cart)).toEqual(there)
  expect(await sell.readCart(await sell.cart({ [variantId]: 2 }, { market: 'in' }))).toMatchObject({
    totals: there.totals,
    taxes: there.taxes,
  })
  expect(await done(move(cart, { market: 'in' }))).toEqual(there)
  const back = await done(move(cart, { currency: 'USD', market: 'us' }))
  expect({ ...back, updated_at: before.updated_at }).toEqual(before)
})

test('what has no price in the new market stays in the cart, says so, and can be taken out', async () => {
  const mug = await sell.product(1_000, both(1_000, 70_000))
  const local = await sell.product(500)
  const cart = await sell.cart({ [mug.variantId]: 1, [local.variantId]: 3 })
  const there = await done(move(cart, { market: 'in' }))
  expect(there.line_items).toMatchObject([
    { variant_id: mug.variantId, unavailable: null },
    { variant_id: local.variantId, quantity: 3, unavailable: 'price_unavailable', total: { amount: 0 } },
  ])
  const refused = await store.shop('POST', '/store/v1/checkouts', { cart_id: cart })
  expect(refused).toMatchObject({ status: 409, body: { code: 'price_unavailable' } })
  const line = `/store/v1/carts/${cart}/line-items/${there.line_items[1].id}`
  expect((await done(store.shop('DELETE', line))).line_items).toHaveLength(1)
})

test('a checkout that was begun is paid as it was begun, wherever its cart goes', async () => {
  const { variantId } = await sell.product(1_000, both(1_000, 70_000))
  const cart = await sell.cart({ [variantId]: 1 })
  const checkout = await sell.checkout(cart)
  await done(move(cart, { market: 'in' }))
  const { order } = await done(sell.complete(checkout))
  expect(order).toMatchObject({ currency: 'USD', totals: { subtotal: { amount: 1_000 } } })
  expect(await move(cart, { market: 'us' })).toMatchObject({ status: 409, body: { code: 'cart_completed' } })
})

test("a customer's cart takes in the one that they have in the other market", async () => {
  const tea = await sell.product(1_000, both(1_000, 70_000))
  const cup = await sell.product(500, both(500, 40_000))
  const { token } = await sell.shopper()
  const there = await sell.cart({ [tea.variantId]: 1, [cup.variantId]: 1 }, { token, market: 'in' })
  const here = await sell.cart({ [tea.variantId]: 2 }, { token })
  const moved = await done(move(here, { market: 'in' }))
  expect(moved).toMatchObject({ id: here, market: 'in', currency: 'INR' })
  expect(moved.line_items).toMatchObject([
    { variant_id: tea.variantId, quantity: 3 },
    { variant_id: cup.variantId, quantity: 1 },
  ])
  expect(await sell.readCart(here)).toEqual(moved)
  expect((await sell.readCart(there)).status).toBe('merged')
  const answers = await Promise.all(['us', 'in', 'us', 'in'].map((market) => move(here, { market })))
  expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(200))
  expect((await sell.readCart(here)).line_items).toHaveLength(2)
})

test('a cart goes nowhere that is not, and stays as it was', async () => {
  const { variantId } = await sell.product(1_000)
  const cart = await sell.cart({ [variantId]: 1 })
  const before = await sell.readCart(cart)
  for (const [to, path] of [
    [{ market: 'atlantis' }, 'market'],
    [{ currency: 'INR' }, 'currency'],
    [{ market: 'in', currency: 'USD' }, 'currency'],
    [{ market: 7 }, 'market'],
  ] as const)
    expect(await move(cart, to)).toMatchObject({ status: 422, body: { errors: [{ path }] } })
  expect(await done(move(cart, {}))).toEqual(before)
  expect((await move(store.id, { market: 'in' })).status).toBe(404)
})
