// What a provider's answer makes of a payment, and what is to be done about it.

/** As the provider tells it, but for `created`: it has not answered yet. */
export type Status =
  | 'created'
  | 'requires_action'
  | 'pending'
  | 'authorized'
  | 'captured'
  | 'cancelled'
  | 'failed'

/** Minor units. */
export type State = { status: Status; amount: number; captured: number }

/** What a payment adds to the sums of its order. */
export const contributionOf = ({ status, amount, captured }: State) => ({
  authorized: status === 'authorized' ? amount - captured : 0,
  paid: captured,
})

const RANKS: Readonly<Record<Status, number>> = {
  created: 0,
  requires_action: 1,
  pending: 1,
  failed: 2,
  authorized: 3,
  cancelled: 4,
  captured: 5,
}

/**
 * Where a payment stands after an answer. Answers overtake each other, so one that goes back is an old one: only a decline
 * after which the shopper may try again opens it anew.
 */
export function nextState(before: State, told: { status: Status; captured: number }): State {
  const isOld = RANKS[told.status] < RANKS[before.status]
  const captured = Math.min(before.amount, Math.max(before.captured, told.captured))
  return { ...before, status: isOld ? before.status : told.status, captured }
}

export const isOpen = (status: Status): boolean => RANKS[status] < RANKS.failed
export const isPaid = (status: Status): boolean => status === 'authorized' || status === 'captured'

type Held = State & { id: string; currency: string; refunded: number; released_at: string | null }

/** Of the payments of a checkout the one that pays what is due, else the one that may still do so. */
export function coverOf<P extends Held>(
  payments: readonly P[],
  due: { amount: number; currency: string },
): { paid?: P; open?: P; other?: P } {
  const held = payments.filter(({ released_at }) => released_at === null)
  const fits = ({ amount, currency, captured, status }: P) =>
    amount === due.amount && currency === due.currency && (status !== 'captured' || captured === amount)
  const found = {
    paid: held.find((payment) => isPaid(payment.status) && fits(payment)),
    open: held.findLast((payment) => isOpen(payment.status) && fits(payment)),
    other: held.find((payment) => isPaid(payment.status) && !fits(payment)),
  }
  return Object.fromEntries(Object.entries(found).filter(([, payment]) => payment !== undefined))
}

/** How a payment that no order takes is let go of; undefined: there is nothing to let go of. */
export function releaseOf({ status, captured, refunded }: State & { refunded: number }) {
  if (status === 'captured')
    return captured > refunded ? { kind: 'refund' as const, amount: captured - refunded } : undefined
  return status === 'cancelled' || status === 'failed' ? undefined : { kind: 'cancel' as const, amount: 0 }
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/**
 * When to ask about a payment if nobody does before: soon while it is open, the less often the older it is; each day while
 * the provider holds the money; never once it has ended.
 */
export function nextCheck(
  { status, order_id, released_at }: { status: Status; order_id: string | null; released_at: string | null },
  ageMs: number,
): number | undefined {
  if (isOpen(status) || (status === 'authorized' && (order_id === null || released_at !== null)))
    return Math.min(Math.max(MINUTE_MS, ageMs / 2), DAY_MS)
  if (status === 'captured' && order_id === null) return Math.min(Math.max(MINUTE_MS, ageMs / 2), DAY_MS)
  return status === 'authorized' ? DAY_MS : undefined
}

/** How long until an operation without an answer is tried again. */
export const retryAfterMs = (attempts: number): number => Math.min(2_000 * 2 ** attempts, 60 * MINUTE_MS)

/** The problem that a shopper hears of for each failure. What is suspected of them is not told. */
export const FAILURE_PROBLEMS = {
  declined: 'payment_declined',
  insufficient_funds: 'payment_insufficient_funds',
  expired_method: 'payment_method_expired',
  invalid_details: 'payment_details_invalid',
  authentication_failed: 'payment_authentication_failed',
  suspected_fraud: 'payment_declined',
  limit_exceeded: 'payment_limit_exceeded',
  abandoned: 'payment_abandoned',
  provider_error: 'payment_failed',
} as const
type FailureCode = keyof typeof FAILURE_PROBLEMS

/** What a shopper can do about each. */
export const ADVICE: Readonly<Record<FailureCode, string>> = {
  declined: 'Try another card or another way to pay, or ask the bank.',
  insufficient_funds: 'There is not enough money. Try another card or another way to pay.',
  expired_method: 'The card has expired. Try another one.',
  invalid_details: 'Check the details of the card and try again.',
  authentication_failed: 'The bank could not confirm the payment. Try again or choose another card.',
  suspected_fraud: 'Try another card or another way to pay, or ask the bank.',
  limit_exceeded: "The card's limit is exceeded. Try another card or another way to pay.",
  abandoned: 'The payment was not finished. Start it again.',
  provider_error: 'The payment provider could not take it. Try again or choose another way to pay.',
}
