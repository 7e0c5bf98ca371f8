import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const ADDRESS = {
  name: 'A Shopper',
  line1: '1 Market Street',
  city: 'Springfield',
  state: 'IL',
  postal_code: '62701',
  country: 'US',
}

async function product(
  over: { stock?: number; amount?: number } = {},
): Promise<{ id: string; variantId: string }> {
  const { status, body } = await store.admin('POST', '/admin/v1/products', {
    title: 'Linen shirt',
    status: 'active',
    variants: [
      {
        title: 'One',
        sku: null,
        prices: [{ amount: over.amount ?? 2_000, currency: 'USD' }],
        inventory_quantity: over.stock ?? 10,
      },
    ],
  })
  expect(status).toBe(201)
  return { id: body.id, variantId: body.variants[0].id }
}

async function filledCart(variantId: string, quantity: number): Promise<string> {
  const cart = (await store.shop('POST', '/store/v1/carts', {})).body
  const added = await store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, {
    variant_id: variantId,
    quantity,
  })
  expect(added.status).toBe(201)
  return cart.id
}

async function readyCheckout(cartId: string, over: object = {}): Promise<string> {
  const { body } = await store.shop('POST', '/store/v1/checkouts', { cart_id: cartId })
  const patched = await store.shop('PATCH', `/store/v1/checkouts/${body.id}`, {
    email: 'shopper@example.com',
    shipping_address: ADDRESS,
    shipping_method: 'standard',
    payment_method: 'test',
    ...over,
  })
  expect(patched.status).toBe(200)
  return body.id
}

const stockOf = async (productId: string) =>
  (await store.admin('GET', `/admin/v1/products/${productId}`)).body.variants[0].inventory_quantity

test('a cart becomes a paid order that adds up, and its stock is taken', async () => {
  const { id, variantId } = await product({ stock: 10, amount: 2_000 })
  const checkoutId = await readyCheckout(await filledCart(variantId, 2))

  const { status, body } = await store.shop('POST', `/store/v1/checkouts/${checkoutId}/complete`)

  expect(status).toBe(201)
  expect(body.order).toMatchObject({
    payment_status: 'paid',
    email: 'shopper@example.com',
    totals: {
      subtotal: { amount: 4_000, currency: 'USD' },
      discount: { amount: 0, currency: 'USD' },
      shipping: { amount: 500, currency: 'USD' },
      tax: { amount: 320, currency: 'USD' },
      total: { amount: 4_820, currency: 'USD' },
    },
  })
  expect(await stockOf(id)).toBe(8)
  expect((await store.shop('GET', `/store/v1/orders/${body.order.id}`)).body).toEqual(body.order)
  expect((await store.admin('GET', `/admin/v1/orders/${body.order.id}`)).body).toEqual({
    ...body.order,
    note: '',
  })
})

test('of 200 shoppers who complete at once, exactly 50 get the 50 units and the others lose nothing', async () => {
  const { id, variantId } = await product({ stock: 50 })
  const carts = await inBatches(200, () => filledCart(variantId, 1))
  const checkouts = await Promise.all(carts.map((cart) => readyCheckout(cart)))

  const answers = await Promise.all(
    checkouts.map((id) => store.shop('POST', `/store/v1/checkouts/${id}/complete`)),
  )

  const losers = answers.flatMap((answer, i) =>
    answer.status === 201 ? [] : [{ answer, cart: carts[i], checkout: checkouts[i] }],
  )
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(50)
  expect(await stockOf(id)).toBe(0)
  for (const { answer, cart, checkout } of losers) {
    expect(answer).toMatchObject({ status: 409, body: { code: 'insufficient_inventory' } })
    expect((await store.shop('GET', `/store/v1/carts/${cart}`)).body).toMatchObject({
      status: 'open',
      line_items: [{ quantity: 1 }],
    })
    expect((await store.shop('GET', `/store/v1/checkouts/${checkout}`)).body).toMatchObject({
      status: 'open',
      order_id: null,
    })
  }
  const { owner } = platform.shards.get(store.shard)!
  const [sold] =
    await owner`select count(distinct order_id)::int as orders, sum(quantity)::int as units from order_line_items where variant_id = ${variantId}`
  expect(sold).toEqual({ orders: 50, units: 50 })
  const numbers = answers.flatMap((answer) => (answer.status === 201 ? [answer.body.order.number] : []))
  expect(new Set(numbers).size).toBe(50)
})

test('orders that want the same variants in opposite order all succeed: locks are taken in one order', async () => {
  const first = await product({ stock: 1_000 })
  const second = await product({ stock: 1_000 })
  const checkouts = await inBatches(40, async (i) => {
    const [a, b] = i % 2 === 0 ? [first, second] : [second, first]
    const cart = await filledCart(a.variantId, 1)
    await store.shop('POST', `/store/v1/carts/${cart}/line-items`, { variant_id: b.variantId, quantity: 1 })
    return readyCheckout(cart)
  })
  const answers = await Promise.all(
    checkouts.map((id) => store.shop('POST', `/store/v1/checkouts/${id}/complete`)),
  )
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201))
  expect([await stockOf(first.id), await stockOf(second.id)]).toEqual([960, 960])
})

test('completing again gives the same order, with an Idempotency-Key or without, also at the same time', async () => {
  const { id, variantId } = await product({ stock: 10 })
  const checkoutId = await readyCheckout(await filledCart(variantId, 1))
  const complete = (key?: string) =>
    store.shop(
      'POST',
      `/store/v1/checkouts/${checkoutId}/complete`,
      undefined,
      key === undefined ? {} : { 'idempotency-key': key },
    )

  const answers = await Promise.all([
    complete('once'),
    complete('once'),
    complete('once'),
    complete('other'),
    complete(),
  ])

  expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201, 201])
  expect(new Set(answers.map((answer) => answer.body.order.id)).size).toBe(1)
  expect(await stockOf(id)).toBe(9)
})

test('two checkouts of one cart give one order', async () => {
  const { id, variantId } = await product({ stock: 10 })
  const cart = await filledCart(variantId, 1)
  const checkouts = [await readyCheckout(cart), await readyCheckout(cart)]
  const answers = await Promise.all(
    checkouts.map((id) => store.shop('POST', `/store/v1/checkouts/${id}/complete`)),
  )
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409])
  expect(answers.find((answer) => answer.status === 409)?.body.code).toBe('cart_completed')
  expect(await stockOf(id)).toBe(9)
})

test('when one of several lines is short, nothing at all is taken', async () => {
  const plenty = await product({ stock: 10 })
  const scarce = await product({ stock: 2 })
  const cart = await filledCart(plenty.variantId, 3)
  await store.shop('POST', `/store/v1/carts/${cart}/line-items`, {
    variant_id: scarce.variantId,
    quantity: 2,
  })
  const checkoutId = await readyCheckout(cart)
  const rival = await readyCheckout(await filledCart(scarce.variantId, 1))
  expect((await store.shop('POST', `/store/v1/checkouts/${rival}/complete`)).status).toBe(201)

  const refused = await store.shop('POST', `/store/v1/checkouts/${checkoutId}/complete`)

  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: 'insufficient_inventory',
      errors: [{ path: `line_items.${scarce.variantId}`, message: '2 wanted, 1 available' }],
    },
  })
  expect([await stockOf(plenty.id), await stockOf(scarce.id)]).toEqual([10, 1])
})

test('an incomplete checkout names everything that is missing', async () => {
  const { variantId } = await product()
  const { body } = await store.shop('POST', '/store/v1/checkouts', {
    cart_id: await filledCart(variantId, 1),
  })
  const refused = await store.shop('POST', `/store/v1/checkouts/${body.id}/complete`)
  expect(refused).toMatchObject({ status: 409, body: { code: 'checkout_incomplete' } })
  expect(refused.body.errors.map((error: { path: string }) => error.path)).toEqual([
    'email',
    'shipping_address',
    'shipping_method',
    'payment_method',
  ])
})

test('a checkout keeps the price that it showed; a new one has the new price', async () => {
  const { id, variantId } = await product({ amount: 2_000 })
  const cart = await filledCart(variantId, 1)
  const checkoutId = await readyCheckout(cart)
  const { body } = await store.admin('GET', `/admin/v1/products/${id}`)
  const variant = { id: body.variants[0].id, prices: [{ amount: 9_900, currency: 'USD' }] }
  expect((await store.admin('PATCH', `/admin/v1/products/${id}`, { variants: [variant] })).status).toBe(200)

  expect((await store.shop('GET', `/store/v1/carts/${cart}`)).body.totals.subtotal.amount).toBe(9_900)
  const { body: done } = await store.shop('POST', `/store/v1/checkouts/${checkoutId}/complete`)
  expect(done.order.totals.subtotal.amount).toBe(2_000)
})

test('an expired checkout, a deleted product, an unknown shipping or payment method are refused', async () => {
  const { id, variantId } = await product({ stock: 5 })
  const checkoutId = await readyCheckout(await filledCart(variantId, 1))
  const late = await readyCheckout(await filledCart(variantId, 1))
  const { owner } = platform.shards.get(store.shard)!
  await owner`update checkouts set expires_at = now() - interval '1 second' where id = ${late}`
  expect((await store.shop('POST', `/store/v1/checkouts/${late}/complete`)).body.code).toBe(
    'checkout_expired',
  )

  const patch = (body: object) => store.shop('PATCH', `/store/v1/checkouts/${checkoutId}`, body)
  expect((await patch({ shipping_method: 'teleport' })).body).toMatchObject({
    code: 'invalid_input',
    errors: [{ path: 'shipping_method' }],
  })
  expect((await patch({ payment_method: 'shells' })).body).toMatchObject({
    code: 'invalid_input',
    errors: [{ path: 'payment_method' }],
  })
  await store.admin('PATCH', '/admin/v1/store', { test_payments: false })
  expect((await patch({ payment_method: 'test' })).body).toMatchObject({
    code: 'invalid_input',
    errors: [{ path: 'payment_method' }],
  })
  await store.admin('PATCH', '/admin/v1/store', { test_payments: true })

  expect((await store.admin('DELETE', `/admin/v1/products/${id}`)).status).toBe(200)
  expect((await store.shop('POST', `/store/v1/checkouts/${checkoutId}/complete`)).body.code).toBe(
    'product_unavailable',
  )
})

test('a manual payment leaves the order pending until staff record it, once', async () => {
  const { variantId } = await product()
  const checkoutId = await readyCheckout(await filledCart(variantId, 1), { payment_method: 'manual' })
  const { body } = await store.shop('POST', `/store/v1/checkouts/${checkoutId}/complete`)
  expect(body.order.payment_status).toBe('pending')
  const path = `/admin/v1/orders/${body.order.id}/payments`
  const paid = await Promise.all([store.admin('POST', path), store.admin('POST', path)])
  expect(paid.map((answer) => answer.status).sort()).toEqual([201, 409])
  expect((await store.admin('GET', path)).body.data).toMatchObject([
    { method: 'manual', amount: body.order.totals.total },
  ])
  expect((await store.admin('GET', `/admin/v1/orders/${body.order.id}`)).body.payment_status).toBe('paid')
})

test('orders are listed newest first, page by page, and found by number and e-mail', async () => {
  const { body: first } = await store.admin('GET', '/admin/v1/orders?limit=2')
  const { body: second } = await store.admin('GET', `/admin/v1/orders?limit=2&cursor=${first.next_cursor}`)
  const numbers = [...first.data, ...second.data].map((order: { number: number }) => order.number)
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
  expect(new Set(numbers).size).toBe(4)
  expect((await store.admin('GET', `/admin/v1/orders?number=${numbers[3]}`)).body.data).toMatchObject([
    { number: numbers[3] },
  ])
  expect((await store.admin('GET', '/admin/v1/orders?email=nobody@example.com')).body).toEqual({
    data: [],
    next_cursor: null,
  })
})

/** As many as asked for, a few at a time. */
async function inBatches<T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  while (made.length < count) {
    const size = Math.min(20, count - made.length)
    made.push(...(await Promise.all(Array.from({ length: size }, (_, i) => make(made.length + i)))))
  }
  return made
}
