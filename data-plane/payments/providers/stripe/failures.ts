// Why Stripe did not do something, in our words. Its own messages may repeat what was sent to it.
import Stripe from 'stripe'
import { type Failure, ProviderError } from '../provider.ts'

// Source: https://docs.stripe.com/declines/codes and https://docs.stripe.com/error-codes. What is not here is `declined`.
const CODES: Readonly<Record<Exclude<Failure['code'], 'declined'>, string>> = {
  insufficient_funds: 'insufficient_funds',
  expired_method: 'expired_card expired_payment_method expired_or_canceled_card',
  invalid_details:
    'incorrect_address incorrect_cvc incorrect_number incorrect_pin incorrect_zip incorrect_postal_code invalid_account ' +
    'invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number invalid_pin postal_code_invalid',
  authentication_failed:
    'authentication_required authentication_failure payment_intent_authentication_failure offline_pin_required ' +
    'online_or_offline_pin_required mobile_device_authentication_required approve_with_id',
  suspected_fraud:
    'fraudulent lost_card stolen_card pickup_card restricted_card security_violation merchant_blacklist ' +
    'lost_or_stolen_card request_blocked',
  limit_exceeded:
    'card_velocity_exceeded withdrawal_count_limit_exceeded pin_try_exceeded charge_exceeds_source_limit ' +
    'charge_exceeds_transaction_limit card_decline_rate_limit_exceeded payment_intent_rate_limit_exceeded',
  abandoned: 'payment_intent_payment_attempt_expired payment_method_customer_decline',
  provider_error:
    'processing_error issuer_not_available try_again_later reenter_transaction no_action_taken ' +
    'payment_method_provider_timeout payment_method_not_available',
}
const BY_CODE: ReadonlyMap<string, Failure['code']> = new Map(
  Object.entries(CODES).flatMap(([ours, theirs]) =>
    theirs.split(' ').map((code) => [code, ours as Failure['code']] as const),
  ),
)

// Stripe asks not to tell shoppers that they are suspected: https://docs.stripe.com/declines/codes.
const MESSAGES: Readonly<Record<Failure['code'], string>> = {
  declined: 'The payment was declined.',
  insufficient_funds: 'There is not enough money for this payment.',
  expired_method: 'The card has expired.',
  invalid_details: 'Some details of the card are wrong.',
  authentication_failed: 'The bank could not confirm that this payment is wanted.',
  suspected_fraud: 'The payment was declined.',
  limit_exceeded: 'A limit of the card is exceeded.',
  abandoned: 'The payment was not finished.',
  provider_error: 'The payment could not be processed now.',
}

/** The decline code says more than the error code when there is one. */
export function failureOf(error: {
  type?: string | undefined
  code?: string | undefined
  decline_code?: string | undefined
}): Failure {
  const known = BY_CODE.get(error.decline_code ?? '') ?? BY_CODE.get(error.code ?? '')
  const code = known ?? (error.type === 'api_error' ? 'provider_error' : 'declined')
  return { code, message: MESSAGES[code] }
}

/**
 * What was thrown by Stripe's library, as what it means for us. Anything that Stripe did not refuse in so many words may have
 * happened. So may what was asked with a key that belongs to another request: the key was not free.
 */
export function providerErrorOf(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error
  if (error instanceof Stripe.errors.StripeSignatureVerificationError)
    return new ProviderError('refused', 'signature', 'The webhook is not signed by Stripe, or too old.')
  if (!(error instanceof Stripe.errors.StripeError)) throw error
  const { statusCode: status, code } = error
  const isRefused =
    status !== undefined && status < 500 && ![408, 409, 429].includes(status) && code !== 'rate_limit'
  const isOtherRequest = error instanceof Stripe.errors.StripeIdempotencyError
  const providerCode =
    (error.decline_code || code) ?? error.rawType ?? (status === undefined ? 'no_answer' : `http_${status}`)
  return isRefused && !isOtherRequest
    ? new ProviderError('refused', providerCode, `Stripe refused it (${providerCode}).`)
    : new ProviderError('unknown', providerCode, `Stripe did not say what became of it (${providerCode}).`)
}
