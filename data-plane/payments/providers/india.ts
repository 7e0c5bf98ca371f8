// What the clients of Razorpay and Paytm have in common.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Failure } from './provider.ts'

const MESSAGES: Readonly<Record<Failure['code'], string>> = {
  declined: 'The bank declined the payment.',
  insufficient_funds: 'There is not enough money in the account.',
  expired_method: 'The card has expired.',
  invalid_details: 'The payment details are not right.',
  authentication_failed: 'The payment could not be authenticated.',
  suspected_fraud: 'The payment was refused as too risky.',
  limit_exceeded: 'The payment is above a limit of the card or account.',
  abandoned: 'The payment was not completed.',
  provider_error: 'The bank or the payment provider could not process the payment.',
}

/** In our own words, since the provider's may quote what the shopper typed. */
export const failureOf = (code: Failure['code']): Failure => ({ code, message: MESSAGES[code] })

const ACCEPTED_KEY = /^[\w-]{10,40}$/

/** A key in the letters and the length that both providers take; one that does not fit is replaced by its hash. */
export const keyOf = (key: string): string =>
  ACCEPTED_KEY.test(key) ? key : createHash('sha256').update(key).digest('hex').slice(0, 40)

/** In a time that does not tell how much of them is the same. */
export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
