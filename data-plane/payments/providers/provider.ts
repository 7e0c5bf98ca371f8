// What a payment provider can do. Each function is one call outside that may be repeated: it never moves money twice for the
// same payment or key, and nothing of ours is open while it waits.
import type { z } from 'zod'
import type { RawBody } from '../../../shared/http/route.ts'

/** Why a payment did not happen, alike for all providers. */
export const FAILURES = [
  'declined',
  'insufficient_funds',
  'expired_method',
  'invalid_details',
  'authentication_failed',
  'suspected_fraud',
  'limit_exceeded',
  'abandoned',
  'provider_error',
] as const
export type Failure = { code: (typeof FAILURES)[number]; message: string }

/** A store's account at a provider. */
export type Account = {
  /** The base URL instead of the provider's own, without a slash at its end. */
  url: string | undefined
  timeoutMs: number
  /** Whether real money moves; else the provider's sandbox. */
  live: boolean
  /** As `settings` and `secrets` of the provider describe them. */
  settings: Readonly<Record<string, string>>
  secrets: Readonly<Record<string, string>>
}

/** How a shopper paid once, kept by the provider so that they can be charged again. */
export type SavedMethod = {
  /** Whoever the provider takes the shopper for. */
  customer: string
  method: string
  kind: string
  /** As shown to the shopper, such as `Visa •••• 4242`. */
  label: string
  /** The first month in which it no longer works is the one after: `2029-11`. */
  expires: string | null
}

/** A payment as we know it. */
export type Charge = {
  /** Ours, a UUID: the same for each repetition, and told to the provider. */
  paymentId: string
  /** The provider's; null until it answered. */
  reference: string | null
  /** Minor units. */
  amount: number
  currency: string
  /** What the provider gave us to keep. */
  data: Readonly<Record<string, string>>
}

export type NewCharge = Charge & {
  email: string | null
  /** As on the shopper's statement, such as the store's name. */
  description: string
  /** Where the shopper's browser goes after it was elsewhere. */
  returnUrl: string | null
  /** Where the provider tells what happened, for those that are told so with each payment. */
  webhookUrl: string
  /** Whether the provider keeps how they pay. */
  save: boolean
  /** Pays with this, without the shopper when `offSession`. */
  saved: SavedMethod | null
  offSession: boolean
}

/** What the shopper's browser has to do next: go elsewhere, or go on with the provider's own script. */
export type PaymentAction =
  | { type: 'redirect'; url: string; method: 'GET' | 'POST'; fields: Record<string, string> }
  | { type: 'script'; provider: string; parameters: Record<string, string> }

/** A payment as the provider knows it now. */
export type ProviderPayment = {
  reference: string
  /**
   * `pending`: the provider will tell. `requires_action`: the shopper is to do something; without an `action` they did it,
   * and `authorize` goes on. `authorized`: more can be captured, even if a part was.
   */
  status: 'requires_action' | 'pending' | 'authorized' | 'captured' | 'cancelled' | 'failed'
  /** Minor units of `currency`. */
  amount: number
  captured: number
  refunded: number
  currency: string
  action: PaymentAction | null
  failure: Failure | null
  saved: SavedMethod | null
  data: Readonly<Record<string, string>>
}

export type ProviderRefund = {
  reference: string
  status: 'pending' | 'succeeded' | 'failed'
  failure: Failure | null
}

/** What a webhook is about. What became of it is asked of the provider, since webhooks come late and out of order. */
export type Notice = {
  /** The same for each repetition. */
  id: string
  /** As the provider calls it, such as `payment_intent.succeeded`. */
  type: string
  /** One of these tells which payment; null: it concerns none of ours. */
  reference: string | null
  paymentId: string | null
}

/** `amount` in minor units; `key`: the same for each repetition. */
export type Part = { amount: number; key: string }

export type PaymentProvider = {
  /** What shoppers can pay with there; the names that markets use for it. */
  readonly methods: readonly string[]
  /** Not secret, such as a publishable key. All are text. */
  readonly settings: z.ZodObject
  readonly secrets: z.ZodObject
  /** Whether it holds the money until it is captured; else a payment is captured at once. */
  readonly authorizes: boolean
  /** Whether a shopper can be charged again without being there. */
  readonly savesMethods: boolean
  /** Throws ProviderError unless these credentials work. */
  check(account: Account): Promise<void>
  create(account: Account, charge: NewCharge): Promise<ProviderPayment>
  /**
   * Goes on after the shopper did their part. @param proof what their browser brought back, which is not to be believed
   * unless its signature says so
   */
  authorize(
    account: Account,
    charge: Charge,
    proof: Readonly<Record<string, string>>,
  ): Promise<ProviderPayment>
  /** What became of a payment; undefined when the provider does not know it, so that it never was. */
  retrieve(account: Account, charge: Charge): Promise<ProviderPayment | undefined>
  capture(account: Account, charge: Charge, part: Part): Promise<ProviderPayment>
  /** Lets go of what was not captured. One that was cancelled before is `cancelled` again. */
  cancel(account: Account, charge: Charge, key: string): Promise<ProviderPayment>
  refund(account: Account, charge: Charge, part: Part): Promise<ProviderRefund>
  /** What became of a refund; undefined when the provider does not know it. */
  retrieveRefund(
    account: Account,
    charge: Charge,
    refund: Part & { reference: string | null },
  ): Promise<ProviderRefund | undefined>
  /** Throws ProviderError `refused` when the signature is not the provider's, or is too old. */
  verifyWebhook(account: Account, request: RawBody): Promise<Notice>
  /** Forgets how a shopper paid. */
  forget?(account: Account, saved: SavedMethod): Promise<void>
}

/**
 * A call that gave no result. `refused`: the provider did nothing. `unknown`: it may have done it (a timeout, a broken
 * connection, a fault of its own), so it must be repeated with the same key, or asked about.
 */
export class ProviderError extends Error {
  readonly outcome: 'refused' | 'unknown'
  /** The provider's own code, for those who look into it. */
  readonly providerCode: string

  constructor(outcome: 'refused' | 'unknown', providerCode: string, message: string) {
    super(message)
    this.name = 'ProviderError'
    this.outcome = outcome
    this.providerCode = providerCode
  }
}
