// Subscriptions that are paid by a saved card, at Stripe's double: renewals, dunning, and whatever breaks in between.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { payerOf } from '../../shared/testing/paying.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { done, usd } from '../../shared/testing/selling.ts'
import { startStripe, type TestStripe } from '../../shared/testing/stripe.ts'
import { subscriberOf } from '../../shared/testing/subscribing.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in an answer
type Body = any
const POLL = { timeout: 20_000 }

let platform: TestPlatform
let stripe: TestStripe
let store: TestStore
let pay: ReturnType<typeof payerOf>
let subs: ReturnType<typeof subscriberOf>
let product: { id: string; variantId: string }
beforeAll(async () => {
  stripe = await startStripe()
  platform = await startTestPlatform({
    pollSeconds: 0.5,
    paymentProviders: { urls: { stripe: stripe.url }, timeoutMs: 1_500 },
  })
  store = await platform.signUp()
  pay = payerOf(platform, store, stripe)
  subs = subscriberOf(platform, store)
  await pay.gateway()
  product = await subs.product(2_000)
})
afterAll(async () => {
  await platform?.stop()
  await stripe?.stop()
})
beforeEach(() => settings({ retry_days: [1, 3], final_action: 'cancel' }))

const settings = (body: object) => done(store.admin('PUT', '/admin/v1/subscription-settings', body))

/** A subscription that was begun with a card, and what happened at Stripe for its shopper since. */
async function begin(planned: object = {}) {
  const { id: planId } = await subs.plan({ product_ids: [product.id], ...planned })
  const { token, email } = await subs.shopper()
  const checkout = await pay.atCheckout(product.variantId, { email }, token)
  await done(subs.subscribe(checkout, planId, token))
  await pay.paid(checkout, {}, token)
  const { order } = await done(subs.complete(checkout))
  const subscription = await subs.ofOrder(order.id)
  const as = (method: string, path: string, body?: unknown) =>
    store.shop(method, `/store/v1/customers/me/subscriptions/${subscription.id}${path}`, body, {
      'x-customer-token': token,
    })
  const isTheirs = (customer: unknown) =>
    stripe.customers.some((one) => one.id === customer && one.email === email)
  const intents = (): Body[] => stripe.payments.filter((intent) => isTheirs(intent.customer))
  const received = () => intents().map(({ amount_received }) => amount_received)
  return { id: subscription.id as string, subscription, token, email, as, intents, received }
}
type Begun = Awaited<ReturnType<typeof begin>>

const openCycle = async (id: string) => (await subs.read(id)).open_cycle
/** Lets the period end with a card that the bank refuses. */
async function refused({ id, intents }: Begun, code = 'insufficient_funds'): Promise<void> {
  stripe.spoil(intents()[0].payment_method, code)
  await subs.passPeriod(id)
  await subs.tick()
  await expect.poll(() => subs.statusOf(id), POLL).toBe('past_due')
}
/** A second card of theirs. */
async function anotherCard({ token, email }: Begun): Promise<string> {
  const checkout = await pay.atCheckout(product.variantId, { email }, token)
  await pay.paid(checkout, { save: true }, token)
  await done(subs.complete(checkout))
  const path = '/store/v1/customers/me/payment-methods'
  const { data } = await done(store.shop('GET', path, undefined, { 'x-customer-token': token }))
  return data.at(-1).id
}

describe('renewals by card', () => {
  test('the card is saved with the first order and charged for each cycle', async () => {
    const { id, subscription, received } = await begin()
    expect(subscription).toMatchObject({
      payment_method: 'stripe',
      saved_payment_method_id: expect.any(String),
    })
    await subs.renewed(id)
    await subs.renewed(id)
    await expect.poll(received, POLL).toEqual([2_660, 2_660, 2_660])
    const [{ order_id }] = await subs.cycles(id)
    await expect.poll(async () => (await subs.order(order_id)).payment_status, POLL).toBe('paid')
  })

  test('a guest cannot begin one: there would be nobody to charge', async () => {
    const { id: planId } = await subs.plan({ product_ids: [product.id] })
    const { token, email } = await subs.shopper()
    const checkout = await pay.atCheckout(product.variantId, { email }, token)
    await done(subs.subscribe(checkout, planId, token))
    expectProblem(await pay.start(checkout), 'authentication_required', ['save'])
  })

  test('a trial is charged when it ends', async () => {
    const { id, received } = await begin({ trial_days: 10 })
    // Only the shipping of the free goods.
    expect(received()).toEqual([500])
    expect(await subs.renewed(id)).toMatchObject({ status: 'active', cycle: 1 })
    await expect.poll(received, POLL).toEqual([500, 2_660])
  })
})

describe('a card that is refused', () => {
  test('is tried again, and again, and then the subscription ends', async () => {
    const begun = await begin()
    const { id, received } = begun
    await refused(begun)
    const open = await openCycle(id)
    expect(open).toMatchObject({ cycle: 2, attempts: 1, failure_code: 'payment_insufficient_funds' })
    const { retry_at } = await subs.read(id)
    expect(Math.round((Date.parse(retry_at) - Date.parse(open.created_at)) / 86_400_000)).toBe(1)
    await subs.passRetry(id)
    await subs.tick()
    await expect.poll(async () => (await openCycle(id))?.attempts, POLL).toBe(2)
    expect((await openCycle(id)).checkout_id).toBe(open.checkout_id)
    await subs.passRetry(id)
    await subs.tick()
    await expect.poll(() => subs.statusOf(id), POLL).toBe('cancelled')
    expect(await subs.read(id)).toMatchObject({ cancel_reason: 'unpaid', open_cycle: null })
    expect(received().filter((amount) => amount > 0)).toEqual([2_660])
    expect((await pay.start(open.checkout_id)).body.code).toBe('checkout_expired')
    const failed = (await subs.timeline(id)).filter(
      ({ kind }: Body) => kind === 'subscription.payment_failed',
    )
    expect(failed.map(({ data }: Body) => data.next_attempt_at === null)).toEqual([true, false, false])
  })

  test('stays unpaid where the store says so, and goes on when the shopper pays', async () => {
    await settings({ retry_days: [], final_action: 'unpaid' })
    const begun = await begin()
    const { id, token, received } = begun
    stripe.spoil(begun.intents()[0].payment_method, 'authentication_required')
    await subs.passPeriod(id)
    await subs.tick()
    await expect.poll(() => subs.statusOf(id), POLL).toBe('unpaid')
    const { checkout_id, failure_code } = await openCycle(id)
    expect(failure_code).toBe('payment_authentication_failed')
    await pay.paid(checkout_id, {}, token)
    const { order } = await done(subs.complete(checkout_id))
    await expect.poll(() => subs.statusOf(id), POLL).toBe('active')
    const after = await subs.read(id)
    expect(after).toMatchObject({ cycle: 2, open_cycle: null })
    expect((await subs.cycles(id))[0]).toMatchObject({ order_id: order.id, status: 'ordered' })
    expect(received().filter((amount) => amount > 0)).toEqual([2_660, 2_660])
    // By the card that worked.
    expect(after.saved_payment_method_id).not.toBe(begun.subscription.saved_payment_method_id)
    await subs.renewed(id)
    await expect.poll(() => received().filter((amount) => amount > 0), POLL).toHaveLength(3)
  })

  test('is replaced, and the renewal tried again at once', async () => {
    const begun = await begin()
    const card = await anotherCard(begun)
    await refused(begun)
    const others = await begun.as('PATCH', '', { shipping_method: 'rocket' })
    expectProblem(others, 'invalid_input', ['shipping_method'])
    await done(begun.as('PATCH', '', { saved_payment_method_id: card }))
    await expect.poll(() => subs.statusOf(begun.id), POLL).toBe('active')
    expect(await subs.read(begun.id)).toMatchObject({ cycle: 2, saved_payment_method_id: card })
    await subs.idle()
    expect(begun.received().filter((amount) => amount > 0)).toEqual([2_660, 2_660, 2_660])
  })

  test('is tried again with fewer goods, when the shopper takes less', async () => {
    const begun = await begin()
    const { id, as } = begun
    await refused(begun)
    const before = (await openCycle(id)).checkout_id
    const dear = await subs.product(100)
    const plan = await subs.plan({ product_ids: [product.id, dear.id] })
    const items = [{ variant_id: dear.variantId, quantity: 1 }]
    expect(await done(as('PATCH', '', { items, subscription_plan_id: plan.id }))).toMatchObject({
      price: usd(100),
    })
    expect((await pay.start(before)).body.code).toBe('checkout_expired')
    await done(as('PATCH', '', { saved_payment_method_id: await anotherCard(begun) }))
    await expect.poll(() => subs.statusOf(id), POLL).toBe('active')
    const [{ order_id }] = await subs.cycles(id)
    expect((await subs.order(order_id)).totals.subtotal).toEqual(usd(100))
  })
})

describe('whatever breaks', () => {
  test.each(['timeout', 'lost', 'error'] as const)('the charge: %s; it is charged once', async (how) => {
    const { id, received } = await begin()
    stripe.fail('create', how)
    await subs.passPeriod(id)
    await subs.tick()
    await subs.idle()
    // No decision of anybody, so no attempt that failed.
    expect((await openCycle(id))?.attempts ?? 0).toBe(0)
    await pay.reconcile()
    await subs.tick()
    await expect.poll(async () => (await subs.read(id)).cycle, POLL).toBe(2)
    await subs.idle()
    await pay.reconcile()
    await expect.poll(() => received().filter((amount) => amount > 0), POLL).toEqual([2_660, 2_660])
  })

  // Each table that is written in a step of its own: the step dies with its transaction, and the job runs again.
  test.each([
    ['before the payment is recorded', 'payments', 'insert'],
    ['before the order is placed', 'orders', 'insert'],
    ['before the cycle is closed', 'subscription_cycles', 'update'],
  ])('a worker %s: the cycle is ordered and charged once', async (_, table, write) => {
    const { id, received } = await begin()
    const { owner } = subs
    await subs.passPeriod(id)
    await owner.unsafe(`
      create function public.break_down() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
      create trigger break_down before ${write} on ${table} for each row execute function public.break_down()`)
    await subs.tick()
    await expect
      .poll(
        async () =>
          (
            await owner`
            select from pgboss.job where data ->> 'tenant_id' = ${store.id} and retry_count > 0 and state < 'completed'
              and name like 'subscriptions.%'`
          ).length,
        POLL,
      )
      .toBeGreaterThan(0)
    expect((await subs.read(id)).cycle).toBe(1)
    await owner.unsafe(`drop trigger break_down on ${table}; drop function public.break_down()`)
    await subs.tick()
    await expect.poll(async () => (await subs.read(id)).cycle, POLL).toBe(2)
    await expect.poll(() => received().filter((amount) => amount > 0), POLL).toEqual([2_660, 2_660])
    await subs.tick()
    await subs.idle()
    expect(received().filter((amount) => amount > 0)).toEqual([2_660, 2_660])
    const orders = (await subs.cycles(id)).map(({ order_id }: Body) => order_id)
    expect(new Set(orders).size).toBe(2)
    const { data } = await done(store.admin('GET', `/admin/v1/orders?email=${(await subs.read(id)).email}`))
    expect(data).toHaveLength(2)
  })

  test('many workers at once charge a cycle once', async () => {
    const { id, received } = await begin()
    await subs.passPeriod(id)
    await Promise.all(Array.from({ length: 6 }, () => subs.tick()))
    await expect.poll(async () => (await subs.read(id)).cycle, POLL).toBe(2)
    await subs.idle()
    await pay.reconcile()
    await expect.poll(() => received().filter((amount) => amount > 0), POLL).toEqual([2_660, 2_660])
  })

  test('goods that are gone: nobody is charged', async () => {
    const begun = await begin()
    const { id, received } = begun
    const rare = await subs.product(2_000, { variant: { inventory_quantity: 0 } })
    const plan = await subs.plan({ product_ids: [rare.id] })
    const items = [{ variant_id: rare.variantId, quantity: 1 }]
    await done(begun.as('PATCH', '', { items, subscription_plan_id: plan.id }))
    await subs.passPeriod(id)
    await subs.tick()
    await expect.poll(async () => (await openCycle(id))?.failure_code, POLL).toBe('insufficient_inventory')
    await subs.idle()
    expect(begun.intents()).toHaveLength(1)
    expect(received().filter((amount) => amount > 0)).toEqual([2_660])
  })
})
