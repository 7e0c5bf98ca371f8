// Why a payment did not happen, from PayPal's words to ours.
import type { Failure } from '../provider.ts'

/**
 * Issues of "Orders v2 errors" (developer.paypal.com/api/rest/reference/orders/v2/errors) that are about the shopper's
 * payment. All others are about the store's account or our request, and are refusals.
 */
const BY_ISSUE: Readonly<Record<string, Failure['code']>> = {
  INSTRUMENT_DECLINED: 'declined',
  PAYER_ACCOUNT_LOCKED_OR_CLOSED: 'declined',
  PAYER_ACCOUNT_RESTRICTED: 'declined',
  PAYER_CANNOT_PAY: 'declined',
  REDIRECT_PAYER_FOR_ALTERNATE_FUNDING: 'declined',
  TRANSACTION_REFUSED: 'declined',
  COMPLIANCE_VIOLATION: 'suspected_fraud',
  PAYEE_BLOCKED_TRANSACTION: 'suspected_fraud',
  TRANSACTION_BLOCKED_BY_PAYEE: 'suspected_fraud',
  MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED: 'limit_exceeded',
  TRANSACTION_LIMIT_EXCEEDED: 'limit_exceeded',
  TRANSACTION_RECEIVING_LIMIT_EXCEEDED: 'limit_exceeded',
  AGREEMENT_ALREADY_CANCELLED: 'expired_method',
  BILLING_AGREEMENT_NOT_FOUND: 'expired_method',
  CARD_EXPIRED: 'expired_method',
  TOKEN_ID_NOT_FOUND: 'expired_method',
  CARD_CLOSED: 'invalid_details',
  INVALID_PAYER_ID: 'invalid_details',
  PAYER_ACTION_REQUIRED: 'authentication_failed',
  ORDER_EXPIRED: 'abandoned',
}

/** `processor_response.response_code` of the Payments v2 API, which a denied authorization carries. */
const BY_RESPONSE: Readonly<Record<string, Failure['code']>> = {
  '00N7': 'invalid_details',
  '1330': 'invalid_details',
  '5110': 'invalid_details',
  '5120': 'insufficient_funds',
  '5180': 'invalid_details',
  '5400': 'expired_method',
  '9500': 'suspected_fraud',
  '9510': 'suspected_fraud',
  '9520': 'suspected_fraud',
}

const SENTENCES: Readonly<Record<Failure['code'], string>> = {
  declined: 'PayPal or the bank behind it declined the payment.',
  insufficient_funds: 'There is not enough money behind the PayPal account.',
  expired_method: 'What was to be paid with is no longer valid.',
  invalid_details: 'What was to be paid with is not known to the bank.',
  authentication_failed: 'PayPal wants the shopper to confirm the payment.',
  suspected_fraud: 'PayPal blocked the payment as a risk.',
  limit_exceeded: 'The payment is beyond a limit of PayPal.',
  abandoned: 'The shopper left PayPal without paying.',
  provider_error: 'PayPal could not do it.',
}

export const failureOf = (code: Failure['code']): Failure => ({ code, message: SENTENCES[code] })

/** Undefined for an issue that is not about how the shopper pays. */
export function failureOfIssue(issue: string): Failure | undefined {
  const code = BY_ISSUE[issue]
  return code === undefined ? undefined : failureOf(code)
}

export const failureOfResponse = (responseCode: string | undefined): Failure =>
  failureOf(BY_RESPONSE[responseCode ?? ''] ?? 'declined')
