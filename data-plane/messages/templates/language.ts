// What a language has to say: the words of tables, and each mail as paragraphs.
import type { MailName } from './variables.ts'

/** A paragraph in Liquid; one that is there only if a Liquid condition holds; a link, which may have one too; or what the blocks of compose.ts show. */
export type Part =
  | string
  | { readonly when: string; readonly say: string }
  | { readonly link: string; readonly to: string; readonly when?: string }
  | { readonly show: 'order_lines' | 'totals' | 'parcels' | 'return_lines' | 'checkout_lines' | 'levels' }

export type Words = Readonly<
  Record<
    | 'subtotal'
    | 'discount'
    | 'shipping'
    | 'tax'
    | 'rounding'
    | 'total'
    | 'tax_included'
    | 'gift_card'
    | 'store_credit'
    | 'paid'
    | 'left_to_pay'
    | 'track'
    | 'left'
    | 'and_more'
    | 'view_order'
    | 'unsubscribe',
    string
  >
>

type DefaultMail = { readonly subject: string; readonly parts: readonly Part[] }

export type Language = {
  readonly direction: 'ltr' | 'rtl'
  readonly words: Words
  readonly mails: Readonly<Record<MailName, DefaultMail>>
}

export const LINES: Part = { show: 'order_lines' }
export const TOTALS: Part = { show: 'totals' }
export const PARCELS: Part = { show: 'parcels' }
export const RETURN_LINES: Part = { show: 'return_lines' }
export const CHECKOUT_LINES: Part = { show: 'checkout_lines' }
export const LEVELS: Part = { show: 'levels' }
export const when = (condition: string, say: string): Part => ({ when: condition, say })
/** @param to the Liquid variable that holds the address */
export const link = (label: string, to: string): Part => ({ link: label, to })

// Conditions that several languages share.
export const MORE_TO_PAY = 'edit.more.amount > 0'
export const LESS_TO_PAY = 'edit.less.amount > 0'
export const TO_BE_REFUNDED = 'order.refund_due.amount > 0'
export const WAS_REFUNDED = 'order.refunded.amount > 0'
export const TO_BE_PAID = 'order.outstanding.amount > 0'
export const HAS_DELIVERY_DAY = 'shipment.latest_delivery != ""'
export const HAS_NEXT = 'subscription.next_at != ""'
export const HAS_LABEL = 'return.label_url != ""'
export const DECLINE_NOTE: Part = { when: 'return.decline_note != ""', say: '{{ return.decline_note }}' }
export const CAN_BE_PAID = 'subscription.pay_link != ""'
export const HAS_ORDER_LINK = 'order.link != ""'
export const IS_TRIED_AGAIN = 'subscription.next_attempt_at != ""'
export const IS_LAST_ATTEMPT = 'subscription.next_attempt_at == ""'
