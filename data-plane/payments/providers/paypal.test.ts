import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { PayPalWebhooks } from '../../../shared/testing/paypal-webhooks.ts'
import { fromMoney, toMoney } from './paypal/amounts.ts'
import { failureOfIssue, failureOfResponse } from './paypal/failures.ts'
import { Order, paymentOf, planRefund, refundId, refundOf, refundsOf } from './paypal/orders.ts'
import { noticeOf, verification } from './paypal/webhooks.ts'
import { paypal } from './paypal.ts'
import { ProviderError } from './provider.ts'

const PAYMENT = '0199aaaa-0000-7000-8000-000000000001'

test.each([
  [1999, 'USD', '19.99'],
  [5, 'EUR', '0.05'],
  [500, 'JPY', '500'],
  [12_300, 'HUF', '123'],
  [100, 'TWD', '1'],
  [0, 'TWD', '0'],
  [1234, 'KWD', '1.234'],
])('%i minor units of %s are %s at PayPal, and back', (amount, currency, value) => {
  expect(toMoney(amount, currency)).toEqual({ currency_code: currency, value })
  expect(fromMoney({ currency_code: currency, value })).toBe(amount)
})

test('a part of a unit is refused where PayPal has whole ones only, though ISO 4217 has decimals', () => {
  for (const [amount, currency] of [
    [12_345, 'HUF'],
    [101, 'TWD'],
    [110, 'TWD'],
  ] as const)
    expect(() => toMoney(amount, currency)).toThrow(
      expect.objectContaining({ outcome: 'refused', providerCode: 'DECIMALS_NOT_SUPPORTED' }),
    )
})

test('an amount that is none is no answer', () => {
  for (const value of ['19.999', '-1.00', '', '1e3'])
    expect(() => fromMoney({ currency_code: 'USD', value })).toThrow(ProviderError)
})

test.each([
  ['INSTRUMENT_DECLINED', 'declined'],
  ['PAYER_CANNOT_PAY', 'declined'],
  ['TRANSACTION_BLOCKED_BY_PAYEE', 'suspected_fraud'],
  ['TRANSACTION_LIMIT_EXCEEDED', 'limit_exceeded'],
  ['CARD_EXPIRED', 'expired_method'],
  ['AGREEMENT_ALREADY_CANCELLED', 'expired_method'],
  ['CARD_CLOSED', 'invalid_details'],
  ['PAYER_ACTION_REQUIRED', 'authentication_failed'],
  ['ORDER_EXPIRED', 'abandoned'],
])('%s is %s', (issue, code) => {
  expect(failureOfIssue(issue)?.code).toBe(code)
})

test("an issue with the store's account is no failure of the shopper", () => {
  expect(failureOfIssue('PAYEE_ACCOUNT_RESTRICTED')).toBeUndefined()
  expect(failureOfIssue('CURRENCY_NOT_SUPPORTED')).toBeUndefined()
})

test.each([
  ['5120', 'insufficient_funds'],
  ['5400', 'expired_method'],
  ['9500', 'suspected_fraud'],
  ['5110', 'invalid_details'],
  ['0500', 'declined'],
  [undefined, 'declined'],
])('the response code %s is %s', (responseCode, code) => {
  expect(failureOfResponse(responseCode).code).toBe(code)
})

type Asked = {
  status?: string
  authorization?: string
  responseCode?: string
  captures?: [status: string, value: string][]
  refunds?: [capture: number, status: string, value: string, customId?: string][]
}
const usd = (value: string) => ({ currency_code: 'USD', value })

/** An order of 100 dollars. */
function order({
  status = 'COMPLETED',
  authorization,
  responseCode,
  captures = [],
  refunds = [],
}: Asked): Order {
  const processor = responseCode && { processor_response: { response_code: responseCode } }
  return Order.parse({
    id: 'ORDER1',
    status,
    links: [
      { rel: 'self', href: 'https://api-m.paypal.com/v2/checkout/orders/ORDER1' },
      { rel: 'approve', href: 'https://www.paypal.com/checkoutnow?token=ORDER1' },
    ],
    purchase_units: [
      {
        amount: usd('100.00'),
        payments: {
          authorizations: authorization ? [{ id: 'AUTH1', status: authorization, ...processor }] : [],
          captures: captures.map(([status, value], n) => ({ id: `CAPTURE${n}`, status, amount: usd(value) })),
          refunds: refunds.map(([capture, status, value, customId], n) => ({
            id: `REFUND${n}`,
            status,
            amount: usd(value),
            custom_id: customId,
            links: [{ rel: 'up', href: `https://api-m.paypal.com/v2/payments/captures/CAPTURE${capture}` }],
          })),
        },
      },
    ],
  })
}

test.each<[Asked, string, { captured?: number; refunded?: number; failure?: string }]>([
  [{ status: 'CREATED' }, 'requires_action', {}],
  [{ status: 'APPROVED' }, 'requires_action', {}],
  [{ status: 'VOIDED' }, 'cancelled', {}],
  [{ authorization: 'CREATED' }, 'authorized', {}],
  [{ authorization: 'PENDING' }, 'pending', {}],
  [{ authorization: 'A_NEW_STATUS' }, 'pending', {}],
  [{ authorization: 'DENIED' }, 'failed', { failure: 'declined' }],
  [{ authorization: 'DENIED', responseCode: '5120' }, 'failed', { failure: 'insufficient_funds' }],
  [{ authorization: 'VOIDED' }, 'cancelled', {}],
  [{ authorization: 'EXPIRED' }, 'cancelled', {}],
  [
    { authorization: 'PARTIALLY_CAPTURED', captures: [['COMPLETED', '30.00']] },
    'authorized',
    { captured: 3_000 },
  ],
  [
    {
      authorization: 'PARTIALLY_CAPTURED',
      captures: [
        ['COMPLETED', '30.00'],
        ['COMPLETED', '70.00'],
      ],
    },
    'captured',
    { captured: 10_000 },
  ],
  [{ authorization: 'VOIDED', captures: [['COMPLETED', '30.00']] }, 'captured', { captured: 3_000 }],
  [{ authorization: 'CAPTURED', captures: [['PENDING', '100.00']] }, 'pending', {}],
  [{ authorization: 'CREATED', captures: [['DECLINED', '100.00']] }, 'authorized', {}],
  [
    {
      authorization: 'CAPTURED',
      captures: [['PARTIALLY_REFUNDED', '100.00']],
      refunds: [
        [0, 'COMPLETED', '20.00'],
        [0, 'PENDING', '5.00'],
        [0, 'FAILED', '9.00'],
      ],
    },
    'captured',
    { captured: 10_000, refunded: 2_000 },
  ],
])('%o is %s', (asked, status, { captured = 0, refunded = 0, failure }) => {
  const payment = paymentOf(order(asked))
  expect(payment).toMatchObject({
    reference: 'ORDER1',
    status,
    captured,
    refunded,
    amount: 10_000,
    currency: 'USD',
  })
  expect(payment.failure?.code).toBe(failure)
  expect(payment.data).toEqual(asked.authorization ? { authorization: 'AUTH1' } : {})
})

test('only an order that is not approved yet leads the shopper to PayPal', () => {
  expect(paymentOf(order({ status: 'CREATED' })).action).toMatchObject({
    type: 'redirect',
    url: 'https://www.paypal.com/checkoutnow?token=ORDER1',
  })
  expect(paymentOf(order({ status: 'APPROVED' })).action).toBeNull()
  expect(paymentOf(order({ authorization: 'CREATED' })).action).toBeNull()
})

test('a refund is spread over captures that have something left, oldest first', () => {
  const asked = order({
    authorization: 'CAPTURED',
    captures: [
      ['PARTIALLY_REFUNDED', '30.00'],
      ['DECLINED', '5.00'],
      ['COMPLETED', '50.00'],
      ['COMPLETED', '20.00'],
    ],
    refunds: [
      [0, 'COMPLETED', '10.00'],
      [0, 'FAILED', '20.00'],
      [2, 'PENDING', '15.00'],
    ],
  })
  expect(planRefund(asked, 6_000)).toEqual([
    { capture: 'CAPTURE0', amount: 2_000 },
    { capture: 'CAPTURE2', amount: 3_500 },
    { capture: 'CAPTURE3', amount: 500 },
  ])
  expect(planRefund(asked, 7_500)).toHaveLength(3)
  expect(planRefund(asked, 7_501)).toBeUndefined()
})

test("PayPal's refunds of one of ours are one", () => {
  const key = 'a key: with / anything in it'
  const id = refundId(PAYMENT, key)
  const part = { amount: 4_000, key }
  const made = (first: string, second: string) =>
    refundsOf(
      order({
        authorization: 'CAPTURED',
        captures: [
          ['REFUNDED', '30.00'],
          ['COMPLETED', '70.00'],
        ],
        refunds: [
          [0, first, '30.00', id],
          [1, second, '10.00', id],
          [1, 'COMPLETED', '7.00', 'another'],
        ],
      }),
      id,
      null,
    )
  expect(id).toMatch(/^[A-Za-z0-9_.,-]{1,127}$/)
  expect(refundOf(made('COMPLETED', 'COMPLETED'), part)).toEqual({
    reference: 'REFUND0,REFUND1',
    status: 'succeeded',
    failure: null,
  })
  expect(refundOf(made('COMPLETED', 'PENDING'), part)?.status).toBe('pending')
  expect(refundOf(made('COMPLETED', 'FAILED'), part)).toBeUndefined()
  expect(refundOf(made('FAILED', 'CANCELLED'), part)).toMatchObject({
    status: 'failed',
    failure: { code: 'provider_error' },
  })
})

const NOW = Date.parse('2026-03-01T12:00:00Z')
const EVENT = { id: 'WH-1', event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: { custom_id: PAYMENT } }
const webhooks = new PayPalWebhooks('https://paypal.test', 'WEBHOOK1')

test('the checksum in what PayPal signs is CRC-32 as of ISO 3309, in decimal', () => {
  // The check value of the catalogue of parametrised CRC algorithms (CRC-32/ISO-HDLC).
  expect(crc32('123456789')).toBe(0xcbf43926)
})

test('what PayPal is asked to verify has the bytes that it signed', () => {
  const { headers } = webhooks.signed(EVENT, new Date(NOW))
  const text = '{"id" : "WH-1",\n "amount":1.10, "name":"\\u00e9"}'
  const body = verification({ text, headers }, 'WEBHOOK1', NOW)
  expect(body).toContain(`"webhook_event":${text}}`)
  expect(JSON.parse(body ?? '')).toMatchObject({ webhook_id: 'WEBHOOK1', auth_algo: 'SHA256withRSA' })
})

test('what is no JSON, lacks a header or is too old is not even asked about', () => {
  const { text, headers } = webhooks.signed(EVENT, new Date(NOW))
  const days = (n: number) => NOW + n * 24 * 60 * 60 * 1_000
  expect(verification({ text, headers }, 'WEBHOOK1', days(3))).toBeDefined()
  expect(verification({ text, headers }, 'WEBHOOK1', days(5))).toBeUndefined()
  expect(verification({ text, headers }, 'WEBHOOK1', days(-5))).toBeUndefined()
  for (const wrong of ['', 'nonsense', '{},"webhook_id":"mine"', `${text}}`])
    expect(verification({ text: wrong, headers }, 'WEBHOOK1', NOW)).toBeUndefined()
  for (const name of Object.keys(headers).filter((name) => name.startsWith('paypal-')))
    expect(verification({ text, headers: { ...headers, [name]: '' } }, 'WEBHOOK1', NOW)).toBeUndefined()
  const undated = { ...headers, 'paypal-transmission-time': 'yesterday' }
  expect(verification({ text, headers: undated }, 'WEBHOOK1', NOW)).toBeUndefined()
})

test.each([
  ['CHECKOUT.ORDER.APPROVED', { id: 'ORDER1', purchase_units: [{ custom_id: PAYMENT }] }, 'ORDER1', PAYMENT],
  [
    'PAYMENT.AUTHORIZATION.CREATED',
    { id: 'AUTH1', custom_id: PAYMENT, supplementary_data: { related_ids: { order_id: 'ORDER1' } } },
    'ORDER1',
    PAYMENT,
  ],
  ['PAYMENT.CAPTURE.REFUNDED', { id: 'REFUND1', custom_id: refundId(PAYMENT, 'key') }, null, PAYMENT],
  ['VAULT.PAYMENT-TOKEN.CREATED', { id: 'token', metadata: { order_id: 'ORDER1' } }, 'ORDER1', null],
  ['PAYMENT.CAPTURE.COMPLETED', { id: 'CAPTURE1', custom_id: 'wc_order_7' }, null, null],
  ['BILLING.PLAN.CREATED', undefined, null, null],
])('%s is about its payment', (type, resource, reference, paymentId) => {
  const text = JSON.stringify({ id: 'WH-1', event_type: type, resource })
  expect(noticeOf(text)).toEqual({ id: 'WH-1', type, reference, paymentId })
})

test('JSON that is no event is none', () => {
  for (const text of ['null', '[]', '"x"', '{"id":"WH-1"}', '{"event_type":"X","id":1}'])
    expect(noticeOf(text)).toBeUndefined()
})

test('each setting says what it is, and no other is taken', () => {
  for (const schema of [paypal.settings, paypal.secrets]) {
    for (const field of Object.values(schema.shape)) expect(field.meta()?.description).toBeTruthy()
    expect(schema.safeParse({ more: 'x' }).success).toBe(false)
  }
})
