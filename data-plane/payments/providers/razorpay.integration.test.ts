import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SHOPPER, startRazorpay, type TestRazorpay } from '../../../shared/testing/razorpay.ts'
import { type Account, type Charge, type NewCharge, ProviderError } from './provider.ts'
import { razorpay } from './razorpay.ts'

let server: TestRazorpay
let account: Account
beforeAll(async () => {
  server = await startRazorpay()
  account = { url: server.url, timeoutMs: 2_000, live: false, ...server.account }
})
afterAll(() => server.stop())

const newCharge = (changes: Partial<NewCharge> = {}): NewCharge => ({
  paymentId: randomUUID(),
  reference: null,
  amount: 50_000,
  currency: 'INR',
  data: {},
  email: SHOPPER.email,
  description: 'Chai & Co',
  returnUrl: 'https://chai.example/return',
  webhookUrl: 'https://chai.example/webhooks/razorpay',
  save: false,
  saved: null,
  offSession: false,
  ...changes,
})

/** As we know it after its creation. */
async function created(changes: Partial<NewCharge> = {}): Promise<Charge & { reference: string }> {
  const charge = newCharge(changes)
  const { reference, data } = await razorpay.create(account, charge)
  return { ...charge, reference, data }
}

async function authorized(changes: Partial<NewCharge> = {}) {
  const charge = await created(changes)
  await razorpay.authorize(account, charge, await server.pay(charge.reference))
  return charge
}

async function captured(changes: Partial<NewCharge> = {}) {
  const charge = await authorized(changes)
  await razorpay.capture(account, charge, { amount: charge.amount, key: randomUUID() })
  return charge
}

const part = (amount: number) => ({ amount, key: randomUUID() })
const refused = (providerCode: string) => expect.objectContaining({ outcome: 'refused', providerCode })
const unknown = expect.objectContaining({ outcome: 'unknown' })
const attemptsOf = ({ reference }: Charge) => server.payments.filter(({ order_id }) => order_id === reference)
const refundsOf = (charge: Charge) =>
  server.refunds.filter(({ payment_id }) => attemptsOf(charge).some(({ id }) => id === payment_id))
const ordersOf = ({ paymentId }: Charge) => server.orders.filter(({ receipt }) => receipt === paymentId)

test('credentials that work, and those that do not', async () => {
  await razorpay.check(account)
  const secrets = { ...account.secrets, key_secret: 'another secret' }
  const error = await razorpay.check({ ...account, secrets }).catch((thrown: unknown) => thrown)
  expect(error).toEqual(refused('authentication_failed'))
  expect(JSON.stringify(error) + String(error)).not.toContain('another secret')
  await expect(razorpay.create({ ...account, secrets }, newCharge())).rejects.toEqual(
    refused('authentication_failed'),
  )
  await expect(razorpay.check({ ...account, live: true })).rejects.toEqual(refused('wrong_mode'))
  await expect(razorpay.check({ ...account, url: 'http://127.0.0.1:1' })).rejects.toEqual(unknown)
})

test('a payment is created, paid, captured and given back in parts', async () => {
  const charge = newCharge()
  const payment = await razorpay.create(account, charge)
  const key = account.settings.key_id
  expect(payment).toEqual({
    reference: ordersOf(charge)[0]!.id,
    status: 'requires_action',
    amount: 50_000,
    captured: 0,
    refunded: 0,
    currency: 'INR',
    action: {
      type: 'script',
      provider: 'razorpay',
      parameters: { key, order_id: payment.reference, amount: '50000', currency: 'INR', name: 'Chai & Co' },
    },
    failure: null,
    saved: null,
    data: {},
  })
  const known = { ...charge, reference: payment.reference }
  const proof = await server.pay(payment.reference)
  const held = await razorpay.authorize(account, known, proof)
  expect(held).toMatchObject({ status: 'authorized', captured: 0, action: null })
  expect(held.data).toEqual({ payment: attemptsOf(known)[0]!.id })
  expect(await razorpay.retrieve(account, known)).toEqual(held)

  const paid = await razorpay.capture(account, known, part(50_000))
  expect(paid).toMatchObject({ status: 'captured', captured: 50_000, refunded: 0 })
  const first = await razorpay.refund(account, known, part(20_000))
  expect(first).toEqual({ reference: server.refunds.at(-1)!.id, status: 'succeeded', failure: null })
  await expect(razorpay.refund(account, known, part(30_001))).rejects.toEqual(
    refused('input_validation_failed'),
  )
  await razorpay.refund(account, known, part(30_000))
  expect(await razorpay.retrieve(account, known)).toMatchObject({ status: 'captured', refunded: 50_000 })
  await expect(razorpay.refund(account, known, part(100))).rejects.toEqual(refused('BAD_REQUEST_ERROR'))
})

test('part of a payment cannot be captured', async () => {
  const charge = await authorized()
  await expect(razorpay.capture(account, charge, part(20_000))).rejects.toEqual(refused('partial_capture'))
  expect(attemptsOf(charge)).toMatchObject([{ status: 'authorized', captured: false }])
})

test('what was not authorised is not captured', async () => {
  const charge = await created()
  await expect(razorpay.capture(account, charge, part(50_000))).rejects.toEqual(refused('not_authorized'))
  await expect(razorpay.refund(account, charge, part(50_000))).rejects.toEqual(refused('not_captured'))
})

test('a proof counts for its own payment only, and none is needed for the truth', async () => {
  const [charge, other] = [await created(), await created()]
  const proof = await server.pay(other.reference)
  await expect(razorpay.authorize(account, charge, proof)).rejects.toEqual(refused('bad_signature'))
  const forged = { ...proof, razorpay_order_id: charge.reference, razorpay_signature: 'f'.repeat(64) }
  await expect(razorpay.authorize(account, charge, forged)).rejects.toEqual(refused('bad_signature'))
  expect(await razorpay.authorize(account, charge, {})).toMatchObject({ status: 'requires_action' })
  expect(await razorpay.authorize(account, other, {})).toMatchObject({ status: 'authorized' })
})

test('attempts fail until one succeeds', async () => {
  const charge = await created()
  await server.pay(charge.reference, 'fail', 'insufficient_funds')
  const failed = await razorpay.retrieve(account, charge)
  expect(failed).toMatchObject({ status: 'failed', failure: { code: 'insufficient_funds' }, action: null })
  expect(JSON.stringify(failed)).not.toContain(SHOPPER.vpa)
  await server.pay(charge.reference, 'fail', 'card_expired')
  expect(await razorpay.authorize(account, charge, {})).toMatchObject({ failure: { code: 'expired_method' } })
  const proof = await server.pay(charge.reference)
  expect(await razorpay.authorize(account, charge, proof)).toMatchObject({
    status: 'authorized',
    failure: null,
  })
})

test('a shopper who left, and one who is still at the bank', async () => {
  const charge = await created()
  await server.pay(charge.reference, 'abandon')
  expect(await razorpay.retrieve(account, charge)).toMatchObject({ status: 'requires_action' })
  await server.pay(charge.reference, 'pend')
  expect(await razorpay.retrieve(account, charge)).toMatchObject({ status: 'pending', action: null })
  await server.settle(attemptsOf(charge)[0]!.id, 'authorized')
  expect(await razorpay.retrieve(account, charge)).toMatchObject({ status: 'authorized' })
})

test.each(['lost', 'slow'] as const)('a create that is %s makes one order', async (how) => {
  const charge = newCharge()
  server.fail('create', how)
  await expect(razorpay.create(account, charge)).rejects.toEqual(unknown)
  const found = await razorpay.retrieve(account, charge)
  const repeated = await razorpay.create(account, charge)
  expect(found?.reference).toBe(repeated.reference)
  expect(ordersOf(charge)).toHaveLength(1)
  await expect(razorpay.create(account, { ...charge, amount: 60_000 })).rejects.toEqual(refused('key_reused'))
})

test('a capture whose answer was lost is not made twice', async () => {
  const charge = await authorized()
  const whole = part(50_000)
  server.fail('capture', 'lost')
  await expect(razorpay.capture(account, charge, whole)).rejects.toEqual(unknown)
  const before = server.asked.get('capture')
  expect(await razorpay.capture(account, charge, whole)).toMatchObject({
    status: 'captured',
    captured: 50_000,
  })
  expect(server.asked.get('capture')).toBe(before)
})

test('two captures at once are one', async () => {
  const charge = await authorized()
  const whole = part(50_000)
  const both = await Promise.all([1, 2].map(() => razorpay.capture(account, charge, whole)))
  expect(both.map(({ captured }) => captured)).toEqual([50_000, 50_000])
})

test('a refund whose answer was lost is found, and repeated without moving more', async () => {
  const charge = await captured()
  const some = part(20_000)
  server.fail('refund', 'lost')
  await expect(razorpay.refund(account, charge, some)).rejects.toEqual(unknown)
  const found = await razorpay.retrieveRefund(account, charge, { ...some, reference: null })
  expect(await razorpay.refund(account, charge, some)).toEqual(found)
  expect(refundsOf(charge)).toHaveLength(1)
  await expect(razorpay.refund(account, charge, { ...some, amount: 10_000 })).rejects.toEqual(
    refused('BAD_REQUEST_ERROR'),
  )
  const none = await razorpay.retrieveRefund(account, charge, { ...part(1), reference: null })
  expect(none).toBeUndefined()
})

test('a refund may take its time, and fail', async () => {
  const charge = await captured()
  server.refundsBecome = 'pending'
  const some = part(20_000)
  const pending = await razorpay.refund(account, charge, some)
  server.refundsBecome = 'processed'
  expect(pending).toMatchObject({ status: 'pending' })
  await server.settle(pending.reference, 'failed')
  const failed = await razorpay.retrieveRefund(account, charge, { ...some, reference: pending.reference })
  expect(failed).toMatchObject({ status: 'failed', failure: { code: 'provider_error' } })
  expect(await razorpay.retrieve(account, charge)).toMatchObject({ refunded: 0 })
})

test('a cancelled payment is never captured, and stays cancelled', async () => {
  const charge = await authorized()
  expect(await razorpay.cancel(account, charge, randomUUID())).toMatchObject({
    status: 'cancelled',
    captured: 0,
  })
  expect(await razorpay.cancel(account, charge, randomUUID())).toMatchObject({ status: 'cancelled' })
  expect(await razorpay.retrieve(account, charge)).toMatchObject({ status: 'cancelled' })
  await expect(razorpay.capture(account, charge, part(50_000))).rejects.toEqual(refused('not_authorized'))
  server.lapse(attemptsOf(charge)[0]!.id)
  expect(await razorpay.retrieve(account, charge)).toMatchObject({
    status: 'cancelled',
    captured: 0,
    refunded: 0,
  })
  expect(ordersOf(charge)[0]!.notes).toEqual({ payment_id: charge.paymentId, cancelled: 'yes' })
})

test('what was captured before it was cancelled is given back once', async () => {
  const charge = await captured()
  await razorpay.refund(account, charge, part(20_000))
  const key = randomUUID()
  server.fail('refund', 'lost')
  await expect(razorpay.cancel(account, charge, key)).rejects.toEqual(unknown)
  expect(await razorpay.cancel(account, charge, key)).toMatchObject({ status: 'cancelled', refunded: 50_000 })
  expect(refundsOf(charge).map(({ amount }) => amount)).toEqual([20_000, 30_000])
})

test('what Razorpay does not know', async () => {
  const charge = newCharge()
  expect(await razorpay.retrieve(account, charge)).toBeUndefined()
  expect(await razorpay.retrieve(account, { ...charge, reference: 'order_none' })).toBeUndefined()
  expect(await razorpay.retrieveRefund(account, charge, { ...part(1), reference: null })).toBeUndefined()
  await expect(razorpay.authorize(account, charge, {})).rejects.toEqual(refused('not_found'))
  await expect(razorpay.cancel(account, charge, randomUUID())).rejects.toEqual(refused('not_found'))
})

test.each(['timeout', 'error'] as const)('%s: nothing is known of what was asked', async (how) => {
  const impatient = { ...account, timeoutMs: 200 }
  const charge = await authorized()
  server.fail('capture', how)
  await expect(razorpay.capture(impatient, charge, part(50_000))).rejects.toEqual(unknown)
  server.fail('find', how)
  await expect(razorpay.create(impatient, newCharge())).rejects.toEqual(unknown)
  server.fail('retrieve', how)
  await expect(razorpay.retrieve(impatient, charge)).rejects.toEqual(unknown)
  const paid = await captured()
  server.fail('refund', how)
  await expect(razorpay.refund(impatient, paid, part(100))).rejects.toEqual(unknown)
  expect(refundsOf(paid)).toEqual([])
})

test('a refusal says nothing of what was sent', async () => {
  const charge = await authorized()
  server.fail('capture', 'declined')
  const error = await razorpay.capture(account, charge, part(50_000)).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ProviderError)
  expect(String(error)).toBe('ProviderError: Razorpay refused the request (BAD_REQUEST_ERROR).')
  await expect(razorpay.create(account, newCharge({ amount: 99 }))).rejects.toEqual(
    refused('input_validation_failed'),
  )
})

test.each([
  ['JPY', 295, 295],
  ['KWD', 99_990, 49_990],
] as const)('%s in its own minor units', async (currency, amount, back) => {
  const charge = await captured({ currency, amount })
  expect(attemptsOf(charge)).toMatchObject([{ amount, currency, captured: true }])
  await razorpay.refund(account, charge, part(back))
  expect(await razorpay.retrieve(account, charge)).toMatchObject({
    captured: amount,
    refunded: back,
    currency,
  })
})

test('KWD with three decimals is refused before anything is asked', async () => {
  const charge = newCharge({ currency: 'KWD', amount: 99_991 })
  await expect(razorpay.create(account, charge)).rejects.toEqual(refused('invalid_amount'))
  const paid = await captured({ currency: 'KWD', amount: 99_990 })
  await expect(razorpay.refund(account, paid, part(1))).rejects.toEqual(refused('invalid_amount'))
})

test('webhooks arrive signed, once more and late', async () => {
  const received: { text: string; headers: Record<string, string> }[] = []
  const shop = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      received.push({ text, headers: request.headers as Record<string, string> })
      response.end()
    })
  })
  await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done))
  server.webhooks.to(`http://127.0.0.1:${(shop.address() as { port: number }).port}`)
  const charge = await created()
  await server.pay(charge.reference, 'fail')
  await server.webhooks.again()
  const release = server.webhooks.late()
  await server.pay(charge.reference)
  expect(received).toHaveLength(2)
  await release()
  server.webhooks.twice()
  await razorpay.capture(account, charge, part(50_000))
  await server.webhooks.settled()
  server.webhooks.to('http://127.0.0.1:1')
  shop.close()

  const notices = await Promise.all(received.map((request) => razorpay.verifyWebhook(account, request)))
  const { reference } = charge
  expect(notices).toMatchObject([
    { type: 'payment.failed', reference, paymentId: null },
    { type: 'payment.failed', reference },
    { type: 'payment.authorized', reference },
    { type: 'payment.captured', reference },
    { type: 'payment.captured', reference },
  ])
  expect(notices[1]!.id).toBe(notices[0]!.id)
  expect(notices[2]!.id).not.toBe(notices[0]!.id)
})

test('webhooks that are not by Razorpay, or not what it sends', async () => {
  const charge = await created()
  await server.pay(charge.reference)
  const { body: text, headers } = server.webhooks.sent.at(-1)!
  await razorpay.verifyWebhook(account, { text, headers })
  const signed = (body: string) => ({
    text: body,
    headers: {
      'x-razorpay-event-id': 'event-1',
      'x-razorpay-signature': createHmac('sha256', account.secrets.webhook_secret!)
        .update(body)
        .digest('hex'),
    },
  })
  const { 'x-razorpay-signature': _, ...unsigned } = headers
  const wrong = [
    { text: text.replace(charge.reference, 'order_other'), headers },
    { text, headers: { ...headers, 'x-razorpay-signature': 'f'.repeat(64) } },
    { text, headers: unsigned },
  ]
  for (const request of wrong)
    await expect(razorpay.verifyWebhook(account, request)).rejects.toEqual(refused('bad_signature'))
  for (const body of ['not JSON', '[]', '{"event":"payment.captured"}'])
    await expect(razorpay.verifyWebhook(account, signed(body))).rejects.toEqual(refused('malformed'))
  const other = signed('{"event":"settlement.processed","payload":{}}')
  expect(await razorpay.verifyWebhook(account, other)).toEqual({
    id: 'event-1',
    type: 'settlement.processed',
    reference: null,
    paymentId: null,
  })
  const entity = { id: charge.reference, receipt: charge.paymentId }
  const paid = signed(JSON.stringify({ event: 'order.paid', payload: { order: { entity } } }))
  expect(await razorpay.verifyWebhook(account, paid)).toMatchObject({
    reference: charge.reference,
    paymentId: charge.paymentId,
  })
})
