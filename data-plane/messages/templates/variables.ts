// What templates may say: the variables of each kind of mail, and an example of each.
import { z } from 'zod'
import { Money } from '../../../shared/money/money.ts'

const url = z.string().meta({ description: 'Begins with https:// or http://' })
const time = z.string().meta({ description: 'RFC 3339; write it by the filter `date_text`' })

/** Every mail has these. */
const COMMON = {
  store: z.object({ name: z.string(), email: z.string(), url }),
  locale: z.string().meta({ description: 'The language tag by which `money` and `date_text` write' }),
}

const Line = z.object({
  title: z.string(),
  variant_title: z.string(),
  sku: z.string(),
  quantity: z.int(),
  unit_price: Money,
  subtotal: Money.meta({ description: 'Before discounts' }),
})

const order = z.object({
  number: z.int(),
  placed_at: time,
  email: z.string(),
  payment_status: z.string(),
  fulfillment_status: z.string(),
  line_items: z.array(Line),
  recipient: z.string().meta({ description: 'Whom it is shipped to; empty when nothing is shipped' }),
  address: z.array(z.string()).meta({ description: 'Lines of the address, without the name' }),
  subtotal: Money,
  discount: Money,
  shipping: Money,
  tax: Money.meta({ description: 'On top of the prices' }),
  tax_included: Money,
  rounding: Money,
  total: Money,
  balances: z
    .array(z.object({ kind: z.enum(['gift_card', 'store_credit']), amount: Money }))
    .meta({ description: 'What gift cards and store credit take off, in the confirmation' }),
  due: Money.meta({ description: 'Left to pay when it was placed' }),
  paid: Money,
  outstanding: Money,
  refunded: Money,
  refund_due: Money,
  link: z
    .string()
    .meta({ description: "The order's page in the shop; empty while it is not known where that is" }),
})

/** What a mail can be about. */
const GROUPS = {
  order,
  edit: z.object({ more: Money.meta({ description: 'To be paid more' }), less: Money }),
  payment: z.object({ amount: Money, code: z.string().meta({ description: 'Of a failure' }) }),
  shipment: z.object({
    line_items: z.array(z.object({ title: z.string(), variant_title: z.string(), quantity: z.int() })),
    tracking: z.array(
      z.object({
        carrier: z.string(),
        number: z.string(),
        url: z.string().meta({ description: 'May be empty' }),
      }),
    ),
    latest_delivery: z.string().meta({ description: 'A day, or empty' }),
  }),
  refund: z.object({ amount: Money }),
  return: z.object({
    line_items: z.array(z.object({ title: z.string(), variant_title: z.string(), quantity: z.int() })),
    decline_note: z.string().meta({ description: 'Why it was declined; may be empty' }),
    label_url: z.string().meta({ description: 'Of the label for the parcel; may be empty' }),
  }),
  subscription: z.object({
    name: z.string(),
    next_at: z.string().meta({ description: 'Of the next order, or empty' }),
    next_attempt_at: z.string().meta({ description: 'Of the next attempt to renew it, or empty' }),
    pay_link: z.string().meta({ description: 'Where a renewal that was not paid can be paid, or empty' }),
  }),
  checkout: z.object({
    line_items: z.array(Line),
    total: Money,
    link: url.meta({ description: 'Continues the checkout' }),
  }),
  unsubscribe: z.object({ link: url }),
  account: z.object({ first_name: z.string().meta({ description: 'May be empty' }), link: url }),
  gateway: z.object({ name: z.string(), failed_percent: z.int(), attempts: z.int() }),
  stock: z.object({
    levels: z.array(z.object({ name: z.string().meta({ description: 'SKU or id' }), available: z.int() })),
    total: z.int(),
    more: z.int().meta({ description: 'How many are not named' }),
  }),
} as const
type GroupName = keyof typeof GROUPS
type Groups = { [G in GroupName]: z.output<(typeof GROUPS)[G]> }
export type OrderVariables = Groups['order']

type Mail = {
  readonly to: 'customer' | 'staff'
  readonly groups: readonly GroupName[]
  /** Its recipient may refuse it. */
  readonly isMarketing?: true
  /** It holds a link that signs somebody in. */
  readonly isSecret?: true
}

const toCustomer = (...groups: GroupName[]): Mail => ({ to: 'customer', groups })
const toStaff = (...groups: GroupName[]): Mail => ({ to: 'staff', groups })
const aboutAccount: Mail = { to: 'customer', groups: ['account'], isSecret: true }

export const MAIL_NAMES = [
  'order_confirmation',
  'order_cancelled',
  'order_edited',
  'payment_received',
  'payment_failed',
  'shipment_sent',
  'shipment_updated',
  'shipment_delivered',
  'shipment_cancelled',
  'refund_issued',
  'refund_failed',
  'return_requested',
  'return_to_check',
  'return_approved',
  'return_declined',
  'return_closed',
  'subscription_started',
  'subscription_renewed',
  'subscription_payment_failed',
  'subscription_goods_missed',
  'subscription_paused',
  'subscription_resumed',
  'subscription_cancelled',
  'checkout_abandoned',
  'payment_gateway_failing',
  'low_stock',
  'low_stock_report',
  'password_reset',
  'invitation',
  'verification',
] as const
export type MailName = (typeof MAIL_NAMES)[number]

export const MAILS: Readonly<Record<MailName, Mail>> = {
  order_confirmation: toCustomer('order'),
  order_cancelled: toCustomer('order'),
  order_edited: toCustomer('order', 'edit'),
  payment_received: toCustomer('order', 'payment'),
  payment_failed: toCustomer('order', 'payment'),
  shipment_sent: toCustomer('order', 'shipment'),
  shipment_updated: toCustomer('order', 'shipment'),
  shipment_delivered: toCustomer('order', 'shipment'),
  shipment_cancelled: toCustomer('order', 'shipment'),
  refund_issued: toCustomer('order', 'refund'),
  refund_failed: toStaff('order', 'refund'),
  return_requested: toCustomer('order', 'return'),
  return_to_check: toStaff('order', 'return'),
  return_approved: toCustomer('order', 'return'),
  return_declined: toCustomer('order', 'return'),
  return_closed: toCustomer('order', 'return'),
  subscription_started: toCustomer('subscription'),
  subscription_renewed: toCustomer('subscription', 'order'),
  subscription_payment_failed: toCustomer('subscription'),
  subscription_goods_missed: toCustomer('subscription'),
  subscription_paused: toCustomer('subscription'),
  subscription_resumed: toCustomer('subscription'),
  subscription_cancelled: toCustomer('subscription'),
  checkout_abandoned: { to: 'customer', groups: ['checkout', 'unsubscribe'], isMarketing: true },
  payment_gateway_failing: toStaff('gateway'),
  low_stock: toStaff('stock'),
  low_stock_report: toStaff('stock'),
  password_reset: aboutAccount,
  invitation: aboutAccount,
  verification: aboutAccount,
}

/** What a mail's template is given. */
export type Variables = {
  store: z.output<(typeof COMMON)['store']>
  locale: string
} & Partial<Groups>

/** The schema of a mail's variables, as staff are shown it. */
export const variablesOf = (name: MailName) =>
  z.object({ ...COMMON, ...Object.fromEntries(MAILS[name].groups.map((group) => [group, GROUPS[group]])) })

const usd = (amount: number) => ({ amount, currency: 'USD' })
const LINE = {
  title: 'Linen Apron',
  variant_title: 'Oat',
  sku: 'APRON-OAT',
  quantity: 2,
  unit_price: usd(2_000),
  subtotal: usd(4_000),
}
const SAMPLE: Groups = {
  order: {
    number: 1001,
    placed_at: '2026-01-31T10:00:00.000Z',
    email: 'shopper@example.com',
    payment_status: 'partially_paid',
    fulfillment_status: 'unfulfilled',
    line_items: [LINE],
    recipient: 'A Shopper',
    address: ['1 Market Street', 'San Francisco CA 94103', 'US'],
    subtotal: usd(4_000),
    discount: usd(400),
    shipping: usd(500),
    tax: usd(300),
    tax_included: usd(0),
    rounding: usd(0),
    total: usd(4_400),
    balances: [{ kind: 'gift_card', amount: usd(-1_000) }],
    due: usd(3_400),
    paid: usd(1_000),
    outstanding: usd(3_400),
    refunded: usd(0),
    refund_due: usd(0),
    link: 'https://shop.example/orders/0',
  },
  edit: { more: usd(500), less: usd(0) },
  payment: { amount: usd(3_400), code: 'payment_declined' },
  shipment: {
    line_items: [{ title: 'Linen Apron', variant_title: 'Oat', quantity: 2 }],
    tracking: [{ carrier: 'UPS', number: '1Z999AA10123456784', url: 'https://www.ups.com/track' }],
    latest_delivery: '2026-02-04',
  },
  refund: { amount: usd(1_000) },
  return: {
    line_items: [{ title: 'Linen Apron', variant_title: 'Oat', quantity: 1 }],
    decline_note: 'It was worn.',
    label_url: 'https://labels.example/1',
  },
  subscription: {
    name: 'Coffee, monthly',
    next_at: '2026-02-28T10:00:00.000Z',
    next_attempt_at: '2026-02-02T10:00:00.000Z',
    pay_link: 'https://shop.example/checkout/0',
  },
  checkout: { line_items: [LINE], total: usd(4_400), link: 'https://shop.example/checkout/recover?token=0' },
  unsubscribe: { link: 'https://shop.example/unsubscribe?token=0' },
  account: { first_name: 'Ada', link: 'https://shop.example/account?token=0' },
  gateway: { name: 'Cards', failed_percent: 12, attempts: 50 },
  stock: { levels: [{ name: 'APRON-OAT', available: 3 }], total: 2, more: 1 },
}

/** Variables that look like those of a real mail. */
export const sampleOf = (name: MailName, common: Pick<Variables, 'store' | 'locale'>): Variables => ({
  ...common,
  ...Object.fromEntries(MAILS[name].groups.map((group) => [group, SAMPLE[group]])),
})
