import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startPayPal, type TestPayPal } from '../../../shared/testing/paypal.ts'
import { paypal } from './paypal.ts'
import type { Account, Charge, NewCharge, ProviderPayment } from './provider.ts'

let double: TestPayPal
let account: Account

beforeEach(async () => {
  double = await startPayPal()
  account = { url: double.url, timeoutMs: 10_000, live: false, ...double.account }
})
afterEach(() => double.stop())

const newCharge = (more: Partial<NewCharge> = {}): NewCharge => ({
  paymentId: randomUUID(),
  reference: null,
  amount: 5_000,
  currency: 'EUR',
  data: {},
  email: 'shopper@example.com',
  description: 'Café Ünïcode & Söhne, Inc.',
  returnUrl: 'https://store.example/checkout?id=1',
  webhookUrl: 'https://store.example/webhooks',
  save: false,
  saved: null,
  offSession: false,
  ...more,
})

/** The charge as it is kept once the provider has answered. */
const after = (charge: Charge, { reference, data }: ProviderPayment): Charge => ({
  ...charge,
  reference,
  data,
})

async function authorized(more: Partial<NewCharge> = {}): Promise<Charge> {
  const charge = newCharge(more)
  const created = after(charge, await paypal.create(account, charge))
  double.pay(created.reference ?? '')
  return after(created, await paypal.authorize(account, created, {}))
}

async function savedMethod() {
  const charge = await authorized({ save: true })
  const { saved } = (await paypal.retrieve(account, charge)) ?? {}
  if (saved === undefined || saved === null) throw new Error('Nothing was saved.')
  return saved
}

const refusedAs = (providerCode: string) => expect.objectContaining({ outcome: 'refused', providerCode })
const unknown = expect.objectContaining({ name: 'ProviderError', outcome: 'unknown' })

test('a shopper approves at PayPal, the money is held, captured whole, and given back in parts', async () => {
  const charge = newCharge()
  const created = await paypal.create(account, charge)
  expect(created).toMatchObject({ status: 'requires_action', amount: 5_000, currency: 'EUR', captured: 0 })
  expect(created.action).toMatchObject({ type: 'redirect', method: 'GET' })
  expect(double.sent.get('create')).toMatchObject({
    key: charge.paymentId,
    body: {
      intent: 'AUTHORIZE',
      purchase_units: [{ custom_id: charge.paymentId, soft_descriptor: 'Cafe Unicode  Sohne In' }],
    },
  })
  expect(await paypal.authorize(account, after(charge, created), {})).toMatchObject({
    status: 'requires_action',
    action: created.action,
  })
  expect(double.pay(created.reference)).toContain('https://store.example/checkout?id=1&token=')
  const approved = await paypal.retrieve(account, after(charge, created))
  expect(approved).toMatchObject({ status: 'requires_action', action: null })

  const held = await paypal.authorize(account, after(charge, created), { token: 'whatever' })
  expect(held).toMatchObject({ status: 'authorized', reference: created.reference, captured: 0, saved: null })
  const kept = after(charge, held)
  const whole = { amount: 5_000, key: randomUUID() }
  expect(await paypal.capture(account, kept, whole)).toMatchObject({ status: 'captured', captured: 5_000 })
  expect(double.sent.get('capture')?.body).toMatchObject({ final_capture: true })

  const part = { amount: 1_200, key: randomUUID() }
  const refund = await paypal.refund(account, kept, part)
  expect(refund).toMatchObject({ status: 'succeeded', failure: null })
  expect(await paypal.retrieveRefund(account, kept, { ...part, reference: null })).toEqual(refund)
  expect(await paypal.refund(account, kept, { amount: 3_800, key: randomUUID() })).toMatchObject({
    status: 'succeeded',
  })
  await expect(paypal.refund(account, kept, { amount: 1, key: randomUUID() })).rejects.toEqual(
    refusedAs('REFUND_AMOUNT_EXCEEDED'),
  )
  expect(await paypal.retrieve(account, kept)).toMatchObject({ status: 'captured', refunded: 5_000 })
  expect(double.payments).toMatchObject([{ paymentId: charge.paymentId, captured: 5_000, refunded: 5_000 }])
})

test('parts are captured until nothing is left, and a refund may take from several', async () => {
  const charge = await authorized()
  const first = await paypal.capture(account, charge, { amount: 2_000, key: randomUUID() })
  expect(first).toMatchObject({ status: 'authorized', captured: 2_000 })
  expect(double.sent.get('capture')?.body).toMatchObject({ final_capture: false })
  await expect(paypal.capture(account, charge, { amount: 3_001, key: randomUUID() })).rejects.toEqual(
    refusedAs('MAX_CAPTURE_AMOUNT_EXCEEDED'),
  )
  const rest = await paypal.capture(account, { ...charge, data: {} }, { amount: 3_000, key: randomUUID() })
  expect(rest).toMatchObject({ status: 'captured', captured: 5_000 })
  await expect(paypal.capture(account, charge, { amount: 1, key: randomUUID() })).rejects.toEqual(
    refusedAs('AUTHORIZATION_ALREADY_CAPTURED'),
  )
  const part = { amount: 4_000, key: randomUUID() }
  const refund = await paypal.refund(account, charge, part)
  expect(double.refunds.map(({ amount }) => amount)).toEqual([2_000, 2_000])
  expect(refund.reference).toBe(double.refunds.map(({ reference }) => reference).join(','))
  expect(await paypal.retrieveRefund(account, charge, { ...part, reference: refund.reference })).toEqual(
    refund,
  )
})

test('a refund of several captures that broke off in between goes on where it stopped', async () => {
  const charge = await authorized()
  await paypal.capture(account, charge, { amount: 2_000, key: randomUUID() })
  await paypal.capture(account, charge, { amount: 3_000, key: randomUUID() })
  const part = { amount: 5_000, key: randomUUID() }
  double.fail('refund', 'lost')
  await expect(paypal.refund(account, charge, part)).rejects.toEqual(unknown)
  await expect(paypal.retrieveRefund(account, charge, { ...part, reference: null })).rejects.toEqual(unknown)
  double.fail('refund', 'declined')
  await expect(paypal.refund(account, charge, part)).rejects.toEqual(unknown)
  expect(await paypal.refund(account, charge, part)).toMatchObject({ status: 'succeeded' })
  expect(double.refunds.map(({ amount }) => amount)).toEqual([2_000, 3_000])
})

test('what was held is let go of, once and again', async () => {
  const charge = await authorized()
  const key = randomUUID()
  expect(await paypal.cancel(account, charge, key)).toMatchObject({ status: 'cancelled', captured: 0 })
  expect(await paypal.cancel(account, charge, key)).toMatchObject({ status: 'cancelled' })
  await expect(paypal.capture(account, charge, { amount: 5_000, key: randomUUID() })).rejects.toEqual(
    refusedAs('AUTHORIZATION_VOIDED'),
  )
})

test('what is left of a captured payment is let go of, and a payment of which nothing is cannot be', async () => {
  const charge = await authorized()
  await paypal.capture(account, charge, { amount: 1_000, key: randomUUID() })
  expect(await paypal.cancel(account, charge, randomUUID())).toMatchObject({
    status: 'captured',
    captured: 1_000,
  })
  const whole = await authorized()
  await paypal.capture(account, whole, { amount: 5_000, key: randomUUID() })
  await expect(paypal.cancel(account, whole, randomUUID())).rejects.toEqual(refusedAs('PREVIOUSLY_CAPTURED'))
})

test('an order that nobody approved is cancelled by never being authorized', async () => {
  const charge = newCharge()
  const kept = after(charge, await paypal.create(account, charge))
  expect(await paypal.cancel(account, kept, randomUUID())).toMatchObject({
    status: 'cancelled',
    action: null,
  })
})

test('a shopper who turns back has abandoned the payment, unless PayPal knows better', async () => {
  const charge = newCharge()
  const kept = after(charge, await paypal.create(account, charge))
  const proof = Object.fromEntries(new URL(double.pay(kept.reference ?? '', 'abandon')).searchParams)
  expect(proof.id).toBe('1')
  expect(await paypal.authorize(account, kept, proof)).toMatchObject({
    status: 'failed',
    failure: { code: 'abandoned' },
  })
  double.pay(kept.reference ?? '')
  expect(await paypal.authorize(account, kept, proof)).toMatchObject({ status: 'authorized' })
})

test('what the shopper chose is declined', async () => {
  const charge = newCharge()
  const kept = after(charge, await paypal.create(account, charge))
  double.pay(kept.reference ?? '', 'fail')
  const failed = await paypal.authorize(account, kept, {})
  expect(failed).toMatchObject({ status: 'failed', failure: { code: 'declined' }, captured: 0 })
  expect(failed.reference).toBe(kept.reference)
})

test.each([
  ['TRANSACTION_BLOCKED_BY_PAYEE', 'suspected_fraud'],
  ['MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED', 'limit_exceeded'],
  ['CARD_EXPIRED', 'expired_method'],
  ['ORDER_EXPIRED', 'abandoned'],
])('%s is told as %s', async (issue, code) => {
  const charge = newCharge()
  const kept = after(charge, await paypal.create(account, charge))
  double.pay(kept.reference ?? '')
  double.fail('authorize', 'declined', issue)
  expect(await paypal.authorize(account, kept, {})).toMatchObject({ status: 'failed', failure: { code } })
})

test("what is wrong with the store's account is refused", async () => {
  const charge = newCharge()
  const kept = after(charge, await paypal.create(account, charge))
  double.pay(kept.reference ?? '')
  double.fail('authorize', 'declined', 'PAYEE_ACCOUNT_RESTRICTED')
  await expect(paypal.authorize(account, kept, {})).rejects.toEqual(refusedAs('PAYEE_ACCOUNT_RESTRICTED'))
  double.fail('capture', 'declined')
  const held = after(kept, await paypal.authorize(account, kept, {}))
  await expect(paypal.capture(account, held, { amount: 5_000, key: randomUUID() })).rejects.toEqual(
    refusedAs('TRANSACTION_REFUSED'),
  )
})

test('what PayPal looks into first is pending until it has', async () => {
  const charge = newCharge()
  const kept = after(charge, await paypal.create(account, charge))
  double.pay(kept.reference ?? '')
  double.fail('authorize', 'pending')
  expect(await paypal.authorize(account, kept, {})).toMatchObject({ status: 'pending' })
  const other = await authorized()
  double.fail('capture', 'pending')
  expect(await paypal.capture(account, other, { amount: 5_000, key: randomUUID() })).toMatchObject({
    status: 'pending',
    captured: 0,
  })
  double.settle()
  const part = { amount: 700, key: randomUUID() }
  double.fail('refund', 'pending')
  expect(await paypal.refund(account, other, part)).toMatchObject({ status: 'pending' })
  double.settle()
  expect(await paypal.retrieveRefund(account, other, { ...part, reference: null })).toMatchObject({
    status: 'succeeded',
  })
})

test('whatever loses its answer is repeated and happens once', async () => {
  const charge = newCharge()
  double.fail('create', 'lost')
  await expect(paypal.create(account, charge)).rejects.toEqual(unknown)
  const created = await paypal.create(account, charge)
  expect(double.payments.map(({ reference }) => reference)).toEqual([created.reference])
  const kept = after(charge, created)
  double.pay(created.reference)
  double.fail('authorize', 'lost')
  await expect(paypal.authorize(account, kept, {})).rejects.toEqual(unknown)
  expect(await paypal.authorize(account, kept, {})).toMatchObject({ status: 'authorized' })
  const whole = { amount: 5_000, key: randomUUID() }
  double.fail('capture', 'lost')
  await expect(paypal.capture(account, kept, whole)).rejects.toEqual(unknown)
  expect(await paypal.capture(account, kept, whole)).toMatchObject({ status: 'captured', captured: 5_000 })
  const part = { amount: 2_000, key: randomUUID() }
  double.fail('refund', 'lost')
  await expect(paypal.refund(account, kept, part)).rejects.toEqual(unknown)
  expect(await paypal.refund(account, kept, part)).toMatchObject({ status: 'succeeded' })
  expect(double.payments).toMatchObject([{ captured: 5_000, refunded: 2_000 }])
  const other = await authorized()
  double.fail('cancel', 'lost')
  await expect(paypal.cancel(account, other, 'key')).rejects.toEqual(unknown)
  expect(await paypal.cancel(account, other, 'key')).toMatchObject({ status: 'cancelled' })
})

test('an order that was authorized by somebody else is only looked at', async () => {
  const charge = await authorized()
  const repeated = await paypal.authorize(account, { ...charge, paymentId: randomUUID() }, {})
  expect(repeated).toMatchObject({ status: 'authorized', reference: charge.reference })
})

test.each(['timeout', 'error'] as const)('%s leaves open what happened', async (how) => {
  const charge = newCharge()
  account = { ...account, timeoutMs: how === 'timeout' ? 300 : account.timeoutMs }
  double.fail('token', how)
  await expect(paypal.create(account, charge)).rejects.toEqual(unknown)
  double.fail('create', how)
  await expect(paypal.create(account, charge)).rejects.toEqual(unknown)
  const kept = await authorized()
  for (const [operation, call] of [
    ['retrieve', () => paypal.retrieve(account, kept)],
    ['capture', () => paypal.capture(account, kept, { amount: 5_000, key: 'key' })],
    ['cancel', () => paypal.cancel(account, kept, 'key')],
  ] as const) {
    double.fail(operation, how)
    await expect(call()).rejects.toEqual(unknown)
  }
  expect(double.payments).toMatchObject([{ captured: 0, status: 'CREATED' }])
})

test('a slow answer is an answer', async () => {
  double.fail('create', 'slow')
  expect(await paypal.create(account, newCharge())).toMatchObject({ status: 'requires_action' })
})

test('what never arrived is not known', async () => {
  const charge = newCharge()
  double.fail('create', 'error')
  await expect(paypal.create(account, charge)).rejects.toEqual(unknown)
  expect(await paypal.retrieve(account, charge)).toBeUndefined()
  expect(await paypal.retrieve(account, { ...charge, reference: 'NOSUCHORDER' })).toBeUndefined()
  const refund = { amount: 1, key: 'key', reference: null }
  expect(await paypal.retrieveRefund(account, await authorized(), refund)).toBeUndefined()
  await expect(paypal.refund(account, { ...charge, reference: 'NOSUCHORDER' }, refund)).rejects.toEqual(
    refusedAs('RESOURCE_NOT_FOUND'),
  )
})

test('wrong credentials are refused, and right ones work', async () => {
  await expect(paypal.check(account)).resolves.toBeUndefined()
  const secrets = { client_secret: 'another secret' }
  await expect(paypal.check({ ...account, secrets })).rejects.toEqual(refusedAs('invalid_client'))
  await expect(paypal.create({ ...account, secrets }, newCharge())).rejects.toEqual(
    refusedAs('invalid_client'),
  )
  const settings = { ...account.settings, webhook_id: 'NOSUCHWEBHOOK' }
  await expect(paypal.check({ ...account, settings })).rejects.toEqual(refusedAs('INVALID_RESOURCE_ID'))
})

test('an access token serves until shortly before it expires, or PayPal no longer takes it', async () => {
  await paypal.create(account, newCharge())
  await paypal.create(account, newCharge())
  expect(double.tokens).toBe(1)
  double.revokeTokens()
  await paypal.create(account, newCharge())
  expect(double.tokens).toBe(2)
  expect(double.payments).toHaveLength(3)
  double.revokeTokens()
  double.tokenSeconds = 60
  await paypal.create(account, newCharge())
  await paypal.create(account, newCharge())
  expect(double.tokens).toBe(4)
})

test('a saved wallet is charged again without the shopper, once, whatever is lost', async () => {
  const saved = await savedMethod()
  expect(saved).toMatchObject({ kind: 'paypal', label: 'PayPal s•••@example.com', expires: null })
  expect(double.saved).toEqual([saved.method])
  const charge = newCharge({ saved, offSession: true, returnUrl: null })
  const before = double.payments.length
  double.fail('create', 'lost')
  await expect(paypal.create(account, charge)).rejects.toEqual(unknown)
  expect(await paypal.retrieve(account, charge)).toBeUndefined()
  double.fail('authorize', 'lost')
  await expect(paypal.create(account, charge)).rejects.toEqual(unknown)
  expect(await paypal.retrieve(account, charge)).toMatchObject({ status: 'authorized', amount: 5_000 })
  const held = await paypal.create(account, charge)
  expect(held).toMatchObject({ status: 'authorized', action: null })
  expect(double.payments).toHaveLength(before + 1)
  expect(double.sent.get('authorize')?.body).toMatchObject({
    payment_source: {
      paypal: { vault_id: saved.method, stored_credential: { payment_initiator: 'MERCHANT' } },
    },
  })
  const whole = { amount: 5_000, key: randomUUID() }
  expect(await paypal.capture(account, after(charge, held), whole)).toMatchObject({ status: 'captured' })
})

test('a saved wallet that is declined, or forgotten, fails the payment', async () => {
  const saved = await savedMethod()
  double.fail('authorize', 'declined')
  const charge = newCharge({ saved, offSession: true })
  expect(await paypal.create(account, charge)).toMatchObject({
    status: 'failed',
    failure: { code: 'declined' },
  })
  double.fail('authorize', 'declined', 'PAYER_ACTION_REQUIRED')
  expect(await paypal.create(account, newCharge({ saved, offSession: true }))).toMatchObject({
    failure: { code: 'authentication_failed' },
  })
  await paypal.forget?.(account, saved)
  await expect(paypal.forget?.(account, saved)).resolves.toBeUndefined()
  expect(double.saved).toEqual([])
  expect(await paypal.create(account, newCharge({ saved }))).toMatchObject({
    status: 'failed',
    failure: { code: 'expired_method' },
  })
})

test.each([
  ['JPY', 5_000, '5000'],
  ['HUF', 500_000, '5000'],
  ['TWD', 300, '3'],
])('%s has no decimals at PayPal', async (currency, amount, value) => {
  const charge = await authorized({ currency, amount })
  expect(await paypal.capture(account, charge, { amount, key: randomUUID() })).toMatchObject({
    status: 'captured',
    captured: amount,
    currency,
  })
  expect(double.sent.get('capture')?.body).toMatchObject({ amount: { currency_code: currency, value } })
  expect(await paypal.refund(account, charge, { amount, key: randomUUID() })).toMatchObject({
    status: 'succeeded',
  })
})

test('PayPal takes no currency with three decimals, and no part of a forint', async () => {
  await expect(paypal.create(account, newCharge({ currency: 'KWD' }))).rejects.toEqual(
    refusedAs('CURRENCY_NOT_SUPPORTED'),
  )
  await expect(paypal.create(account, newCharge({ currency: 'HUF', amount: 12_345 }))).rejects.toEqual(
    refusedAs('DECIMALS_NOT_SUPPORTED'),
  )
  await expect(paypal.create(account, newCharge({ returnUrl: null }))).rejects.toEqual(
    refusedAs('no_return_url'),
  )
})

test('a webhook tells its payment once PayPal has confirmed its signature', async () => {
  const received: { text: string; headers: Record<string, string> }[] = []
  const shop = createServer(async (request, response) => {
    received.push({ text: await text(request), headers: request.headers as Record<string, string> })
    response.end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => shop.once('listening', resolve))
  double.webhooks.to(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`)
  double.webhooks.mode = 'twice'
  const charge = await authorized()
  await double.webhooks.settled()
  shop.close()
  const notices = await Promise.all(received.map((request) => paypal.verifyWebhook(account, request)))
  const { reference, paymentId } = charge
  expect(notices).toMatchObject([
    { type: 'CHECKOUT.ORDER.APPROVED', reference, paymentId },
    { type: 'CHECKOUT.ORDER.APPROVED', reference, paymentId },
    { type: 'PAYMENT.AUTHORIZATION.CREATED', reference, paymentId },
    { type: 'PAYMENT.AUTHORIZATION.CREATED', reference, paymentId },
  ])
  expect(new Set(notices.map(({ id }) => id)).size).toBe(2)
})

test("a webhook that was changed, is too old or is somebody else's is refused", async () => {
  const event = { id: 'WH-1', event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: { custom_id: randomUUID() } }
  const { text: body, headers } = double.webhooks.signed(event)
  await expect(paypal.verifyWebhook(account, { text: body, headers })).resolves.toMatchObject({ id: 'WH-1' })
  const refused = refusedAs('webhook_refused')
  const old = double.webhooks.signed(event, new Date(Date.now() - 5 * 24 * 60 * 60 * 1_000))
  const foreign = await startPayPal()
  for (const request of [
    { text: body.replace('WH-1', 'WH-2'), headers },
    { text: `${body} `, headers },
    { text: 'not JSON', headers },
    { text: body, headers: {} },
    { text: body, headers: { ...headers, 'paypal-transmission-sig': 'c2lnbmF0dXJl' } },
    { text: body, headers: { ...headers, 'paypal-transmission-time': new Date().toISOString() } },
    { text: body, headers: { ...headers, 'paypal-cert-url': 'https://paypal.example/cert' } },
    old,
    foreign.webhooks.signed(event),
  ])
    await expect(paypal.verifyWebhook(account, request)).rejects.toEqual(refused)
  await foreign.stop()
  double.fail('verify', 'error')
  await expect(paypal.verifyWebhook(account, { text: body, headers })).rejects.toEqual(unknown)
})

test('webhooks come late and once more', async () => {
  const ids: string[] = []
  const shop = createServer(async (request, response) => {
    ids.push((JSON.parse(await text(request)) as { event_type: string }).event_type)
    response.end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => shop.once('listening', resolve))
  double.webhooks.to(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`)
  double.webhooks.mode = 'held'
  await authorized()
  double.webhooks.release()
  double.webhooks.again()
  await double.webhooks.settled()
  shop.close()
  const [approved, held] = ['CHECKOUT.ORDER.APPROVED', 'PAYMENT.AUTHORIZATION.CREATED']
  expect(ids).toEqual([held, approved, approved, held])
})

test('errors tell nothing of the shopper, and no secret', async () => {
  const errors: unknown[] = []
  const caught = (error: unknown) => void errors.push(error)
  const charge = newCharge()
  const saved = { ...(await savedMethod()), method: 'vault-secret-id' }
  double.fail('create', 'declined', 'Name of shopper@example.com is wrong')
  await paypal.create(account, charge).catch(caught)
  double.fail('create', 'lost')
  await paypal.create(account, charge).catch(caught)
  double.fail('authorize', 'declined', 'PERMISSION_DENIED')
  await paypal.create(account, newCharge({ saved })).catch(caught)
  await paypal.create({ ...account, secrets: { client_secret: 'wrong-secret' } }, charge).catch(caught)
  expect(errors).toHaveLength(4)
  for (const error of errors as (Error & { providerCode: string })[])
    expect(`${error.message} ${error.providerCode} ${error.stack} ${String(error.cause)}`).not.toMatch(
      new RegExp(`shopper@|wrong-secret|vault-secret|${account.secrets.client_secret}`),
    )
})

test('a key that was used for something else is refused as PayPal does', async () => {
  const charge = newCharge()
  await paypal.create(account, charge)
  await expect(paypal.create(account, { ...charge, amount: 6_000 })).rejects.toEqual(
    refusedAs('DUPLICATE_REQUEST_ID'),
  )
})
