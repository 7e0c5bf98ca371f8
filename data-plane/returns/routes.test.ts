// Goods that come back: who may ask for it, what becomes of them, and what they are worth; and what is given in exchange.
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sendUnits } from '../../shared/testing/fulfilled.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
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
const read = (path: string) => done(store.admin('GET', path))
const order = (id: string) => read(`/admin/v1/orders/${id}`)
const act = (id: string, verb: string, body?: object) =>
  store.admin('POST', `/admin/v1/returns/${id}/${verb}`, body)
const eventsOf = async (id: string) => {
  const rows = await owner()`select name from events where data ->> 'return_id' = ${id} order by id`
  return rows.map((row) => row.name)
}

afterEach(async () => {
  const faults = await owner()`
    select l.id from inventory_levels l where l.tenant_id = ${store.id} and (
      not exists (select from stock_movements m where m.variant_id = l.variant_id and m.location_id = l.location_id
        having (coalesce(sum(on_hand), 0), coalesce(sum(available), 0)) = (l.on_hand, l.available))
      or l.on_hand - l.available <> (select coalesce(sum(r.quantity), 0) from stock_reservations r where r.level_id = l.id))
    union all
    select o.id from orders o where o.tenant_id = ${store.id} and (o.quantity, o.fulfilled_quantity, o.returned_quantity) <>
      (select sum(quantity - cancelled_quantity), sum(fulfilled_quantity), sum(returned_quantity)
        from order_line_items l where l.order_id = o.id)`
  expect([...faults]).toEqual([])
})

/** An order of three of which all were sent. */
async function sent(amount = 1_000, code?: string) {
  const product = await seller.product(amount)
  const checkout = await seller.checkout(await seller.cart({ [product.variantId]: 3 }))
  if (code !== undefined) await done(seller.enter('checkouts', checkout, code))
  const { order: placed } = await done(seller.complete(checkout))
  const line = placed.line_items[0].id as string
  await sendUnits(owner(), placed.id, { [line]: 3 })
  return { id: placed.id as string, line, product, placed: await order(placed.id) }
}
const wish = (line: string, quantity: number, more: object = {}) => ({
  line_items: [{ line_item_id: line, quantity, reason: 'too_small' }],
  ...more,
})
const ask = (id: string, body: object) => store.shop('POST', `/store/v1/orders/${id}/returns`, body)
const make = (id: string, body: object) => store.admin('POST', `/admin/v1/orders/${id}/returns`, body)
const receipt = (line: string, [restock, damaged = 0, lost = 0]: readonly number[]) => ({
  line_items: Object.entries({ restock, damaged, lost }).flatMap(([condition, quantity = 0]) =>
    quantity > 0 ? [{ line_item_id: line, quantity, condition }] : [],
  ),
})

describe('a return', () => {
  test('asked for, approved, received in parts, refunded by name, and closed by its last goods', async () => {
    const { id, line, product } = await sent()
    const stock = await seller.stock(product.id)
    const asked = await done(
      ask(id, { line_items: [{ line_item_id: line, quantity: 3, reason: 'defective', note: 'Torn' }] }),
    )
    expect(asked).toMatchObject({
      status: 'requested',
      requested_by: 'shopper',
      note: null,
      line_items: [{ line_item_id: line, quantity: 3, reason: 'defective', note: 'Torn' }],
    })
    expect((await act(asked.id, 'receive', receipt(line, [1]))).body.code).toBe('return_not_open')
    await done(act(asked.id, 'approve'))
    expect((await act(asked.id, 'approve')).body.code).toBe('return_not_open')
    const label = {
      label_url: 'https://labels.example/1.pdf',
      tracking_carrier: 'UPS',
      tracking_number: '1Z999',
      note: 'Fragile',
    }
    await done(store.admin('PATCH', `/admin/v1/returns/${asked.id}`, label))
    expect(
      await done(store.admin('PATCH', `/admin/v1/returns/${asked.id}`, { note: 'Robust' })),
    ).toMatchObject({
      ...label,
      note: 'Robust',
    })

    const first = await done(act(asked.id, 'receive', receipt(line, [1, 1])))
    expect(first).toMatchObject({
      status: 'approved',
      refund: null,
      line_items: [{ restocked_quantity: 1, dismissed_quantity: 1, written_off_quantity: 0 }],
    })
    expect(await seller.stock(product.id)).toBe(stock + 1)
    const by = (body: object) =>
      store.admin('POST', `/admin/v1/orders/${id}/refunds`, { return_id: asked.id, ...body })
    const entry = { line_item_id: line, quantity: 3 }
    expect((await by({ line_items: [entry] })).body.errors[0].path).toBe('line_items.0.quantity')
    const again = { line_items: [{ line_item_id: line, quantity: 1, restock: 'return' }] }
    expect((await by(again)).body.errors[0].path).toBe('line_items.0.restock')
    const refund = await done(by({}))
    expect(refund).toMatchObject({
      return_id: asked.id,
      line_items: [{ quantity: 2, restock: 'no_restock' }],
    })
    expect((await act(asked.id, 'receive', receipt(line, [2]))).body.errors[0].path).toBe(
      'line_items.0.quantity',
    )
    const last = await done(act(asked.id, 'receive', receipt(line, [1])))
    expect(last).toMatchObject({ status: 'closed', line_items: [{ refunded_quantity: 2 }] })
    expect(await seller.stock(product.id)).toBe(stock + 2)
    const moved = await done(store.admin('GET', `/admin/v1/inventory/movements?reference_id=${asked.id}`))
    expect(moved.data[0].reference).toMatchObject({ type: 'return', id: asked.id })
    expect(moved.data[0].reference.order_number).toBe((await order(id)).number)
    expect((await order(id)).line_items[0]).toMatchObject({ returned_quantity: 3, refunded_quantity: 2 })
    expect(await eventsOf(asked.id)).toEqual(['return.requested', 'return.approved', 'return.closed'])
    const { data } = await done(store.shop('GET', `/store/v1/orders/${id}/returns`))
    expect(data).toMatchObject([{ id: asked.id, status: 'closed', note: null, tracking_number: '1Z999' }])
  })

  test('B5 one unit received and one written off are worth 44 each of 88', async () => {
    const { code } = await seller.promotion({ kind: 'order', value: percent(20) })
    const free = { variant: { taxable: false, requires_shipping: false } }
    const product = await seller.product(55, free)
    const checkout = await seller.checkout(await seller.cart({ [product.variantId]: 2 }))
    await done(seller.enter('checkouts', checkout, code))
    const { order: placed } = await done(seller.complete(checkout))
    expect(placed.totals.total).toEqual(usd(88))
    const line = placed.line_items[0].id
    await sendUnits(owner(), placed.id, { [line]: 2 })
    const stock = await seller.stock(product.id)
    const { id } = await done(make(placed.id, wish(line, 2)))
    const refund = { to: 'store_credit', reason: 'returned' }
    const one = await done(act(id, 'receive', { ...receipt(line, [0, 1]), refund }))
    expect(one.refund).toMatchObject({ amount: usd(44), discount: usd(11), status: 'succeeded' })
    expect(one.line_items[0]).toMatchObject({ dismissed_quantity: 1, refunded_quantity: 1 })
    const two = await done(act(id, 'receive', { ...receipt(line, [0, 0, 1]), refund }))
    expect(two).toMatchObject({ status: 'closed', refund: { amount: usd(44) } })
    expect(await seller.stock(product.id)).toBe(stock)
    expect(await order(placed.id)).toMatchObject({
      payment_status: 'refunded',
      line_items: [{ returned_quantity: 1, refunded_quantity: 2 }],
    })
  })

  test('declined, with a word for the shopper; and the same may be asked for again', async () => {
    const { id, line } = await sent()
    const { id: returnId } = await done(ask(id, wish(line, 3)))
    expect((await ask(id, wish(line, 1))).body.errors).toEqual([
      { path: 'line_items.0.quantity', message: 'Only 0 of it can be returned.' },
    ])
    const declined = await done(act(returnId, 'decline', { note: 'It was worn.' }))
    expect(declined).toMatchObject({ status: 'declined', decline_note: 'It was worn.' })
    expect((await act(returnId, 'close')).body.code).toBe('return_not_open')
    expect((await ask(id, wish(line, 3))).status).toBe(201)
    expect(await eventsOf(returnId)).toEqual(['return.requested', 'return.declined'])
    const listed = await read(`/admin/v1/returns?order_id=${id}&status=declined`)
    expect(listed.data).toEqual([declined])
    expect((await read(`/admin/v1/returns?order_id=${id}`)).data).toHaveLength(2)
    expect(await read(`/admin/v1/returns/${returnId}`)).toEqual(declined)
  })

  test('closed before all came: what did not come is with the customer, unrefunded', async () => {
    const { id, line } = await sent()
    const { id: returnId } = await done(make(id, wish(line, 2)))
    await done(act(returnId, 'receive', receipt(line, [1])))
    expect(await done(act(returnId, 'close'))).toMatchObject({ status: 'closed' })
    expect((await ask(id, wish(line, 3))).body.errors[0].message).toBe('Only 2 of it can be returned.')
    expect((await ask(id, wish(line, 2))).status).toBe(201)
  })

  test('is asked for within the window, which begins when goods leave or are delivered', async () => {
    const { id, line } = await sent()
    await owner()`update orders set placed_at = now() - interval '31 days' where id = ${id}`
    expect((await ask(id, wish(line, 1))).body).toMatchObject({ status: 409, code: 'return_window_closed' })
    expect((await make(id, wish(line, 1))).status).toBe(201)
    await owner()`update orders set goods_moved_at = now() - interval '29 days' where id = ${id}`
    expect((await ask(id, wish(line, 1))).status).toBe(201)
    const days = (return_days: number | null) =>
      done(store.admin('PATCH', '/admin/v1/store', { return_days }))
    expect((await days(null)).return_days).toBe(null)
    expect((await ask(id, wish(line, 1))).body.code).toBe('return_window_closed')
    await days(30)
  })

  test('of 20 asked for at once as many as were sent', async () => {
    const { id, line } = await sent()
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(id, wish(line, 1))))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3)
    const { id: returnId } = answers.find(({ status }) => status === 201)!.body
    await done(act(returnId, 'approve'))
    const refund = { reason: 'returned' }
    const received = await Promise.all(
      Array.from({ length: 5 }, () => act(returnId, 'receive', { ...receipt(line, [1]), refund })),
    )
    expect(received.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await order(id)).line_items[0]).toMatchObject({ returned_quantity: 1, refunded_quantity: 1 })
  })
})

describe('an exchange', () => {
  test('for something dearer: the difference is due once the goods are back', async () => {
    const { id, line, placed } = await sent()
    const coat = await seller.product(2_500)
    const stock = await seller.stock(coat.id)
    const replacements = [{ variant_id: coat.variantId, quantity: 1 }]
    const asked = await done(ask(id, wish(line, 1, { replacements })))
    expect(asked.replacements).toEqual([{ ...replacements[0], line_item_id: null }])
    expect(await order(id)).toEqual(placed)

    const { replacements: given } = await done(act(asked.id, 'approve'))
    expect(await seller.stock(coat.id)).toBe(stock - 1)
    const during = await order(id)
    const added = during.line_items.find((item: { id: string }) => item.id === given[0].line_item_id)
    expect(added).toMatchObject({ variant_id: coat.variantId, quantity: 1, unit_price: usd(2_500) })
    expect(during).toMatchObject({ fulfillment_status: 'partially_fulfilled', outstanding: added.total })
    expect(await seller.faults('orders', id)).toEqual([])
    const edits =
      await owner()`select data from events where name = 'order.edited' and data ->> 'order_id' = ${id}`
    expect(edits).toMatchObject([{ data: { difference_amount: added.total.amount } }])

    const { refund } = await done(act(asked.id, 'receive', { ...receipt(line, [1]), refund: {} }))
    const worth = refund.credited.amount
    expect(worth).toBe(Math.round(placed.line_items[0].total.amount / 3))
    expect(refund.amount).toEqual(usd(0))
    expect(await order(id)).toMatchObject({ outstanding: usd(added.total.amount - worth), refunded: usd(0) })
    await done(store.admin('POST', `/admin/v1/orders/${id}/payments`))
    expect((await order(id)).payment_status).toBe('paid')
  })

  test('for something cheaper: the difference is given back', async () => {
    const { id, line, placed } = await sent()
    const cap = await seller.product(400)
    const replacements = [{ variant_id: cap.variantId, quantity: 1 }]
    const { id: returnId } = await done(make(id, wish(line, 1, { replacements })))
    const { refund } = await done(act(returnId, 'receive', { ...receipt(line, [1]), refund: {} }))
    const then = await order(id)
    const cost = then.totals.total.amount - placed.totals.total.amount
    expect(refund.amount.amount).toBe(refund.credited.amount - cost)
    expect(then).toMatchObject({ outstanding: usd(0), refund_due: usd(0), refunded: refund.amount })
  })

  test('for the same: the order holds what is to be sent, also of goods that it holds already', async () => {
    const product = await seller.product(1_000)
    const checkout = await seller.checkout(await seller.cart({ [product.variantId]: 2 }))
    const { order: placed } = await done(seller.complete(checkout))
    const line = placed.line_items[0].id
    await sendUnits(owner(), placed.id, { [line]: 1 })
    const stock = await seller.stock(product.id)
    const replacements = [{ variant_id: product.variantId, quantity: 1 }]
    const { id } = await done(make(placed.id, wish(line, 1, { replacements })))
    expect(await seller.stock(product.id)).toBe(stock - 1)
    const { refund } = await done(act(id, 'receive', { ...receipt(line, [1]), refund: {} }))
    expect(refund.amount).toEqual(usd(0))
    expect(await order(placed.id)).toMatchObject({ outstanding: usd(0), refund_due: usd(0) })
    expect(await seller.stock(product.id)).toBe(stock)
  })

  test('for what is sold out or not on sale is refused, and nothing changes', async () => {
    const { id, line, placed } = await sent()
    const rare = await seller.product(1_000, { variant: { inventory_quantity: 0 } })
    const draft = await seller.product(1_000, { product: { status: 'draft' } })
    const other = (variant_id: string) => wish(line, 1, { replacements: [{ variant_id, quantity: 1 }] })
    expect((await make(id, other(rare.variantId))).body.code).toBe('insufficient_inventory')
    expect((await make(id, other(draft.variantId))).body).toMatchObject({
      code: 'product_unavailable',
      errors: [{ path: 'replacements.0.variant_id' }],
    })
    expect((await make(id, other(randomUUID()))).body.errors[0].path).toBe('replacements.0.variant_id')
    expect(await order(id)).toEqual(placed)
    expect((await read(`/admin/v1/returns?order_id=${id}`)).data).toEqual([])
  })
})

test.each<[path: string, body: (line: string) => object]>([
  ['line_items', () => ({ line_items: [] })],
  ['line_items.0.line_item_id', () => wish(randomUUID(), 1)],
  ['line_items.0.quantity', (line) => wish(line, 4)],
  ['line_items.0.reason', (line) => ({ line_items: [{ line_item_id: line, quantity: 1, reason: 'whim' }] })],
  [
    'line_items.1.line_item_id',
    (line) => ({ line_items: [1, 2].map((quantity) => ({ line_item_id: line, quantity, reason: 'other' })) }),
  ],
])('a wrong %s is refused', async (path, bodyFor) => {
  const { id, line } = await sent()
  const { status, body } = await ask(id, bodyFor(line))
  expect([status, body.errors[0].path]).toEqual([422, path])
})

test('receiving may refund only by those who may refund', async () => {
  const { id, line } = await sent()
  const { id: returnId } = await done(make(id, wish(line, 1)))
  const { body: key } = await platform.call('POST', `/platform/v1/tenants/${store.id}/api-keys`, {
    key: store.session,
    body: { name: 'Warehouse', kind: 'secret', scopes: ['orders:write'] },
  })
  const receive = (body: object) =>
    platform.call('POST', `/admin/v1/returns/${returnId}/receive`, { key: key.key, body })
  const refused = await receive({ ...receipt(line, [1]), refund: {} })
  expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' })
  expect((await receive(receipt(line, [1]))).status).toBe(200)
})
