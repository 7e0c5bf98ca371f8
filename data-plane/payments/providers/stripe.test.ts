import Stripe from 'stripe'
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import { FAILURES, ProviderError } from './provider.ts'
import { fromStripeAmount, toStripeAmount } from './stripe/amounts.ts'
import { failureOf, providerErrorOf } from './stripe/failures.ts'
import { bornAt, isLiveKey, noticeOf, paymentOf, refundOf } from './stripe/rules.ts'
import { stripe } from './stripe.ts'

// The examples of https://docs.stripe.com/currencies: 10 USD, 10 JPY, 5.12 KWD, 5 ISK, 5 UGX.
describe('amounts', () => {
  test.each([
    ['USD', 1_000, 1_000],
    ['JPY', 10, 10],
    ['KRW', 500, 500],
    ['KWD', 5_120, 5_120],
    ['ISK', 5, 500],
    ['UGX', 5, 500],
    ['MGA', 500, 5],
    ['HUF', 1_045, 1_045],
  ])('%s', (currency, ours, theirs) => {
    expect(toStripeAmount(ours, currency)).toBe(theirs)
    expect(fromStripeAmount(theirs, currency)).toBe(ours)
  })

  test.each([
    ['KWD', 5_124, '0.01'],
    ['MGA', 550, '1'],
  ])('%s are not charged in parts that Stripe does not take', (currency, amount, step) => {
    const refusal = { outcome: 'refused', providerCode: 'amount_not_chargeable' }
    expect(() => toStripeAmount(amount, currency)).toThrow(
      expect.objectContaining({ ...refusal, message: expect.stringContaining(`of ${step}.`) }),
    )
  })
})

describe('failures', () => {
  test.each([
    ['insufficient_funds', 'insufficient_funds'],
    ['expired_card', 'expired_method'],
    ['incorrect_cvc', 'invalid_details'],
    ['authentication_required', 'authentication_failed'],
    ['fraudulent', 'suspected_fraud'],
    ['lost_card', 'suspected_fraud'],
    ['card_velocity_exceeded', 'limit_exceeded'],
    ['processing_error', 'provider_error'],
    ['do_not_honor', 'declined'],
    ['generic_decline', 'declined'],
    ['one that Stripe adds later', 'declined'],
  ])('the decline code %s is %s', (decline_code, code) => {
    expect(failureOf({ type: 'card_error', code: 'card_declined', decline_code })).toMatchObject({ code })
  })

  test('error codes without a decline code', () => {
    const codeOf = (code: string) => failureOf({ type: 'invalid_request_error', code }).code
    expect(codeOf('payment_intent_authentication_failure')).toBe('authentication_failed')
    expect(codeOf('payment_intent_payment_attempt_expired')).toBe('abandoned')
    expect(failureOf({ type: 'api_error' }).code).toBe('provider_error')
  })

  test('each has a sentence, which does not tell a thief that they are suspected', () => {
    const known = ['insufficient_funds', 'expired_card', 'invalid_number', 'approve_with_id', 'stolen_card']
    const more = ['pin_try_exceeded', 'payment_method_customer_decline', 'try_again_later', 'none']
    const failures = [...known, ...more].map((code) => failureOf({ code }))
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(FAILURES))
    for (const { message } of failures) expect(message).toMatch(/^[A-Z].*\.$/)
    expect(failureOf({ code: 'stolen_card' }).message).toBe(failureOf({ code: 'card_declined' }).message)
  })
})

describe('errors', () => {
  const of = (statusCode: number, more: { type?: string; code?: string; decline_code?: string } = {}) =>
    providerErrorOf(Stripe.errors.StripeError.generate({ statusCode, message: 'secret', ...more } as never))

  test.each([
    [400, { code: 'parameter_missing' }, 'refused', 'parameter_missing'],
    [401, { type: 'invalid_request_error' }, 'refused', 'invalid_request_error'],
    [402, { code: 'card_declined', decline_code: 'fraudulent' }, 'refused', 'fraudulent'],
    [403, {}, 'refused', 'http_403'],
    [404, { code: 'resource_missing' }, 'refused', 'resource_missing'],
    [400, { type: 'idempotency_error' }, 'unknown', 'idempotency_error'],
    [409, { code: 'idempotency_key_in_use' }, 'unknown', 'idempotency_key_in_use'],
    [429, { code: 'lock_timeout' }, 'unknown', 'lock_timeout'],
    [400, { code: 'rate_limit' }, 'unknown', 'rate_limit'],
    [500, { type: 'api_error' }, 'unknown', 'api_error'],
    [503, {}, 'unknown', 'http_503'],
  ])('%i %o is %s', (status, body, outcome, providerCode) => {
    const error = of(status, body)
    expect(error).toMatchObject({ outcome, providerCode })
    expect(error.message).not.toContain('secret')
  })

  test('no answer is unknown, faults of our own are thrown on', () => {
    const broken = new Stripe.errors.StripeConnectionError({ message: 'x' } as never)
    expect(providerErrorOf(broken)).toMatchObject({ outcome: 'unknown', providerCode: 'no_answer' })
    expect(() => providerErrorOf(new TypeError('ours'))).toThrow(TypeError)
    const known = new ProviderError('refused', 'x', 'y')
    expect(providerErrorOf(known)).toBe(known)
  })
})

const intentOf = (more: object = {}): Stripe.PaymentIntent =>
  ({
    id: 'pi_1',
    status: 'requires_payment_method',
    amount: 100,
    amount_received: 0,
    currency: 'usd',
    client_secret: 'pi_1_secret_1',
    customer: null,
    last_payment_error: null,
    latest_charge: null,
    metadata: {},
    next_action: null,
    payment_method: null,
    setup_future_usage: null,
    ...more,
  }) as Stripe.PaymentIntent

describe('payments', () => {
  test.each([
    ['requires_payment_method', 'requires_action'],
    ['requires_confirmation', 'requires_action'],
    ['requires_action', 'requires_action'],
    ['processing', 'pending'],
    ['requires_capture', 'authorized'],
    ['canceled', 'cancelled'],
    ['succeeded', 'captured'],
  ])('%s is %s', (status, expected) => {
    const payment = paymentOf(intentOf({ status }), 'pk_test_1')
    expect(payment.status).toBe(expected)
    expect(payment.action === null).toBe(expected !== 'requires_action')
  })

  test('only what is to be kept is told, and only once it pays', () => {
    const card = { brand: 'amex', last4: '0005', exp_month: 1, exp_year: 2031, wallet: null }
    const more = { customer: 'cus_1', payment_method: { id: 'pm_1', type: 'card', card } }
    const kept = { ...more, setup_future_usage: 'off_session', status: 'requires_capture' }
    const savedOf = (intent: object) => paymentOf(intentOf(intent), 'pk_test_1').saved
    expect(savedOf(kept)).toEqual({
      customer: 'cus_1',
      method: 'pm_1',
      kind: 'card',
      label: 'American Express •••• 0005',
      expires: '2031-01',
    })
    const link = { ...kept, customer: { id: 'cus_1' }, payment_method: { id: 'pm_2', type: 'link' } }
    expect(savedOf(link)).toMatchObject({ kind: 'link', label: 'Link', customer: 'cus_1', expires: null })
    expect(savedOf({ ...kept, status: 'processing' })).toBeNull()
    expect(savedOf({ ...kept, setup_future_usage: null })).toBeNull()
    expect(savedOf({ ...kept, customer: null })).toBeNull()
  })
})

test.each([
  ['pending', 'pending'],
  ['requires_action', 'pending'],
  ['succeeded', 'succeeded'],
  ['canceled', 'failed'],
  ['failed', 'failed'],
])('a refund that is %s is %s', (status, expected) => {
  const refund = refundOf({ id: 're_1', status, failure_reason: 'unknown' } as Stripe.Refund)
  const failure = expected === 'failed' ? { code: 'provider_error' } : null
  expect(refund).toMatchObject({ status: expected })
  if (failure === null) expect(refund.failure).toBeNull()
  else expect(refund.failure).toMatchObject(failure)
})

describe('notices', () => {
  const of = (object: object) => noticeOf({ id: 'evt_1', type: 'x', data: { object } })
  const payment_id = uuidv7()

  test('name the payment', () => {
    const paymentId = payment_id
    const intent = { object: 'payment_intent', id: 'pi_1', metadata: { payment_id } }
    expect(of(intent)).toEqual({ id: 'evt_1', type: 'x', reference: 'pi_1', paymentId })
    const charge = { object: 'charge', id: 'ch_1', payment_intent: 'pi_1', metadata: { payment_id } }
    expect(of(charge)).toMatchObject({ reference: 'pi_1', paymentId })
    const dispute = { object: 'dispute', id: 'dp_1', payment_intent: { id: 'pi_1' } }
    expect(of(dispute)).toMatchObject({ reference: 'pi_1', paymentId: null })
    expect(of({ object: 'customer', id: 'cus_1' })).toMatchObject({ reference: null, paymentId: null })
    const foreign = { ...intent, metadata: { payment_id: '6' } }
    expect(of(foreign)).toMatchObject({ reference: 'pi_1', paymentId: null })
  })

  test('are made of events only', () => {
    for (const event of [null, [], {}, { id: 'evt_1', type: 'x', data: {} }])
      expect(() => noticeOf(event)).toThrow('')
  })
})

test('a key says whether it is for real money', () => {
  expect(isLiveKey('sk_live_1')).toBe(true)
  expect(isLiveKey('rk_test_1')).toBe(false)
  expect(isLiveKey('whsec_live_1')).toBeNull()
})

test('a UUID of version 7 says when it was made', () => {
  expect(bornAt(uuidv7({ msecs: 1_645_557_742_000 }))).toBe(1_645_557_742_000)
  // The example of RFC 9562, A.6.
  expect(bornAt('017F22E2-79B0-7CC3-98C4-DC0C0C07398F')).toBe(Date.parse('2022-02-22T14:22:22-05:00'))
  expect(bornAt(uuidv4())).toBeNaN()
  expect(bornAt('pi_1')).toBeNaN()
})

test('settings and secrets are keys of Stripe, each in its place', () => {
  const { settings, secrets } = stripe
  const secret_key = 'sk_test_0123456789'
  expect(settings.safeParse({ publishable_key: 'pk_live_0123456789' }).success).toBe(true)
  expect(settings.safeParse({ publishable_key: secret_key }).success).toBe(false)
  expect(secrets.safeParse({ secret_key }).success).toBe(true)
  expect(secrets.safeParse({ secret_key, webhook_secret: 'whsec_0123456789' }).success).toBe(true)
  for (const wrong of [
    {},
    { secret_key: 'pk_test_0123456789' },
    { secret_key: `${secret_key}\n` },
    { secret_key, webhook_secret: secret_key },
    { secret_key, more: '' },
  ])
    expect(secrets.safeParse(wrong).success).toBe(false)
  for (const field of [...Object.values(settings.shape), ...Object.values(secrets.shape)])
    expect(field.meta()?.description).toEqual(expect.any(String))
})
