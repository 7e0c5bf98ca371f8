// Promotions of a cart: codes and those that apply by themselves.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, fixed, percent, sellerOf } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let sell: ReturnType<typeof sellerOf>
let shirt: { id: string; variantId: string }
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  sell = sellerOf(store)
  // A store begins to ask about groups of products with its first promotion.
  const first = await sell.promotion({ kind: 'order', value: percent(1) })
  await sell.deactivate(first.id)
  shirt = await sell.product(1_000)
})
afterAll(() => platform?.stop())

const order = (value: object) => ({ kind: 'order', value })
const over = (amount: number) => ({
  currency: 'USD',
  conditions: [{ kind: 'min_subtotal', amount, filter: {} }],
})
const discountOf = async (cart: string): Promise<number> => (await sell.readCart(cart)).totals.discount.amount

test('a code is entered in any case, gives its discount, and is taken away again', async () => {
  const { code } = await sell.promotion(order(percent(10)))
  const cart = await sell.cart({ [shirt.variantId]: 2 })
  const entered = await sell.enter('carts', cart, ` ${code.toLowerCase()} `)
  expect(entered.status).toBe(201)
  expect(entered.body).toMatchObject({
    codes: [{ code, applied: true, reason: null }],
    discounts: [{ code, amount: { amount: 200 } }],
    totals: { discount: { amount: 200 }, tax: { amount: 144 }, total: { amount: 1_944 } },
  })
  expect(await sell.readCart(cart)).toEqual(entered.body)
  expect((await done(sell.enter('carts', cart, code))).codes).toHaveLength(1)
  expect(await sell.faults('carts', cart)).toEqual([])

  const left = await sell.leave('carts', cart, code.toLowerCase())
  expect(left).toMatchObject({ status: 200, body: { codes: [], totals: { discount: { amount: 0 } } } })
  expect(await sell.leave('carts', cart, code)).toMatchObject({ status: 404, body: { code: 'not_found' } })
})

test('a code that can never be used now is refused and says why', async () => {
  const cart = await sell.cart({ [shirt.variantId]: 1 })
  const expired = await sell.promotion(order(percent(10)), { ends_at: '2020-01-01T00:00:00Z' })
  const early = await sell.promotion(order(percent(10)), { starts_at: '2099-01-01T00:00:00Z' })
  const off = await sell.promotion(order(percent(10)))
  await sell.deactivate(off.id)
  const used = await sell.promotion(order(percent(10)), { usage_limit: 1 })
  const first = await sell.cart({ [shirt.variantId]: 1 })
  await done(sell.enter('carts', first, used.code))
  await done(sell.complete(await sell.checkout(first)))
  for (const [code, status, problem] of [
    ['NO-SUCH-CODE', 422, 'promotion_code_unknown'],
    [expired.code, 409, 'promotion_expired'],
    [early.code, 409, 'promotion_not_started'],
    [off.code, 409, 'promotion_not_applicable'],
    [used.code, 409, 'promotion_used_up'],
  ] as const) {
    const refused = await sell.enter('carts', cart, code)
    expect(refused, problem).toMatchObject({ status, body: { code: problem, errors: [{ path: 'code' }] } })
  }
  expect((await sell.readCart(cart)).codes).toEqual([])
})

test('a code that does not fit yet is kept with its reason and counts once it does', async () => {
  const { code } = await sell.promotion(order(fixed(500)), over(3_000))
  const cart = await sell.cart({ [shirt.variantId]: 2 })
  const { codes, totals } = await done(sell.enter('carts', cart, code))
  expect(codes).toEqual([
    {
      code,
      applied: false,
      reason: { code: 'promotion_not_applicable', message: 'This code needs a higher subtotal.' },
    },
  ])
  expect(totals.discount.amount).toBe(0)
  await done(
    store.shop('POST', `/store/v1/carts/${cart}/line-items`, { variant_id: shirt.variantId, quantity: 1 }),
  )
  expect(await sell.readCart(cart)).toMatchObject({
    codes: [{ applied: true }],
    totals: { discount: { amount: 500 } },
  })
})

test('a code that is over meanwhile stays visible, with the reason of now', async () => {
  const { id, code } = await sell.promotion(order(percent(10)))
  const cart = await sell.cart({ [shirt.variantId]: 1 })
  await done(sell.enter('carts', cart, code))
  await done(
    store.admin('PATCH', `/admin/v1/promotions/${id}`, {
      ends_at: new Date(Date.now() - 1_000).toISOString(),
    }),
  )
  expect((await sell.readCart(cart)).codes).toMatchObject([
    { code, applied: false, reason: { code: 'promotion_expired' } },
  ])
  expect(await discountOf(cart)).toBe(0)
})

test('a free-shipping code waits for the shipping', async () => {
  const { code } = await sell.promotion({ kind: 'shipping', value: percent(100) })
  const cart = await sell.cart({ [shirt.variantId]: 1 })
  const { codes } = await done(sell.enter('carts', cart, code))
  const message = 'This code is for shipping: it counts once there is some.'
  expect(codes).toEqual([{ code, applied: false, reason: { code: 'promotion_not_applicable', message } }])
  const id = await sell.checkout(cart)
  expect(await sell.readCheckout(id)).toMatchObject({
    codes: [{ code, applied: true, reason: null }],
    totals: { shipping: { amount: 0 } },
  })
})

test('a cart takes ten codes, and of two codes of one promotion the first', async () => {
  const { id, code } = await sell.promotion(order(fixed(10)), { currency: 'USD' })
  const other = `OTHER-${randomBytes(5).toString('hex').toUpperCase()}`
  await sell.create(`promotions/${id}/codes`, { codes: [other] })
  const cart = await sell.cart({ [shirt.variantId]: 5 })
  await done(sell.enter('carts', cart, code))
  expect(await sell.enter('carts', cart, other)).toMatchObject({
    status: 409,
    body: { code: 'promotion_not_applicable', errors: [{ path: 'code' }] },
  })
  const more = []
  for (let i = 1; i < 10; i += 1) more.push(await sell.promotion(order(fixed(1)), { currency: 'USD' }))
  for (const promotion of more) await done(sell.enter('carts', cart, promotion.code))
  const eleventh = await sell.promotion(order(fixed(1)), { currency: 'USD' })
  expect(await sell.enter('carts', cart, eleventh.code)).toMatchObject({
    status: 409,
    body: { code: 'cart_full' },
  })
  expect(await discountOf(cart)).toBe(19)
  await done(sell.leave('carts', cart, code))
  expect((await sell.enter('carts', cart, other)).status).toBe(201)
  expect(await discountOf(cart)).toBe(19)
  expect(await sell.faults('carts', cart)).toEqual([])
})

test('collections, categories, tags and brands decide which lines a promotion is about', async () => {
  const plain = await sell.product(1_000)
  const parent = await sell.create('categories', { name: 'Clothes' })
  const category = await sell.create('categories', { name: 'Shirts', parent_id: parent.id })
  const brand = await sell.create('brands', { name: 'Mill' })
  const groups = { tags: ['linen'], category_ids: [category.id], brand_id: brand.id }
  const linen = await sell.product(2_000, { product: groups })
  const collection = await sell.create('collections', { title: 'Summer' })
  await sell.create(`collections/${collection.id}/products`, { product_ids: [linen.id] })
  const cart = await sell.cart({ [plain.variantId]: 1, [linen.variantId]: 1 })
  for (const filter of [
    { collection_ids: [collection.id] },
    { category_ids: [parent.id] },
    { tags: ['linen'] },
    { brand_ids: [brand.id] },
    { product_ids: [linen.id] },
    { variant_ids: [linen.variantId] },
  ]) {
    const effect = {
      kind: 'lines',
      filter,
      value: percent(10),
      allocation: 'each',
      max_quantity: null,
      only: 'all',
    }
    const { code } = await sell.promotion(effect)
    const entered = await done(sell.enter('carts', cart, code))
    const discounts = entered.line_items.map((line: { discount: { amount: number } }) => line.discount.amount)
    expect(discounts, Object.keys(filter)[0]).toEqual([0, 200])
    // Not only where a code is entered are all groups of a product known.
    expect(await sell.readCart(cart)).toEqual(entered)
    await done(sell.leave('carts', cart, code))
  }
  const { code } = await sell.promotion(order(percent(10)), {
    conditions: [{ kind: 'min_quantity', quantity: 1, filter: { collection_ids: [collection.id] } }],
  })
  expect((await done(sell.enter('carts', cart, code))).codes).toMatchObject([{ applied: true }])
  const more = { variant_id: plain.variantId, quantity: 1 }
  expect((await done(store.shop('POST', `/store/v1/carts/${cart}/line-items`, more))).codes).toMatchObject([
    { applied: true },
  ])
  const without = await sell.cart({ [plain.variantId]: 5 })
  expect((await done(sell.enter('carts', without, code))).codes).toMatchObject([
    { applied: false, reason: { message: 'This code is for other products.' } },
  ])
})

test('a promotion that applies by itself needs no code, goes through to the order, and ends for all carts', async () => {
  const tea = await sell.product(2_000)
  const { id } = await sell.promotion(
    {
      kind: 'buy_get',
      ...{ buy: { product_ids: [tea.id] }, get: { product_ids: [tea.id] }, buy_quantity: 2, get_quantity: 1 },
      ...{ within: 'all', value: percent(100), max_sets: null },
    },
    { trigger: 'automatic' },
  )
  const cart = await sell.cart({ [tea.variantId]: 3 })
  expect(await sell.readCart(cart)).toMatchObject({
    codes: [],
    discounts: [{ promotion_id: id, code: null, amount: { amount: 2_000 } }],
    totals: { discount: { amount: 2_000 } },
  })
  expect(await sell.faults('carts', cart)).toEqual([])
  const checkout = await sell.checkout(cart)
  expect(await sell.faults('checkouts', checkout)).toEqual([])
  const { order } = await done(sell.complete(checkout))
  expect(order.discounts).toMatchObject([{ promotion_id: id, amount: { amount: 2_000 } }])
  expect(await sell.faults('orders', order.id)).toEqual([])
  const statistics = await done(store.admin('GET', `/admin/v1/promotions/${id}/statistics`))
  expect(statistics).toMatchObject({ uses: 1, totals: [{ currency: 'USD', discount_amount: 2_000 }] })
  const late = await sell.cart({ [tea.variantId]: 3 })
  await sell.deactivate(id)
  expect(await discountOf(late)).toBe(0)
})

test("a customer's group and earlier orders decide, in their own cart", async () => {
  const group = await sell.create('customer-groups', { code: 'friends', name: 'Friends' })
  const friends = await sell.promotion(order(percent(10)), {
    conditions: [{ kind: 'customer_group', ids: [group.id] }],
  })
  const once = await sell.promotion(order(percent(10)), { customer_limit: 1 })
  const { id, token } = await sell.shopper()
  const cart = await sell.cart({ [shirt.variantId]: 1 }, { token })
  const states = async (cartId: string) =>
    (await sell.readCart(cartId)).codes.map(({ applied }: { applied: boolean }) => applied)
  await done(sell.enter('carts', cart, friends.code))
  await done(sell.enter('carts', cart, once.code))
  expect(await states(cart)).toEqual([false, true])
  await done(store.admin('PATCH', `/admin/v1/customers/${id}`, { customer_group_ids: [group.id] }))
  expect(await states(cart)).toEqual([true, true])
  const { body } = await store.shop('POST', '/store/v1/checkouts', { cart_id: cart })
  await done(
    sell.patchCheckout(body.id, {
      shipping_address: {
        ...{ name: 'A', line1: '1 Main St', city: 'Springfield', state: 'IL' },
        ...{ postal_code: '62701', country: 'US' },
      },
      shipping_method: 'standard',
      payment_method: 'test',
    }),
  )
  await done(sell.complete(body.id))
  const next = await sell.cart({ [shirt.variantId]: 1 }, { token })
  expect(next).not.toBe(cart)
  expect(await sell.enter('carts', next, once.code)).toMatchObject({ body: { code: 'promotion_used_up' } })
})

test('a merged cart keeps the codes of both, the own ones first, up to ten', async () => {
  const codes: string[] = []
  for (let i = 0; i < 12; i += 1)
    codes.push((await sell.promotion(order(fixed(1)), { currency: 'USD' })).code)
  const { email, token } = await sell.shopper()
  const own = await sell.cart({ [shirt.variantId]: 1 }, { token })
  const guest = await sell.cart({ [shirt.variantId]: 1 })
  const [shared = ''] = codes
  for (const code of codes.slice(0, 8)) await done(sell.enter('carts', own, code))
  for (const code of [shared, ...codes.slice(8)]) await done(sell.enter('carts', guest, code))
  expect((await sell.logIn(email, guest)).cart_id).toBe(own)
  const merged = await sell.readCart(own)
  expect(merged.codes.map(({ code }: { code: string }) => code)).toEqual(codes.slice(0, 10))
  expect(merged).toMatchObject({ line_items: [{ quantity: 2 }], totals: { discount: { amount: 10 } } })
})

test('codes that are no codes are refused, and change nothing', async () => {
  const cart = await sell.cart({ [shirt.variantId]: 1 })
  const before = await sell.readCart(cart)
  for (const code of ['', '   ', 'A'.repeat(101), 'A\u0000B', 7, null]) {
    const { status, body } = await store.shop('POST', `/store/v1/carts/${cart}/promotion-codes`, { code })
    expect([422, 400], JSON.stringify(code)).toContain(status)
    expect(body.code).toMatch(/^(invalid_input|malformed_request)$/)
  }
  for (const code of ['A\u0007B', 'A\nB', '\u202E\uFEFF', "'; drop table carts; --", 'ﬀ'.repeat(100)])
    expect((await sell.enter('carts', cart, code)).body.code, JSON.stringify(code)).toBe(
      'promotion_code_unknown',
    )
  for (const code of ['%00', '%0A', '%E0%A4%A', '..%2F..', "'--"]) {
    const { status } = await store.shop('DELETE', `/store/v1/carts/${cart}/promotion-codes/${code}`)
    expect([400, 404, 422], code).toContain(status)
  }
  expect(await sell.readCart(cart)).toEqual(before)
})
