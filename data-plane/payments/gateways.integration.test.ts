// Gateways of a store: their settings and secrets, where they are on offer, how they do, and refunds through them.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SEALED } from '../../infra/vault/places.ts'
import { POLL, payerOf } from '../../shared/testing/paying.ts'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { done } from '../../shared/testing/selling.ts'
import { startStripe, type TestStripe } from '../../shared/testing/stripe.ts'
import { VAULT } from '../../shared/testing/vault.ts'

const PATH = '/admin/v1/payment-gateways'

let platform: TestPlatform
let stripe: TestStripe
let store: TestStore
let pay: ReturnType<typeof payerOf>
let shirt: { id: string; variantId: string }

beforeAll(async () => {
  stripe = await startStripe()
  platform = await startTestPlatform({
    pollSeconds: 0.5,
    paymentProviders: { urls: { stripe: stripe.url }, timeoutMs: 1_500 },
  })
  store = await platform.signUp()
  pay = payerOf(platform, store, stripe)
  shirt = await pay.product(2_000)
})
afterAll(async () => {
  await platform?.stop()
  await stripe?.stop()
})

const run = async (job: string): Promise<void> => {
  const [row] = await pay.owner`
    insert into pgboss.job (name, data) values (${job}, ${pay.owner.json({ tenant_id: store.id })}) returning id`
  const state = async () => (await pay.owner`select state from pgboss.job where id = ${row?.id}`)[0]?.state
  await expect.poll(state, POLL).toBe('completed')
}
const eventsNamed = async (name: string): Promise<Record<string, unknown>[]> => {
  const { data } = await done(store.admin('GET', `/admin/v1/events?name=${name}&limit=100`))
  return data.map((event: { data: object }) => event.data)
}

test('a gateway is set up, read, changed and checked; its secrets are never shown', async () => {
  const made = await pay.gateway()
  const { secret_key } = stripe.account.secrets
  expect(made).toMatchObject({
    provider: 'stripe',
    code: 'stripe',
    live: false,
    enabled: true,
    capture: 'automatic',
    settings: stripe.account.settings,
    secrets: { secret_key: secret_key.slice(-4) },
    webhook_path: `/store/v1/payment-webhooks/${made.id}`,
  })
  const path = `${PATH}/${made.id}`
  expect(await done(store.admin('GET', path))).toEqual(made)
  expect(await done(store.admin('POST', `${path}/check`))).toEqual({ works: true })
  const changed = await done(
    store.admin('PATCH', path, { name: 'Cards', secrets: { secret_key: 'sk_test_wrong0' } }),
  )
  expect(changed).toMatchObject({ name: 'Cards', settings: made.settings, secrets: { secret_key: 'ong0' } })
  expect((await store.admin('POST', `${path}/check`)).body.code).toBe('payment_gateway_refused')
  await done(store.admin('PATCH', path, { secrets: { secret_key } }))
  stripe.fail('check', 'error')
  expect((await store.admin('POST', `${path}/check`)).body.code).toBe('payment_provider_unavailable')
  expect(await done(store.admin('POST', `${path}/check`))).toEqual({ works: true })
  const texts = await Promise.all(
    ['GET', 'PATCH'].map((method) => store.admin(method, path, method === 'GET' ? undefined : {})),
  )
  for (const { text } of texts) expect(text).not.toContain(secret_key)
  const [row] = await pay.owner`select * from payment_gateways where id = ${made.id}`
  expect(JSON.stringify(row)).not.toContain(secret_key)
  const place = SEALED.shard.find(({ table }) => table === 'payment_gateways')!
  const context = place.context({ tenant_id: store.id, id: made.id })
  expect(JSON.parse(VAULT.open(row!.sealed, context))).toEqual(stripe.account.secrets)
})

test('what the provider does not know is refused by its field; so are codes that are taken', async () => {
  const { settings, secrets } = stripe.account
  const post = (over: object) =>
    store.admin('POST', PATH, { provider: 'stripe', name: 'Card', settings, secrets, ...over })
  expectProblem(await post({ code: 'x2', secrets: {} }), 'invalid_input', ['secrets.secret_key'])
  expectProblem(await post({ code: 'x2', secrets: { ...secrets, more: 'x' } }), 'invalid_input', [
    'secrets.more',
  ])
  expectProblem(await post({ code: 'x2', settings: { publishable_key: 'no' } }), 'invalid_input', [
    'settings.publishable_key',
  ])
  expectProblem(await post({ code: 'manual' }), 'invalid_input', ['code'])
  expectProblem(await post({ code: 'x2', provider: 'bank' }), 'invalid_input', ['provider'])
  expectProblem(await post({}), 'payment_gateway_code_taken', ['code'])
})

test('one that is disabled, of another market or deleted is not on offer; one that was used is kept', async () => {
  const offered = async (over: object = {}) => {
    const { id } = await done(
      store.shop('POST', '/store/v1/checkouts', { cart_id: await pay.cart({ [shirt.variantId]: 1 }, over) }),
    )
    return (await pay.readCheckout(id)).payment_gateways.map(({ code }: { code: string }) => code)
  }
  const { id } = await pay.gateway({ code: 'second' })
  expect(await offered()).toEqual(['stripe', 'second'])
  await done(store.admin('PATCH', `${PATH}/${id}`, { enabled: false }))
  expect(await offered()).toEqual(['stripe'])
  await done(store.admin('PATCH', `${PATH}/${id}`, { enabled: true, position: 0 }))
  await done(store.admin('PATCH', '/admin/v1/markets/us', { payment_methods: ['paypal'] }))
  expect(await offered()).toEqual([])
  await done(store.admin('PATCH', '/admin/v1/markets/us', { payment_methods: ['stripe'] }))
  const checkout = await pay.atCheckout(shirt.variantId, { payment_method: 'second' })
  await pay.paid(checkout)
  await done(store.admin('DELETE', `${PATH}/${id}`))
  expect((await store.admin('GET', `${PATH}/${id}`)).status).toBe(404)
  // What was paid before still counts.
  expect((await done(pay.complete(checkout))).order).toMatchObject({
    payment_method: 'second',
    payment_status: 'paid',
  })
  expect((await pay.gateway({ code: 'second' })).id).not.toBe(id)
})

async function refundOf(paymentId: string, amount: number): Promise<{ operation: string; refund: string }> {
  const [operation, refund] = [randomUUID(), randomUUID()]
  await pay.owner`
    insert into payment_operations (tenant_id, id, payment_id, gateway_id, kind, amount, refund_id, status, created_at,
      updated_at, run_after)
    select tenant_id, ${operation}, id, gateway_id, 'refund', ${amount}, ${refund}, 'pending', now(), now(), now()
    from payments where id = ${paymentId}`
  return { operation, refund }
}

test('a refund through the provider is made once, whatever happens to its answers, and then told', async () => {
  const checkout = await pay.atCheckout(shirt.variantId)
  const payment = await pay.paid(checkout)
  const { order } = await done(pay.complete(checkout))
  let refunded = 0
  for (const how of ['slow', 'lost', 'timeout', 'error'] as const) {
    stripe.fail('refund', how)
    const { refund } = await refundOf(payment, 100)
    await pay.reconcile()
    const told = async () =>
      (await eventsNamed('payment.refunded')).filter((event) => event.refund_id === refund)
    const isTold = async () => {
      await pay.reconcile()
      return (await told()).length
    }
    await expect.poll(isTold, { ...POLL, interval: 500 }).toBe(1)
    refunded += 100
    expect((await pay.order(order.id)).refunded.amount).toBe(refunded)
    expect(stripe.refunds.reduce((sum, { amount }) => sum + amount, 0)).toBe(refunded)
  }
}, 60_000)

test('a refund that fails later gives nothing back and says so', async () => {
  const checkout = await pay.atCheckout(shirt.variantId)
  const payment = await pay.paid(checkout)
  const { order } = await done(pay.complete(checkout))
  stripe.fail('refund', 'declined')
  const { refund } = await refundOf(payment, 100)
  await pay.reconcile()
  const told = async () =>
    (await eventsNamed('payment.refund_failed')).filter((event) => event.refund_id === refund)
  await expect.poll(async () => (await told()).length, POLL).toBe(1)
  expect((await pay.order(order.id)).refunded.amount).toBe(0)
})

test('what was captured at the provider by others goes back when the checkout cannot become an order', async () => {
  const rare = await pay.product(2_000, { variant: { inventory_quantity: 1 } })
  const [first, second] = [await pay.atCheckout(rare.variantId), await pay.atCheckout(rare.variantId)]
  const payments = [await pay.paid(first), await pay.paid(second)]
  const { id, amount } = pay.intentOf(payments[1]!)
  const captured = await fetch(`${stripe.url}/v1/payment_intents/${id}/capture`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stripe.account.secrets.secret_key}` },
  })
  expect(captured.status).toBe(200)
  await done(pay.authorize(second, payments[1]!))
  await done(pay.complete(first))
  expect((await pay.complete(second)).body.code).toBe('insufficient_inventory')
  const back = () => stripe.refunds.filter((refund) => refund.payment_intent === id)
  await expect.poll(() => back().map((refund) => refund.amount), POLL).toEqual([amount])
})

test('statistics tell how often it works and why not; trouble is told once, and that it is over', async () => {
  const { id } = await pay.gateway({ code: 'watched', position: 50 })
  const fill = (count: number, failure: string | null) => pay.owner`
    insert into payment_operations (tenant_id, id, payment_id, gateway_id, kind, amount, status, failure_code, milliseconds,
      created_at, updated_at)
    select ${store.id}, uuidv7(), (select id from payments where tenant_id = ${store.id} limit 1), ${id}, 'create', 100,
      ${failure === null ? 'succeeded' : 'failed'}, ${failure}, n * 10, now(), now() from generate_series(1, ${count}::int) as n`
  await fill(20, null)
  await fill(30, 'declined')
  await run('payments.watch_gateways')
  expect(await eventsNamed('payment_gateway.failing')).toEqual([])
  await fill(10, 'provider_error')
  await run('payments.watch_gateways')
  await run('payments.watch_gateways')
  expect(await eventsNamed('payment_gateway.failing')).toEqual([
    { gateway_id: id, code: 'watched', attempts: 60, failed_ppm: 166_667 },
  ])
  expect((await done(store.admin('GET', `${PATH}/${id}`))).failing_since).not.toBe(null)
  const { data } = await done(store.admin('GET', `${PATH}/statistics`))
  const mine = data.find((one: { gateway_id: string }) => one.gateway_id === id)
  expect(mine).toMatchObject({ code: 'watched', attempts: 60, succeeded: 20, success_ppm: 333_333 })
  expect(mine.days).toMatchObject([
    { attempts: 60, failures: { declined: 30, provider_error: 10 }, p50_ms: 100, p95_ms: 270 },
  ])
  await fill(400, null)
  await run('payments.watch_gateways')
  await run('payments.watch_gateways')
  expect(await eventsNamed('payment_gateway.recovered')).toMatchObject([{ gateway_id: id, attempts: 460 }])
  expectProblem(
    await store.admin('GET', `${PATH}/statistics?from=2026-01-02&to=2026-01-01`),
    'invalid_input',
    ['from'],
  )
})
