import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import PaytmChecksum from 'paytmchecksum'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPaytm, type TestPaytm } from '../../../shared/testing/paytm.ts'
import { paytm } from './paytm.ts'
import { type Account, type Charge, type NewCharge, ProviderError } from './provider.ts'

let server: TestPaytm
let account: Account
beforeAll(async () => {
  server = await startPaytm()
  account = { url: server.url, timeoutMs: 2_000, live: false, ...server.account }
})
afterAll(() => server.stop())

const newCharge = (changes: Partial<NewCharge> = {}): NewCharge => ({
  paymentId: randomUUID(),
  reference: null,
  amount: 50_000,
  currency: 'INR',
  data: {},
  email: 'gaurav.kumar@shopper.example',
  description: 'Chai & Co',
  returnUrl: 'https://chai.example/return',
  webhookUrl: 'https://chai.example/webhooks/paytm',
  save: false,
  saved: null,
  offSession: false,
  ...changes,
})

/** As we know it after its creation. */
async function created(changes: Partial<NewCharge> = {}): Promise<Charge & { reference: string }> {
  const charge = newCharge(changes)
  const { reference, data } = await paytm.create(account, charge)
  return { ...charge, reference, data }
}

async function paid(changes: Partial<NewCharge> = {}) {
  const charge = await created(changes)
  const { data } = await paytm.authorize(account, charge, await server.pay(charge.reference))
  return { ...charge, data }
}

const part = (amount: number) => ({ amount, key: randomUUID() })
const refused = (providerCode: string) => expect.objectContaining({ outcome: 'refused', providerCode })
const unknown = expect.objectContaining({ outcome: 'unknown' })
const refundsOf = ({ reference }: Charge) => server.refunds.filter(({ orderId }) => orderId === reference)

test('credentials that work, and those that do not', async () => {
  await paytm.check(account)
  const secrets = { merchant_key: 'another_key_of_1' }
  const error = await paytm.check({ ...account, secrets }).catch((thrown: unknown) => thrown)
  expect(error).toEqual(refused('330'))
  expect(JSON.stringify(error) + String(error)).not.toContain('another_key')
  await expect(paytm.create({ ...account, secrets }, newCharge())).rejects.toEqual(refused('2005'))
  const settings = { ...account.settings, merchant_id: 'SOMEBODY' }
  await expect(paytm.check({ ...account, settings })).rejects.toEqual(refused('335'))
  await expect(paytm.check({ ...account, url: 'http://127.0.0.1:1' })).rejects.toEqual(unknown)
})

test("a payment is created, paid on Paytm's page and given back in parts", async () => {
  const charge = newCharge()
  const payment = await paytm.create(account, charge)
  const orderId = charge.paymentId.replaceAll('-', '')
  const mid = account.settings.merchant_id
  expect(payment).toEqual({
    reference: orderId,
    status: 'requires_action',
    amount: 50_000,
    captured: 0,
    refunded: 0,
    currency: 'INR',
    action: {
      type: 'redirect',
      url: `${server.url}/theia/api/v1/showPaymentPage?mid=${mid}&orderId=${orderId}`,
      method: 'POST',
      fields: { mid, orderId, txnToken: payment.data.txnToken },
    },
    failure: null,
    saved: null,
    data: { txnToken: expect.any(String) },
  })
  const { action } = payment
  if (action?.type !== 'redirect') throw new Error('no redirect')
  const page = await fetch(action.url, { method: 'POST', body: new URLSearchParams(action.fields) })
  expect(page.status).toBe(200)

  const known = { ...charge, reference: payment.reference, data: payment.data }
  expect(await paytm.retrieve(account, known)).toEqual(payment) // nobody tried to pay yet
  const done = await paytm.authorize(account, known, await server.pay(orderId))
  expect(done).toMatchObject({ status: 'captured', captured: 50_000, refunded: 0, action: null })
  expect(done.data.txnId).toBe(server.payments.at(-1)!.txnId)
  expect(await paytm.capture(account, known, part(50_000))).toEqual(done)

  const first = part(20_000)
  const { refundId } = await paytm.refund(account, known, first).then(() => server.refunds.at(-1)!)
  expect(await paytm.retrieveRefund(account, known, { ...first, reference: refundId })).toEqual({
    reference: refundId,
    status: 'succeeded',
    failure: null,
  })
  await expect(paytm.refund(account, known, part(30_001))).rejects.toEqual(refused('619'))
  expect(await paytm.refund(account, known, part(30_000))).toMatchObject({ status: 'pending' })
  expect(await paytm.retrieve(account, known)).toMatchObject({ status: 'captured', refunded: 50_000 })
  await expect(paytm.refund(account, known, part(100))).rejects.toEqual(refused('619'))
})

test('what was not paid is neither captured nor given back', async () => {
  const charge = await created()
  expect(await paytm.capture(account, charge, part(50_000))).toMatchObject({
    status: 'requires_action',
    captured: 0,
  })
  await expect(paytm.refund(account, charge, part(50_000))).rejects.toEqual(refused('not_captured'))
})

test("what the shopper's browser brings counts for its own payment only, and is never the truth", async () => {
  const [charge, other] = [await created(), await created()]
  const proof = await server.pay(other.reference)
  await expect(paytm.authorize(account, charge, proof)).rejects.toEqual(refused('bad_signature'))
  const forged = { ...proof, ORDERID: charge.reference }
  await expect(paytm.authorize(account, charge, forged)).rejects.toEqual(refused('bad_signature'))
  expect(await paytm.authorize(account, charge, { STATUS: 'TXN_SUCCESS' })).toMatchObject({ captured: 0 })
  expect(await paytm.authorize(account, other, {})).toMatchObject({ captured: 50_000 })
})

test('attempts fail until one succeeds', async () => {
  const charge = await created()
  const proof = await server.pay(charge.reference, 'fail', '235')
  const failed = await paytm.authorize(account, charge, proof)
  expect(failed).toMatchObject({ status: 'failed', failure: { code: 'insufficient_funds' } })
  expect(JSON.stringify(failed)).not.toContain('gaurav')
  await server.pay(charge.reference, 'fail', '227')
  expect(await paytm.retrieve(account, charge)).toMatchObject({ failure: { code: 'declined' } })
  await server.pay(charge.reference)
  const { status, data } = await paytm.authorize(account, { ...charge, data: failed.data }, {})
  expect(status).toBe('captured')
  await paytm.refund(account, { ...charge, data }, part(50_000)) // of the attempt that was paid
  expect(refundsOf(charge)).toHaveLength(1)
})

test('a shopper who left, and one whose bank takes its time', async () => {
  const charge = await created()
  await server.pay(charge.reference, 'abandon')
  expect(await paytm.retrieve(account, charge)).toMatchObject({ status: 'requires_action' })
  await server.pay(charge.reference, 'pend')
  expect(await paytm.retrieve(account, charge)).toMatchObject({ status: 'pending' })
  await expect(paytm.cancel(account, charge, randomUUID())).rejects.toEqual(unknown)
  await server.settle(charge.reference, 'TXN_SUCCESS')
  expect(await paytm.retrieve(account, charge)).toMatchObject({ status: 'captured' })
})

test.each(['lost', 'slow'] as const)('a create that is %s is the same when repeated', async (how) => {
  const charge = newCharge()
  server.fail('create', how)
  await expect(paytm.create(account, charge)).rejects.toEqual(unknown)
  expect(await paytm.retrieve(account, charge)).toBeUndefined()
  const payment = await paytm.create(account, charge)
  expect(await paytm.create(account, charge)).toEqual(payment)
  await expect(paytm.create(account, { ...charge, amount: 60_000 })).rejects.toEqual(refused('2023'))
  await server.pay(payment.reference)
  expect(await paytm.create(account, charge)).toMatchObject({ status: 'captured', captured: 50_000 })
})

test('a refund whose answer was lost is found, and repeated without moving more', async () => {
  const charge = await paid()
  const some = part(20_000)
  server.fail('refund', 'lost')
  await expect(paytm.refund(account, charge, some)).rejects.toEqual(unknown)
  const found = await paytm.retrieveRefund(account, charge, { ...some, reference: null })
  expect(found).toMatchObject({ status: 'succeeded', reference: refundsOf(charge)[0]!.refundId })
  expect(await paytm.refund(account, charge, some)).toEqual(found)
  expect(refundsOf(charge)).toHaveLength(1)
  await expect(paytm.refund(account, charge, { ...some, amount: 10_000 })).rejects.toEqual(
    refused('key_reused'),
  )
  expect(await paytm.retrieveRefund(account, charge, { ...part(1), reference: null })).toBeUndefined()
})

test('two refunds by the same key at once are one', async () => {
  const charge = await paid()
  const some = part(20_000)
  await Promise.all([1, 2, 3].map(() => paytm.refund(account, charge, some)))
  expect(refundsOf(charge)).toHaveLength(1)
})

test('a refund may take its time, and fail', async () => {
  const charge = await paid()
  server.refundsBecome = 'PENDING'
  const some = part(20_000)
  expect(await paytm.refund(account, charge, some)).toMatchObject({ status: 'pending', failure: null })
  server.refundsBecome = 'TXN_SUCCESS'
  await server.settle(refundsOf(charge)[0]!.refId, 'TXN_FAILURE')
  const failed = await paytm.retrieveRefund(account, charge, { ...some, reference: null })
  expect(failed).toMatchObject({ status: 'failed', failure: { code: 'provider_error' } })
  expect(await paytm.retrieve(account, charge)).toMatchObject({ refunded: 0 })
})

test('a payment that nobody paid is cancelled, also again', async () => {
  const charge = await created()
  expect(await paytm.cancel(account, charge, randomUUID())).toMatchObject({
    status: 'cancelled',
    action: null,
  })
  await server.pay(charge.reference, 'fail')
  expect(await paytm.cancel(account, charge, randomUUID())).toMatchObject({
    status: 'cancelled',
    failure: null,
  })
})

test('what was paid before it was cancelled is given back once', async () => {
  const charge = await paid()
  await paytm.refund(account, charge, part(20_000))
  const key = randomUUID()
  server.fail('refund', 'lost')
  await expect(paytm.cancel(account, charge, key)).rejects.toEqual(unknown)
  for (let time = 0; time < 2; time += 1)
    expect(await paytm.cancel(account, charge, key)).toMatchObject({ status: 'cancelled', refunded: 50_000 })
  expect(refundsOf(charge).map(({ amount }) => amount)).toEqual([20_000, 30_000])
})

test('what Paytm does not know', async () => {
  const charge = newCharge()
  expect(await paytm.retrieve(account, charge)).toBeUndefined()
  await expect(paytm.authorize(account, charge, {})).rejects.toEqual(refused('not_found'))
  await expect(paytm.cancel(account, charge, randomUUID())).rejects.toEqual(refused('not_found'))
})

test.each(['timeout', 'error'] as const)('%s: nothing is known of what was asked', async (how) => {
  const impatient = { ...account, timeoutMs: 300 }
  server.fail('create', how)
  await expect(paytm.create(impatient, newCharge())).rejects.toEqual(unknown)
  const charge = await paid()
  server.fail('retrieve', how)
  await expect(paytm.retrieve(impatient, charge)).rejects.toEqual(unknown)
  server.fail('refund', how)
  await expect(paytm.refund(impatient, charge, part(100))).rejects.toEqual(unknown)
  server.fail('retrieveRefund', how)
  await expect(paytm.retrieveRefund(impatient, charge, { ...part(100), reference: null })).rejects.toEqual(
    unknown,
  )
  expect(refundsOf(charge)).toEqual([])
})

test('a refusal says nothing of what was sent', async () => {
  const charge = await paid()
  server.fail('refund', 'declined')
  const error = await paytm.refund(account, charge, part(100)).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ProviderError)
  expect(String(error)).toBe('ProviderError: Paytm refused the request (600).')
  server.fail('create', 'declined')
  await expect(paytm.create(account, newCharge())).rejects.toEqual(refused('196'))
  await expect(paytm.create(account, newCharge({ amount: 99 }))).rejects.toEqual(refused('2007'))
})

test.each(['JPY', 'KWD', 'USD'])('%s is refused before anything is asked', async (currency) => {
  const before = server.asked.get('create')
  await expect(paytm.create(account, newCharge({ currency }))).rejects.toEqual(refused('invalid_currency'))
  expect(server.asked.get('create')).toBe(before)
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
  server.refundsBecome = 'PENDING'
  await paytm.refund(account, charge, part(100))
  server.refundsBecome = 'TXN_SUCCESS'
  await server.settle(refundsOf(charge)[0]!.refId, 'TXN_SUCCESS')
  expect(received).toHaveLength(2)
  await release()
  server.webhooks.to('http://127.0.0.1:1')
  shop.close()

  const notices = await Promise.all(received.map((request) => paytm.verifyWebhook(account, request)))
  expect(notices.map(({ type }) => type)).toEqual(['TXN_FAILURE', 'TXN_FAILURE', 'TXN_SUCCESS', 'REFUND'])
  for (const { reference, paymentId } of notices)
    expect({ reference, paymentId }).toEqual({ reference: charge.reference, paymentId: charge.paymentId })
  expect(notices[1]!.id).toBe(notices[0]!.id)
  expect(new Set(notices.map(({ id }) => id)).size).toBe(3)
})

test('webhooks that are not by Paytm, or not for this merchant', async () => {
  const charge = await created()
  const fields = await server.pay(charge.reference)
  const notice = (fields: Record<string, string>) =>
    paytm.verifyWebhook(account, { text: String(new URLSearchParams(fields)), headers: {} })
  await notice(fields)
  const { CHECKSUMHASH, ...unsigned } = fields
  const signedAs = async (changed: Record<string, string>) => ({
    ...changed,
    CHECKSUMHASH: await PaytmChecksum.generateSignature(changed, account.secrets.merchant_key!),
  })
  const other = { ...unsigned, ORDERID: 'ORDERID_98765' }
  expect(await notice(await signedAs(other))).toMatchObject({ reference: 'ORDERID_98765', paymentId: null })
  const wrong = [
    { ...fields, TXNAMOUNT: '1.00' },
    { ...fields, CHECKSUMHASH: `${CHECKSUMHASH!.startsWith('A') ? 'B' : 'A'}${CHECKSUMHASH!.slice(1)}` },
    unsigned,
    await signedAs({ ...unsigned, MID: 'SOMEBODY' }),
    {},
  ]
  for (const request of wrong) await expect(notice(request)).rejects.toEqual(refused('bad_signature'))
  for (const text of [
    'not JSON',
    '{"head":{}}',
    '{"head":{"signature":""},"body":{"mid":"M","orderId":"O"}}',
  ])
    await expect(paytm.verifyWebhook(account, { text, headers: {} })).rejects.toEqual(
      refused('bad_signature'),
    )
})
