// Sending goods: what is taken from which shelf, how far it is, and what is given back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, sellerOf } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let seller: ReturnType<typeof sellerOf>
let home: string
let second: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  seller = sellerOf(store)
  const { data } = await read('/admin/v1/inventory/locations')
  home = data[0].id
  second = (await seller.create('inventory/locations', { name: 'Second', code: 'second', priority: 1 })).id
})
afterAll(() => platform?.stop())

const owner = () => platform.shards.get(store.shard)!.owner
const read = (path: string) => done(store.admin('GET', path))
const send = (orderId: string, body: object = {}) =>
  store.admin('POST', `/admin/v1/orders/${orderId}/fulfillments`, body)
const patch = (id: string, body: object) => store.admin('PATCH', `/admin/v1/fulfillments/${id}`, body)
const cancel = (id: string) => store.admin('POST', `/admin/v1/fulfillments/${id}/cancel`)
const orderOf = (id: string) => read(`/admin/v1/orders/${id}`)
const planOf = async (id: string) =>
  (await read(`/admin/v1/orders/${id}/fulfillment-plan`)).data.map(
    (group: { location_id: string; line_items: { quantity: number }[] }) => [
      group.location_id === home ? 'home' : 'second',
      group.line_items.map(({ quantity }) => quantity),
    ],
  )
const product = (stock: number, variant: object = {}) =>
  seller.product(1_000, { variant: { inventory_quantity: stock, ...variant } })

async function buy(lines: Record<string, number>, over: object = {}) {
  const checkout = await seller.checkout(await seller.cart(lines), over)
  return (await done(seller.complete(checkout))).order
}
const levels = async (variantId: string) =>
  Object.fromEntries(
    (await read(`/admin/v1/inventory/levels?variant_id=${variantId}`)).data.map(
      (level: { location_id: string; on_hand: number; available: number }) => [
        level.location_id === home ? 'home' : 'second',
        [level.on_hand, level.available],
      ],
    ),
  )
const timelineOf = async (orderId: string) =>
  (await owner()`select kind from order_timeline where order_id = ${orderId} order by id`).map(
    ({ kind }) => kind,
  )
const eventsOf = async (orderId: string) =>
  (
    await owner()`select name from events where data ->> 'order_id' = ${orderId} and name like 'fulfillment.%' order by id`
  ).map(({ name }) => name)

/** What is not available is held, and the ledger adds up to what is on hand. */
async function expectBalanced(variantId: string): Promise<void> {
  const faults = await owner()`
    select l.id from inventory_levels l where l.variant_id = ${variantId} and (
      l.on_hand - l.available <> coalesce((select sum(quantity) from stock_reservations r where r.level_id = l.id), 0)
      or exists (select from stock_movements m where m.variant_id = l.variant_id and m.location_id = l.location_id
        having (sum(m.on_hand), sum(m.available)) is distinct from (l.on_hand, l.available)))`
  expect(faults).toEqual([])
}

describe('an order at one location', () => {
  test('is sent in parts and parcels; what is sent leaves the shelf and the reservation', async () => {
    const { variantId } = await product(10)
    const order = await buy({ [variantId]: 3 })
    const [line] = order.line_items
    expect(await planOf(order.id)).toEqual([['home', [3]]])
    expect(await levels(variantId)).toEqual({ home: [10, 7] })

    const first = await done(
      send(order.id, {
        line_items: [{ line_item_id: line.id, quantity: 1 }],
        tracking: [
          { number: '1Z999AA10123456784' },
          { carrier: 'DHL', number: '42', url: 'https://dhl.example/42' },
        ],
      }),
    )
    expect(first).toMatchObject({
      ...{ status: 'shipped', provider: 'manual', location_id: home, notify: true },
      tracking: [
        { carrier: 'UPS', url: 'https://www.ups.com/track?tracknum=1Z999AA10123456784' },
        { carrier: 'DHL', url: 'https://dhl.example/42' },
      ],
      line_items: [{ line_item_id: line.id, quantity: 1 }],
    })
    expect(await levels(variantId)).toEqual({ home: [9, 7] })
    expect((await orderOf(order.id)).fulfillment_status).toBe('partially_fulfilled')
    const rest = await done(send(order.id))
    expect(rest.line_items).toMatchObject([{ quantity: 2 }])
    expect(await levels(variantId)).toEqual({ home: [7, 7] })
    const after = await orderOf(order.id)
    expect([after.fulfillment_status, after.line_items[0].fulfilled_quantity]).toEqual(['fulfilled', 3])
    expect(await planOf(order.id)).toEqual([])
    await expectBalanced(variantId)
    const { data: moves } = await read(`/admin/v1/inventory/movements?reference_id=${order.id}`)
    expect(moves.map((m: { kind: string; on_hand: number }) => [m.kind, m.on_hand]).reverse()).toEqual([
      ['sold', 0],
      ['fulfilled', -1],
      ['fulfilled', -2],
    ])
    expect((await send(order.id)).body).toMatchObject({ status: 409, code: 'nothing_to_fulfill' })
    expect(await timelineOf(order.id)).toEqual(['fulfillment.shipped', 'fulfillment.shipped'])
    expect(await eventsOf(order.id)).toEqual(['fulfillment.shipped', 'fulfillment.shipped'])
  })

  test('goods sold beyond stock and goods that nobody counts are sent alike', async () => {
    const beyond = await product(1, { inventory_policy: 'continue' })
    const uncounted = await product(0, { inventory_tracked: false })
    const order = await buy({ [beyond.variantId]: 3, [uncounted.variantId]: 2 })
    expect(await levels(beyond.variantId)).toEqual({ home: [1, -2] })
    await done(send(order.id))
    expect(await levels(beyond.variantId)).toEqual({ home: [-2, -2] })
    expect(await levels(uncounted.variantId)).toEqual({ home: [0, 0] })
    expect((await orderOf(order.id)).fulfillment_status).toBe('fulfilled')
    await expectBalanced(beyond.variantId)
  })

  test('what has not left can be cancelled, and is to be sent again', async () => {
    const { variantId } = await product(5)
    const order = await buy({ [variantId]: 2 })
    const { id } = await done(send(order.id, { status: 'pending' }))
    expect(await levels(variantId)).toEqual({ home: [3, 3] })
    const cancelled = await done(cancel(id))
    expect(cancelled.status).toBe('cancelled')
    expect((await done(cancel(id))).status).toBe('cancelled')
    expect(await levels(variantId)).toEqual({ home: [5, 3] })
    expect((await orderOf(order.id)).fulfillment_status).toBe('unfulfilled')
    expect(await planOf(order.id)).toEqual([['home', [2]]])
    expect((await done(store.shop('GET', `/store/v1/orders/${order.id}/fulfillments`))).data).toEqual([])
    await expectBalanced(variantId)
    const { id: sent } = await done(send(order.id))
    expect((await cancel(sent)).body).toMatchObject({ status: 409, code: 'fulfillment_not_cancellable' })
    expect((await patch(id, { status: 'shipped' })).body).toMatchObject({ code: 'wrong_fulfillment_status' })
    await expectBalanced(variantId)
    expect(await eventsOf(order.id)).toEqual(['fulfillment.cancelled', 'fulfillment.shipped'])
  })

  test('what the order no longer wants is free when its fulfilment is cancelled', async () => {
    const { variantId } = await product(5)
    const order = await buy({ [variantId]: 3 })
    const { id } = await done(send(order.id, { status: 'pending' }))
    await owner()`update order_line_items set refunded_quantity = 2 where order_id = ${order.id}`
    await done(cancel(id))
    expect(await levels(variantId)).toEqual({ home: [5, 4] })
    expect(await planOf(order.id)).toEqual([['home', [1]]])
    await expectBalanced(variantId)
  })

  test('how far it is goes forward, with a time for each step', async () => {
    const { variantId } = await product(5)
    const order = await buy({ [variantId]: 1 })
    const { id } = await done(send(order.id, { status: 'pending' }))
    await done(patch(id, { status: 'shipped', at: '2026-01-30T12:00:00+02:00' }))
    const moved = await done(
      patch(id, { status: 'out_for_delivery', tracking: [{ number: 'RR123456785GB' }] }),
    )
    expect(moved).toMatchObject({ status: 'out_for_delivery', tracking: [{ carrier: 'Royal Mail' }] })
    for (const status of ['shipped', 'in_transit', 'pending'])
      expect((await patch(id, { status })).body).toMatchObject({ code: 'wrong_fulfillment_status' })
    await done(patch(id, { status: 'delivered' }))
    expect((await done(patch(id, { status: 'delivered' }))).status).toBe('delivered')
    const { data } = await done(store.shop('GET', `/store/v1/orders/${order.id}/fulfillments`))
    const steps = data[0].history.map(({ status }: { status: string }) => status)
    expect(steps).toEqual(['pending', 'shipped', 'out_for_delivery', 'delivered'])
    expect(data[0].history[1].at).toBe('2026-01-30T10:00:00.000Z')
    expect(data[0]).not.toHaveProperty('provider')
    expect(data[0].estimated_delivery.earliest >= '2026-01-30').toBe(true)
    expect(await eventsOf(order.id)).toEqual([
      'fulfillment.shipped',
      'fulfillment.updated',
      'fulfillment.delivered',
    ])
  })
})

test('an order at two locations is planned and sent from each', async () => {
  const { variantId } = await product(2)
  await done(
    store.admin('POST', '/admin/v1/inventory/adjustments', {
      ...{ kind: 'received', reason: 'New' },
      lines: [{ variant_id: variantId, location_id: second, change: 5 }],
    }),
  )
  const order = await buy({ [variantId]: 4 })
  const [line] = order.line_items
  expect(await planOf(order.id)).toEqual([
    ['home', [2]],
    ['second', [2]],
  ])
  expect((await send(order.id)).body).toMatchObject({ status: 422, errors: [{ path: 'location_id' }] })
  const beyond = { location_id: second, line_items: [{ line_item_id: line.id, quantity: 3 }] }
  expect((await send(order.id, beyond)).body).toMatchObject({
    status: 422,
    errors: [{ path: 'line_items.0.quantity', message: 'Only 2 can be sent from there.' }],
  })
  const { id } = await done(send(order.id, { location_id: second, status: 'pending' }))
  expect(await levels(variantId)).toEqual({ home: [2, 0], second: [3, 3] })
  await done(cancel(id))
  expect(await levels(variantId)).toEqual({ home: [2, 0], second: [5, 3] })
  await done(send(order.id, { location_id: second }))
  await done(send(order.id))
  expect(await levels(variantId)).toEqual({ home: [0, 0], second: [3, 3] })
  expect((await orderOf(order.id)).fulfillment_status).toBe('fulfilled')
  await expectBalanced(variantId)
})

test('of many who send the same goods at once, each unit is sent once', async () => {
  const { variantId } = await product(20)
  const order = await buy({ [variantId]: 5 })
  const one = { line_items: [{ line_item_id: order.line_items[0].id, quantity: 1 }], status: 'pending' }
  const answers = await Promise.all(Array.from({ length: 12 }, () => send(order.id, one)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5)
  expect(answers.filter(({ body }) => body.code === 'nothing_to_fulfill')).toHaveLength(7)
  expect(await levels(variantId)).toEqual({ home: [15, 15] })
  const made = answers.filter(({ status }) => status === 201).map(({ body }) => body.id)
  await Promise.all(made.flatMap((id) => [cancel(id), cancel(id)]))
  expect(await levels(variantId)).toEqual({ home: [20, 15] })
  expect((await orderOf(order.id)).line_items[0].fulfilled_quantity).toBe(0)
  await expectBalanced(variantId)
})

describe('what is refused, and changes nothing', () => {
  test('an unpaid order, unless money comes otherwise or staff insist; and a cancelled one', async () => {
    const { variantId } = await product(10)
    const manual = await buy({ [variantId]: 1 }, { payment_method: 'manual' })
    expect((await send(manual.id)).status).toBe(201)
    const unpaid = await buy({ [variantId]: 1 })
    await owner()`update orders set paid_amount = 0, authorized_amount = 0 where id = ${unpaid.id}`
    expect((await send(unpaid.id)).body).toMatchObject({ status: 409, code: 'order_not_paid' })
    expect((await send(unpaid.id, { force: true })).status).toBe(201)
    const gone = await buy({ [variantId]: 1 })
    await done(store.admin('POST', `/admin/v1/orders/${gone.id}/cancel`, { reason: 'other' }))
    expect((await send(gone.id, { force: true })).body).toMatchObject({
      status: 409,
      code: 'order_cancelled',
    })
    expect(await planOf(gone.id)).toEqual([])
  })

  const NONE = '0198c0de-0000-7000-8000-000000000000'
  test.each<[path: string, body: (lineId: string) => object]>([
    ['line_items.0.quantity', (id) => ({ line_items: [{ line_item_id: id, quantity: 3 }] })],
    ['line_items.0.quantity', (id) => ({ line_items: [{ line_item_id: id, quantity: 0 }] })],
    ['line_items.0.line_item_id', () => ({ line_items: [{ line_item_id: NONE, quantity: 1 }] })],
    [
      'line_items.1.line_item_id',
      (id) => ({ line_items: [id, id].map((line_item_id) => ({ line_item_id, quantity: 1 })) }),
    ],
    ['line_items', () => ({ line_items: [] })],
    ['location_id', () => ({ location_id: NONE })],
    ['tracking.0.number', () => ({ tracking: [{ number: '' }] })],
    ['tracking.0.url', () => ({ tracking: [{ number: '1', url: 'javascript:alert(1)' }] })],
    ['status', () => ({ status: 'delivered' })],
  ])('a wrong %s', async (path, body) => {
    const { variantId } = await product(10)
    const order = await buy({ [variantId]: 2 })
    const answer = await send(order.id, body(order.line_items[0].id))
    expect(answer.body).toMatchObject({ status: 422, code: 'invalid_input' })
    expect(answer.body.errors[0].path).toBe(path)
    expect(await levels(variantId)).toEqual({ home: [10, 8] })
  })
})

describe('following an order', () => {
  const track = (body: object, from = '203.0.113.1') =>
    store.shop('POST', '/store/v1/order-tracking', body, { 'x-forwarded-for': from })

  test('takes its number and its address, in any case', async () => {
    const { variantId } = await product(5)
    const order = await buy({ [variantId]: 1 }, { email: 'Ada@mail.example' })
    await done(send(order.id, { tracking: [{ carrier: 'DPD', number: '42' }] }))
    const found = await done(track({ number: order.number, email: ' ada@MAIL.example ' }))
    expect(found).toMatchObject({
      ...{ number: order.number, status: 'open', fulfillment_status: 'fulfilled' },
      fulfillments: [
        { status: 'shipped', tracking: [{ carrier: 'DPD', number: '42' }], line_items: [{ quantity: 1 }] },
      ],
    })
  })

  test('a wrong number and a wrong address have one answer, and few guesses are taken', async () => {
    const { variantId } = await product(5)
    const order = await buy({ [variantId]: 1 }, { email: 'grace@mail.example' })
    const right = { number: order.number, email: 'grace@mail.example' }
    const from = '2001:db8:1:2::1'
    const wrong = [
      { ...right, number: 999_999 },
      { ...right, email: 'other@mail.example' },
    ]
    const said = []
    for (let i = 0; i < 10; i += 1) {
      const { status, body } = await track(wrong[i % 2]!, from)
      said.push([status, body.code, body.detail, body.errors])
      // Those that are right count not at all.
      if (i < 9) expect((await track(right, from)).status).toBe(200)
    }
    expect(new Set(said.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(said[0]![0]).toBe(404)
    const closed = await track(right, '2001:db8:1:2:ffff::9')
    expect(closed.body).toMatchObject({ status: 429, code: 'too_many_requests' })
    expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(3_000)
    expect((await track(right, '2001:db8:1:3::1')).status).toBe(200)
    await owner()`update tracking_attempts set since = now() - interval '61 minutes' where tenant_id = ${store.id}`
    expect((await track(right, from)).status).toBe(200)
  })

  test('of many guesses at once only the first few are made', async () => {
    const guesses = Array.from({ length: 30 }, (_, i) =>
      track({ number: i + 1, email: 'x@mail.example' }, '203.0.113.9'),
    )
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 404)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(20)
  })
})
