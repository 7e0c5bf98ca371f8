// What Razorpay's entities mean to us. Entities: razorpay.com/docs/api/orders/entity and …/payments/entity.
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { exponentOf } from '../../../../shared/money/currencies.ts'
import { failureOf, isSame } from '../india.ts'
import { type Failure, type PaymentAction, ProviderError, type ProviderPayment } from '../provider.ts'

/** Notes are `[]` when there are none. */
const Notes = z.record(z.string(), z.string().nullable()).catch({})

export const Order = z.object({
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  receipt: z.string().nullish(),
  notes: Notes,
})
export type Order = z.output<typeof Order>

export const Payment = z.object({
  id: z.string(),
  amount: z.int(),
  status: z.enum(['created', 'authorized', 'captured', 'refunded', 'failed']),
  captured: z.boolean(),
  amount_refunded: z.int().nullish(),
  error_code: z.string().nullish(),
  error_reason: z.string().nullish(),
  created_at: z.int(),
})
export type Payment = z.output<typeof Payment>

/** Written to an order's notes when it is cancelled, since Razorpay has no such state. */
export const CANCELLED_NOTE = 'cancelled'

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')

/** razorpay.com/docs/webhooks/validate-test: HMAC-SHA256 of the raw body. */
export const isSigned = (body: string, signature: string, webhookSecret: string): boolean =>
  isSame(signature, hmac(webhookSecret, body))

/** "Verify Payment Signature" of razorpay.com/docs/payments/payment-gateway/web-integration/standard/integration-steps. */
export const isProven = (
  proof: { order: string; payment: string; signature: string },
  keySecret: string,
): boolean => isSame(proof.signature, hmac(keySecret, `${proof.order}|${proof.payment}`))

/**
 * Minor units are Razorpay's too, but three-decimal currencies must end in 0 (razorpay.com/docs/api/orders/create, "Watch
 * Out"). Throws ProviderError `refused` for those that don't.
 */
export function amountOf(amount: number, currency: string): number {
  if (exponentOf(currency) === 3 && amount % 10 !== 0)
    throw new ProviderError('refused', 'invalid_amount', `Razorpay takes ${currency} with two decimals only.`)
  return amount
}

// razorpay.com/docs/errors/payments/list
const FAILURES: Readonly<Record<Exclude<Failure['code'], 'declined'>, readonly string[]>> = {
  insufficient_funds: ['insufficient_funds', 'funds_blocked_by_mandate', 'credit_limit_exceeded'],
  expired_method: ['card_expired'],
  invalid_details: [
    'bank_account_invalid',
    'bank_account_validation_failed',
    'card_number_invalid',
    'incorrect_card_details',
    'incorrect_cardholder_name',
    'incorrect_card_expiry_date',
    'incorrect_cvv',
    'input_validation_failed',
    'invalid_vpa',
    'vpa_resolution_failed',
  ],
  authentication_failed: [
    'authentication_failed',
    'incorrect_otp',
    'incorrect_pin',
    'invalid_otp',
    'otp_attempts_exceeded',
    'otp_expired',
    'pin_attempts_exceeded',
  ],
  suspected_fraud: ['payment_risk_check_failed', 'compliance_violation'],
  limit_exceeded: [
    'transaction_daily_count_exceeded',
    'transaction_daily_limit_exceeded',
    'transaction_frequency_limit_exceeded',
    'transaction_limit_exceeded',
  ],
  abandoned: [
    'payment_cancelled',
    'payment_collect_request_expired',
    'payment_session_expired',
    'payment_timed_out',
  ],
  provider_error: [
    'bank_cutoff_in_progress',
    'bank_not_available',
    'bank_technical_error',
    'gateway_technical_error',
    'invalid_response_from_gateway',
    'issuer_technical_error',
    'payment_declined_due_to_high_traffic',
    'psp_not_available',
    'request_timed_out',
    'server_error',
    'upi_app_technical_error',
  ],
}
const CODES = new Map(
  Object.entries(FAILURES).flatMap(([code, reasons]) =>
    reasons.map((reason) => [reason, code as Failure['code']] as const),
  ),
)

export const failureFor = (payment: Pick<Payment, 'error_reason' | 'error_code'>): Failure =>
  failureOf(
    CODES.get(payment.error_reason ?? '') ??
      (payment.error_code === 'SERVER_ERROR' ? 'provider_error' : 'declined'),
  )

/** The attempt that counts: the one that was paid, else held, else the latest. */
export function deciding(payments: readonly Payment[]): Payment | undefined {
  const latest = payments.toSorted((a, b) => b.created_at - a.created_at)
  return (
    latest.find(({ captured }) => captured) ??
    latest.find(({ status }) => status === 'authorized') ??
    latest.find(({ status }) => status === 'created') ??
    latest[0]
  )
}

/** Of a payment that was not captured. */
function statusOf(order: Order, payment: Payment | undefined): ProviderPayment['status'] {
  if (order.notes[CANCELLED_NOTE] !== undefined) return 'cancelled'
  if (payment === undefined) return 'requires_action'
  if (payment.status === 'created') return 'pending'
  // Razorpay gives back by itself what is not captured in time.
  if (payment.status === 'refunded') return 'cancelled'
  return payment.status === 'failed' ? 'failed' : 'authorized'
}

/** An order and what was tried to pay it. `failed`: the latest attempt did, though another may still succeed. */
export function toPayment(
  order: Order,
  payments: readonly Payment[],
  action: PaymentAction,
): ProviderPayment {
  const payment = deciding(payments)
  const isCaptured = payment?.captured === true
  const refunded = isCaptured ? (payment.amount_refunded ?? 0) : 0
  const isGivenBack = refunded === payment?.amount && order.notes[CANCELLED_NOTE] !== undefined
  const status = isCaptured && !isGivenBack ? 'captured' : statusOf(order, payment)
  return {
    reference: order.id,
    status,
    amount: order.amount,
    captured: isCaptured ? payment.amount : 0,
    refunded,
    currency: order.currency,
    action: status === 'requires_action' ? action : null,
    failure: status === 'failed' && payment !== undefined ? failureFor(payment) : null,
    saved: null,
    data: payment === undefined ? {} : { payment: payment.id },
  }
}
