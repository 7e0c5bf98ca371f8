// What a checkout costs: as it was shown, by address, shipping and shopper.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, fixed, percent, sellerOf, US_ADDRESS, usd } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let sell: ReturnType<typeof sellerOf>
let shirt: { id: string; variantId: string }
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform?.stop())
beforeEach(async () => {
  store = await platform.signUp()
  sell = sellerOf(store)
  shirt = await sell.product(2_000)
})

const IN_ADDRESS = { ...US_ADDRESS, city: 'Mumbai', state: 'MH', postal_code: '400001', country: 'IN' }
const change = (path: string, body: object) => done(store.admin('PATCH', `/admin/v1/${path}`, body))
const regionOf = async (country: string) => {
  const { data } = await done(store.admin('GET', '/admin/v1/tax-regions'))
  return data.find((region: { country: string }) => region.country === country)
}

test('the totals stay as shown though price, promotion, tax, shipping and market change; a new checkout has the new ones', async () => {
  const { id: promotionId, code } = await sell.promotion({ kind: 'order', value: percent(10) })
  const cart = await sell.cart({ [shirt.variantId]: 2 })
  await done(sell.enter('carts', cart, code))
  const id = await sell.checkout(cart)
  const before = await sell.readCheckout(id)
  expect(before.totals).toMatchObject({
    subtotal: { amount: 4_000 },
    discount: { amount: 400 },
    shipping: { amount: 500 },
    tax: { amount: 288 },
    total: { amount: 4_388 },
  })

  const region = await regionOf('US')
  await change(`tax-regions/${region.id}`, {
    rates: [{ code: 'sales_tax', name: 'Sales tax', ppm: 200_000 }],
  })
  await change(`products/${shirt.id}`, { variants: [{ id: shirt.variantId, prices: [usd(9_900)] }] })
  await change(`promotions/${promotionId}`, { effect: { kind: 'order', value: percent(50) } })
  const { shipping_methods } = await done(store.admin('GET', '/admin/v1/markets/us'))
  const rates = [{ type: 'flat', currency: 'USD', amount: 900 }]
  await change('markets/us', {
    prices_include_tax: true,
    shipping_tax: 'own',
    shipping_methods: shipping_methods.map((method: object) => ({ ...method, rates })),
  })

  const after = await sell.readCheckout(id)
  expect(after.totals).toEqual(before.totals)
  expect(after.line_items).toEqual(before.line_items)
  // Another way to pay changes nothing of it either.
  expect((await done(sell.patchCheckout(id, { payment_method: 'manual' }))).totals).toEqual(before.totals)
  // Another address of the shopper looks at promotions anew, and at nothing else.
  const { totals } = await done(sell.patchCheckout(id, { email: 'other@mail.example' }))
  expect(totals).toMatchObject({
    subtotal: { amount: 4_000 },
    discount: { amount: 2_000 },
    shipping: { amount: 500 },
    tax: { amount: 160 },
    tax_included: { amount: 0 },
  })
  const { order } = await done(sell.complete(id))
  expect(order.totals).toEqual(totals)
  expect(await sell.faults('orders', order.id)).toEqual([])

  const fresh = await sell.cart({ [shirt.variantId]: 2 })
  expect((await sell.readCheckout(await sell.checkout(fresh))).totals).toMatchObject({
    subtotal: { amount: 19_800 },
    shipping: { amount: 900 },
    // 20 % contained in 198.00 and in 9.00.
    tax: { amount: 3_450 },
    tax_included: { amount: 3_450 },
    total: { amount: 20_700 },
  })
})

test('the address decides the tax: a state of its own, and states added to the country', async () => {
  await sell.create('tax-regions', {
    country: 'US',
    province: 'NY',
    rates: [
      { code: 'ny', name: 'New York', ppm: 40_000 },
      { code: 'nyc', name: 'City', ppm: 45_000, combinable: true },
    ],
  })
  const id = await sell.checkout(await sell.cart({ [shirt.variantId]: 1 }))
  const taxIn = async (over: object) => {
    const { totals, taxes } = await done(
      sell.patchCheckout(id, { shipping_address: { ...US_ADDRESS, ...over } }),
    )
    expect(await sell.faults('checkouts', id)).toEqual([])
    return [totals.tax.amount, taxes.map(({ name }: { name: string }) => name)]
  }
  expect(await taxIn({})).toEqual([160, ['Sales tax']])
  expect(await taxIn({ state: 'NY', postal_code: '10001' })).toEqual([170, ['New York', 'City']])
  expect(await taxIn({ state: 'New York', postal_code: '10001' })).toEqual([170, ['New York', 'City']])
  expect(await taxIn({})).toEqual([160, ['Sales tax']])
})

test('F6 F7 an Indian order within the state has CGST and SGST, across states IGST', async () => {
  await change('markets/in', { tax_origin: { country: 'IN', province: 'MH' } })
  const { variantId } = await sell.product(1, {
    variant: { prices: [{ amount: 1_000_000, currency: 'INR' }] },
  })
  const cart = await sell.cart({ [variantId]: 1 }, { market: 'in' })
  const id = await sell.checkout(cart, { shipping_address: IN_ADDRESS, payment_method: 'manual' })
  expect(await sell.readCheckout(id)).toMatchObject({
    taxes: [
      { code: 'cgst', ppm: 90_000, amount: { amount: 90_000, currency: 'INR' } },
      { code: 'sgst', ppm: 90_000, amount: { amount: 90_000 } },
    ],
    // Above the threshold of 999.00 shipping is free.
    totals: { shipping: { amount: 0 }, total: { amount: 1_180_000 } },
  })
  const shipping_address = { ...IN_ADDRESS, state: 'KA', city: 'Bengaluru', postal_code: '560001' }
  const { taxes } = await done(sell.patchCheckout(id, { shipping_address }))
  expect(taxes).toMatchObject([{ code: 'igst', ppm: 180_000, amount: { amount: 180_000 } }])
  const { order } = await done(sell.complete(id))
  expect(order.taxes).toEqual(taxes)
  expect(await sell.faults('orders', order.id)).toEqual([])
})

test('a country that the market does not serve is refused and changes nothing', async () => {
  const id = await sell.checkout(await sell.cart({ [shirt.variantId]: 1 }))
  const before = await sell.readCheckout(id)
  const refused = await sell.patchCheckout(id, { email: 'new@mail.example', shipping_address: IN_ADDRESS })
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'invalid_input', errors: [{ path: 'shipping_address.country' }] },
  })
  expect(await sell.readCheckout(id)).toEqual(before)
})

test('shipping is taxed as the market says, by its own class or as the goods', async () => {
  const region = await regionOf('US')
  const rates = [...region.rates, { code: 'post', name: 'Post', ppm: 20_000, tax_classes: ['post'] }]
  await change(`tax-regions/${region.id}`, { rates })
  const { shipping_methods } = await done(store.admin('GET', '/admin/v1/markets/us'))
  const [standard, ...others] = shipping_methods
  const taxIs = async (market: object) => {
    await change('markets/us', market)
    const id = await sell.checkout(await sell.cart({ [shirt.variantId]: 1 }))
    expect(await sell.faults('checkouts', id)).toEqual([])
    const { totals } = await sell.readCheckout(id)
    return [totals.shipping.amount, totals.tax.amount, totals.total.amount]
  }
  expect(await taxIs({ shipping_tax: 'none' })).toEqual([500, 160, 2_660])
  expect(await taxIs({ shipping_tax: 'own' })).toEqual([500, 200, 2_700])
  expect(await taxIs({ shipping_methods: [{ ...standard, tax_class: 'post' }, ...others] })).toEqual([
    500, 170, 2_670,
  ])
  expect(await taxIs({ shipping_tax: 'highest' })).toEqual([500, 200, 2_700])
  expect(await taxIs({ shipping_tax: 'weighted' })).toEqual([500, 200, 2_700])
  // 8 % contained in 20.00 and in 5.00.
  expect(await taxIs({ prices_include_tax: true })).toEqual([500, 185, 2_500])
})

test('B14 a shipping code makes it free; F11 so does a subtotal above the threshold, which a coupon does not take away', async () => {
  const free = await sell.promotion({ kind: 'shipping', value: percent(100) })
  const tenner = await sell.promotion({ kind: 'order', value: fixed(1_000) }, { currency: 'USD' })
  const coded = await sell.checkout(await sell.cart({ [shirt.variantId]: 1 }))
  const { discounts, totals } = await done(sell.enter('checkouts', coded, free.code))
  expect(discounts).toMatchObject([{ code: free.code, amount: { amount: 500 } }])
  expect(totals).toMatchObject({ shipping: { amount: 0 }, discount: { amount: 0 }, total: { amount: 2_160 } })
  expect(await sell.faults('checkouts', coded)).toEqual([])

  const shippingOf = async (amount: number, code?: string) => {
    const { variantId } = await sell.product(amount)
    const id = await sell.checkout(await sell.cart({ [variantId]: 1 }))
    if (code !== undefined) await done(sell.enter('checkouts', id, code))
    expect(await sell.faults('checkouts', id)).toEqual([])
    return (await sell.readCheckout(id)).totals.shipping.amount
  }
  expect(await shippingOf(4_999)).toBe(500)
  expect(await shippingOf(5_000)).toBe(500)
  expect(await shippingOf(5_001)).toBe(0)
  expect(await shippingOf(5_001, tenner.code)).toBe(0)
})

test('the e-mail address decides what a customer has used and whether they have ordered', async () => {
  const once = await sell.promotion({ kind: 'order', value: percent(10) }, { customer_limit: 1 })
  const first = await sell.promotion(
    { kind: 'order', value: fixed(100) },
    { currency: 'USD', conditions: [{ kind: 'first_order' }] },
  )
  const start = async (email: string) => {
    const id = await sell.checkout(await sell.cart({ [shirt.variantId]: 1 }), { email })
    const answers = [
      await sell.enter('checkouts', id, once.code),
      await sell.enter('checkouts', id, first.code),
    ]
    return { id, answers: answers.map(({ status, body }) => (status === 201 ? 201 : body.code)) }
  }
  const { id, answers } = await start('A@mail.example')
  expect(answers).toEqual([201, 201])
  const { order } = await done(sell.complete(id))
  expect(order.totals.discount.amount).toBe(300)

  const again = await start('a@MAIL.example')
  expect(again.answers).toEqual(['promotion_used_up', 201])
  const other = await start('b@mail.example')
  expect(other.answers).toEqual([201, 201])
  const states = async (email: string) => {
    const { codes, totals } = await done(sell.patchCheckout(other.id, { email }))
    return [totals.discount.amount, ...codes.map(({ reason }: { reason: null | object }) => reason)]
  }
  expect(await states('a@mail.example')).toMatchObject([
    0,
    { code: 'promotion_used_up' },
    { code: 'promotion_not_applicable', message: 'This code is for a first order.' },
  ])
  expect(await states('c@mail.example')).toEqual([300, null, null])
})

test('codes are entered, kept with their reason and left in a checkout as in a cart', async () => {
  const high = await sell.promotion(
    { kind: 'order', value: percent(10) },
    { currency: 'USD', conditions: [{ kind: 'min_subtotal', amount: 5_000, filter: {} }] },
  )
  const tenth = await sell.promotion({ kind: 'order', value: percent(10) })
  const id = await sell.checkout(await sell.cart({ [shirt.variantId]: 1 }))
  await done(sell.enter('checkouts', id, high.code))
  const { codes, totals } = await done(sell.enter('checkouts', id, tenth.code.toLowerCase()))
  expect(codes).toMatchObject([
    { code: high.code, applied: false, reason: { message: 'This code needs a higher subtotal.' } },
    { code: tenth.code, applied: true, reason: null },
  ])
  expect(totals.discount.amount).toBe(200)
  expect(await sell.enter('checkouts', id, 'NO-SUCH-CODE')).toMatchObject({
    status: 422,
    body: { code: 'promotion_code_unknown', errors: [{ path: 'code' }] },
  })
  await done(sell.leave('checkouts', id, tenth.code))
  expect((await sell.readCheckout(id)).totals.discount.amount).toBe(0)
  expect((await sell.leave('checkouts', id, tenth.code)).status).toBe(404)
})

test('after it has expired a checkout takes no code, no card and no change', async () => {
  const { code } = await sell.promotion({ kind: 'order', value: percent(10) })
  const card = await sell.giftCard(1_000)
  const id = await sell.checkout(await sell.cart({ [shirt.variantId]: 1 }))
  const { owner } = platform.shards.get(store.shard)!
  await owner`update checkouts set expires_at = now() - interval '1 second' where id = ${id}`
  const expired = { status: 409, body: { code: 'checkout_expired' } }
  expect(await sell.enter('checkouts', id, code)).toMatchObject(expired)
  expect(await sell.leave('checkouts', id, code)).toMatchObject(expired)
  expect(await sell.payByCard(id, card.code)).toMatchObject(expired)
  expect(await sell.patchCheckout(id, { payment_method: 'manual' })).toMatchObject(expired)
  expect(await sell.complete(id)).toMatchObject(expired)
})
