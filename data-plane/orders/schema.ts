import { z } from 'zod'
import { Metadata, text } from '../../shared/http/fields.ts'
import { Instant } from '../../shared/http/instant.ts'
import { KeyedPaging, Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, Money } from '../../shared/money/money.ts'
import { OrderAddress, ShippingAddress } from '../addresses/index.ts'
import { MarketCode } from '../markets/index.ts'
import type { TaxRate } from '../pricing/index.ts'
import { AppliedDiscount, type Basis, DueTax, lineAmounts, Totals } from '../quotes/index.ts'
import { FULFILLMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES } from './rules.ts'

export const PaymentMethod = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,49}$/, 'must be 2 to 50 lower-case letters, digits or _, the first a letter')
  .meta({
    id: 'PaymentMethod',
    description:
      '`manual`: settled outside, staff record it. `test`: paid at once with no money. `cash_on_delivery`: where the ' +
      'market has it. Any other is the code of one of the payment gateways that the store has set up.',
    example: 'manual',
  })
export type PaymentMethod = z.output<typeof PaymentMethod>

export const CancelReason = z.enum(['customer', 'fraud', 'inventory', 'declined', 'other']).meta({
  id: 'CancelReason',
  description: '`inventory`: the goods are not there. `declined`: the payment was.',
})

/**
 * What an order is priced by when it is edited: the terms that it was placed under, the promotions that it was given, and
 * the rates due on its shipping. Those of its lines stand with the lines.
 */
export type OrderBasis = Omit<Basis, 'faults'> & { shipping_taxes: readonly TaxRate[] }

/** What was chosen, with the price that it had then. Minor units. */
export type ChosenShipping = {
  code: string
  name: string
  amount: number
  free_above: number | null
  tax_class: string
}

export const Order = z
  .object({
    id: z.uuid(),
    number: z.int().meta({ description: 'Counts up from 1001 in each store' }),
    status: z.enum(ORDER_STATUSES),
    payment_status: z.enum(PAYMENT_STATUSES),
    fulfillment_status: z.enum(FULFILLMENT_STATUSES),
    email: z.string(),
    market: MarketCode,
    currency: Currency,
    line_items: z.array(
      z.object({
        id: z.uuid(),
        variant_id: z.uuid().nullable().meta({ description: 'Null once the variant was deleted' }),
        product_id: z.uuid(),
        title: z.string(),
        variant_title: z.string(),
        sku: z.string().nullable(),
        quantity: z.int(),
        fulfilled_quantity: z.int(),
        returned_quantity: z.int(),
        refunded_quantity: z.int(),
        cancelled_quantity: z.int().meta({ description: 'Not to be sent any more' }),
        ...lineAmounts,
      }),
    ),
    shipping_address: OrderAddress.nullable(),
    shipping_method: z.string().nullable(),
    payment_method: PaymentMethod.meta({
      description: '`balance`: gift cards and store credit paid for all of it; else as in PaymentMethod',
    }),
    discounts: z.array(AppliedDiscount),
    taxes: z.array(DueTax),
    totals: Totals,
    authorized: Money.meta({ description: 'Held by a payment provider and not captured yet' }),
    paid: Money.meta({ description: 'Received, by gift cards and store credit too' }),
    refunded: Money,
    outstanding: Money.meta({ description: 'Still to be paid' }),
    placed_at: z.string(),
    cancelled_at: z.string().nullable(),
    cancel_reason: CancelReason.nullable(),
    cancel_note: z.string().nullable().meta({ description: 'Null for shoppers' }),
    refund_due: Money.meta({ description: 'Paid beyond what is owed, and not given back yet' }),
    version: z.int().meta({ description: 'Counts the edits of the order, from 1' }),
    note: z.string().nullable().meta({ description: 'For staff; null for shoppers' }),
    tags: z.array(z.string()).meta({ description: 'For staff; none for shoppers' }),
    metadata: Metadata.meta({ description: 'For staff; empty for shoppers' }),
    updated_at: z.string(),
  })
  .meta({ id: 'Order' })
export type Order = z.output<typeof Order>

export const OrderId = z.object({ order_id: z.uuid() })
export const ListQuery = z.strictObject(Paging)
export type ListQuery = z.output<typeof ListQuery>

const amount = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const Tag = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(/^[^,\p{Cc}]*$/u, 'must be a text without commas')
  .meta({ example: 'vip' })

const filterFields = {
  status: z.enum(ORDER_STATUSES).optional(),
  payment_status: z.enum(PAYMENT_STATUSES).optional(),
  fulfillment_status: z.enum(FULFILLMENT_STATUSES).optional(),
  placed_from: Instant.optional(),
  placed_to: Instant.optional().meta({ description: 'Before this time' }),
  total_from: amount.optional().meta({ description: 'Minor units' }),
  total_to: amount.optional().meta({ description: 'Minor units' }),
  market: MarketCode.optional(),
  currency: Currency.optional(),
  payment_method: z.string().min(1).max(50).optional(),
  customer_id: z.uuid().optional(),
  email: z.string().max(254).optional().meta({ description: 'In any case' }),
  number: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  product_id: z.uuid().optional(),
  variant_id: z.uuid().optional(),
  sku: z.string().min(1).max(100).optional().meta({ description: 'In any case' }),
  tag: Tag.optional().meta({ description: 'In any case' }),
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({
      description:
        'An order number, the beginning of an e-mail address, or whole words of the name of the recipient and of the ' +
        'titles of products. Looks at the newest 1,000 orders that have the words.',
    }),
}
const SORTS = [
  'placed_at',
  '-placed_at',
  'number',
  '-number',
  'total',
  '-total',
  'updated_at',
  '-updated_at',
] as const
const Sort = z.enum(SORTS).meta({ description: 'With a minus the highest or latest first' })
export type OrderSort = z.output<typeof Sort>

/** What a list of orders may be narrowed to; views and exports keep it. */
export const OrderFilter = z.strictObject(filterFields).meta({ id: 'OrderFilter' })
export type OrderFilter = z.output<typeof OrderFilter>
export const OrderQuery = z.strictObject({
  ...KeyedPaging,
  ...filterFields,
  sort: Sort.default('-placed_at'),
})
export type OrderQuery = z.output<typeof OrderQuery>
export const OrderPage = pageOf(Order).meta({ id: 'OrderPage' })

const counts = <T extends string>(values: readonly T[]) =>
  z.object(Object.fromEntries(values.map((value) => [value, z.int()])) as Record<T, z.ZodInt>)
export const OrderCounts = z
  .object({
    counted_to: z.int().meta({ description: 'A count of this much means: this many or more' }),
    status: counts(ORDER_STATUSES),
    payment_status: counts(PAYMENT_STATUSES),
    fulfillment_status: counts(FULFILLMENT_STATUSES),
  })
  .meta({ id: 'OrderCounts' })
export type OrderCounts = z.output<typeof OrderCounts>

export const OrderPatch = z
  .strictObject({
    note: text(5_000),
    tags: z.array(Tag).max(50),
    email: z.email().max(254).meta({ example: 'shopper@example.com' }),
    shipping_address: ShippingAddress,
    metadata: Metadata,
  })
  .partial()
  .meta({ id: 'OrderPatch' })
export type OrderPatch = z.output<typeof OrderPatch>

export const CommentInput = z
  .strictObject({ comment: z.string().trim().min(1).max(5_000).meta({ example: 'Called the customer.' }) })
  .meta({ id: 'OrderCommentInput' })
export const CommentId = z.object({ order_id: z.uuid(), comment_id: z.uuid() })
export const Deleted = z.object({ id: z.uuid(), deleted: z.literal(true) })

export const Actor = z.object({
  kind: z.string().meta({ example: 'account' }),
  id: z.string(),
  label: z.string().nullable().meta({ description: 'Their e-mail address, or the start of their key' }),
})

export const TimelineEntry = z
  .object({
    id: z.uuid(),
    kind: z.string().meta({ example: 'payment.captured' }),
    actor: Actor,
    data: z.record(z.string(), z.unknown()).meta({ description: 'What there is to say of it' }),
    comment: z.string().nullable().meta({ description: 'Of the kind comment.added' }),
    at: z.string(),
    edited_at: z.string().nullable(),
  })
  .meta({ id: 'OrderTimelineEntry' })
export type TimelineEntry = z.output<typeof TimelineEntry>
export const TimelinePage = pageOf(TimelineEntry).meta({ id: 'OrderTimelinePage' })

const view = {
  name: z.string().trim().min(1).max(100).meta({ example: 'To be sent' }),
  filter: OrderFilter.meta({ example: { status: 'open', fulfillment_status: 'unfulfilled' } }),
  sort: Sort,
  shared: z.boolean().meta({ description: 'Whether all of the staff see it' }),
}
export const OrderViewInput = z
  .strictObject({ ...view, sort: Sort.default('-placed_at'), shared: z.boolean().default(false) })
  .meta({ id: 'OrderViewInput' })
export type OrderViewInput = z.output<typeof OrderViewInput>
export const OrderViewPatch = z.strictObject(view).partial().meta({ id: 'OrderViewPatch' })
export type OrderViewPatch = z.output<typeof OrderViewPatch>

export const OrderView = z
  .object({
    id: z.uuid(),
    ...view,
    own: z.boolean().meta({ description: 'Whether it is yours' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'OrderView' })
export type OrderView = z.output<typeof OrderView>
export const OrderViews = z.object({ data: z.array(OrderView) }).meta({ id: 'OrderViews' })
export const OrderViewId = z.object({ order_view_id: z.uuid() })
