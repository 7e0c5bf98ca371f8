import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

test('an order sends its shopper one confirmation, and low stock one notice to the store', async () => {
  const { body: product } = await store.admin('POST', '/admin/v1/products', {
    title: 'Candle',
    status: 'active',
    variants: [
      { prices: [{ amount: 1_999, currency: 'USD' }], inventory_quantity: 6, requires_shipping: false },
    ],
  })
  const { body: cart } = await store.shop('POST', '/store/v1/carts', {})
  await store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, {
    variant_id: product.variants[0].id,
    quantity: 2,
  })
  const { body: checkout } = await store.shop('POST', '/store/v1/checkouts', { cart_id: cart.id })
  await store.shop('PATCH', `/store/v1/checkouts/${checkout.id}`, {
    email: 'shopper@example.com',
    payment_method: 'test',
  })
  const { body } = await store.shop('POST', `/store/v1/checkouts/${checkout.id}/complete`)

  const messages = async () => (await store.admin('GET', '/admin/v1/messages')).body.data
  await expect.poll(async () => (await messages()).length, { timeout: 10_000 }).toBe(2)
  expect(await messages()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        template: 'order_confirmation',
        recipient: 'shopper@example.com',
        subject: `Store ${store.slug}: your order #${body.order.number}`,
        body: expect.stringContaining('Total: 43.18 USD'),
      }),
      expect.objectContaining({
        template: 'low_stock',
        recipient: `owner@${store.slug}.example`,
        body: expect.stringContaining('4 left'),
      }),
    ]),
  )
  const { body: events } = await store.admin('GET', '/admin/v1/events')
  expect(events.data.map((event: { name: string }) => event.name)).toEqual([
    'inventory.low',
    'order.placed',
    'product.created',
  ])
  const { body: placed } = await store.admin('GET', '/admin/v1/events?name=order.placed')
  expect(placed.data).toMatchObject([{ data: { order_id: body.order.id, total_amount: 4_318 } }])
})
