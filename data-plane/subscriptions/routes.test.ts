// Subscriptions through the whole platform, paid with the test method and outside.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { done, US_ADDRESS, usd } from '../../shared/testing/selling.ts'
import { subscriberOf } from '../../shared/testing/subscribing.ts'

let platform: TestPlatform
let store: TestStore
let subs: ReturnType<typeof subscriberOf>
beforeAll(async () => {
  platform = await startTestPlatform({ pollSeconds: 0.5 })
  store = await platform.signUp()
  await store.admin('PATCH', '/admin/v1/store', { test_payments: true })
  subs = subscriberOf(platform, store)
})
afterAll(() => platform?.stop())

describe('plans', () => {
  test('are stored whole, changed, shown with their products, and archived', async () => {
    const product = await subs.product(2_000)
    const plan = await subs.plan({
      product_ids: [product.id],
      interval: 'week',
      interval_count: 2,
      trial_days: 7,
      cycles: 6,
      discount: { kind: 'percentage', ppm: 150_000 },
    })
    const path = `/admin/v1/subscription-plans/${plan.id}`
    expect((await store.admin('GET', path)).body).toEqual(plan)
    const offers = async () =>
      (await store.shop('GET', `/store/v1/products/${product.id}/subscription-plans`)).body.data
    expect(await offers()).toEqual([
      {
        id: plan.id,
        name: plan.name,
        ...{
          interval: 'week',
          interval_count: 2,
          trial_days: 7,
          cycles: 6,
          markets: null,
          variant_ids: null,
        },
        discount: { kind: 'percentage', ppm: 150_000 },
      },
    ])
    await done(
      store.admin('PATCH', path, {
        name: 'Every fortnight',
        product_ids: [],
        variant_ids: [product.variantId],
      }),
    )
    expect(await offers()).toMatchObject([{ name: 'Every fortnight', variant_ids: [product.variantId] }])
    await done(store.admin('DELETE', path))
    expect(await offers()).toEqual([])
    expect((await store.admin('GET', path)).body.archived_at).not.toBeNull()
  })

  test('refuse what does not exist', async () => {
    const post = (over: object) =>
      store.admin('POST', '/admin/v1/subscription-plans', { name: 'A plan', interval: 'month', ...over })
    expectProblem(await post({ product_ids: [randomUUID()], markets: ['nowhere'] }), 'invalid_input', [
      'markets.0',
      'product_ids.0',
    ])
    const twice = { kind: 'fixed_price', prices: [usd(1), usd(2)] }
    expectProblem(await post({ discount: twice }), 'invalid_input', ['discount.prices'])
    const settings = { retry_days: [3, 1], final_action: 'cancel' }
    expectProblem(await store.admin('PUT', '/admin/v1/subscription-settings', settings), 'invalid_input', [
      'retry_days',
    ])
  })
})

describe('a checkout', () => {
  test('takes plans for its lines, and leaves them again', async () => {
    const product = await subs.product(2_000)
    const plan = await subs.plan({
      product_ids: [product.id],
      discount: { kind: 'percentage', ppm: 250_000 },
    })
    const { token } = await subs.shopper()
    const checkout = await subs.checkout(await subs.cart({ [product.variantId]: 2 }, { token }))
    const subscribed = await done(subs.subscribe(checkout, plan.id, token))
    expect(subscribed.line_items).toMatchObject([
      { subscription_plan_id: plan.id, unit_price: usd(1_500), original_unit_price: usd(2_000) },
    ])
    expect(subscribed.totals.subtotal).toEqual(usd(3_000))
    expect(await subs.faults('checkouts', checkout)).toEqual([])
    const path = `/store/v1/checkouts/${checkout}/subscriptions`
    const left = await done(store.shop('PUT', path, { lines: [] }, { 'x-customer-token': token }))
    expect(left.line_items).toMatchObject([{ subscription_plan_id: null, unit_price: usd(2_000) }])
  })

  test('refuses plans that are not for its goods, and guests', async () => {
    const [product, other] = [await subs.product(2_000), await subs.product(1_000)]
    const plan = await subs.plan({ product_ids: [other.id] })
    const elsewhere = await subs.plan({ product_ids: [product.id], markets: ['in'] })
    const fixed = await subs.plan({
      product_ids: [product.id],
      discount: { kind: 'fixed_price', prices: [{ amount: 900, currency: 'EUR' }] },
    })
    const { token } = await subs.shopper()
    const checkout = await subs.checkout(await subs.cart({ [product.variantId]: 1 }, { token }))
    for (const { id } of [plan, elsewhere, fixed])
      expectProblem(await subs.subscribe(checkout, id, token), 'subscription_plan_not_applicable', [
        'lines.0.subscription_plan_id',
      ])
    expectProblem(await subs.subscribe(checkout, randomUUID(), token), 'not_found')
    expectProblem(await subs.subscribe(checkout, plan.id), 'authentication_required')
  })
})

describe('renewals', () => {
  test('order each cycle at the price that was agreed, on its date, until the last', async () => {
    const product = await subs.product(2_000)
    const { subscription, token } = await subs.start(product, {
      plan: { discount: { kind: 'fixed_price', prices: [usd(1_500)] }, cycles: 3 },
      quantity: 2,
    })
    expect(subscription).toMatchObject({ status: 'active', cycle: 1, cycles_left: 2, price: usd(3_000) })
    await store.admin('PATCH', `/admin/v1/products/${product.id}`, {
      variants: [{ id: product.variantId, prices: [usd(9_900)] }],
    })
    await subs.tick()
    expect((await subs.read(subscription.id)).cycle).toBe(1)

    const second = await subs.renewed(subscription.id)
    expect(second).toMatchObject({ status: 'active', cycle: 2, cycles_left: 1, open_cycle: null })
    const [cycle] = await subs.cycles(subscription.id)
    const order = await subs.order(cycle.order_id)
    expect(order).toMatchObject({
      payment_status: 'paid',
      shipping_method: 'standard',
      email: subscription.email,
    })
    expect(order.line_items).toMatchObject([{ quantity: 2, unit_price: usd(1_500), subtotal: usd(3_000) }])
    expect(await subs.faults('orders', order.id)).toEqual([])
    expect(await subs.stock(product.id)).toBe(1_000 - 4)

    expect(await subs.renewed(subscription.id)).toMatchObject({
      cycle: 3,
      cycles_left: 0,
      next_renewal_at: null,
    })
    await subs.passPeriod(subscription.id)
    await subs.tick()
    await expect.poll(() => subs.statusOf(subscription.id)).toBe('completed')
    expect(await subs.cycles(subscription.id)).toHaveLength(3)
    const own = await done(
      store.shop('GET', '/store/v1/customers/me/subscriptions', undefined, { 'x-customer-token': token }),
    )
    expect(own.data).toMatchObject([{ id: subscription.id, status: 'completed' }])
  })

  test('two workers at once order a cycle once', async () => {
    const product = await subs.product(2_000)
    const { subscription } = await subs.start(product)
    await subs.passPeriod(subscription.id)
    await Promise.all(Array.from({ length: 5 }, () => subs.tick()))
    await expect.poll(async () => (await subs.read(subscription.id)).cycle).toBe(2)
    await subs.idle()
    expect(await subs.stock(product.id)).toBe(998)
    expect((await subs.cycles(subscription.id)).map(({ cycle }: { cycle: number }) => cycle)).toEqual([2, 1])
  })

  test('a trial costs nothing, and is renewed when it ends', async () => {
    const product = await subs.product(2_000)
    const { subscription, order } = await subs.start(product, { plan: { trial_days: 14, cycles: 2 } })
    expect(order.totals.subtotal).toEqual(usd(0))
    expect(subscription).toMatchObject({ status: 'trialing', cycle: 0, cycles_left: 2, price: usd(2_000) })
    expect(Date.parse(subscription.trial_ends_at) - Date.parse(subscription.created_at)).toBe(14 * 86_400_000)
    const renewed = await subs.renewed(subscription.id)
    expect(renewed).toMatchObject({ status: 'active', cycle: 1, cycles_left: 1 })
    expect(Date.parse(renewed.period_end) - Date.parse(renewed.period_start)).toBeGreaterThan(27 * 86_400_000)
    const [{ order_id }] = await subs.cycles(subscription.id)
    expect((await subs.order(order_id)).totals.subtotal).toEqual(usd(2_000))
  })

  test('goods that are out of stock are waited for, and gone without in the end', async () => {
    const product = await subs.product(2_000, { variant: { inventory_quantity: 1 } })
    const { subscription } = await subs.start(product)
    await subs.passPeriod(subscription.id)
    await subs.tick()
    await expect
      .poll(async () => (await subs.read(subscription.id)).open_cycle)
      .toMatchObject({ attempts: 1, failure_code: 'insufficient_inventory', checkout_id: null })
    expect(await subs.statusOf(subscription.id)).toBe('active')
    for (const attempts of [2, 3, 4]) {
      await subs.passRetry(subscription.id)
      await subs.tick()
      await expect.poll(async () => (await subs.read(subscription.id)).open_cycle?.attempts).toBe(attempts)
    }
    await subs.passRetry(subscription.id)
    await subs.tick()
    await expect.poll(async () => (await subs.read(subscription.id)).cycle).toBe(2)
    const [cycle] = await subs.cycles(subscription.id)
    expect(cycle).toMatchObject({ status: 'missed', order_id: null })
    await store.admin('PATCH', `/admin/v1/products/${product.id}`, {
      variants: [{ id: product.variantId, inventory_quantity: 5 }],
    })
    expect(await subs.renewed(subscription.id)).toMatchObject({ cycle: 3, status: 'active' })
  })

  test('what is no longer sold is not ordered', async () => {
    const product = await subs.product(2_000)
    const { subscription } = await subs.start(product)
    await done(store.admin('PATCH', `/admin/v1/products/${product.id}`, { status: 'archived' }))
    await subs.passPeriod(subscription.id)
    await subs.tick()
    await expect
      .poll(async () => (await subs.read(subscription.id)).open_cycle)
      .toMatchObject({ attempts: 1, failure_code: 'product_unavailable' })
    expect((await subs.timeline(subscription.id))[0]).toMatchObject({ kind: 'subscription.goods_missed' })
  })
})

describe('changes', () => {
  test('pause, resume, skip and cancel', async () => {
    const { subscription, as } = await subs.start(await subs.product(2_000))
    const { id, period_end } = subscription
    expect(await done(as('POST', `/${id}/pause`, {}))).toMatchObject({
      status: 'paused',
      next_renewal_at: null,
    })
    await subs.passPeriod(id)
    await subs.tick()
    await subs.idle()
    expect(await subs.read(id)).toMatchObject({ status: 'paused', cycle: 1 })
    expectProblem(await as('POST', `/${id}/skip`), 'wrong_subscription_status')
    await done(as('POST', `/${id}/resume`))
    await expect.poll(async () => (await subs.read(id)).cycle).toBe(2)

    const { period_end: before } = await subs.read(id)
    const skipped = await done(as('POST', `/${id}/skip`))
    expect(Date.parse(skipped.period_end)).toBeGreaterThan(Date.parse(before) + 27 * 86_400_000)
    expect(skipped.period_end).not.toBe(period_end)

    expect(
      await done(as('POST', `/${id}/cancel`, { at: 'period_end', reason: 'Too much tea' })),
    ).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
      next_renewal_at: null,
    })
    expect(await done(as('POST', `/${id}/resume`))).toMatchObject({
      cancel_at_period_end: false,
      cancel_reason: null,
    })
    await done(as('POST', `/${id}/cancel`, { at: 'period_end', reason: 'Too much tea' }))
    await subs.passPeriod(id)
    await subs.tick()
    await expect.poll(() => subs.statusOf(id)).toBe('cancelled')
    expect(await subs.read(id)).toMatchObject({ cycle: 2, cancel_reason: 'Too much tea' })
    expectProblem(await as('POST', `/${id}/cancel`, { at: 'now' }), 'wrong_subscription_status')
    const kinds = (await subs.timeline(id)).map(({ kind }: { kind: string }) => kind)
    expect(kinds.toReversed()).toEqual([
      'subscription.started',
      'subscription.paused',
      'subscription.resumed',
      'subscription.renewed',
      'subscription.updated',
      'subscription.updated',
      'subscription.updated',
      'subscription.updated',
      'subscription.cancelled',
    ])
  })

  test('a pause ends by itself', async () => {
    const { subscription, as } = await subs.start(await subs.product(2_000))
    const until = new Date(Date.now() + 60_000).toISOString()
    await done(as('POST', `/${subscription.id}/pause`, { until }))
    await subs.shift(subscription.id, '2 minutes')
    await subs.tick()
    await expect.poll(() => subs.statusOf(subscription.id)).toBe('active')
    expect((await subs.read(subscription.id)).cycle).toBe(1)
    expectProblem(
      await as('POST', `/${subscription.id}/pause`, { until: '2001-01-01T00:00:00Z' }),
      'invalid_input',
      ['until'],
    )
  })

  test('more within a period is owed with the next renewal; less is a credit that renewals use up, and never a refund', async () => {
    const product = await subs.product(1_000)
    const { subscription, as } = await subs.start(product)
    const { id } = subscription
    await subs.toHalf(id)
    const more = { items: [{ variant_id: product.variantId, quantity: 2 }], proration: 'balance' }
    const preview = await done(as('POST', `/${id}/preview`, more))
    expect(preview.lines.map(({ kind, amount }: { kind: string; amount: object }) => [kind, amount])).toEqual(
      [
        ['unused_time', usd(-500)],
        ['remaining_time', usd(1_000)],
      ],
    )
    expect(preview.net).toEqual(usd(500))
    expect((await subs.read(id)).items[0].quantity).toBe(1)
    expect(await done(as('PATCH', `/${id}`, more))).toMatchObject({ balance: usd(-500), price: usd(2_000) })
    expect(await subs.renewed(id)).toMatchObject({ balance: usd(0) })
    const [owed] = await subs.cycles(id)
    expect(owed.balance).toEqual(usd(-500))
    const order = await subs.order(owed.order_id)
    expect(order.totals.subtotal).toEqual(usd(2_500))
    expect(order.line_items).toMatchObject([
      { quantity: 2, unit_price: usd(1_250), original_unit_price: usd(1_000) },
    ])

    await subs.toHalf(id)
    const less = { items: [{ variant_id: product.variantId, quantity: 1 }], proration: 'balance' }
    expect(await done(as('PATCH', `/${id}`, less))).toMatchObject({ balance: usd(500) })
    expect((await subs.order(owed.order_id)).refunded).toEqual(usd(0))
    expect(await subs.renewed(id)).toMatchObject({ balance: usd(0) })
    const [credited] = await subs.cycles(id)
    expect((await subs.order(credited.order_id)).totals.subtotal).toEqual(usd(500))
    expect(await subs.faults('orders', credited.order_id)).toEqual([])
  })

  test('another plan counts from the next renewal, or takes days for what is left', async () => {
    const product = await subs.product(3_000)
    const dear = await subs.plan({
      product_ids: [product.id],
      discount: { kind: 'fixed_price', prices: [usd(6_000)] },
    })
    const { subscription, as } = await subs.start(product)
    const { id } = subscription
    await subs.toHalf(id)
    const before = await subs.read(id)
    const later = await done(as('POST', `/${id}/preview`, { subscription_plan_id: dear.id }))
    expect(later).toMatchObject({
      lines: [],
      net: usd(0),
      subscription: { price: usd(6_000), period_end: before.period_end },
    })
    const changed = await done(as('PATCH', `/${id}`, { subscription_plan_id: dear.id, proration: 'time' }))
    // Half of a month at half of the price is a quarter of a month.
    const days = (Date.parse(changed.period_end) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(6.9)
    expect(days).toBeLessThanOrEqual(8)
    expect(changed.subscription_plan_id).toBe(dear.id)
  })

  test('another address, date and way to pay', async () => {
    const { subscription, as } = await subs.start(await subs.product(2_000))
    const { id } = subscription
    const next_renewal_at = new Date(Date.now() + 5 * 86_400_000).toISOString()
    const changed = await done(
      as('PATCH', `/${id}`, {
        shipping_address: { ...US_ADDRESS, city: 'Chicago' },
        payment_method: 'manual',
        next_renewal_at,
      }),
    )
    expect(changed).toMatchObject({
      shipping_address: { city: 'Chicago' },
      payment_method: 'manual',
      next_renewal_at,
      period_end: next_renewal_at,
    })
    await subs.renewed(id)
    const [{ order_id }] = await subs.cycles(id)
    expect(await subs.order(order_id)).toMatchObject({
      payment_status: 'pending',
      shipping_address: { city: 'Chicago' },
    })
    for (const [patch, path] of [
      [{ next_renewal_at: '2001-01-01T00:00:00Z' }, 'next_renewal_at'],
      [{ shipping_method: 'rocket' }, 'shipping_method'],
      [{ saved_payment_method_id: randomUUID() }, 'saved_payment_method_id'],
      [
        { shipping_address: { ...US_ADDRESS, country: 'BR', postal_code: '01310-100' } },
        'shipping_address.country',
      ],
    ] as const)
      expectProblem(await as('PATCH', `/${id}`, patch), 'invalid_input', [path])
    expectProblem(
      await as('PATCH', `/${id}`, { items: [{ variant_id: randomUUID(), quantity: 1 }] }),
      'product_unavailable',
      ['items.0.variant_id'],
    )
  })

  test("nobody reaches another shopper's", async () => {
    const { subscription } = await subs.start(await subs.product(2_000))
    const { token } = await subs.shopper()
    const path = `/store/v1/customers/me/subscriptions/${subscription.id}`
    const headers = { 'x-customer-token': token }
    expectProblem(await store.shop('GET', path, undefined, headers), 'not_found')
    expectProblem(await store.shop('POST', `${path}/cancel`, { at: 'now' }, headers), 'not_found')
    expectProblem(await store.shop('PATCH', path, { shipping_method: 'standard' }, headers), 'not_found')
    expect(await subs.statusOf(subscription.id)).toBe('active')
  })

  test('staff find subscriptions by what they are', async () => {
    const { subscription, order, as } = await subs.start(await subs.product(2_000))
    await done(as('POST', `/${subscription.id}/cancel`, { at: 'now' }))
    const find = async (query: string) =>
      (await done(store.admin('GET', `/admin/v1/subscriptions?${query}`))).data.map(
        ({ id }: { id: string }) => id,
      )
    expect(await find(`order_id=${order.id}`)).toEqual([subscription.id])
    expect(await find(`customer_id=${subscription.customer_id}&status=cancelled`)).toEqual([subscription.id])
    expect(await find(`customer_id=${subscription.customer_id}&status=active`)).toEqual([])
    expect(await find(`subscription_plan_id=${subscription.subscription_plan_id}`)).toEqual([subscription.id])
  })
})
