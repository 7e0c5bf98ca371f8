// What is given back of orders: to the penny, to those who paid, and never more than was paid, whoever else refunds.
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Ctx, inTx } from '../../shared/context.ts'
import { openPool } from '../../shared/db/connect.ts'
import { NO_CLIENT } from '../../shared/http/client.ts'
import { createLog } from '../../shared/log.ts'
import { sendUnits } from '../../shared/testing/fulfilled.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, percent, sellerOf, usd } from '../../shared/testing/selling.ts'
import { settleRefund } from './service/settle.ts'

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
const refund = (id: string, body: object) => store.admin('POST', `/admin/v1/orders/${id}/refunds`, body)
const preview = (id: string, body: object) =>
  done(store.admin('POST', `/admin/v1/orders/${id}/refunds/preview`, body))
const timeline = (id: string) =>
  owner()`select kind from order_timeline where order_id = ${id} order by id`.then((rows) =>
    rows.map((row) => row.kind),
  )
const eventsOf = async (name: string, refundId: string) =>
  (await read(`/admin/v1/events?name=${name}&limit=100`)).data.filter(
    (event: { data: { refund_id: string } }) => event.data.refund_id === refundId,
  )

type Buying = { method?: string; code?: string; cards?: string[]; email?: string }
async function buy(lines: Record<string, number>, { method = 'test', code, cards = [], email }: Buying = {}) {
  const over = { payment_method: method, ...(email === undefined ? {} : { email }) }
  const id = await seller.checkout(await seller.cart(lines), over)
  if (code !== undefined) await done(seller.enter('checkouts', id, code))
  for (const card of cards) await done(seller.payByCard(id, card))
  return (await done(seller.complete(id))).order
}
const one = async (amount = 1_000) => {
  const product = await seller.product(amount)
  const placed = await buy({ [product.variantId]: 3 })
  return { product, placed, line: placed.line_items[0].id as string }
}

// Whatever happened: what was given back is the sum of its parts, and what is not owed is the sum of refunds.
afterEach(async () => {
  const faults = await owner()`
    select o.id from orders o where o.tenant_id = ${store.id} and o.status = 'open' and (
      o.credited_amount <> (select coalesce(sum(credited_amount), 0) from refunds r where r.order_id = o.id)
      or o.refunded_amount <> (select coalesce(sum(t.amount), 0) from refunds r join refund_parts t on t.refund_id = r.id
        where r.order_id = o.id and t.status = 'succeeded')
      or o.quantity <> (select sum(quantity - cancelled_quantity) from order_line_items l where l.order_id = o.id))`
  expect([...faults]).toEqual([])
  const stock = await owner()`
    select l.id from inventory_levels l where l.tenant_id = ${store.id} and not exists (
      select from stock_movements m where m.variant_id = l.variant_id and m.location_id = l.location_id
      having (coalesce(sum(on_hand), 0), coalesce(sum(available), 0)) = (l.on_hand, l.available))`
  expect([...stock]).toEqual([])
})

describe('what is given back', () => {
  test('units with their tax and discount, then shipping, then the rest: all of the order in the end', async () => {
    const product = await seller.product(1_033)
    const { code } = await seller.promotion({ kind: 'order', value: percent(10) })
    const placed = await buy({ [product.variantId]: 3 }, { code })
    const [{ id: line, total, tax, discount }] = placed.line_items
    const first = {
      line_items: [{ line_item_id: line, quantity: 1, restock: 'cancel' }],
      reason: 'out_of_stock',
    }
    const { payments, ...amounts } = await preview(placed.id, first)
    const { status, body } = await refund(placed.id, { ...first, note: 'Sold out' })
    expect(status).toBe(201)
    expect(body).toMatchObject({ ...amounts, status: 'succeeded', note: 'Sold out', gift_card_code: null })
    expect(body.payments).toMatchObject(payments)
    expect(body.amount.amount).toBe(Math.round(total.amount / 3))
    expect(body.discount.amount).toBe(Math.round(discount.amount / 3))
    expect(body.taxes.map((due: { amount: { amount: number } }) => due.amount.amount)).toEqual([
      body.tax.amount,
    ])
    expect(await order(placed.id)).toMatchObject({
      payment_status: 'partially_refunded',
      refunded: body.amount,
      outstanding: usd(0),
      refund_due: usd(0),
      line_items: [{ quantity: 3, refunded_quantity: 1 }],
    })
    const shipping = await done(refund(placed.id, { shipping: 'full' }))
    expect(shipping).toMatchObject({ shipping: shipping.amount, credited: shipping.amount, line_items: [] })
    const rest = await done(refund(placed.id, { line_items: [{ line_item_id: line, quantity: 2 }] }))
    const sum = (of: 'amount' | 'tax' | 'discount') => [body, rest].reduce((sum, r) => sum + r[of].amount, 0)
    expect([sum('amount'), sum('tax'), sum('discount')]).toEqual([total.amount, tax.amount, discount.amount])
    expect(shipping.amount.amount + sum('amount')).toBe(placed.totals.total.amount)
    expect(await order(placed.id)).toMatchObject({
      payment_status: 'refunded',
      refunded: placed.totals.total,
    })
    expect((await refund(placed.id, { amount: 1 })).body).toMatchObject({
      status: 422,
      errors: [{ path: 'amount' }],
    })
    expect(await timeline(placed.id)).toEqual(Array(3).fill(['refund.created', 'refund.succeeded']).flat())
    expect(await eventsOf('refund.succeeded', body.id)).toMatchObject([
      { data: { order_id: placed.id, amount: body.amount.amount, currency: 'USD' } },
    ])
  })

  test('goods: what was not sent is on sale again, what came back too, and what stays with the customer is not', async () => {
    const { product, placed, line } = await one()
    await sendUnits(owner(), placed.id, { [line]: 1 })
    const stock = await seller.stock(product.id)
    const part = (restock: string, quantity = 1) =>
      refund(placed.id, { line_items: [{ line_item_id: line, quantity, restock }] })
    expect((await part('return', 2)).body.errors).toEqual([
      { path: 'line_items.0.quantity', message: 'Only 1 can be refunded as "return".' },
    ])
    expect((await part('cancel', 3)).status).toBe(422)
    expect((await part('cancel')).status).toBe(201)
    expect(await seller.stock(product.id)).toBe(stock + 1)
    expect((await part('return')).status).toBe(201)
    expect(await seller.stock(product.id)).toBe(stock + 2)
    expect((await part('no_restock')).status).toBe(201)
    expect(await seller.stock(product.id)).toBe(stock + 2)
    expect(await order(placed.id)).toMatchObject({
      fulfillment_status: 'partially_fulfilled',
      line_items: [{ fulfilled_quantity: 1, returned_quantity: 1, refunded_quantity: 3 }],
    })
    const { data } = await read(`/admin/v1/inventory/movements?variant_id=${product.variantId}`)
    const reference = { type: 'order', id: placed.id, order_number: placed.number }
    expect(data.slice(0, 2)).toMatchObject([
      { kind: 'returned', reference },
      { kind: 'released', reference },
    ])
  })

  test('an order of which the rest is cancelled is fulfilled', async () => {
    const { placed, line } = await one()
    await sendUnits(owner(), placed.id, { [line]: 2 })
    await done(refund(placed.id, { line_items: [{ line_item_id: line, quantity: 1, restock: 'cancel' }] }))
    expect((await order(placed.id)).fulfillment_status).toBe('fulfilled')
  })

  test('goods to a location of choice', async () => {
    const { product, placed, line } = await one()
    await sendUnits(owner(), placed.id, { [line]: 3 })
    const annexe = await seller.create('inventory/locations', { name: 'Annexe', code: 'annexe' })
    const back = (location_id: string) =>
      refund(placed.id, { line_items: [{ line_item_id: line, quantity: 2, restock: 'return', location_id }] })
    expect((await back(randomUUID())).body.errors[0].path).toBe('line_items.0.location_id')
    await done(back(annexe.id))
    const { data } = await read(`/admin/v1/inventory/levels?variant_id=${product.variantId}`)
    expect(data.find((level: { location_id: string }) => level.location_id === annexe.id)).toMatchObject({
      on_hand: 2,
      available: 2,
    })
  })

  test('goodwill contains its part of the tax, and leaves less of the units', async () => {
    const { placed, line } = await one()
    const goodwill = await done(refund(placed.id, { amount: 700, reason: 'goodwill' }))
    expect(goodwill).toMatchObject({ amount: usd(700), goodwill: usd(700), credited: usd(700) })
    expect(goodwill.tax.amount).toBeGreaterThan(0)
    const rest = await done(
      refund(placed.id, { line_items: [{ line_item_id: line, quantity: 3 }], shipping: 'full' }),
    )
    expect(rest.amount.amount).toBe(placed.totals.total.amount - 700)
    expect(rest.tax.amount + goodwill.tax.amount).toBe(placed.totals.tax.amount)
  })

  test('of an order that was not paid only what is owed becomes less', async () => {
    const product = await seller.product(1_000)
    const placed = await buy({ [product.variantId]: 2 }, { method: 'manual' })
    const [{ id: line }] = placed.line_items
    const body = await done(refund(placed.id, { line_items: [{ line_item_id: line, quantity: 1 }] }))
    expect(body).toMatchObject({ amount: usd(0), status: 'succeeded', payments: [] })
    expect(body.credited.amount).toBeGreaterThan(0)
    const outstanding = placed.totals.total.amount - body.credited.amount
    expect((await order(placed.id)).outstanding).toEqual(usd(outstanding))
    await done(store.admin('POST', `/admin/v1/orders/${placed.id}/payments`))
    expect(await order(placed.id)).toMatchObject({ payment_status: 'paid', paid: usd(outstanding) })
    expect((await refund(placed.id, {})).body).toMatchObject({ status: 409, code: 'nothing_to_refund' })
  })
})

describe('where it goes', () => {
  test('to what was paid outside before gift cards, or as staff say, never more than each brought', async () => {
    const product = await seller.product(1_000)
    const card = await seller.giftCard(600)
    const placed = await buy({ [product.variantId]: 1 }, { cards: [card.code] })
    const [byCard, outside] = await seller.paymentsOf(placed.id)
    const brought = outside.captured.amount
    const first = await done(refund(placed.id, { amount: brought - 100 }))
    expect(first.payments).toMatchObject([{ payment_id: outside.id, amount: usd(brought - 100) }])
    const wish = (cents: number, payments: [string, number][]) =>
      refund(placed.id, {
        amount: cents,
        payments: payments.map(([payment_id, amount]) => ({ payment_id, amount })),
      })
    expect((await wish(200, [[outside.id, 200]])).body).toMatchObject({ code: 'refund_exceeds_payment' })
    expect((await wish(200, [[byCard.id, 100]])).body.errors[0].path).toBe('payments')
    expect((await wish(200, [[randomUUID(), 200]])).body.errors[0].path).toBe('payments.0.payment_id')
    await done(wish(200, [[byCard.id, 200]]))
    expect(await seller.cardBalance(card.id)).toBe(200)
    const rest = await done(refund(placed.id, { amount: 500 }))
    expect(rest.payments).toMatchObject([
      { payment_id: outside.id, amount: usd(100) },
      { payment_id: byCard.id, amount: usd(400) },
    ])
    expect(await seller.cardBalance(card.id)).toBe(600)
    expect((await seller.paymentsOf(placed.id)).map(({ refunded }) => refunded.amount)).toEqual([
      600,
      brought,
    ])
    expect((await order(placed.id)).payment_status).toBe('refunded')
  })

  test('as store credit, or on a new gift card whose code is shown once', async () => {
    const { product } = await one()
    const email = `credit-${randomUUID()}@mail.example`
    const placed = await buy({ [product.variantId]: 1 }, { email })
    await done(refund(placed.id, { amount: 300, to: 'store_credit' }))
    const { data } = await read(`/admin/v1/store-credit-accounts?customer_email=${email}`)
    expect(data).toMatchObject([{ balance: usd(300) }])
    const issued = await done(refund(placed.id, { amount: 200, to: 'gift_card' }))
    const { body: balance } = await store.shop('POST', '/store/v1/gift-cards/balance', {
      code: issued.gift_card_code,
    })
    expect(balance).toMatchObject({ balance: usd(200), status: 'usable' })
    expect(await order(placed.id)).toMatchObject({ refunded: usd(500), payment_status: 'partially_refunded' })
    const { gift_card_code: _, ...shown } = issued
    expect(await read(`/admin/v1/refunds/${issued.id}`)).toEqual(shown)
    const pay = { payments: [{ payment_id: randomUUID(), amount: 1 }] }
    expect((await refund(placed.id, { amount: 1, to: 'gift_card', ...pay })).body.errors[0].path).toBe(
      'payments',
    )
  })

  test("shoppers see their refunds without staff's notes", async () => {
    const { placed } = await one()
    const { gift_card_code: _, ...made } = await done(refund(placed.id, { amount: 100, note: 'Difficult' }))
    const { body } = await store.shop('GET', `/store/v1/orders/${placed.id}/refunds`)
    expect(body).toEqual({ data: [{ ...made, note: null }], next_cursor: null })
    expect((await read(`/admin/v1/orders/${placed.id}/refunds?limit=1`)).data).toEqual([made])
    expect((await store.shop('GET', `/store/v1/orders/${randomUUID()}/refunds`)).status).toBe(404)
  })
})

describe('what providers say later', () => {
  const ctxOf = (): Ctx => {
    const pool = openPool(platform.shards.get(store.shard)!.appUrl, 1, 'test')
    pools.push(pool)
    const shard = {
      pool,
      queue: {},
      subscribed: new Set(),
      cache: { committed: () => {} },
      eventCounter: { add: () => {} },
    }
    return {
      ...{ tenantId: store.id, epoch: undefined, plan: '', shard: shard as never, requestId: 'test' },
      ...{ principal: { kind: 'job', id: 'test', permissions: new Set() }, client: NO_CLIENT },
      ...{ now: new Date(), log: createLog('silent', 'test') },
    }
  }
  const pools: ReturnType<typeof openPool>[] = []
  afterAll(() => Promise.all(pools.map((pool) => pool.close())))

  /** As if the provider had not answered yet. */
  async function pendingRefund(amount: number) {
    const { placed } = await one()
    const made = await done(refund(placed.id, { amount }))
    const [{ payment_id }] = made.payments
    const told = () => owner()`
      select from event_deliveries d join events e on e.id = d.event_id
      where e.data ->> 'refund_id' = ${made.id} and d.subscriber = 'refunds.settle_succeeded'`
    await expect.poll(async () => (await told()).length, { timeout: 15_000 }).toBe(1)
    /** What the payments module does as the provider answers. */
    const become = async (status: string, given: number) => {
      await owner()`update payment_operations set status = ${status} where refund_id = ${made.id}`
      await owner()`update payments set refunded_amount = refunded_amount + ${given} where id = ${payment_id}`
      await owner()`update orders set refunded_amount = refunded_amount + ${given} where id = ${placed.id}`
    }
    await become('pending', -amount)
    await owner()`update refund_parts set status = 'pending' where refund_id = ${made.id}`
    await owner()`update refunds set status = 'pending' where id = ${made.id}`
    const settle = async (code?: string) => {
      await become(code === undefined ? 'succeeded' : 'failed', code === undefined ? amount : 0)
      const outcome = { refund_id: made.id, payment_id, order_id: placed.id, ...(code && { code }) }
      for (const _ of [1, 2]) await inTx(ctxOf(), (ctx) => settleRefund(ctx, outcome))
      return read(`/admin/v1/refunds/${made.id}`)
    }
    return { placed, id: made.id as string, settle }
  }
  const retry = (id: string, to: string) => store.admin('POST', `/admin/v1/refunds/${id}/retry`, { to })

  test('ends what was pending, once; meanwhile it cannot be given back again', async () => {
    const { placed, id, settle } = await pendingRefund(400)
    const before = (await eventsOf('refund.succeeded', id)).length
    expect((await refund(placed.id, {})).body.code).toBe('nothing_to_refund')
    expect((await retry(id, 'original')).body.code).toBe('refund_not_failed')
    const left = placed.totals.total.amount - 400
    expect((await done(refund(placed.id, { amount: left }))).amount.amount).toBe(left)
    expect((await settle()).status).toBe('succeeded')
    expect(await eventsOf('refund.succeeded', id)).toHaveLength(before + 1)
    expect((await order(placed.id)).payment_status).toBe('refunded')
  })

  test.each(['original', 'store_credit', 'gift_card'])('what failed can be given back to %s', async (to) => {
    const { placed, id, settle } = await pendingRefund(500)
    const failed = await settle('provider_error')
    expect(failed).toMatchObject({
      status: 'failed',
      payments: [{ status: 'failed', failure_code: 'provider_error' }],
    })
    expect(await eventsOf('refund.failed', id)).toHaveLength(1)
    expect((await order(placed.id)).refund_due).toEqual(usd(500))
    const again = await done(retry(id, to))
    expect(again).toMatchObject({
      status: 'succeeded',
      payments: [{ status: 'succeeded', failure_code: null }],
    })
    expect(typeof again.gift_card_code).toBe(to === 'gift_card' ? 'string' : 'object')
    expect(await order(placed.id)).toMatchObject({ refunded: usd(500), refund_due: usd(0) })
    expect((await retry(id, to)).body.code).toBe('refund_not_failed')
  })

  test('what failed and was given back by another refund cannot be given twice', async () => {
    const { placed, id, settle } = await pendingRefund(500)
    await settle('provider_error')
    await done(refund(placed.id, { to: 'store_credit' }))
    expect((await retry(id, 'original')).body.code).toBe('refund_exceeds_payment')
  })
})

describe('what is refused, and changes nothing', () => {
  test.each<[path: string, body: (line: string) => object]>([
    ['line_items.0.line_item_id', () => ({ line_items: [{ line_item_id: randomUUID(), quantity: 1 }] })],
    ['line_items.0.quantity', (line) => ({ line_items: [{ line_item_id: line, quantity: 4 }] })],
    [
      'line_items.1.line_item_id',
      (line) => ({ line_items: [1, 1].map((quantity) => ({ line_item_id: line, quantity })) }),
    ],
    ['shipping', () => ({ shipping: 1_000_000 })],
    ['amount', () => ({ amount: 1_000_000 })],
    ['amount', () => ({ amount: 0 })],
    ['return_id', () => ({ return_id: randomUUID() })],
    ['to', () => ({ to: 'cash' })],
  ])('a wrong %s', async (path, bodyFor) => {
    const { placed, line } = await one()
    const before = await order(placed.id)
    const { status, body } = await refund(placed.id, bodyFor(line))
    expect([404, 422]).toContain(status)
    expect(body.errors[0].path).toBe(path)
    expect(await order(placed.id)).toEqual(before)
  })

  test('an order that is none, or was cancelled', async () => {
    expect((await refund(randomUUID(), {})).status).toBe(404)
    const { placed, line } = await one()
    await done(
      store.admin('POST', `/admin/v1/orders/${placed.id}/cancel`, { reason: 'customer', refund: false }),
    )
    const units = { line_items: [{ line_item_id: line, quantity: 1 }] }
    expect((await refund(placed.id, units)).body.code).toBe('order_cancelled')
    expect((await done(refund(placed.id, {}))).amount).toEqual(placed.totals.total)
  })
})

test('20 refund the same at once: never more than was paid', async () => {
  const card = await seller.giftCard(1_000)
  const product = await seller.product(1_000)
  const placed = await buy({ [product.variantId]: 3 }, { cards: [card.code] })
  const [{ id: line }] = placed.line_items
  const stock = await seller.stock(product.id)
  const bodies = [
    { line_items: [{ line_item_id: line, quantity: 1, restock: 'cancel' }] },
    { shipping: 'full' },
    { amount: 400 },
    { amount: 200, to: 'store_credit' },
  ]
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => refund(placed.id, bodies[i % bodies.length] as object)),
  )
  expect(answers.every(({ status }) => [201, 409, 422].includes(status))).toBe(true)
  const given = answers.filter(({ status }) => status === 201)
  const sum = given.reduce((total, { body }) => total + body.amount.amount, 0)
  const then = await order(placed.id)
  expect(then.refunded.amount).toBe(sum)
  expect(sum).toBeLessThanOrEqual(placed.totals.total.amount)
  expect(await seller.stock(product.id)).toBe(stock + then.line_items[0].refunded_quantity)
  const [row] = await owner()`
    select deadlocks::integer as deadlocks from pg_stat_database where datname = current_database()`
  expect(row?.deadlocks).toBe(0)
})
