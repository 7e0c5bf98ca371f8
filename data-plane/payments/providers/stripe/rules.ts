// What Stripe's objects mean for us.
import type Stripe from 'stripe'
import { validate as isUuid, version } from 'uuid'
import { z } from 'zod'
import type { Notice, PaymentAction, ProviderPayment, ProviderRefund, SavedMethod } from '../provider.ts'
import { fromStripeAmount } from './amounts.ts'
import { failureOf } from './failures.ts'

/** What we write on each payment intent, and on each refund. Stripe copies it to its charges. */
export type Marks = {
  payment_id: string
  /** Nobody is there to try another way after this one failed. */
  unattended?: 'true'
  /** The key of the one capture that an intent can have. */
  capture_key?: string
  refund_key?: string
}

const BRANDS: Readonly<Record<string, string>> = {
  amex: 'American Express',
  cartes_bancaires: 'Cartes Bancaires',
  diners: 'Diners Club',
  discover: 'Discover',
  eftpos_au: 'eftpos',
  jcb: 'JCB',
  link: 'Link',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
}

const idOf = (object: string | { id: string } | null | undefined): string | null =>
  typeof object === 'string' ? object : (object?.id ?? null)

/** Whether a key is for real money; null: it is none of Stripe's. */
export function isLiveKey(key: string): boolean | null {
  const mode = /^(?:pk|sk|rk)_(live|test)_/.exec(key)?.[1]
  return mode === undefined ? null : mode === 'live'
}

/** Milliseconds since 1970 in which a UUID of version 7 was made (RFC 9562, 5.7); NaN for others. */
export const bornAt = (uuid: string): number =>
  isUuid(uuid) && version(uuid) === 7
    ? Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)
    : Number.NaN

function statusOf(intent: Stripe.PaymentIntent): ProviderPayment['status'] {
  switch (intent.status) {
    case 'succeeded':
      return 'captured'
    case 'requires_capture':
      return 'authorized'
    case 'canceled':
      return 'cancelled'
    case 'processing':
      return 'pending'
    default:
      // After a decline the shopper may try another card with the same intent.
      return intent.metadata.unattended === 'true' ? 'failed' : 'requires_action'
  }
}

function actionOf(intent: Stripe.PaymentIntent, publishableKey: string): PaymentAction {
  const url = intent.next_action?.redirect_to_url?.url
  if (intent.status === 'requires_action' && url) return { type: 'redirect', url, method: 'GET', fields: {} }
  const parameters = { publishable_key: publishableKey, client_secret: intent.client_secret ?? '' }
  return { type: 'script', provider: 'stripe', parameters }
}

function savedOf({ setup_future_usage, customer, payment_method }: Stripe.PaymentIntent): SavedMethod | null {
  const owner = idOf(customer)
  if (setup_future_usage !== 'off_session' || owner === null) return null
  if (payment_method === null || typeof payment_method === 'string') return null
  const { id, type, card } = payment_method
  if (!card) return { customer: owner, method: id, kind: type, label: BRANDS[type] ?? type, expires: null }
  return {
    customer: owner,
    method: id,
    kind: card.wallet?.type ?? type,
    label: `${BRANDS[card.brand] ?? 'Card'} •••• ${card.last4}`,
    expires: `${card.exp_year}-${String(card.exp_month).padStart(2, '0')}`,
  }
}

/** An intent with its `latest_charge` and `payment_method` expanded. */
export function paymentOf(intent: Stripe.PaymentIntent, publishableKey: string): ProviderPayment {
  const status = statusOf(intent)
  const currency = intent.currency.toUpperCase()
  const charge = intent.latest_charge
  const refunded = charge === null || typeof charge === 'string' ? 0 : charge.amount_refunded
  const isPaid = status === 'authorized' || status === 'captured'
  return {
    reference: intent.id,
    status,
    amount: fromStripeAmount(intent.amount, currency),
    captured: fromStripeAmount(intent.amount_received, currency),
    refunded: fromStripeAmount(refunded, currency),
    currency,
    action: status === 'requires_action' ? actionOf(intent, publishableKey) : null,
    failure: isPaid || intent.last_payment_error === null ? null : failureOf(intent.last_payment_error),
    saved: isPaid ? savedOf(intent) : null,
    data: {},
  }
}

export function refundOf(refund: Stripe.Refund): ProviderRefund {
  const isFailed = refund.status === 'failed' || refund.status === 'canceled'
  const status = isFailed ? 'failed' : refund.status === 'succeeded' ? 'succeeded' : 'pending'
  // A refund that fails for an unnamed reason was not declined by anybody.
  const failure = isFailed ? failureOf({ type: 'api_error', code: refund.failure_reason }) : null
  return { reference: refund.id, status, failure }
}

const Id = z.union([z.string(), z.object({ id: z.string() })])
const Event = z.object({
  id: z.string(),
  type: z.string(),
  data: z.object({
    object: z.object({
      object: z.string(),
      id: z.string().optional(),
      payment_intent: Id.nullish(),
      metadata: z.record(z.string(), z.string()).nullish(),
    }),
  }),
})

/** Charges, refunds and disputes name their intent; other events concern none. Throws unless it is an event. */
export function noticeOf(event: unknown): Notice {
  const { id, type, data } = Event.parse(event)
  const { object, payment_intent, metadata, ...subject } = data.object
  const paymentId = metadata?.payment_id ?? ''
  return {
    id,
    type,
    reference: object === 'payment_intent' ? (subject.id ?? null) : idOf(payment_intent),
    // Whoever has the account can write there what they like.
    paymentId: isUuid(paymentId) ? paymentId : null,
  }
}
