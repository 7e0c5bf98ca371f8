import type { Admin } from '../../../api/client.ts'
import { StatusBadge, type Tone } from '../../../parts/status-badge.tsx'
import { useText } from './text.ts'

type Order = Admin['Order']
type Payment = Admin['Payment']
type Fulfillment = Admin['Fulfillment']

export const PAYMENT_STATUSES = [
  'pending',
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
] as const satisfies readonly Order['payment_status'][]
export const FULFILLMENT_STATUSES = [
  'unfulfilled',
  'partially_fulfilled',
  'fulfilled',
] as const satisfies readonly Order['fulfillment_status'][]

const OF_PAYMENT: Record<Order['payment_status'], Tone> = {
  pending: 'waiting',
  authorized: 'info',
  partially_paid: 'waiting',
  paid: 'good',
  partially_refunded: 'plain',
  refunded: 'plain',
  voided: 'plain',
}
const OF_FULFILLMENT: Record<Order['fulfillment_status'], Tone> = {
  unfulfilled: 'waiting',
  partially_fulfilled: 'info',
  fulfilled: 'good',
}
const OF_ONE_PAYMENT: Record<Payment['status'], Tone> = {
  created: 'plain',
  requires_action: 'waiting',
  pending: 'waiting',
  authorized: 'info',
  captured: 'good',
  cancelled: 'plain',
  failed: 'bad',
}
const OF_PARCEL: Record<Fulfillment['status'], Tone> = {
  requested: 'waiting',
  pending: 'waiting',
  cancelling: 'waiting',
  shipped: 'info',
  in_transit: 'info',
  out_for_delivery: 'info',
  delivered: 'good',
  cancelled: 'plain',
}

export function PaymentBadge({ status }: { status: Order['payment_status'] }) {
  const t = useText()
  return <StatusBadge tone={OF_PAYMENT[status]}>{t(`payment.${status}`)}</StatusBadge>
}

export function FulfillmentBadge({ status }: { status: Order['fulfillment_status'] }) {
  const t = useText()
  return <StatusBadge tone={OF_FULFILLMENT[status]}>{t(`fulfillment.${status}`)}</StatusBadge>
}

/** The states of an order at a glance; a cancelled one is nothing else any more. */
export function OrderBadges({ order }: { order: Order }) {
  const t = useText()
  return (
    <>
      {order.status === 'cancelled' && <StatusBadge tone="bad">{t('status.cancelled')}</StatusBadge>}
      <PaymentBadge status={order.payment_status} />
      {order.status !== 'cancelled' && <FulfillmentBadge status={order.fulfillment_status} />}
    </>
  )
}

export function OnePaymentBadge({ status }: { status: Payment['status'] }) {
  const t = useText()
  return <StatusBadge tone={OF_ONE_PAYMENT[status]}>{t(`onePayment.${status}`)}</StatusBadge>
}

export function ParcelBadge({ status }: { status: Fulfillment['status'] }) {
  const t = useText()
  return <StatusBadge tone={OF_PARCEL[status]}>{t(`parcel.${status}`)}</StatusBadge>
}

const METHODS = ['test', 'manual', 'balance', 'gift_card', 'store_credit'] as const

/** What a way of paying is called; that of a gateway is its code. */
export function useMethodName(): (method: string) => string {
  const t = useText()
  return (method) => {
    const known = METHODS.find((name) => name === method)
    return known === undefined ? method : t(`method.${known}`)
  }
}
