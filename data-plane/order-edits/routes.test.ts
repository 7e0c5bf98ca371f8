// Editing an order keeps what it was promised, adds up, and moves stock by exactly the difference, or changes nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Answer,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { done, percent, sellerOf, usd } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let seller: ReturnType<typeof sellerOf>
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  seller = sellerOf(store)
})
afterAll(() => platform?.stop())

const owner = () => platform.shards.get(store.shard)!.owner

async function buy(
  lines: Record<string, number>,
  { code, method = 'test' }: { code?: string; method?: string } = {},
) {
  const cart = await seller.cart(lines)
  const checkout = await seller.checkout(cart, { payment_method: method })
  if (code !== undefined) await done(seller.enter('checkouts', checkout, code))
  return (await done(seller.complete(checkout))).order
}
const read = (id: string) => done(store.admin('GET', `/admin/v1/orders/${id}`))
const edit = (id: string, body: object): Promise<Answer> =>
  store.admin('POST', `/admin/v1/orders/${id}/edits`, body)
const preview = (id: string, body: object): Promise<Answer> =>
  store.admin('POST', `/admin/v1/orders/${id}/edits/preview`, body)
const edited = async (id: string, body: object) => (await done(edit(id, body))).order
const lineOf = (order: { line_items: { variant_id: string; id: string }[] }, variantId: string) =>
  order.line_items.find((line) => line.variant_id === variantId)?.id

/** What an order holds of stock, in all. */
async function held(orderId: string): Promise<number> {
  const [row] = await owner()`
    select coalesce(sum(quantity), 0)::integer as held from stock_reservations where holder_id = ${orderId}`
  return row?.held
}

test('lines come, change and go; totals, stock and what is owed follow', async () => {
  const shirt = await seller.product(1_000)
  const hat = await seller.product(2_000)
  const order = await buy({ [shirt.variantId]: 3 })
  const paid = order.totals.total.amount
  const line = lineOf(order, shirt.variantId)

  const more = await edited(order.id, {
    add: [{ variant_id: hat.variantId, quantity: 2 }],
    change: [{ line_item_id: line, quantity: 1 }],
  })
  expect(more.line_items.map((line: { quantity: number }) => line.quantity)).toEqual([1, 2])
  expect(more.totals.subtotal.amount).toBe(5_000)
  expect(await seller.faults('orders', order.id)).toEqual([])
  expect(more.outstanding.amount).toBe(more.totals.total.amount - paid)
  expect(more.payment_status).toBe('partially_paid')
  expect(more.version).toBe(2)
  expect(await seller.stock(shirt.id)).toBe(999)
  expect(await seller.stock(hat.id)).toBe(998)
  expect(await held(order.id)).toBe(3)
  const [sums] = await owner()`select quantity from orders where id = ${order.id}`
  expect(sums?.quantity).toBe(3)

  // The outstanding difference is recorded as any payment.
  await done(store.admin('POST', `/admin/v1/orders/${order.id}/payments`, { method: 'manual' }))
  expect((await read(order.id)).payment_status).toBe('paid')

  const less = await edited(order.id, {
    change: [{ line_item_id: lineOf(more, hat.variantId), quantity: 0 }],
  })
  expect(less.line_items).toHaveLength(1)
  expect(less.refund_due.amount).toBe(more.totals.total.amount - less.totals.total.amount)
  expect(await seller.stock(hat.id)).toBe(1_000)
  expect(await held(order.id)).toBe(1)
  expect(await seller.faults('orders', order.id)).toEqual([])

  // Cancelling gives back exactly what is held then.
  await done(store.admin('POST', `/admin/v1/orders/${order.id}/cancel`, { reason: 'customer' }))
  expect(await seller.stock(shirt.id)).toBe(1_000)
  expect((await edit(order.id, { add: [{ variant_id: hat.variantId, quantity: 1 }] })).body.code).toBe(
    'order_cancelled',
  )
})

test('a preview tells the same as the edit, and changes nothing', async () => {
  const shirt = await seller.product(1_000)
  const order = await buy({ [shirt.variantId]: 1 })
  const change = {
    add: [{ variant_id: shirt.variantId, quantity: 2, unit_price: usd(700) }],
    note: 'By phone',
  }
  const before = await read(order.id)
  const shown = await done(preview(order.id, change))
  expect(await read(order.id)).toEqual(before)
  expect(await seller.stock(shirt.id)).toBe(999)
  expect((await done(store.admin('GET', `/admin/v1/orders/${order.id}/edits`))).data).toEqual([])

  const { edit: made, order: after } = await done(edit(order.id, change))
  const plain = (shown: object) => JSON.parse(JSON.stringify(shown).replaceAll(/"id":"[^"]*"/g, '"id":""'))
  expect(plain(made.after)).toEqual(plain(shown.after))
  expect(made.before).toEqual(shown.before)
  expect(made.difference).toEqual(shown.difference)
  expect(after.outstanding).toEqual(shown.outstanding)
  const history = await done(store.admin('GET', `/admin/v1/orders/${order.id}/edits`))
  expect(history.data).toEqual([made])
  expect(made).toMatchObject({ note: 'By phone', version: 2, actor: { kind: 'secret_key' } })
  expect(made.before.line_items[0].id).toBe(order.line_items[0].id)
  const timeline = await done(store.admin('GET', `/admin/v1/orders/${order.id}/timeline`))
  expect(timeline.data[0]).toMatchObject({ kind: 'order.edited', data: { edit_id: made.id } })
  const [event] = await owner()`
    select data from events where name = 'order.edited' and data ->> 'order_id' = ${order.id}`
  expect(event?.data).toEqual({
    order_id: order.id,
    difference_amount: made.difference.amount,
    currency: 'USD',
  })
})

test('lines keep the prices, taxes and promotions that they were ordered with', async () => {
  const shirt = await seller.product(1_000)
  const { id: promotionId, code } = await seller.promotion(
    { kind: 'order', value: percent(10) },
    { conditions: [{ kind: 'min_subtotal', amount: 2_500, filter: {} }], currency: 'USD' },
  )
  const order = await buy({ [shirt.variantId]: 3 }, { code })
  expect(order.totals.discount.amount).toBe(300)
  await seller.deactivate(promotionId)
  await owner()`update variant_prices set amount = 5000 where variant_id = ${shirt.variantId}`

  // Below what the promotion asks for, and it has ended: what was promised stays.
  const line = order.line_items[0].id
  const less = await edited(order.id, { change: [{ line_item_id: line, quantity: 2 }] })
  expect(less.totals).toMatchObject({ subtotal: usd(2_000), discount: usd(200) })
  expect(less.discounts).toMatchObject([{ promotion_id: promotionId, amount: usd(200) }])

  const without = await edited(order.id, { remove_discounts: [promotionId] })
  expect(without.totals.discount.amount).toBe(0)
  expect(await seller.faults('orders', order.id)).toEqual([])
  expect((await edit(order.id, { remove_discounts: [promotionId] })).body.errors[0].path).toBe(
    'remove_discounts.0',
  )
})

test('staff give discounts and set the price of shipping', async () => {
  const shirt = await seller.product(1_000)
  const hat = await seller.product(3_000)
  const order = await buy({ [shirt.variantId]: 1, [hat.variantId]: 1 })
  const off = await edited(order.id, {
    add_discounts: [
      { name: 'Scratch', value: { kind: 'percentage', ppm: 500_000 }, variant_id: shirt.variantId },
    ],
    shipping_price: usd(100),
  })
  expect(off.totals).toMatchObject({ subtotal: usd(4_000), discount: usd(500), shipping: usd(100) })
  // Off everything, the shipping too, and on top of the other.
  const both = await edited(order.id, {
    add_discounts: [{ name: 'Goodwill', value: { kind: 'fixed', amount: 360 } }],
  })
  expect(both.totals).toMatchObject({ discount: usd(850), shipping: usd(90) })
  expect(both.discounts.map(({ name }: { name: string }) => name).sort()).toEqual(['Goodwill', 'Scratch'])
  expect(await seller.faults('orders', order.id)).toEqual([])
  const wrong = await edit(order.id, { shipping_price: { amount: 1, currency: 'EUR' } })
  expect(wrong.body.errors[0].path).toBe('shipping_price.currency')
})

test('gift cards still count for what they paid', async () => {
  const shirt = await seller.product(1_000)
  const card = await seller.giftCard(500)
  const checkout = await seller.checkout(await seller.cart({ [shirt.variantId]: 1 }))
  await done(seller.payByCard(checkout, card.code))
  const { order } = await done(seller.complete(checkout))
  const more = await edited(order.id, { add: [{ variant_id: shirt.variantId, quantity: 1 }] })
  expect(more.totals.due.amount).toBe(more.totals.total.amount - 500)
  expect(more.outstanding.amount).toBe(more.totals.total.amount - order.totals.total.amount)
  expect(await seller.faults('orders', order.id)).toEqual([])
})

test("the customer's spending follows", async () => {
  const shirt = await seller.product(1_000)
  const { token, id } = await seller.shopper()
  const checkout = await seller.checkout(await seller.cart({ [shirt.variantId]: 1 }, { token }), {}, token)
  const { order } = await done(seller.complete(checkout, token))
  const spent = async () => {
    const [row] = await owner()`select amount from customer_spending where customer_id = ${id}`
    return Number(row?.amount ?? 0)
  }
  await expect.poll(spent, { timeout: 15_000 }).toBe(order.totals.total.amount)
  const more = await edited(order.id, { add: [{ variant_id: shirt.variantId, quantity: 1 }] })
  expect(await spent()).toBe(more.totals.total.amount)
})

describe('refused', () => {
  test('what is not there, was sent or makes no sense changes nothing', async () => {
    const shirt = await seller.product(1_000)
    const rare = await seller.product(1_000, { variant: { inventory_quantity: 1 } })
    const order = await buy({ [shirt.variantId]: 3 })
    const line = order.line_items[0].id
    await owner()`update order_line_items set fulfilled_quantity = 2 where id = ${line}`
    await owner()`update orders set fulfilled_quantity = 2 where id = ${order.id}`
    const before = await read(order.id)

    const both = {
      change: [{ line_item_id: line, quantity: 2 }],
      add: [{ variant_id: rare.variantId, quantity: 2 }],
    }
    for (const ask of [edit, preview]) {
      const short = await ask(order.id, both)
      expect([short.status, short.body.code]).toEqual([409, 'insufficient_inventory'])
      const sent = await ask(order.id, { change: [{ line_item_id: line, quantity: 1 }] })
      expect([sent.status, sent.body.errors[0].path]).toEqual([422, 'change.0.quantity'])
    }
    const [foreign] = (await buy({ [shirt.variantId]: 1 })).line_items
    for (const [body, path] of [
      [{}, ''],
      [{ change: [{ line_item_id: foreign.id, quantity: 1 }] }, 'change.0.line_item_id'],
      [{ add: [{ variant_id: order.id, quantity: 1 }] }, 'add.0.variant_id'],
      [
        { add: [{ variant_id: shirt.variantId, quantity: 1, unit_price: { amount: 1, currency: 'EUR' } }] },
        'add.0.unit_price.currency',
      ],
      [
        {
          add_discounts: [
            { name: 'Nothing', value: { kind: 'fixed', amount: 5 }, variant_id: rare.variantId },
          ],
        },
        'add_discounts.0',
      ],
    ] as const) {
      const answer = await edit(order.id, body)
      expect([answer.status, answer.body.errors[0].path], answer.text).toEqual([422, path])
    }
    expect(await read(order.id)).toEqual(before)
    expect(await seller.stock(rare.id)).toBe(1)
    expect(await held(order.id)).toBe(3)
    const all = await buy({ [shirt.variantId]: 1 })
    const empty = await edit(all.id, { change: [{ line_item_id: all.line_items[0].id, quantity: 0 }] })
    expect([empty.status, empty.body.errors[0].path]).toEqual([422, 'change'])
  })

  test('not below what was credited', async () => {
    const shirt = await seller.product(1_000)
    const order = await buy({ [shirt.variantId]: 2 })
    await owner()`update orders set credited_amount = total_amount where id = ${order.id}`
    const answer = await edit(order.id, { change: [{ line_item_id: order.line_items[0].id, quantity: 1 }] })
    expect([answer.status, answer.body.code]).toEqual([409, 'order_edit_refused'])
  })

  test('of two edits of what was seen one is made', async () => {
    const shirt = await seller.product(1_000)
    const order = await buy({ [shirt.variantId]: 1 })
    const one = { version: order.version, add: [{ variant_id: shirt.variantId, quantity: 1 }] }
    const answers = await Promise.all([1, 2, 3, 4].map(() => edit(order.id, one)))
    expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([
      201,
      'order_changed',
      'order_changed',
      'order_changed',
    ])
    expect((await read(order.id)).line_items).toHaveLength(2)
    expect(await seller.stock(shirt.id)).toBe(998)
  })

  test('without a version they all are, one after the other', async () => {
    const shirt = await seller.product(1_000)
    const order = await buy({ [shirt.variantId]: 1 })
    const one = { add: [{ variant_id: shirt.variantId, quantity: 1 }] }
    const answers = await Promise.all([1, 2, 3, 4].map(() => edit(order.id, one)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    const after = await read(order.id)
    expect([after.line_items.length, after.version]).toEqual([5, 5])
    expect(await seller.stock(shirt.id)).toBe(995)
    expect(await seller.faults('orders', order.id)).toEqual([])
  })
})
