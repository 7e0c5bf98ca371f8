// What PayPal says of an order (Orders v2 with the payments of Payments v2), and what that means for a payment of ours.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Part, ProviderPayment, ProviderRefund, SavedMethod } from '../provider.ts'
import { fromMoney } from './amounts.ts'
import { failureOf, failureOfResponse } from './failures.ts'

const Money = z.object({ currency_code: z.string(), value: z.string() })
const Links = z.array(z.object({ rel: z.string(), href: z.string() }))

const Authorization = z.object({
  id: z.string(),
  status: z.string(),
  processor_response: z.object({ response_code: z.string().optional() }).optional(),
})
export const Capture = z.object({ id: z.string(), status: z.string(), amount: Money })
export const Refund = z.object({
  id: z.string(),
  status: z.string(),
  amount: Money,
  custom_id: z.string().optional(),
  links: Links.optional(),
})
const Wallet = z.object({
  email_address: z.string().optional(),
  attributes: z
    .object({
      vault: z
        .object({
          id: z.string().optional(),
          status: z.string().optional(),
          customer: z.object({ id: z.string().optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
})
const PurchaseUnit = z.object({
  amount: Money,
  payments: z
    .object({
      authorizations: z.array(Authorization).default([]),
      captures: z.array(Capture).default([]),
      refunds: z.array(Refund).default([]),
    })
    .prefault({}),
})
export const Order = z.object({
  id: z.string().min(1),
  status: z.string(),
  links: Links.default([]),
  payment_source: z.object({ paypal: Wallet.optional() }).optional(),
  purchase_units: z.tuple([PurchaseUnit], PurchaseUnit),
})
export type Order = z.output<typeof Order>
type Authorization = z.output<typeof Authorization>
type Capture = z.output<typeof Capture>
type Refund = z.output<typeof Refund>

const RECEIVED: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'])
const NOT_REFUNDED: ReadonlySet<string> = new Set(['CANCELLED', 'FAILED'])

const sum = (items: readonly { amount: z.output<typeof Money> }[]): number =>
  items.reduce((total, { amount }) => total + fromMoney(amount), 0)

/** An order has one: it is authorized once, and never again. */
export const authorizationOf = (order: Order): Authorization | undefined =>
  order.purchase_units[0].payments.authorizations[0]

/**
 * An approved order that was not authorized is `requires_action` without an action. One of which a part was captured is
 * `authorized` as long as the rest can be.
 */
export function paymentOf(order: Order): ProviderPayment {
  const [{ amount, payments }] = order.purchase_units
  const authorization = authorizationOf(order)
  const total = fromMoney(amount)
  const captured = sum(payments.captures.filter(({ status }) => RECEIVED.has(status)))
  const isPending = payments.captures.some(({ status }) => status === 'PENDING')
  const status = statusOf(order, { total, captured, isPending })
  return {
    reference: order.id,
    status,
    amount: total,
    captured,
    refunded: sum(payments.refunds.filter(({ status }) => status === 'COMPLETED')),
    currency: amount.currency_code,
    action: status === 'requires_action' ? redirectTo(approvalOf(order)) : null,
    failure: status === 'failed' ? failureOfResponse(authorization?.processor_response?.response_code) : null,
    saved: savedOf(order),
    data: authorization === undefined ? {} : { authorization: authorization.id },
  }
}

function statusOf(
  order: Order,
  { total, captured, isPending }: { total: number; captured: number; isPending: boolean },
): ProviderPayment['status'] {
  const authorization = authorizationOf(order)
  if (authorization === undefined) return order.status === 'VOIDED' ? 'cancelled' : 'requires_action'
  if (isPending) return 'pending'
  switch (authorization.status) {
    case 'CREATED':
    case 'PARTIALLY_CAPTURED':
      return captured >= total ? 'captured' : 'authorized'
    case 'CAPTURED':
      return 'captured'
    case 'VOIDED':
    case 'EXPIRED':
      return captured > 0 ? 'captured' : 'cancelled'
    case 'DENIED':
      return 'failed'
    default:
      return 'pending'
  }
}

/** Where the shopper approves: PayPal calls it `payer-action` when the order names how it is paid, else `approve`. */
function approvalOf({ status, links }: Order): string | undefined {
  if (status === 'APPROVED') return undefined
  return links.find(({ rel }) => rel === 'payer-action' || rel === 'approve')?.href
}

export const redirectTo = (url: string | undefined): ProviderPayment['action'] =>
  url === undefined ? null : { type: 'redirect', url, method: 'GET', fields: {} }

function savedOf({ payment_source }: Order): SavedMethod | null {
  const wallet = payment_source?.paypal
  const { id, status, customer } = wallet?.attributes?.vault ?? {}
  if (status !== 'VAULTED' || id === undefined || customer?.id === undefined) return null
  const label = wallet?.email_address === undefined ? 'PayPal' : `PayPal ${masked(wallet.email_address)}`
  return { customer: customer.id, method: id, kind: 'paypal', label, expires: null }
}

/** `jane@example.com` → `j•••@example.com`. */
const masked = (email: string): string => email.replace(/^(.)[^@]*/u, '$1•••')

/**
 * What PayPal knows a refund of ours by, in the characters that it takes: the payment, and a digest of the refund's key.
 * A refund of several captures is several of PayPal's with the same.
 */
export const refundId = (paymentId: string, key: string): string =>
  `${paymentId}.${createHash('sha256').update(key).digest('hex').slice(0, 32)}`

/** Those of one refund of ours. */
export const refundsOf = (order: Order, customId: string, reference: string | null): Refund[] =>
  order.purchase_units[0].payments.refunds.filter(
    ({ id, custom_id }) => custom_id === customId || reference?.split(',').includes(id),
  )

/** What of them has been given back or is on its way, in minor units. */
export const refundedBy = (refunds: readonly Refund[]): number =>
  sum(refunds.filter(({ status }) => !NOT_REFUNDED.has(status)))

/** Spreads `amount` over the order's captures, oldest first. Undefined when they have not so much left. */
export function planRefund(order: Order, amount: number): { capture: string; amount: number }[] | undefined {
  const { captures, refunds } = order.purchase_units[0].payments
  let left = amount
  const plan = captures
    .filter(({ status }) => RECEIVED.has(status))
    .flatMap((capture: Capture) => {
      const before = refundedBy(refunds.filter((refund) => captureOf(refund) === capture.id))
      const taken = Math.min(left, fromMoney(capture.amount) - before)
      left -= taken
      return taken > 0 ? [{ capture: capture.id, amount: taken }] : []
    })
  return left > 0 ? undefined : plan
}

/** PayPal names a refund's capture by a link only. */
const captureOf = ({ links = [] }: Refund): string | undefined =>
  links
    .find(({ rel }) => rel === 'up')
    ?.href.split('/')
    .at(-1)

/** Those of one refund of ours, of which there is at least one, as one. Undefined while some of `amount` is missing. */
export function refundOf(refunds: readonly Refund[], { amount }: Part): ProviderRefund | undefined {
  const reference = refunds.map(({ id }) => id).join(',')
  const refunded = refundedBy(refunds)
  if (refunded === 0) return { reference, status: 'failed', failure: failureOf('provider_error') }
  if (refunded < amount) return undefined
  const isPending = refunds.some(({ status }) => status === 'PENDING')
  return { reference, status: isPending ? 'pending' : 'succeeded', failure: null }
}
