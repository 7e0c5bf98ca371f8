// Cancelling gives back what completing took, exactly once, whoever else buys or cancels at the same time.
import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
let shirt: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  shirt = await variant(100_000)
})
afterAll(() => platform?.stop())

const POLL = { timeout: 15_000 }
const INVENTORY = '/admin/v1/inventory'
const owner = () => platform.shards.get(store.shard)!.owner
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const newEmail = () => `shopper-${randomBytes(6).toString('hex')}@mail.example`

async function made(path: string, body: object) {
  const answer = await store.admin('POST', path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const read = async (path: string) => (await store.admin('GET', path)).body

/** A variant of 10.00 that needs no shipping, without tax. */
async function variant(stock: number, over: object = {}): Promise<string> {
  const { variants } = await made('/admin/v1/products', {
    title: 'Shirt',
    status: 'active',
    variants: [
      {
        prices: [{ amount: 1_000, currency: 'USD' }],
        inventory_quantity: stock,
        requires_shipping: false,
        taxable: false,
        ...over,
      },
    ],
  })
  return variants[0].id
}

type Buying = {
  lines?: Record<string, number>
  code?: string
  cards?: string[]
  email?: string
  token?: string
  credit?: boolean
  payment_method?: string
}

/** A checkout that only needs completing; what its codes and cards are refused with, it gives instead. */
async function checkoutOf({ lines = { [shirt]: 1 }, code, cards = [], ...by }: Buying) {
  const as = by.token === undefined ? {} : { 'x-customer-token': by.token }
  const post = (path: string, body: object) => store.shop('POST', path, body, as)
  const { id: cartId } = (await post('/store/v1/carts', {})).body
  for (const [variant_id, quantity] of Object.entries(lines))
    expect((await post(`/store/v1/carts/${cartId}/line-items`, { variant_id, quantity })).status).toBe(201)
  const { id } = (await post('/store/v1/checkouts', { cart_id: cartId })).body
  const path = `/store/v1/checkouts/${id}`
  const chosen = await store.shop(
    'PATCH',
    path,
    {
      email: by.email ?? newEmail(),
      payment_method: by.payment_method ?? 'test',
      ...(by.credit === undefined ? {} : { store_credit: by.credit }),
    },
    as,
  )
  expect(chosen.status, chosen.text).toBe(200)
  const entered = [
    ...(code === undefined ? [] : [await post(`${path}/promotion-codes`, { code })]),
    ...(await Promise.all(cards.map((card) => post(`${path}/gift-cards`, { code: card })))),
  ]
  const refused = entered.find(({ status }) => status !== 201)
  return { refused, complete: () => refused ?? post(`${path}/complete`, {}) }
}

async function buy(buying: Buying = {}) {
  const { complete } = await checkoutOf(buying)
  const { status, text, body } = await complete()
  expect(status, text).toBe(201)
  return body.order
}
/** `done`, or the code of the refusal. */
const outcome = async (buying: Buying): Promise<string> =>
  (await (await checkoutOf(buying)).complete()).body.code ?? 'done'

const cancel = (id: string, body: object = { reason: 'customer' }, headers?: Record<string, string>) =>
  store.admin('POST', `/admin/v1/orders/${id}/cancel`, body, headers)
async function cancelled(id: string, body?: object) {
  const answer = await cancel(id, body)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

let promotions = 0
async function promotion(over: object = {}): Promise<{ id: string; code: string }> {
  promotions += 1
  const code = `CODE-${promotions}`
  const { id } = await made('/admin/v1/promotions', {
    name: code,
    trigger: 'code',
    codes: [code],
    effect: { kind: 'order', value: { kind: 'percentage', ppm: 100_000 } },
    ...over,
  })
  return { id, code }
}
const giftCard = (amount: number) => made('/admin/v1/gift-cards', { amount, currency: 'USD' })
const balanceOf = async (id: string) => (await read(`/admin/v1/gift-cards/${id}`)).balance.amount

type Level = { location_id: string; on_hand: number; available: number }
const levelsOf = async (variantId: string): Promise<Level[]> =>
  (await read(`${INVENTORY}/levels?variant_id=${variantId}`)).data.toSorted((a: Level, b: Level) =>
    a.location_id < b.location_id ? -1 : 1,
  )
const figures = async (variantId: string) =>
  (await levelsOf(variantId)).map(({ on_hand, available }) => [on_hand, available])
const movementsOf = async (orderId: string) =>
  (await read(`${INVENTORY}/movements?reference_id=${orderId}`)).data
    .map(({ kind, on_hand, available }: Record<string, unknown>) => [kind, on_hand, available])
    .reverse()

// Whatever happened: books add up to their balances, what is not available is held by an open order, and nothing deadlocked.
afterEach(async () => {
  const faults = await owner()`
    select 'stock' as what, l.id from inventory_levels l
    where l.tenant_id = ${store.id} and (
      not exists (select from stock_movements m where m.variant_id = l.variant_id and m.location_id = l.location_id
        having (coalesce(sum(on_hand), 0), coalesce(sum(available), 0)) = (l.on_hand, l.available))
      or l.on_hand - l.available <> (select coalesce(sum(r.quantity), 0)
        from stock_reservations r join orders o on o.id = r.holder_id and o.status = 'open' where r.level_id = l.id))
    union all
    select 'gift card', c.id from gift_cards c where c.tenant_id = ${store.id}
      and c.available <> (select sum(amount) from gift_card_transactions where gift_card_id = c.id)
    union all
    select 'uses', a.id from promotion_allowances a where a.tenant_id = ${store.id} and a.scope = 'all'
      and -a.available <> (select coalesce(sum(uses), 0) from promotion_uses u
        where u.promotion_id = a.promotion_id or u.campaign_id = a.campaign_id)
    union all
    select 'budget', c.id from campaigns c where c.tenant_id = ${store.id}
      and -c.available <> (select coalesce(sum(amount), 0) from promotion_uses u where u.campaign_id = c.id)`
  expect([...faults]).toEqual([])
  const [row] = await owner()`
    select deadlocks::integer as deadlocks from pg_stat_database where datname = current_database()`
  expect(row?.deadlocks).toBe(0)
})

describe('what comes back', () => {
  test('stock, where it was taken from, and what was paid', async () => {
    const lamp = await variant(3)
    const annexe = await made(`${INVENTORY}/locations`, { name: 'Annexe', code: 'annexe' })
    const lines = [{ variant_id: lamp, location_id: annexe.id, change: 4 }]
    await made(`${INVENTORY}/adjustments`, { kind: 'received', reason: 'Delivery', lines })
    const before = await figures(lamp)
    const email = newEmail()
    const order = await buy({ lines: { [lamp]: 5, [shirt]: 2 }, email })
    expect(order).toMatchObject({ cancelled_at: null, cancel_reason: null, refund_due: { amount: 0 } })
    expect(await figures(lamp)).not.toEqual(before)

    const answer = await cancelled(order.id, { reason: 'fraud', note: ' Stolen card ' })

    expect(answer).toEqual({
      ...order,
      status: 'cancelled',
      cancelled_at: expect.any(String),
      cancel_reason: 'fraud',
      cancel_note: 'Stolen card',
      payment_status: 'refunded',
      refunded: { amount: 7_000, currency: 'USD' },
      note: '',
      updated_at: expect.any(String),
    })
    expect(await read(`/admin/v1/orders/${order.id}`)).toEqual(answer)
    expect((await store.shop('GET', `/store/v1/orders/${order.id}`)).body).toEqual({
      ...answer,
      cancel_note: null,
      note: null,
    })
    expect(await figures(lamp)).toEqual(before)
    const kinds = (await movementsOf(order.id)).map(([kind]: unknown[]) => kind)
    expect(kinds).toEqual([...Array(3).fill('sold'), ...Array(3).fill('released')])
    const { data: events } = await read('/admin/v1/events?name=order.cancelled')
    expect(events).toMatchObject([{ data: { order_id: order.id } }])
    const mails = async () =>
      (await read('/admin/v1/messages?limit=100')).data.filter(
        (mail: { recipient: string; template: string }) =>
          mail.recipient === email && mail.template === 'order_cancelled',
      )
    await expect.poll(mails, POLL).toMatchObject([
      {
        subject: `Store ${store.slug}: your order #${order.number} was cancelled`,
        body:
          `Your order #${order.number} was cancelled.\n\nGiven back: $70.00\n\n` +
          `Look at your order:\nhttp://${store.slug}.localhost/orders/${order.id}`,
      },
    ])
  })

  test('what was sold out is on sale again', async () => {
    const last = await variant(1)
    const { id } = await buy({ lines: { [last]: 1 } })
    const { body: cart } = await store.shop('POST', '/store/v1/carts', {})
    const add = () => store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, { variant_id: last })
    expect((await add()).body.code).toBe('insufficient_inventory')
    await cancelled(id)
    expect((await add()).status).toBe(201)
    const { data } = await read('/admin/v1/events?name=inventory.availability_changed')
    expect(data[0].data).toMatchObject({ variant_id: last, available: true })
  })

  test('without restocking, goods that are there are written off, and what was sold beyond stock is not', async () => {
    const lamp = await variant(2, { inventory_policy: 'continue' })
    const [first, second] = [await buy({ lines: { [lamp]: 2 } }), await buy({ lines: { [lamp]: 3 } })]
    expect(await figures(lamp)).toEqual([[2, -3]])
    await cancelled(first.id, { reason: 'inventory', restock: false })
    expect(await figures(lamp)).toEqual([[0, -3]])
    expect(await movementsOf(first.id)).toEqual([
      ['sold', 0, -2],
      ['adjusted', -2, 0],
    ])
    await cancelled(second.id, { reason: 'inventory', restock: false })
    expect(await figures(lamp)).toEqual([[0, 0]])
  })

  test('of a variant that was deleted meanwhile nothing; the rest all the same', async () => {
    const gone = await variant(5)
    const before = await figures(shirt)
    const { id, line_items } = await buy({ lines: { [gone]: 1, [shirt]: 1 } })
    const product = line_items.find((line: { variant_id: string }) => line.variant_id === gone).product_id
    expect((await store.admin('DELETE', `/admin/v1/products/${product}`)).status).toBe(200)
    expect((await cancelled(id)).status).toBe('cancelled')
    expect(await figures(shirt)).toEqual(before)
  })

  test('C23 uses of a promotion, of its code, by its customer, and of its campaign, with the budget', async () => {
    const campaign = await made('/admin/v1/campaigns', {
      name: 'Spring',
      currency: 'USD',
      budget_amount: 150,
      usage_limit: 1,
    })
    const limits = { usage_limit: 1, customer_limit: 1, code_limit: 1, campaign_id: campaign.id }
    const { id, code } = await promotion(limits)
    const email = newEmail()
    for (const _ of times(3, () => 0)) {
      const order = await buy({ code, email })
      expect(await outcome({ code, email })).toBe('promotion_used_up')
      expect(await read(`/admin/v1/campaigns/${campaign.id}`)).toMatchObject({ spent_amount: 100, uses: 1 })
      await cancelled(order.id)
      expect(await read(`/admin/v1/promotions/${id}`)).toMatchObject({ uses: 0 })
      expect(await read(`/admin/v1/campaigns/${campaign.id}`)).toMatchObject({ spent_amount: 0, uses: 0 })
    }
    expect(await read(`/admin/v1/promotions/${id}/statistics`)).toEqual({
      uses: 0,
      totals: [{ currency: 'USD', orders: 0, discount_amount: 0 }],
    })
  })

  test('C21 C22 with a limit of 2 the third checkout is refused, until one of the two is cancelled', async () => {
    const { code } = await promotion({ usage_limit: 2 })
    const [first] = [await buy({ code, lines: { [shirt]: 3 } }), await buy({ code })]
    const late = await checkoutOf({ lines: { [shirt]: 1 } })
    expect(late.refused).toBe(undefined)
    expect(await outcome({ code })).toBe('promotion_used_up')
    await cancelled(first.id)
    await cancelled(first.id)
    expect(await outcome({ code })).toBe('done')
    expect(await outcome({ code })).toBe('promotion_used_up')
  })

  test('what was paid, to how it was paid, or with a word of staff only later', async () => {
    const email = newEmail()
    const registered = await store.shop('POST', '/store/v1/customers', { email, password: 'a passphrase' })
    const account = await made('/admin/v1/store-credit-accounts', {
      customer_email: email,
      amount: 200,
      currency: 'USD',
      note: 'Gift',
    })
    const [one, two] = [await giftCard(300), await giftCard(100)]
    const { token } = registered.body
    const order = await buy({ email, token, credit: true, cards: [one.code, two.code] })
    expect(order.totals.due.amount).toBe(400)
    const answer = await cancelled(order.id)
    expect(answer).toMatchObject({ payment_status: 'refunded', refund_due: { amount: 0 } })
    const { data: refunds } = await read(`/admin/v1/orders/${order.id}/refunds`)
    expect(refunds).toMatchObject([
      { amount: { amount: 1_000 }, credited: { amount: 0 }, reason: 'cancelled' },
    ])
    expect(refunds[0].payments).toHaveLength(4)
    expect(await Promise.all([one, two].map(({ id }) => balanceOf(id)))).toEqual([300, 100])
    const book = `/admin/v1/store-credit-accounts/${account.id}`
    expect((await read(book)).balance.amount).toBe(200)
    expect((await read(`${book}/transactions`)).data.slice(0, 2)).toMatchObject([
      { kind: 'refund', amount: 200, order_id: order.id },
      { kind: 'spend', amount: -200, order_id: order.id },
    ])
    const mails = async () =>
      (await read('/admin/v1/messages?limit=100')).data.find(
        (mail: { recipient: string; template: string }) =>
          mail.recipient === email && mail.template === 'order_cancelled',
      )?.body
    await expect.poll(mails, POLL).toMatch(/\n\nGiven back: \$10\.00\n\n/)

    const whole = await giftCard(1_000)
    const paid = await buy({ cards: [whole.code] })
    expect(paid).toMatchObject({ payment_method: 'balance', payment_status: 'paid' })
    expect(await cancelled(paid.id)).toMatchObject({ payment_status: 'refunded', refund_due: { amount: 0 } })
    expect(await balanceOf(whole.id)).toBe(1_000)

    const kept = await buy({ cards: [one.code] })
    const later = await cancelled(kept.id, { reason: 'customer', refund: false })
    expect(later).toMatchObject({ payment_status: 'paid', refund_due: { amount: 1_000 } })
    expect(await balanceOf(one.id)).toBe(0)
    await made(`/admin/v1/orders/${kept.id}/refunds`, {})
    expect(await balanceOf(one.id)).toBe(300)
    expect((await read(`/admin/v1/orders/${kept.id}`)).refund_due.amount).toBe(0)
  })

  test("the customer's spending, also when the order was theirs only later; and who cancelled may be new again", async () => {
    const { code } = await promotion({ conditions: [{ kind: 'first_order' }] })
    const guest = newEmail()
    const first = await buy({ email: guest, code })
    expect(first.totals.discount.amount).toBe(100)
    await cancelled(first.id)
    expect((await buy({ email: guest, code })).totals.discount.amount).toBe(100)
    expect((await buy({ email: guest, code })).totals.discount.amount).toBe(0)

    const spendingOf = async (id: string) => {
      const { order_count, total_spent } = await read(`/admin/v1/customers/${id}`)
      return [order_count, ...total_spent.map(({ amount }: { amount: number }) => amount)]
    }
    // All three orders of the guest are theirs now, but one does not count.
    expect(await spendingOf((await made('/admin/v1/customers', { email: guest })).id)).toEqual([2, 1_900])

    const email = newEmail()
    const { id } = await made('/admin/v1/customers', { email })
    const spending = () => spendingOf(id)
    const orders = [await buy({ email }), await buy({ email, lines: { [shirt]: 3 } })]
    await expect.poll(spending, POLL).toEqual([2, 4_000])
    await cancelled(orders[0].id)
    await expect.poll(spending, POLL).toEqual([1, 3_000])
    await cancelled(orders[1].id)
    await expect.poll(spending, POLL).toEqual([0])
    // Cancelled before anybody could count them.
    const hasty = await Promise.all(times(5, () => buy({ email }).then((order) => cancelled(order.id))))
    expect(hasty).toHaveLength(5)
    const open = () =>
      owner()`select from pgboss.job where name = 'events' and state < 'completed'`.then(
        (jobs) => jobs.length,
      )
    await expect.poll(open, POLL).toBe(0)
    expect(await spending()).toEqual([0])
    expect((await read(`/admin/v1/customers/${id}/orders`)).data).toHaveLength(7)
  })
})

describe('what is refused', () => {
  test('an order that was fulfilled, cancelled in another way, or is none; and nothing changes', async () => {
    const { code } = await promotion({ usage_limit: 1 })
    const card = await giftCard(500)
    const { id } = await buy({ code, cards: [card.code] })
    const before = await figures(shirt)
    await owner()`update orders set fulfilled_quantity = quantity where id = ${id}`
    expect((await cancel(id)).body).toMatchObject({ status: 409, code: 'order_not_cancellable' })
    expect([await figures(shirt), await balanceOf(card.id)]).toEqual([before, 0])
    expect(await outcome({ code })).toBe('promotion_used_up')
    await owner()`update orders set fulfilled_quantity = 0 where id = ${id}`

    const order = await cancelled(id, { reason: 'declined', note: 'Twice' })
    for (const other of [
      { reason: 'declined' },
      { reason: 'other', note: 'Twice' },
      { reason: 'declined', note: 'Twice', restock: false },
    ])
      expect((await cancel(id, other)).body).toMatchObject({ status: 409, code: 'order_not_cancellable' })
    expect((await cancel(id, { reason: 'declined', note: 'Twice' })).body).toEqual(order)
    const none = await cancel('0198c0de-0000-7000-8000-000000000000')
    expect(none.body).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('an order of which some was fulfilled: the rest of it is refunded', async () => {
    const { id, line_items } = await buy({ lines: { [shirt]: 2 } })
    const [before] = await figures(shirt)
    await owner()`update order_line_items set fulfilled_quantity = 1 where order_id = ${id}`
    await owner()`update orders set fulfilled_quantity = 1 where id = ${id}`
    expect((await cancel(id)).body).toMatchObject({ status: 409, code: 'order_not_cancellable' })
    const rest = { line_item_id: line_items[0].id, quantity: 1, restock: 'cancel' }
    await made(`/admin/v1/orders/${id}/refunds`, { line_items: [rest] })
    expect((await figures(shirt))[0]).toEqual([before?.[0], (before?.[1] ?? 0) + 1])
    expect(await read(`/admin/v1/orders/${id}`)).toMatchObject({
      fulfillment_status: 'fulfilled',
      refunded: { amount: 1_000 },
    })
  })

  test.each<[field: string, body: object]>([
    ['reason', {}],
    ['reason', { reason: 'boredom' }],
    ['note', { reason: 'other', note: 'x'.repeat(501) }],
    ['restock', { reason: 'other', restock: 'no' }],
    ['refund', { reason: 'other', refund: 'later' }],
    ['notify', { reason: 'other', notify: true }],
  ])('a wrong %s', async (path, body) => {
    const { id } = await buy()
    const answer = await cancel(id, body)
    expect(answer.body).toMatchObject({ status: 422, code: 'invalid_input' })
    expect(JSON.stringify(answer.body.errors)).toContain(path)
    expect((await read(`/admin/v1/orders/${id}`)).status).toBe('open')
  })

  test('money for a cancelled order; what came just before is given back', async () => {
    for (const _ of times(5, () => 0)) {
      const { id } = await buy({ payment_method: 'manual' })
      const payments = `/admin/v1/orders/${id}/payments`
      const [paid] = await Promise.all([store.admin('POST', payments), cancelled(id)])
      const { payment_status, refund_due } = await read(`/admin/v1/orders/${id}`)
      if (paid.status === 201) expect([payment_status, refund_due.amount]).toEqual(['refunded', 0])
      else {
        expect(paid.body).toMatchObject({ status: 409, code: 'order_cancelled' })
        expect([payment_status, refund_due.amount]).toEqual(['voided', 0])
        expect((await read(payments)).data).toEqual([])
      }
    }
  })
})

describe('at the same time', () => {
  test('20 cancel one order: all hear the same, and it gives back once', async () => {
    const { id: promotionId, code } = await promotion({ usage_limit: 5 })
    const card = await giftCard(300)
    await buy({ code })
    const before = await figures(shirt)
    const order = await buy({ code, cards: [card.code] })
    const answers = await Promise.all(
      times(20, (i) => cancel(order.id, undefined, i % 2 === 0 ? {} : { 'idempotency-key': `key ${i % 4}` })),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await figures(shirt)).toEqual(before)
    expect(await balanceOf(card.id)).toBe(300)
    expect((await read(`/admin/v1/promotions/${promotionId}`)).uses).toBe(1)
    const { data } = await read('/admin/v1/events?name=order.cancelled&limit=100')
    const own = data.filter((event: { data: { order_id: string } }) => event.data.order_id === order.id)
    expect(own).toHaveLength(1)
  })

  test('orders are cancelled while others of the same goods, code and card are placed', async () => {
    const [lamp, vase] = [await variant(60), await variant(60)]
    const campaign = await made('/admin/v1/campaigns', {
      name: 'Sale',
      currency: 'USD',
      budget_amount: 10_000_000,
    })
    const { id: promotionId, code } = await promotion({
      usage_limit: 1_000,
      customer_limit: 1_000,
      campaign_id: campaign.id,
    })
    const [one, two] = [await giftCard(1_000_000), await giftCard(1_000_000)]
    const email = newEmail()
    const buying = (i: number): Buying => ({
      lines: i % 2 === 0 ? { [lamp]: 1, [vase]: 1 } : { [vase]: 1, [lamp]: 1 },
      cards: i % 3 === 0 ? [one.code, two.code] : [two.code],
      code,
      email,
    })
    const placed: { id: string }[] = []
    for (let i = 0; i < 30; i += 1) placed.push(await buy(buying(i)))
    const waiting = []
    for (let i = 0; i < 30; i += 1) waiting.push(await checkoutOf(buying(i)))

    const [gone, come] = await Promise.all([
      Promise.all(placed.map(({ id }) => cancel(id))),
      Promise.all(waiting.map(({ complete }) => complete())),
    ])

    expect(gone.map(({ status }) => status)).toEqual(Array(30).fill(200))
    expect(come.map(({ status }) => status)).toEqual(Array(30).fill(201))
    expect([await figures(lamp), await figures(vase)]).toEqual([[[60, 30]], [[60, 30]]])
    expect((await read(`/admin/v1/promotions/${promotionId}`)).uses).toBe(30)
    expect((await read(`/admin/v1/campaigns/${campaign.id}`)).spent_amount).toBe(30 * 200)
    expect((await balanceOf(one.id)) + (await balanceOf(two.id))).toBe(2_000_000 - 30 * 1_800)
  }, 60_000)
})
