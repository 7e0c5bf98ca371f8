import type { Admin } from '../../../api/client.ts'

/** The values of the form for refunds. */
export type RefundValues = {
  line_items: {
    line_item_id: string
    quantity: number | string
    restock: Admin['Restock']
    location_id: string
  }[]
  shipping: 'none' | 'full' | 'part'
  shipping_amount: number | null
  amount: number | null
  split: boolean
  payments: { payment_id: string; amount: number | null }[]
  reason: Admin['RefundReason']
  note: string
  to: Admin['RefundDestination']
  notify: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: Mantine's type of a form names its values in many places
export type RefundForm = any
