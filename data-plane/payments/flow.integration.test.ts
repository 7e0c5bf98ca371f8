// Paying a checkout through Stripe's double, over the whole platform.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { POLL, payerOf } from '../../shared/testing/paying.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done } from '../../shared/testing/selling.ts'
import { startStripe, type TestStripe } from '../../shared/testing/stripe.ts'

let platform: TestPlatform
let stripe: TestStripe
let store: TestStore
let pay: ReturnType<typeof payerOf>
let gateway: { id: string }
let shirt: { id: string; variantId: string }

beforeAll(async () => {
  stripe = await startStripe()
  platform = await startTestPlatform({
    pollSeconds: 0.5,
    paymentProviders: { urls: { stripe: stripe.url }, timeoutMs: 1_500 },
  })
  store = await platform.signUp()
  pay = payerOf(platform, store, stripe)
  gateway = await pay.gateway()
  shirt = await pay.product(2_000)
})
afterAll(async () => {
  await platform?.stop()
  await stripe?.stop()
})
beforeEach(() => stripe.webhooks.to(undefined))

const TOTAL = 2_660

test('start, confirm, complete: one order that is paid, captured once', async () => {
  const id = await pay.atCheckout(shirt.variantId)
  expect(await pay.readCheckout(id)).toMatchObject({
    payment_methods: ['manual', 'test', 'stripe'],
    payment_gateways: [
      {
        code: 'stripe',
        provider: 'stripe',
        name: 'Card',
        methods: ['stripe', 'apple_pay'],
        settings: stripe.account.settings,
      },
    ],
  })
  const unpaid = await pay.complete(id)
  expect(unpaid.body).toMatchObject({ status: 402, code: 'payment_required' })
  const started = await pay.start(id)
  expect(started).toMatchObject({
    status: 201,
    body: {
      payment_method: 'stripe',
      status: 'requires_action',
      amount: { amount: TOTAL, currency: 'USD' },
      action: { type: 'script', provider: 'stripe', parameters: stripe.account.settings },
    },
  })
  expect((await pay.start(id)).body).toEqual(started.body)
  expect((await pay.complete(id)).body).toMatchObject({
    code: 'payment_action_required',
    payment: { id: started.body.id, status: 'requires_action', action: { type: 'script' } },
  })
  const intent = pay.intentOf(started.body.id)
  stripe.pay(intent.id)
  const completed = await pay.complete(id)
  expect(completed.status).toBe(201)
  const { order } = completed.body
  expect(order).toMatchObject({
    payment_method: 'stripe',
    payment_status: 'paid',
    paid: { amount: TOTAL },
    authorized: { amount: 0 },
    outstanding: { amount: 0 },
  })
  expect((await pay.complete(id)).body).toEqual(completed.body)
  expect(pay.intentOf(started.body.id)).toMatchObject({ status: 'succeeded', amount_received: TOTAL })
  expect(await pay.paymentsOf(order.id)).toMatchObject([
    {
      id: started.body.id,
      method: 'stripe',
      status: 'captured',
      reference: intent.id,
      gateway_id: gateway.id,
      captured: { amount: TOTAL },
      operations: [
        { kind: 'create', status: 'succeeded' },
        { kind: 'authorize', status: 'succeeded' },
        { kind: 'capture', status: 'succeeded', amount: { amount: TOTAL } },
      ],
    },
  ])
  expect((await pay.start(id)).body.code).toBe('checkout_completed')
})

test('an Idempotency-Key gives the order as it was answered first, paid', async () => {
  const id = await pay.atCheckout(shirt.variantId)
  await pay.paid(id)
  const complete = () =>
    store.shop('POST', `/store/v1/checkouts/${id}/complete`, undefined, { 'idempotency-key': `of ${id}` })
  const answers = [await complete(), await complete()]
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
  expect(answers[0]!.body.order.payment_status).toBe('paid')
  expect(answers[1]!.text).toBe(answers[0]!.text)
})

test('their bank asks: the shopper proves themselves, and then it is paid', async () => {
  const id = await pay.atCheckout(shirt.variantId)
  const { body } = await pay.start(id)
  const { id: reference } = pay.intentOf(body.id)
  stripe.pay(reference, 'challenge')
  expect((await pay.authorize(id, body.id)).body).toMatchObject({ status: 'requires_action' })
  expect((await pay.complete(id)).body.code).toBe('payment_action_required')
  stripe.pay(reference)
  expect((await pay.authorize(id, body.id)).body).toMatchObject({ status: 'authorized', action: null })
  expect((await pay.complete(id)).body.order.payment_status).toBe('paid')
})

test('declined, then another card: the same payment goes on', async () => {
  const id = await pay.atCheckout(shirt.variantId)
  const { body } = await pay.start(id)
  const { id: reference } = pay.intentOf(body.id)
  stripe.pay(reference, 'fail', { code: 'insufficient_funds' })
  expect(await pay.authorize(id, body.id)).toMatchObject({
    status: 402,
    body: {
      code: 'payment_insufficient_funds',
      detail: expect.stringContaining('Try another'),
      payment: { id: body.id, status: 'requires_action', action: { type: 'script' } },
    },
  })
  expect((await pay.complete(id)).body.code).toBe('payment_insufficient_funds')
  stripe.pay(reference)
  const { order } = await done(pay.complete(id))
  const [payment] = await pay.paymentsOf(order.id)
  expect(payment.failure).toBe(null)
  expect(payment.operations.map((o: { kind: string; status: string }) => [o.kind, o.status])).toEqual([
    ['create', 'succeeded'],
    ['authorize', 'failed'],
    ['authorize', 'succeeded'],
    ['capture', 'succeeded'],
  ])
})

test('the amount changed since: the old authorisation is let go of, the new amount paid', async () => {
  const id = await pay.atCheckout(shirt.variantId)
  const first = await pay.paid(id)
  expect((await pay.authorize(id, first)).body.status).toBe('authorized')
  const card = await pay.giftCard(660)
  await done(pay.payByCard(id, card.code))
  expect((await pay.complete(id)).body).toMatchObject({
    status: 409,
    code: 'payment_amount_changed',
    errors: [{ path: 'totals.due', message: expect.stringContaining('2000 USD') }],
  })
  await expect.poll(() => pay.intentOf(first).status, POLL).toBe('canceled')
  const second = await pay.paid(id)
  expect(second).not.toBe(first)
  const { order } = await done(pay.complete(id))
  expect(order).toMatchObject({ payment_status: 'paid', paid: { amount: TOTAL } })
  expect(pay.intentOf(second)).toMatchObject({ status: 'succeeded', amount_received: 2_000 })
})

test('a new amount before the shopper confirmed: a new payment takes the place of the old one', async () => {
  const id = await pay.atCheckout(shirt.variantId)
  const first = (await done(pay.start(id))).id
  const card = await pay.giftCard(660)
  await done(pay.payByCard(id, card.code))
  const second = (await done(pay.start(id))).id
  expect(second).not.toBe(first)
  await expect.poll(() => pay.intentOf(first).status, POLL).toBe('canceled')
  stripe.pay(pay.intentOf(second).id)
  expect((await done(pay.complete(id))).order.payment_status).toBe('paid')
})

test.each(['timeout', 'error', 'lost'] as const)('create: %s, and the shopper tries again', async (how) => {
  const id = await pay.atCheckout(shirt.variantId)
  stripe.fail('create', how)
  const down = await pay.start(id)
  expect(down).toMatchObject({ status: 503, body: { code: 'payment_provider_unavailable' } })
  expect(down.headers.get('retry-after')).not.toBe(null)
  const again = await done(pay.start(id))
  stripe.pay(pay.intentOf(again.id).id)
  const { order } = await done(pay.complete(id))
  expect(order.payment_status).toBe('paid')
  const mine = stripe.payments.filter(({ metadata }) => metadata.payment_id === again.id)
  expect(mine).toHaveLength(1)
})

test.each(['timeout', 'error', 'lost'] as const)('create: %s, and nobody tries again', async (how) => {
  const id = await pay.atCheckout(shirt.variantId)
  stripe.fail('create', how)
  expect((await pay.start(id)).status).toBe(503)
  const stored = async () => (await pay.rows()).find(({ checkout_id }) => checkout_id === id)!
  await pay.reconcile()
  // What never arrived is over; what did can still be paid.
  const status = how === 'lost' ? 'requires_action' : 'failed'
  await expect.poll(async () => (await stored()).status, POLL).toBe(status)
})

test.each(['timeout', 'error', 'lost'] as const)(
  'capture: %s; the order stands and is paid later',
  async (how) => {
    const id = await pay.atCheckout(shirt.variantId)
    const payment = await pay.paid(id)
    stripe.fail('capture', how)
    const { order } = await done(pay.complete(id))
    expect(['authorized', 'paid']).toContain(order.payment_status)
    await pay.reconcile()
    await expect.poll(async () => (await pay.order(order.id)).payment_status, POLL).toBe('paid')
    expect(pay.intentOf(payment)).toMatchObject({ status: 'succeeded', amount_received: TOTAL })
    expect((await pay.order(order.id)).paid.amount).toBe(TOTAL)
  },
)

test('a provider that does not say whether it is paid: 503 at completing, and no order', async () => {
  const id = await pay.atCheckout(shirt.variantId)
  await pay.paid(id)
  stripe.fail('retrieve', 'error')
  expect((await pay.complete(id)).body.code).toBe('payment_provider_unavailable')
  expect((await pay.readCheckout(id)).order_id).toBe(null)
  expect((await done(pay.complete(id))).order.payment_status).toBe('paid')
})

test('only what is on offer can be chosen, and nothing is paid twice or in vain', async () => {
  const id = await pay.atCheckout(shirt.variantId, { payment_method: 'manual' })
  expect((await pay.start(id, { payment_method: 'paypal' })).body.errors).toMatchObject([
    { path: 'payment_method' },
  ])
  expect((await pay.start(id)).body.errors).toMatchObject([{ path: 'payment_method' }])
  expect((await pay.start(id, { save: true, payment_method: 'stripe' })).body.errors).toMatchObject([
    { path: 'save' },
  ])
  const card = await pay.giftCard(9_000)
  await done(pay.payByCard(id, card.code))
  expect((await pay.start(id, { payment_method: 'stripe' })).body.code).toBe('payment_not_needed')
  const other = await pay.atCheckout(shirt.variantId)
  const { id: paymentId } = await done(pay.start(other))
  expect((await pay.authorize(id, paymentId)).status).toBe(404)
})
