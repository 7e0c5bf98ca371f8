import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import PaytmChecksum from 'paytmchecksum'
import { expect, test } from 'vitest'
import { failureOf } from './india.ts'
import { Settings } from './paytm/api.ts'
import { checksumOf, isChecksumOf, signedText } from './paytm/checksum.ts'
import {
  failureFor,
  faultOf,
  isUnknown,
  orderIdOf,
  paymentIdOf,
  toAmount,
  toPayment,
  toRefund,
  toValue,
} from './paytm/rules.ts'
import { isSignedForm, readWebhook } from './paytm/webhook.ts'

const KEY = 'kbzk1DSbJiV_O3p5'
const text = fc.string({ unit: 'binary' })
const key = fc.string({ unit: fc.constantFrom(...'abzAZ09@_%&#'), minLength: 16, maxLength: 16 })
const salt = fc.string({ unit: fc.constantFrom(...'abzAZ09+/'), minLength: 4, maxLength: 4 })
const fields = fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,12}$/), text, { maxKeys: 15 })

test("a checksum is the same as by Paytm's own library", () => {
  fc.assert(
    fc.property(text, key, salt, (text, key, salt) => {
      expect(checksumOf(text, key, salt)).toBe(PaytmChecksum.calculateChecksum(text, key, salt))
    }),
  )
})

test("Paytm's own library takes our checksums, and we its", async () => {
  await fc.assert(
    fc.asyncProperty(text, key, async (text, key) => {
      expect(PaytmChecksum.verifySignature(text, key, checksumOf(text, key))).toBe(true)
      expect(isChecksumOf(await PaytmChecksum.generateSignature(text, key), text, key)).toBe(true)
    }),
  )
})

test("forms are signed as by Paytm's own library, whatever the order of their fields", async () => {
  await fc.assert(
    fc.asyncProperty(fields, async (fields) => {
      const CHECKSUMHASH = await PaytmChecksum.generateSignature({ ...fields }, KEY)
      const turned = Object.fromEntries(Object.entries(fields).toReversed())
      expect(signedText(turned)).toBe(PaytmChecksum.getStringByParams(fields))
      expect(isSignedForm({ ...turned, CHECKSUMHASH }, KEY)).toBe(true)
      expect(isSignedForm({ ...turned, CHECKSUMHASH, zz: 'more' }, KEY)).toBe(false)
    }),
  )
})

test('no other text, key or checksum will do', () => {
  const checksum = checksumOf('ORDER|1.00', KEY)
  expect(isChecksumOf(checksum, 'ORDER|1.00', KEY)).toBe(true)
  expect(isChecksumOf(checksum, 'ORDER|1.01', KEY)).toBe(false)
  expect(isChecksumOf(checksum, 'ORDER|1.00', 'kbzk1DSbJiV_O3p6')).toBe(false)
  for (const other of [
    '',
    'x',
    'not base64!',
    checksum.slice(4),
    `${checksum.startsWith('A') ? 'B' : 'A'}${checksum.slice(1)}`,
  ])
    expect(isChecksumOf(other, 'ORDER|1.00', KEY)).toBe(false)
})

test('each checksum has a salt of its own', () => {
  expect(checksumOf('text', KEY)).not.toBe(checksumOf('text', KEY))
})

test('order ids are our payment ids without hyphens', () => {
  const paymentId = randomUUID()
  expect(orderIdOf(paymentId)).toMatch(/^[a-z\d]{32}$/)
  expect(paymentIdOf(orderIdOf(paymentId))).toBe(paymentId)
  for (const other of ['ORDERID_98765', '', orderIdOf(paymentId).slice(1), `${orderIdOf(paymentId)}0`])
    expect(paymentIdOf(other)).toBeNull()
})

test.each([
  [100, '1.00'],
  [5, '0.05'],
  [123_456_789, '1234567.89'],
])('%i paise are %s', (amount, value) => {
  expect(toValue(amount)).toBe(value)
  expect(toAmount(value)).toBe(amount)
})

test('what is no amount is an unexpected answer', () => {
  for (const value of ['', 'abc', '1.005', '-1.00'])
    expect(() => toAmount(value)).toThrow(expect.objectContaining({ outcome: 'unknown' }))
})

test.each([
  ['227', 'declined'],
  ['401', 'declined'],
  ['99999', 'declined'],
  ['235', 'insufficient_funds'],
  ['207', 'expired_method'],
  ['295', 'invalid_details'],
  ['229', 'authentication_failed'],
  ['196', 'limit_exceeded'],
  ['141', 'abandoned'],
  ['810', 'abandoned'],
  ['2272', 'abandoned'],
  ['220', 'provider_error'],
] as const)('code %s is %s', (code, failure) => {
  expect(failureFor(code)).toEqual(failureOf(failure))
})

test.each([
  ['330', 'refused'],
  ['335', 'refused'],
  ['2005', 'refused'],
  ['501', 'unknown'],
  ['00000900', 'unknown'],
  ['01', undefined],
  ['227', undefined],
])('code %s says %s of the request itself', (resultCode, outcome) => {
  expect(faultOf({ resultStatus: 'TXN_FAILURE', resultCode })?.outcome).toBe(outcome)
})

test('an order without a record, and one with', () => {
  const isKnown = (resultCode: string) => !isUnknown({ resultStatus: 'TXN_FAILURE', resultCode })
  expect(['331', '334', '227', '01'].map(isKnown)).toEqual([false, false, true, true])
})

const CHARGE = { reference: 'order', amount: 50_000, data: { txnToken: 'token' } }
test.each([
  ['TXN_SUCCESS', '01', 'captured', 50_000, 1_050, { txnToken: 'token', txnId: 'txn' }],
  ['PENDING', '402', 'pending', 0, 0, { txnToken: 'token' }],
  ['TXN_FAILURE', '227', 'failed', 0, 0, { txnToken: 'token' }],
  ['SOMETHING_NEW', '999', 'pending', 0, 0, { txnToken: 'token' }],
])('an order that is %s', (resultStatus, resultCode, status, captured, refunded, data) => {
  const answer = {
    resultInfo: { resultStatus, resultCode },
    txnId: 'txn',
    txnAmount: '500.00',
    refundAmt: '10.50',
  }
  expect(toPayment(CHARGE, answer)).toMatchObject({ status, captured, refunded, data, currency: 'INR' })
})

test('an order that is paid without an amount is an unexpected answer', () => {
  const resultInfo = { resultStatus: 'TXN_SUCCESS', resultCode: '01' }
  expect(() => toPayment(CHARGE, { resultInfo })).toThrow(expect.objectContaining({ outcome: 'unknown' }))
})

test.each([
  ['TXN_SUCCESS', '10', 'succeeded'],
  ['PENDING', '601', 'pending'],
  ['TXN_FAILURE', '628', 'pending'],
  ['TXN_FAILURE', '620', 'failed'],
  ['TXN_FAILURE', '631', undefined],
])('a refund that is %s by code %s', (resultStatus, resultCode, status) => {
  const found = toRefund({ resultInfo: { resultStatus, resultCode }, refundId: 'refund' }, 'key')
  expect(found?.status).toBe(status)
})

test('a JSON webhook is checked as it was written', () => {
  const body = '{ "mid":"M", "orderId" : "O", "note": "a } \\" { \\/", "list": [{"a":{}}], "1": 1, "0": 0 }'
  const envelope = (signature: string, signed = body) =>
    `{"head":{"signature":${JSON.stringify(signature)}},"body":${signed}}`
  const checksum = checksumOf(body, KEY)
  expect(readWebhook(envelope(checksum), KEY)).toEqual({
    mid: 'M',
    orderId: 'O',
    type: 'REFUND',
    signed: body,
  })
  expect(readWebhook(envelope(checksum, body.replace('"O"', '"P"')), KEY)).toBeUndefined()
  expect(readWebhook(envelope(''), KEY)).toBeUndefined()
  // Another body after the signed one is not what counts.
  const twice = `${envelope(checksum).slice(0, -1)},"body":{"mid":"M","orderId":"other"}}`
  expect(readWebhook(twice, KEY)?.orderId).toBe('O')
  for (const text of ['{', '{}', '{"body":{', '{"body":{}}', '{"head":1,"body":{}}', 'not JSON', ''])
    expect(readWebhook(text, KEY)).toBeUndefined()
})

test('merchants are at paytm.in unless they say so', () => {
  const settings = { merchant_id: 'M', website: 'DEFAULT' }
  expect(Settings.parse(settings).domain).toBe('paytm.in')
  expect(Settings.safeParse({ ...settings, domain: 'example.com' }).success).toBe(false)
  expect(Settings.safeParse({ ...settings, merchant_id: 'M&x=1' }).success).toBe(false)
})
