// What becomes of payments once there is an order: capture by staff, cancellation, refunds, saved methods; and fallback.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { POLL, payerOf } from '../../shared/testing/paying.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done } from '../../shared/testing/selling.ts'
import { startStripe, type TestStripe } from '../../shared/testing/stripe.ts'

let platform: TestPlatform
let stripe: TestStripe
let store: TestStore
let pay: ReturnType<typeof payerOf>
let shirt: { id: string; variantId: string }

beforeAll(async () => {
  stripe = await startStripe()
  platform = await startTestPlatform({
    paymentProviders: { urls: { stripe: stripe.url }, timeoutMs: 1_500 },
  })
  store = await platform.signUp()
  pay = payerOf(platform, store, stripe)
  await pay.gateway()
  await pay.gateway({ code: 'held', name: 'Held', capture: 'manual' })
  shirt = await pay.product(2_000)
})
afterAll(async () => {
  await platform?.stop()
  await stripe?.stop()
})

const TOTAL = 2_660
async function placed(over: object = {}) {
  const id = await pay.atCheckout(shirt.variantId, over)
  const payment = await pay.paid(id)
  const { order } = await done(pay.complete(id))
  return { order, payment, path: `/admin/v1/orders/${order.id}/payments/${payment}` }
}
const timelineOf = async (orderId: string): Promise<string[]> => {
  const rows = await pay.owner`select kind from order_timeline where order_id = ${orderId} order by id`
  return rows.map(({ kind }) => kind)
}

test('staff capture what is held, whole; once, however often they ask', async () => {
  const { order, path, payment } = await placed({ payment_method: 'held' })
  expect(order).toMatchObject({
    payment_status: 'authorized',
    authorized: { amount: TOTAL },
    paid: { amount: 0 },
  })
  const answers = await Promise.all([1, 2, 3].map(() => store.admin('POST', `${path}/capture`, {})))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  await expect.poll(async () => (await pay.order(order.id)).payment_status, POLL).toBe('paid')
  expect(await pay.order(order.id)).toMatchObject({ authorized: { amount: 0 }, paid: { amount: TOTAL } })
  expect((await store.admin('POST', `${path}/capture`, {})).body.status).toBe('captured')
  expect((await store.admin('POST', `${path}/capture`, { amount: 5 })).body.code).toBe('payment_not_open')
  expect((await store.admin('POST', `${path}/cancel`)).body.code).toBe('payment_not_open')
  expect(pay.intentOf(payment).amount_received).toBe(TOTAL)
  expect(await timelineOf(order.id)).toContain('payment.captured')
})

test('a part is captured and the rest let go of; more than is held is refused by its field', async () => {
  const { order, path } = await placed({ payment_method: 'held' })
  const tooMuch = await store.admin('POST', `${path}/capture`, { amount: TOTAL + 1 })
  expect(tooMuch.body).toMatchObject({ errors: [{ path: 'amount' }] })
  expect((await done(store.admin('POST', `${path}/capture`, { amount: 1_000 }))).captured.amount).toBe(1_000)
  expect(await pay.order(order.id)).toMatchObject({
    payment_status: 'partially_paid',
    authorized: { amount: 0 },
    paid: { amount: 1_000 },
    outstanding: { amount: TOTAL - 1_000 },
  })
})

test('staff let go of what is held', async () => {
  const { order, path, payment } = await placed({ payment_method: 'held' })
  expect((await done(store.admin('POST', `${path}/cancel`))).status).toBe('cancelled')
  expect((await done(store.admin('POST', `${path}/cancel`))).status).toBe('cancelled')
  expect(pay.intentOf(payment).status).toBe('canceled')
  expect(await pay.order(order.id)).toMatchObject({ payment_status: 'pending', authorized: { amount: 0 } })
  expect(await timelineOf(order.id)).toContain('payment.cancelled')
})

test('cancelling an order lets go of what is held for it', async () => {
  const { order, payment } = await placed({ payment_method: 'held' })
  await done(store.admin('POST', `/admin/v1/orders/${order.id}/cancel`, { reason: 'customer' }))
  await expect.poll(() => pay.intentOf(payment).status, POLL).toBe('canceled')
  await expect.poll(async () => (await pay.order(order.id)).payment_status, POLL).toBe('voided')
})

test('an authorisation that ended at the provider cannot be captured, and the order says so', async () => {
  const { order, payment, path } = await placed({ payment_method: 'held' })
  const { id } = pay.intentOf(payment)
  const cancel = await fetch(`${stripe.url}/v1/payment_intents/${id}/cancel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stripe.account.secrets.secret_key}` },
  })
  expect(cancel.status).toBe(200)
  expect(await done(store.admin('POST', `${path}/capture`, {}))).toMatchObject({
    status: 'cancelled',
    operations: expect.arrayContaining([expect.objectContaining({ kind: 'capture', status: 'failed' })]),
  })
  expect(await pay.order(order.id)).toMatchObject({ payment_status: 'pending', authorized: { amount: 0 } })
  expect(await timelineOf(order.id)).toEqual(
    expect.arrayContaining(['payment.capture_failed', 'payment.cancelled']),
  )
})

test('another gateway steps in for one that is out of order, and the first can charge nobody', async () => {
  const spare = await pay.gateway({ code: 'spare', name: 'Spare', fallback: true, position: 9 })
  for (const how of ['timeout', 'lost'] as const) {
    const id = await pay.atCheckout(shirt.variantId)
    stripe.fail('create', how)
    const started = await done(pay.start(id))
    expect(started.payment_method).toBe('spare')
    expect((await pay.readCheckout(id)).payment_method).toBe('spare')
    stripe.pay(pay.intentOf(started.id).id)
    const { order } = await done(pay.complete(id))
    expect(order).toMatchObject({ payment_method: 'spare', payment_status: 'paid' })
    await pay.reconcile()
    const first = async () => {
      const rows = await pay.rows()
      return rows.find((row) => row.checkout_id === id && row.method === 'stripe')!
    }
    const status = how === 'lost' ? 'cancelled' : 'failed'
    await expect.poll(async () => (await first()).status, POLL).toBe(status)
    if (how === 'lost') expect(pay.intentOf((await first()).id).status).toBe('canceled')
  }
  await done(store.admin('DELETE', `/admin/v1/payment-gateways/${spare.id}`))
})

test('a decline is no reason for another gateway', async () => {
  const spare = await pay.gateway({ code: 'other', name: 'Other', fallback: true })
  const { id: customer, token } = await pay.shopper()
  const first = await pay.atCheckout(shirt.variantId, {}, token)
  await pay.paid(first, { save: true }, token)
  await done(pay.complete(first))
  const { data } = await done(
    store.shop('GET', '/store/v1/customers/me/payment-methods', undefined, { 'x-customer-token': token }),
  )
  expect(data).toMatchObject([{ label: expect.stringContaining('••••'), is_default: true, kind: 'card' }])
  const staff = await done(store.admin('GET', `/admin/v1/customers/${customer}/payment-methods`))
  expect(staff.data).toEqual(data)
  const second = await pay.atCheckout(shirt.variantId, {}, token)
  const body = { saved_payment_method_id: data[0].id, return_url: 'https://shop.example/paid' }
  stripe.fail('create', 'declined', 'generic_decline')
  expect((await pay.start(second, body, token)).body).toMatchObject({
    status: 402,
    code: 'payment_declined',
    payment: { payment_method: 'stripe' },
  })
  await done(store.admin('DELETE', `/admin/v1/payment-gateways/${spare.id}`))
})

test('what an edit makes an order dearer is charged to what the customer saved, once', async () => {
  const { token } = await pay.shopper()
  const id = await pay.atCheckout(shirt.variantId, {}, token)
  await pay.paid(id, { save: true }, token)
  const { order } = await done(pay.complete(id))
  const path = `/admin/v1/orders/${order.id}`
  expect((await store.admin('POST', `${path}/charges`, {})).body.code).toBe('order_already_paid')
  const change = [{ line_item_id: order.line_items[0].id, quantity: 2 }]
  await done(store.admin('POST', `${path}/edits`, { change }))
  const ofShopper = () =>
    done(store.shop('GET', '/store/v1/customers/me/orders', undefined, { 'x-customer-token': token }))
  await expect.poll(async () => (await ofShopper()).data, POLL).toHaveLength(1)
  const { outstanding } = await pay.order(order.id)
  expect(outstanding.amount).toBeGreaterThan(0)
  stripe.fail('create', 'declined', 'insufficient_funds')
  const refused = await store.admin('POST', `${path}/charges`, {})
  expect(refused.status, refused.text).toBe(402)
  const other = { saved_payment_method_id: order.id }
  expect((await store.admin('POST', `${path}/charges`, other)).body.errors).toMatchObject([
    { path: 'saved_payment_method_id' },
  ])
  const answers = await Promise.all([1, 2, 3].map(() => store.admin('POST', `${path}/charges`, {})))
  for (const { status, body } of answers)
    expect(status === 201 || body.code === 'order_already_paid', JSON.stringify(body)).toBe(true)
  await expect.poll(async () => (await pay.order(order.id)).payment_status, POLL).toBe('paid')
  const { data } = await done(store.admin('GET', `${path}/payments`))
  const taken = data.filter(({ status }: { status: string }) => status === 'captured')
  expect(taken.map(({ amount }: { amount: object }) => amount)).toEqual([order.totals.total, outstanding])
})

test('a shopper pays by what they saved, chooses a default and deletes; nobody else can', async () => {
  const { token } = await pay.shopper()
  const mine = (method: string, path = '') =>
    store.shop(method, `/store/v1/customers/me/payment-methods${path}`, undefined, {
      'x-customer-token': token,
    })
  for (const _ of [1, 2]) {
    const id = await pay.atCheckout(shirt.variantId, {}, token)
    await pay.paid(id, { save: true }, token)
    await done(pay.complete(id))
  }
  const { data } = await done(mine('GET'))
  expect(data.map(({ is_default }: { is_default: boolean }) => is_default)).toEqual([true, false])
  await done(mine('POST', `/${data[1].id}/default`))
  const id = await pay.atCheckout(shirt.variantId, {}, token)
  const other = await pay.shopper()
  const input = { saved_payment_method_id: data[1].id }
  expect((await pay.start(id, input, other.token)).body.errors).toMatchObject([
    { path: 'saved_payment_method_id' },
  ])
  expect((await done(pay.start(id, input, token))).status).toBe('authorized')
  expect((await done(pay.complete(id))).order.payment_status).toBe('paid')
  await done(mine('DELETE', `/${data[1].id}`))
  expect((await mine('DELETE', `/${data[1].id}`)).status).toBe(404)
  expect((await done(mine('GET'))).data).toMatchObject([{ id: data[0].id, is_default: true }])
  await expect.poll(() => stripe.calls.forget, POLL).toBeGreaterThan(0)
  const foreign = await store.shop(
    'DELETE',
    `/store/v1/customers/me/payment-methods/${data[0].id}`,
    undefined,
    { 'x-customer-token': other.token },
  )
  expect(foreign.status).toBe(404)
})
