import { expect, test } from 'vitest'
import { failureOf, isSame, keyOf } from './india.ts'
import {
  amountOf,
  deciding,
  failureFor,
  isProven,
  isSigned,
  Order,
  type Payment,
  toPayment,
} from './razorpay/rules.ts'

const ORDER = { id: 'order_1', amount: 50_000, currency: 'INR', receipt: null, notes: {} }
const PAYMENT: Payment = {
  id: 'pay_1',
  amount: 50_000,
  status: 'authorized',
  captured: false,
  amount_refunded: 0,
  created_at: 1,
}
const ACTION = { type: 'script', provider: 'razorpay', parameters: {} } as const
const paymentOf = (order: object, payments: Partial<Payment>[]) =>
  toPayment(
    { ...ORDER, ...order },
    payments.map((payment, index) => ({ ...PAYMENT, id: `pay_${index}`, created_at: index, ...payment })),
    ACTION,
  )

// test/utils/razorpay-utils.spec.js of razorpay-node
test("a webhook's signature is as Razorpay's own client says", () => {
  const body = '{"a":1,"b":2,"c":{"d":3}}'
  const signature = '2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc'
  expect(isSigned(body, signature, '123456')).toBe(true)
  expect(isSigned(`${body} `, signature, '123456')).toBe(false)
  expect(isSigned(body, signature, '123457')).toBe(false)
  expect(isSigned(body, 'sdfafds', '123456')).toBe(false)
  expect(isSigned(body, '', '123456')).toBe(false)
})

// Computed by `printf 'order_IEIaMR65cu6nz3|pay_IH4NVgf4Dreq1l' | openssl dgst -sha256 -hmac EnLs21M47BllR3X8PSFtjtbd`
test('a shopper proves a payment by the signature over order and payment', () => {
  const proof = {
    order: 'order_IEIaMR65cu6nz3',
    payment: 'pay_IH4NVgf4Dreq1l',
    signature: '0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f',
  }
  const secret = 'EnLs21M47BllR3X8PSFtjtbd'
  expect(isProven(proof, secret)).toBe(true)
  expect(isProven({ ...proof, payment: 'pay_IH4NVgf4Dreq1m' }, secret)).toBe(false)
  expect(isProven({ ...proof, order: 'order_IEIaMR65cu6nz4' }, secret)).toBe(false)
})

test.each([
  [50_000, 'INR'],
  [295, 'JPY'],
  [99_990, 'KWD'],
])('%i minor units of %s are sent as they are', (amount, currency) => {
  expect(amountOf(amount, currency)).toBe(amount)
})

test('an amount in KWD that does not end in 0 is refused', () => {
  expect(() => amountOf(99_991, 'KWD')).toThrow(
    expect.objectContaining({ outcome: 'refused', providerCode: 'invalid_amount' }),
  )
})

test.each([
  ['payment_failed', 'declined'],
  ['card_declined', 'declined'],
  ['debit_instrument_blocked', 'declined'],
  ['something_new', 'declined'],
  ['insufficient_funds', 'insufficient_funds'],
  ['card_expired', 'expired_method'],
  ['incorrect_cvv', 'invalid_details'],
  ['invalid_vpa', 'invalid_details'],
  ['incorrect_otp', 'authentication_failed'],
  ['payment_risk_check_failed', 'suspected_fraud'],
  ['transaction_limit_exceeded', 'limit_exceeded'],
  ['payment_cancelled', 'abandoned'],
  ['payment_collect_request_expired', 'abandoned'],
  ['gateway_technical_error', 'provider_error'],
] as const)('%s is %s', (reason, code) => {
  expect(failureFor({ error_reason: reason, error_code: 'BAD_REQUEST_ERROR' })).toEqual(failureOf(code))
})

test('a fault of their own without a reason is theirs', () => {
  expect(failureFor({ error_reason: null, error_code: 'SERVER_ERROR' }).code).toBe('provider_error')
})

test('of several attempts the one that was paid counts, then the one that is held, then the latest', () => {
  const attempt = (id: string, status: Payment['status'], created_at: number) => ({
    ...PAYMENT,
    id,
    status,
    captured: status === 'captured',
    created_at,
  })
  const [failed, held, paid, open] = [
    attempt('a', 'failed', 4),
    attempt('b', 'authorized', 2),
    attempt('c', 'captured', 1),
    attempt('d', 'created', 3),
  ]
  expect(deciding([failed, held, paid, open])?.id).toBe('c')
  expect(deciding([failed, held, open])?.id).toBe('b')
  expect(deciding([failed, open])?.id).toBe('d')
  expect(deciding([attempt('e', 'failed', 1), failed])?.id).toBe('a')
  expect(deciding([])).toBeUndefined()
})

test.each([
  ['no attempt', {}, [], 'requires_action', 0, 0],
  ['an attempt at the bank', {}, [{ status: 'created' }], 'pending', 0, 0],
  ['a failed attempt', {}, [{ status: 'failed' }], 'failed', 0, 0],
  ['a failed attempt and another', {}, [{ status: 'failed' }, {}], 'authorized', 0, 0],
  ['captured', {}, [{ status: 'captured', captured: true }], 'captured', 50_000, 0],
  ['part given back', {}, [{ captured: true, amount_refunded: 100 }], 'captured', 50_000, 100],
  [
    'all given back',
    {},
    [{ status: 'refunded', captured: true, amount_refunded: 50_000 }],
    'captured',
    50_000,
    50_000,
  ],
  ['never captured in time', {}, [{ status: 'refunded', amount_refunded: 50_000 }], 'cancelled', 0, 0],
  ['cancelled', { notes: { cancelled: 'yes' } }, [{}], 'cancelled', 0, 0],
  ['cancelled, yet captured', { notes: { cancelled: 'yes' } }, [{ captured: true }], 'captured', 50_000, 0],
] as const)('%s', (_, order, payments, status, captured, refunded) => {
  expect(paymentOf(order, [...payments])).toMatchObject({ status, captured, refunded, amount: 50_000 })
})

test('a payment that was cancelled after its capture is cancelled once all is given back', () => {
  const payment = { status: 'refunded', captured: true, amount_refunded: 50_000 } as const
  expect(paymentOf({ notes: { cancelled: 'yes' } }, [payment])).toMatchObject({
    status: 'cancelled',
    refunded: 50_000,
  })
})

test('an order without notes has an empty list of them', () => {
  expect(Order.parse({ ...ORDER, notes: [] }).notes).toEqual({})
  expect(Order.parse({ ...ORDER, notes: { cancelled: 'yes' } }).notes).toEqual({ cancelled: 'yes' })
})

test('keys that a provider would not take are replaced, always by the same', () => {
  const uuid = '019a5b1e-7c1d-7e7f-8f5e-0d9c3b6a4f21'
  expect(keyOf(uuid)).toBe(uuid)
  for (const key of ['short', `${uuid}:refund`, 'x'.repeat(41)]) {
    expect(keyOf(key)).toMatch(/^[0-9a-f]{40}$/)
    expect(keyOf(key)).toBe(keyOf(key))
  }
  expect(keyOf('a:b')).not.toBe(keyOf('a:c'))
})

test('texts of other lengths are not the same', () => {
  expect([isSame('a', 'a'), isSame('a', 'b'), isSame('a', 'aa'), isSame('', '')]).toEqual([
    true,
    false,
    false,
    true,
  ])
})
