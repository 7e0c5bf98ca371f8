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
  expect((await store.admin('GET', `/admin/v1/orders/${body.order.id}`)).body).toEqual(body.order)
})
