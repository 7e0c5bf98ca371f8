import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startStripe, type TestStripe } from '../../../shared/testing/stripe.ts'
import type { Account, NewCharge, ProviderPayment } from './provider.ts'
import { stripe } from './stripe.ts'

let double: TestStripe
let account: Account

beforeAll(async () => {
  double = await startStripe()
})
beforeEach(() => {
  account = { url: double.url, timeoutMs: 5_000, live: false, ...double.account }
})
afterAll(() => double.stop())

const chargeOf = (more: Partial<NewCharge> = {}): NewCharge => ({
  paymentId: uuidv7(),
  reference: null,
  amount: 4_200,
  currency: 'USD',
  data: {},
  email: 'shopper@example.com',
  description: 'Corner shop',
  returnUrl: 'https://shop.example/checkout',
  webhookUrl: 'https://shop.example/webhooks',
  save: false,
  saved: null,
  offSession: false,
  ...more,
})
const known = (charge: NewCharge, { reference }: ProviderPayment): NewCharge => ({ ...charge, reference })

/** A payment whose money is held. */
async function authorized(more: Partial<NewCharge> = {}): Promise<NewCharge> {
  const charge = chargeOf(more)
  const payment = await stripe.create(account, charge)
  double.pay(payment.reference)
  return known(charge, payment)
}
async function captured(more: Partial<NewCharge> = {}): Promise<NewCharge> {
  const charge = await authorized(more)
  await stripe.capture(account, charge, { amount: charge.amount, key: randomUUID() })
  return charge
}
const intentsOf = ({ paymentId }: NewCharge) =>
  double.payments.filter(({ metadata }) => metadata.payment_id === paymentId)
const refundsOf = ({ reference }: NewCharge) =>
  double.refunds.filter(({ payment_intent }) => payment_intent === reference)

describe('a payment', () => {
  test('is told to the shopper’s browser, held, captured in whole and given back in parts', async () => {
    const charge = chargeOf()
    const created = await stripe.create(account, charge)
    expect(created).toEqual({
      reference: expect.stringMatching(/^pi_/),
      status: 'requires_action',
      amount: 4_200,
      captured: 0,
      refunded: 0,
      currency: 'USD',
      action: {
        type: 'script',
        provider: 'stripe',
        parameters: {
          publishable_key: double.account.settings.publishable_key,
          client_secret: expect.stringContaining(`${created.reference}_secret_`),
        },
      },
      failure: null,
      saved: null,
      data: {},
    })
    expect(intentsOf(charge)).toMatchObject([
      { capture_method: 'manual', description: 'Corner shop', customer: null, setup_future_usage: null },
    ])
    const payment = known(charge, created)
    double.pay(created.reference)
    expect(await stripe.authorize(account, payment, {})).toMatchObject({ status: 'authorized', action: null })
    const taken = await stripe.capture(account, payment, { amount: 4_200, key: 'c' })
    expect(taken).toMatchObject({ status: 'captured', captured: 4_200, refunded: 0 })

    const part = await stripe.refund(account, payment, { amount: 1_200, key: 'r1' })
    expect(part).toEqual({ reference: expect.stringMatching(/^re_/), status: 'succeeded', failure: null })
    const tooMuch = stripe.refund(account, payment, { amount: 3_001, key: 'r2' })
    await expect(tooMuch).rejects.toMatchObject({ outcome: 'refused' })
    await stripe.refund(account, payment, { amount: 3_000, key: 'r3' })
    expect(await stripe.retrieve(account, payment)).toMatchObject({ captured: 4_200, refunded: 4_200 })
    await expect(stripe.refund(account, payment, { amount: 1, key: 'r4' })).rejects.toMatchObject({
      outcome: 'refused',
      providerCode: 'charge_already_refunded',
    })
  })

  test('is captured in part, once', async () => {
    const payment = await authorized()
    const part = await stripe.capture(account, payment, { amount: 1_000, key: 'a' })
    expect(part).toMatchObject({ status: 'captured', amount: 4_200, captured: 1_000, refunded: 0 })
    const rest = stripe.capture(account, payment, { amount: 1_000, key: 'b' })
    await expect(rest).rejects.toMatchObject({ outcome: 'refused' })
    const refund = stripe.refund(account, payment, { amount: 1_001, key: 'r' })
    await expect(refund).rejects.toMatchObject({ outcome: 'refused' })
    expect(await stripe.cancel(account, payment, 'x')).toMatchObject({ status: 'captured', captured: 1_000 })
  })

  test('is not captured beyond what is held, before it is held, or after it was cancelled', async () => {
    const payment = await authorized()
    const capture = { amount: 4_201, key: 'a' }
    await expect(stripe.capture(account, payment, capture)).rejects.toMatchObject({
      outcome: 'refused',
      providerCode: 'amount_too_large',
    })
    await expect(stripe.refund(account, payment, { amount: 1, key: 'r' })).rejects.toMatchObject({
      outcome: 'refused',
    })
    expect(await stripe.cancel(account, payment, 'x')).toMatchObject({ status: 'cancelled', captured: 0 })
    expect(await stripe.cancel(account, payment, 'y')).toMatchObject({ status: 'cancelled' })
    await expect(stripe.capture(account, payment, { ...capture, amount: 1 })).rejects.toMatchObject({
      providerCode: 'payment_intent_unexpected_state',
    })
    const charge = chargeOf()
    const early = known(charge, await stripe.create(account, charge))
    // What was refused before the shopper paid is not repeated to who asks later with the same key.
    await expect(stripe.capture(account, early, { amount: 4_200, key: 'k' })).rejects.toMatchObject({
      outcome: 'refused',
    })
    double.pay(early.reference ?? '')
    expect(await stripe.capture(account, early, { amount: 4_200, key: 'k' })).toMatchObject({
      captured: 4_200,
    })
  })

  test('whose card is declined can be paid with another', async () => {
    const charge = chargeOf()
    const payment = known(charge, await stripe.create(account, charge))
    double.pay(payment.reference ?? '', 'fail', { code: 'insufficient_funds' })
    expect(await stripe.retrieve(account, payment)).toMatchObject({
      status: 'requires_action',
      action: { type: 'script' },
      failure: { code: 'insufficient_funds' },
    })
    double.pay(payment.reference ?? '')
    expect(await stripe.retrieve(account, payment)).toMatchObject({ status: 'authorized', failure: null })
  })

  test('waits for a shopper whose bank asks', async () => {
    const charge = chargeOf()
    const payment = known(charge, await stripe.create(account, charge))
    double.pay(payment.reference ?? '', 'abandon')
    expect(await stripe.authorize(account, payment, {})).toMatchObject({
      status: 'requires_action',
      action: { type: 'script' },
    })
    double.pay(payment.reference ?? '', 'fail', { code: 'payment_intent_authentication_failure' })
    expect(await stripe.retrieve(account, payment)).toMatchObject({
      failure: { code: 'authentication_failed' },
    })
  })

  test('that Stripe does not know is undefined', async () => {
    expect(await stripe.retrieve(account, chargeOf())).toBeUndefined()
    expect(await stripe.retrieve(account, chargeOf({ reference: 'pi_none' }))).toBeUndefined()
    for (const charge of [chargeOf(), chargeOf({ reference: 'pi_none' })]) {
      const missing = { outcome: 'refused', providerCode: 'resource_missing' }
      await expect(stripe.authorize(account, charge, {})).rejects.toMatchObject(missing)
      await expect(stripe.cancel(account, charge, 'x')).rejects.toMatchObject(missing)
      await expect(stripe.capture(account, charge, { amount: 1, key: 'x' })).rejects.toMatchObject(missing)
    }
  })
})

describe('an answer that is lost', () => {
  test('when a payment is created leaves one payment, found by ours', async () => {
    const charge = chargeOf()
    double.fail('create', 'lost')
    await expect(stripe.create(account, charge)).rejects.toMatchObject({ outcome: 'unknown' })
    expect(intentsOf(charge)).toHaveLength(1)
    const found = await stripe.retrieve(account, charge)
    expect((await stripe.create(account, charge)).reference).toBe(found?.reference)
    expect(intentsOf(charge)).toHaveLength(1)
  })

  test('is found behind many younger payments', async () => {
    const charge = chargeOf()
    const { reference } = await stripe.create(account, charge)
    for (let made = 0; made < 101; made += 1) await stripe.create(account, chargeOf())
    expect((await stripe.retrieve(account, charge))?.reference).toBe(reference)
  })

  test('is found after Stripe forgot the key', async () => {
    const yesterday = Date.now() - 24 * 3_600_000
    const charge = chargeOf({ paymentId: uuidv7({ msecs: yesterday }) })
    const { reference } = await stripe.create(account, charge)
    double.forgetKeys()
    expect((await stripe.create(account, charge)).reference).toBe(reference)
    expect(intentsOf(charge)).toHaveLength(1)
  })

  test('when it is captured is told by the next', async () => {
    const payment = await authorized()
    double.fail('capture', 'lost')
    const part = { amount: 4_000, key: randomUUID() }
    await expect(stripe.capture(account, payment, part)).rejects.toMatchObject({ outcome: 'unknown' })
    expect(await stripe.capture(account, payment, part)).toMatchObject({
      status: 'captured',
      captured: 4_000,
    })
  })

  test('when it is given back gives it back once', async () => {
    const payment = await captured()
    double.fail('refund', 'lost')
    const part = { amount: 2_000, key: randomUUID() }
    await expect(stripe.refund(account, payment, part)).rejects.toMatchObject({ outcome: 'unknown' })
    const found = await stripe.retrieveRefund(account, payment, { ...part, reference: null })
    expect(found).toMatchObject({ status: 'succeeded' })
    expect(await stripe.refund(account, payment, part)).toEqual(found)
    double.forgetKeys()
    expect(await stripe.refund(account, payment, part)).toEqual(found)
    expect(refundsOf(payment)).toHaveLength(1)
  })

  test('when it is cancelled is cancelled again', async () => {
    const payment = await authorized()
    double.fail('cancel', 'lost')
    await expect(stripe.cancel(account, payment, 'k')).rejects.toMatchObject({ outcome: 'unknown' })
    expect(await stripe.cancel(account, payment, 'k')).toMatchObject({ status: 'cancelled' })
  })
})

describe('a call that fails', () => {
  const calls: [Parameters<TestStripe['fail']>[0], (charge: NewCharge) => Promise<unknown>][] = [
    ['create', () => stripe.create(account, chargeOf())],
    ['retrieve', (charge) => stripe.retrieve(account, charge)],
    ['retrieve', (charge) => stripe.authorize(account, charge, {})],
    ['capture', (charge) => stripe.capture(account, charge, { amount: 1, key: 'c' })],
    ['cancel', (charge) => stripe.cancel(account, charge, 'x')],
    ['refund', (charge) => stripe.refund(account, charge, { amount: 1, key: randomUUID() })],
    [
      'retrieveRefund',
      (charge) => stripe.retrieveRefund(account, charge, { amount: 1, key: 'r', reference: 're_1' }),
    ],
    ['check', () => stripe.check(account)],
  ]

  test.each(calls)('%s is unknown when Stripe fails or does not answer', async (operation, call) => {
    const charge = await authorized()
    double.fail(operation, 'error')
    await expect(call(charge)).rejects.toMatchObject({ outcome: 'unknown', providerCode: 'api_error' })
    account = { ...account, timeoutMs: 50 }
    double.fail(operation, 'timeout')
    await expect(call(charge)).rejects.toMatchObject({ outcome: 'unknown', providerCode: 'no_answer' })
    expect(await stripe.retrieve({ ...account, timeoutMs: 5_000 }, charge)).toMatchObject({
      status: 'authorized',
    })
  })

  test.each(calls)('%s is refused with wrong credentials', async (_operation, call) => {
    const charge = await authorized()
    const secret_key = 'sk_test_wrongwrongwrong'
    account = { ...account, secrets: { ...account.secrets, secret_key } }
    const error = await call(charge).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ProviderError', outcome: 'refused' })
    expect(String(error)).not.toMatch(/wrong|sk_test/)
  })

  test('that is slow is waited for', async () => {
    double.fail('create', 'slow')
    expect(await stripe.create(account, chargeOf())).toMatchObject({ status: 'requires_action' })
  })

  test('is declined when the bank does not let the money go', async () => {
    const payment = await authorized()
    double.fail('capture', 'declined', 'insufficient_funds')
    await expect(stripe.capture(account, payment, { amount: 1, key: 'c' })).rejects.toMatchObject({
      outcome: 'refused',
      providerCode: 'insufficient_funds',
    })
    expect(await stripe.retrieve(account, payment)).toMatchObject({ status: 'authorized' })
  })

  test('with a key that another request had is unknown, and moves nothing', async () => {
    const charge = chargeOf()
    await stripe.create(account, charge)
    const other = stripe.create(account, { ...charge, amount: 1 })
    await expect(other).rejects.toMatchObject({ outcome: 'unknown', providerCode: 'idempotency_error' })
    expect(intentsOf(charge)).toMatchObject([{ amount: 4_200 }])
  })

  test('tells nothing of the shopper', async () => {
    const email = 'jane.doe@example.com'
    const charge = chargeOf({ email, save: true, currency: 'ZZZZ', description: email })
    const error = await stripe.create(account, charge).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ProviderError', outcome: 'refused' })
    expect(String(error)).not.toContain(email)
  })
})

describe('credentials', () => {
  test('of the right account and mode are accepted', async () => {
    await expect(stripe.check(account)).resolves.toBeUndefined()
    const live = { ...account, live: true }
    await expect(stripe.check(live)).rejects.toMatchObject({ providerCode: 'livemode_mismatch' })
    const mixed = { ...account, settings: { publishable_key: 'pk_live_0123456789' } }
    await expect(stripe.check(mixed)).rejects.toMatchObject({ providerCode: 'livemode_mismatch' })
  })
})

describe('a refund', () => {
  test('is told as Stripe knows it', async () => {
    const payment = await captured()
    const part = { amount: 700, key: randomUUID() }
    expect(await stripe.retrieveRefund(account, payment, { ...part, reference: null })).toBeUndefined()
    expect(await stripe.retrieveRefund(account, payment, { ...part, reference: 're_none' })).toBeUndefined()
    expect(await stripe.retrieveRefund(account, chargeOf(), { ...part, reference: null })).toBeUndefined()
    const { reference } = await stripe.refund(account, payment, part)
    const known = { ...part, reference }
    double.settle(reference, 'pending')
    expect(await stripe.retrieveRefund(account, payment, known)).toMatchObject({ status: 'pending' })
    double.settle(reference, 'failed', 'expired_or_canceled_card')
    expect(await stripe.retrieveRefund(account, payment, known)).toEqual({
      reference,
      status: 'failed',
      failure: { code: 'expired_method', message: expect.any(String) },
    })
    expect(await stripe.retrieve(account, payment)).toMatchObject({ captured: 4_200, refunded: 0 })
  })

  test('that fails at once says so', async () => {
    const payment = await captured()
    double.fail('refund', 'declined', 'insufficient_funds')
    expect(await stripe.refund(account, payment, { amount: 1, key: randomUUID() })).toMatchObject({
      status: 'failed',
      failure: { code: 'insufficient_funds' },
    })
  })
})

describe('a saved method', () => {
  async function savedMethod() {
    const charge = await authorized({ save: true })
    const { saved } = await stripe.authorize(account, charge, {})
    if (saved === null) throw new Error('Nothing was saved.')
    return saved
  }

  test('is kept with its customer, made once', async () => {
    const charge = chargeOf({ save: true, email: `${randomUUID()}@example.com` })
    double.fail('customer', 'lost')
    await expect(stripe.create(account, charge)).rejects.toMatchObject({ outcome: 'unknown' })
    const payment = known(charge, await stripe.create(account, charge))
    expect(double.customers.filter(({ email }) => email === charge.email)).toHaveLength(1)
    double.pay(payment.reference ?? '', 'confirm', { wallet: 'apple_pay' })
    expect(await stripe.authorize(account, payment, {})).toMatchObject({
      saved: {
        customer: expect.stringMatching(/^cus_/),
        method: expect.stringMatching(/^pm_/),
        kind: 'apple_pay',
        label: 'Visa •••• 4242',
        expires: '2034-09',
      },
    })
  })

  test('pays without the shopper, once', async () => {
    const charge = chargeOf({ saved: await savedMethod(), offSession: true })
    double.fail('create', 'lost')
    await expect(stripe.create(account, charge)).rejects.toMatchObject({ outcome: 'unknown' })
    expect(await stripe.create(account, charge)).toMatchObject({ status: 'authorized', action: null })
    expect(intentsOf(charge)).toHaveLength(1)
  })

  test('pays at once for a shopper who is there', async () => {
    const saved = await savedMethod()
    for (const returnUrl of [null, 'https://shop.example/back'])
      expect(await stripe.create(account, chargeOf({ saved, returnUrl }))).toMatchObject({
        status: 'authorized',
      })
  })

  test('whose bank wants the shopper asks them, or fails without them', async () => {
    const saved = await savedMethod()
    double.spoil(saved.method, 'authentication_required')
    const alone = chargeOf({ saved, offSession: true })
    const failed = {
      status: 'failed',
      action: null,
      failure: { code: 'authentication_failed' },
    }
    const payment = await stripe.create(account, alone)
    expect(payment).toMatchObject(failed)
    expect(await stripe.retrieve(account, known(alone, payment))).toMatchObject(failed)
    expect(await stripe.create(account, alone)).toMatchObject(failed)
    expect(intentsOf(alone)).toHaveLength(1)

    const there = chargeOf({ saved, returnUrl: 'https://shop.example/back' })
    const asked = await stripe.create(account, there)
    expect(asked).toMatchObject({
      status: 'requires_action',
      action: { type: 'redirect', method: 'GET', url: expect.stringMatching(/^https:/) },
    })
    double.pay(asked.reference)
    expect(await stripe.authorize(account, known(there, asked), {})).toMatchObject({ status: 'authorized' })
    const script = await stripe.create(account, chargeOf({ saved, returnUrl: null }))
    expect(script).toMatchObject({ status: 'requires_action', action: { type: 'script' } })
  })

  test('that has no money is declined', async () => {
    const saved = await savedMethod()
    double.spoil(saved.method, 'insufficient_funds')
    expect(await stripe.create(account, chargeOf({ saved, offSession: true }))).toMatchObject({
      status: 'failed',
      failure: { code: 'insufficient_funds' },
    })
    expect(await stripe.create(account, chargeOf({ saved }))).toMatchObject({
      status: 'requires_action',
      failure: { code: 'insufficient_funds' },
    })
  })

  test('pays no more once it is forgotten, and is forgotten twice', async () => {
    const saved = await savedMethod()
    await stripe.forget?.(account, saved)
    await stripe.forget?.(account, saved)
    await stripe.forget?.(account, { ...saved, method: 'pm_none' })
    const charge = chargeOf({ saved, offSession: true })
    await expect(stripe.create(account, charge)).rejects.toMatchObject({ outcome: 'refused' })
  })
})

test.each([
  ['JPY', 5_000, '5000'],
  ['KWD', 5_120, '5120'],
  ['ISK', 5, '500'],
  ['USD', 1_099, '1099'],
])('%s is charged, captured and refunded as Stripe counts it', async (currency, amount, theirs) => {
  const payment = await captured({ currency, amount })
  expect(intentsOf(payment)).toMatchObject([{ currency: currency.toLowerCase(), amount: Number(theirs) }])
  await stripe.refund(account, payment, { amount, key: randomUUID() })
  expect(await stripe.retrieve(account, payment)).toMatchObject({
    amount,
    currency,
    captured: amount,
    refunded: amount,
  })
})
