// Webhooks, browsers and jobs at the same time: one order, one charge, and who gets nothing pays nothing.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Door, openDoor, POLL, payerOf } from '../../shared/testing/paying.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done } from '../../shared/testing/selling.ts'
import { startStripe, type TestStripe } from '../../shared/testing/stripe.ts'

let platform: TestPlatform
let door: Door
let stripe: TestStripe
let store: TestStore
let pay: ReturnType<typeof payerOf>
let gateway: { id: string }
let shirt: { id: string; variantId: string }
let webhookUrl: string

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
  door = await openDoor(store)
  webhookUrl = `${door.url}/store/v1/payment-webhooks/${gateway.id}`
})
afterAll(async () => {
  await platform?.stop()
  await stripe?.stop()
  await door?.stop()
})
beforeEach(() => stripe.webhooks.to(undefined))

const TOTAL = 2_660
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const webhook = (event: TestStripe['webhooks']['events'][number], more: object = {}) => {
  const { text, headers } = stripe.webhooks.signed(event, more)
  return store.shop('POST', `/store/v1/payment-webhooks/${gateway.id}`, text, headers)
}
const eventOf = (type: string, reference: string) =>
  stripe.webhooks.events.findLast((event) => event.type === type && event.data.object.id === reference)!
const statusesOf = (payments: readonly string[]) =>
  payments.map((id) => pay.intentOf(id).status as string).sort()
/** Each order has one payment, and what Stripe took is what the books say. */
async function expectBooksMatch(): Promise<void> {
  const books = async () => {
    const orders = await pay.owner`
      select o.id, o.paid_amount::int as paid, o.total_amount::int as total,
        (select count(*)::int from payments p where p.tenant_id = o.tenant_id and p.order_id = o.id) as payments
      from orders o where o.tenant_id = ${store.id} and o.payment_method = 'stripe' and o.status = 'open'`
    const taken = stripe.payments.reduce((sum, { id, amount_received }) => {
      const back = stripe.refunds.filter(
        (refund) => refund.payment_intent === id && refund.status !== 'failed',
      )
      return sum + amount_received - back.reduce((all, { amount }) => all + amount, 0)
    }, 0)
    const held = stripe.payments.filter(({ status }) => status === 'requires_capture').length
    const odd = orders.filter((order) => order.payments !== 1 || order.paid !== order.total)
    return [odd.length, held, taken - orders.reduce((sum, order) => sum + order.paid, 0)]
  }
  await expect.poll(books, POLL).toEqual([0, 0, 0])
}

test('J9 the last unit: five pay for it at once; one has the order, the others are charged nothing', async () => {
  const rare = await pay.product(2_000, { variant: { inventory_quantity: 1 } })
  const checkouts: string[] = []
  const payments: string[] = []
  for (const _ of times(5, () => 0)) {
    const id = await pay.atCheckout(rare.variantId)
    checkouts.push(id)
    payments.push(await pay.paid(id))
  }
  const answers = await Promise.all(checkouts.map((id) => pay.complete(id)))
  expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([
    201,
    ...times(4, () => 'insufficient_inventory'),
  ])
  await expect.poll(() => statusesOf(payments), POLL).toEqual([...times(4, () => 'canceled'), 'succeeded'])
  for (const [i, id] of checkouts.entries())
    if (answers[i]!.status !== 201) expect((await pay.complete(id)).body.code).toBe('insufficient_inventory')
  await expectBooksMatch()
})

test('J12 webhooks, some twice, and many completions at once: one order and one charge', async () => {
  for (const _ of times(3, () => 0)) {
    const id = await pay.atCheckout(shirt.variantId)
    const payment = (await done(pay.start(id))).id
    const { id: reference } = pay.intentOf(payment)
    stripe.webhooks.to(webhookUrl)
    stripe.pay(reference)
    const event = eventOf('payment_intent.amount_capturable_updated', reference)
    const answers = await Promise.all([
      ...times(4, () => pay.complete(id)),
      ...times(3, () => webhook(event)),
      pay.authorize(id, payment),
    ])
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 200, 200, 200, 200])
    expect(new Set(answers.slice(0, 4).map(({ body }) => body.order.id)).size).toBe(1)
    await stripe.webhooks.settled()
    const { order } = answers[0]!.body
    await expect.poll(async () => (await pay.order(order.id)).payment_status, POLL).toBe('paid')
    expect((await pay.order(order.id)).paid.amount).toBe(TOTAL)
  }
  await expectBooksMatch()
})

test('J12 the shopper closes the browser: the webhook completes the checkout by itself', async () => {
  const id = await pay.atCheckout(shirt.variantId)
  const payment = (await done(pay.start(id))).id
  stripe.webhooks.to(webhookUrl)
  stripe.pay(pay.intentOf(payment).id)
  const order = async () => (await pay.readCheckout(id)).order_id
  await expect.poll(order, { timeout: 30_000 }).not.toBe(null)
  await expect.poll(async () => (await pay.order(await order())).payment_status, POLL).toBe('paid')
  // They come back later all the same.
  expect((await done(pay.complete(id))).order.id).toBe(await order())
  await expectBooksMatch()
}, 60_000)

test('J13 two checkouts of one cart, both paid: one order; the other is charged nothing', async () => {
  const cart = await pay.cart({ [shirt.variantId]: 1 })
  const checkouts = [
    await pay.checkout(cart, { payment_method: 'stripe' }),
    await pay.checkout(cart, { payment_method: 'stripe' }),
  ]
  const payments = [await pay.paid(checkouts[0]!), await pay.paid(checkouts[1]!)]
  const answers = await Promise.all(checkouts.map((id) => pay.complete(id)))
  expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([201, 'cart_completed'])
  await expect.poll(() => statusesOf(payments), POLL).toEqual(['canceled', 'succeeded'])
  await expectBooksMatch()
})

test('many start the payment of one checkout at once: one of them is kept', async () => {
  const id = await pay.atCheckout(shirt.variantId)
  const answers = await Promise.all(times(6, () => pay.start(id)))
  expect(answers.map(({ status }) => status)).toEqual(times(6, () => 201))
  const made = new Set(answers.map(({ body }) => body.id))
  expect(made.size).toBe(1)
  stripe.pay(pay.intentOf([...made][0]!).id)
  expect((await done(pay.complete(id))).order.payment_status).toBe('paid')
  await expectBooksMatch()
})

test('a notice is taken once, late ones too; one that Stripe did not sign is refused', async () => {
  const id = await pay.atCheckout(shirt.variantId)
  const payment = await pay.paid(id)
  const { order } = await done(pay.complete(id))
  const { id: reference } = pay.intentOf(payment)
  const old = eventOf('payment_intent.amount_capturable_updated', reference)
  const before = stripe.calls.retrieve
  for (const _ of times(3, () => 0)) expect((await webhook(old)).status).toBe(200)
  const synced = () =>
    pay.owner`
      select from pgboss.job where name = 'payments.sync' and state = 'completed' and data ->> 'payment_id' = ${payment}`
  await expect.poll(async () => (await synced()).length, POLL).toBe(1)
  expect(stripe.calls.retrieve - before).toBe(1)
  // An old one changes nothing of what came after it.
  expect((await pay.order(order.id)).payment_status).toBe('paid')
  const forged = await webhook(old, { secret: 'whsec_other' })
  expect(forged.body).toMatchObject({ status: 400, code: 'payment_notice_refused' })
  expect((await webhook(old, { body: '{}' })).status).toBe(400)
  expect((await webhook(old, { at: 1 })).status).toBe(400)
  const elsewhere = await store.shop(
    'POST',
    '/store/v1/payment-webhooks/0198c0de-0000-7000-8000-000000000000',
  )
  expect(elsewhere.status).toBe(404)
})

test('a checkout that expired or was paid otherwise lets go of what is held', async () => {
  const [late, other] = [await pay.atCheckout(shirt.variantId), await pay.atCheckout(shirt.variantId)]
  const payments = [await pay.paid(late), await pay.paid(other)]
  await done(pay.authorize(late, payments[0]!))
  await done(pay.authorize(other, payments[1]!))
  await done(pay.patchCheckout(other, { payment_method: 'test' }))
  expect((await done(pay.complete(other))).order.payment_method).toBe('test')
  await pay.owner`update checkouts set expires_at = now() - interval '1 second' where id = ${late}`
  await pay.reconcile()
  await expect.poll(() => statusesOf(payments), POLL).toEqual(['canceled', 'canceled'])
  expect((await pay.complete(late)).body.code).toBe('checkout_expired')
  await expectBooksMatch()
})
