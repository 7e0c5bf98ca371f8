// What Paytm's answers mean to us. Codes: "Transaction Status API", "Refund API", "Refund Status API" and the list of response
// codes of paytmpayments.com/docs.
import { z } from 'zod'
import { formatDecimal, parseDecimal } from '../../../../shared/money/money.ts'
import { failureOf } from '../india.ts'
import { type Failure, ProviderError, type ProviderPayment, type ProviderRefund } from '../provider.ts'

export const CURRENCY = 'INR'

export const Result = z.object({ resultStatus: z.string(), resultCode: z.string() })
type Result = z.output<typeof Result>

export const Status = z.object({
  resultInfo: Result,
  txnId: z.string().nullish(),
  txnAmount: z.string().nullish(),
  refundAmt: z.string().nullish(),
})
export type Status = z.output<typeof Status>

export const RefundResult = z.object({
  resultInfo: Result,
  refundId: z.string().nullish(),
  refundAmount: z.string().nullish(),
})
export type RefundResult = z.output<typeof RefundResult>

/** Order ids are alphanumeric and at most 50 characters: our UUID without its hyphens. */
export const orderIdOf = (paymentId: string): string => paymentId.replaceAll('-', '')

/** The payment of ours that an order id names; null for an order of somebody else. */
export function paymentIdOf(orderId: string): string | null {
  const parts = /^([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})$/.exec(orderId)
  return parts === null ? null : parts.slice(1).join('-')
}

export const toValue = (amount: number): string => formatDecimal(amount, CURRENCY)

/** Throws ProviderError `unknown` for what is no amount. */
export function toAmount(value: string): number {
  const amount = parseDecimal(value, CURRENCY)
  if (amount === undefined)
    throw new ProviderError('unknown', 'unexpected_answer', 'Paytm answered something unexpected.')
  return amount
}

const FAILURES: Readonly<Record<string, Failure['code']>> = {
  141: 'abandoned', // User has not completed transaction
  196: 'limit_exceeded',
  202: 'insufficient_funds', // not enough credit limit
  205: 'declined',
  207: 'expired_method',
  208: 'declined',
  209: 'invalid_details',
  220: 'provider_error', // Bank communication error
  227: 'declined',
  229: 'authentication_failed', // 3D Secure verification failed
  232: 'invalid_details',
  235: 'insufficient_funds',
  295: 'invalid_details', // UPI ID is incorrect
  296: 'provider_error',
  401: 'declined',
  810: 'abandoned', // Closed after page load
  2271: 'abandoned', // Cancelled on the bank's page
  2272: 'abandoned', // Cancelled on the page for 3D Secure
  3102: 'invalid_details',
}
export const failureFor = (resultCode: string): Failure => failureOf(FAILURES[resultCode] ?? 'declined')

/** "Checksum is not valid" and "Mid is invalid". */
const CREDENTIALS = ['330', '335', '2005', '2006', '2013']
/** "System error" and "Server down", whatever status it comes with. */
const FAULTS = ['501', '900', '00000900']

/** The error of a result that says nothing about the payment or refund; undefined for others. */
export function faultOf({ resultCode }: Result): ProviderError | undefined {
  if (CREDENTIALS.includes(resultCode))
    return new ProviderError('refused', resultCode, 'Paytm refused the merchant id or key.')
  if (FAULTS.includes(resultCode))
    return new ProviderError('unknown', resultCode, 'Paytm could not process the request.')
  return undefined
}

/** An initiated order that nobody tried to pay has no record either. */
export const isUnknown = ({ resultCode }: Result): boolean => resultCode === '331' || resultCode === '334'

/** `failed`: the latest attempt did, though another may still succeed. */
export function toPayment(
  charge: { reference: string; amount: number; data: Readonly<Record<string, string>> },
  { resultInfo, txnId, txnAmount, refundAmt }: Status,
): ProviderPayment {
  const statuses = { TXN_SUCCESS: 'captured', TXN_FAILURE: 'failed', PENDING: 'pending' } as const
  const status = statuses[resultInfo.resultStatus as keyof typeof statuses] ?? 'pending'
  const isCaptured = status === 'captured'
  return {
    reference: charge.reference,
    status,
    amount: charge.amount,
    captured: isCaptured ? toAmount(txnAmount ?? '') : 0,
    refunded: isCaptured ? toAmount(refundAmt || '0') : 0,
    currency: CURRENCY,
    action: null,
    failure: status === 'failed' ? failureFor(resultInfo.resultCode) : null,
    saved: null,
    // Not of attempts that failed: refunds name the one that was paid.
    data: isCaptured && txnId ? { ...charge.data, txnId } : charge.data,
  }
}

/** Said of a refund that was asked for before: already raised, at the bank, already successful. */
export const isRepeated = ({ resultCode }: Result): boolean => ['617', '628', '629'].includes(resultCode)

/** Undefined when Paytm has no such refund. */
export function toRefund({ resultInfo, refundId }: RefundResult, key: string): ProviderRefund | undefined {
  const { resultStatus, resultCode } = resultInfo
  if (resultCode === '631') return undefined
  const reference = refundId || key
  if (resultStatus === 'TXN_SUCCESS') return { reference, status: 'succeeded', failure: null }
  if (resultStatus === 'PENDING' || resultCode === '628')
    return { reference, status: 'pending', failure: null }
  return { reference, status: 'failed', failure: failureOf('provider_error') }
}
