import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { MAX_AMOUNT, Money } from '../../shared/money/money.ts'
import { PaymentMethod } from '../orders/index.ts'
import { DueTax } from '../quotes/index.ts'

const Amount = z
  .int()
  .min(1)
  .max(MAX_AMOUNT)
  .meta({ description: "In minor units of the order's currency", example: 500 })

const RefundReason = z
  .enum([
    'returned',
    'damaged',
    'not_delivered',
    'not_as_described',
    'out_of_stock',
    'cancelled',
    'goodwill',
    'duplicate',
    'fraud',
    'other',
  ])
  .meta({ id: 'RefundReason' })
const Destination = z.enum(['original', 'store_credit', 'gift_card']).meta({
  id: 'RefundDestination',
  description: '`original`: how it was paid. `gift_card`: a new one, whose code is in the answer.',
})
export type Destination = z.output<typeof Destination>
const Restock = z.enum(['return', 'cancel', 'no_restock']).meta({
  id: 'Restock',
  description:
    '`return`: units that were sent are back and on sale again. `cancel`: units that were not sent are not to be sent, and ' +
    'on sale again. `no_restock`: the customer keeps them, or a return says what became of them.',
})
export type Restock = z.output<typeof Restock>

const RefundLineInput = z.strictObject({
  line_item_id: z.uuid(),
  quantity: z.int().min(1).max(1_000_000).meta({ example: 1 }),
  restock: Restock.default('no_restock'),
  location_id: z
    .uuid()
    .optional()
    .meta({ description: "Where they come back to; without, the store's default location" }),
})

/** How and why money is given back, whatever for. */
export const refundTerms = {
  reason: RefundReason.default('other'),
  note: z.string().trim().max(500).default('').meta({ description: 'For staff; shoppers do not see it' }),
  to: Destination.default('original'),
  notify: z.boolean().default(true).meta({ description: 'Whether the shopper gets a mail' }),
}

/** What a refund may give beside goods. */
export const RefundExtras = {
  shipping: z
    .union([z.literal('full'), Amount])
    .optional()
    .meta({ description: 'All that is left of it, or an amount with its tax', example: 'full' }),
  amount: Amount.optional().meta({
    description: 'Without goods, with the tax it contains, such as for goodwill',
  }),
}

export const RefundInput = z
  .strictObject({
    line_items: z.array(RefundLineInput).max(250).default([]),
    ...RefundExtras,
    return_id: z.uuid().optional().meta({
      description:
        'What came back with this return; all of it that was not refunded, unless `line_items` say what',
    }),
    payments: z
      .array(z.strictObject({ payment_id: z.uuid(), amount: Amount }))
      .min(1)
      .max(100)
      .optional()
      .meta({
        description:
          'How much goes back to which payment. Without: to those from outside, the latest first, then to store credit, then ' +
          'to gift cards',
      }),
    ...refundTerms,
  })
  .meta({
    id: 'RefundInput',
    description:
      'With none of line_items, shipping, amount and return_id: what was paid beyond what is owed.',
  })
export type RefundInput = z.output<typeof RefundInput>

export const RetryInput = z
  .strictObject({ to: Destination.default('original') })
  .meta({ id: 'RefundRetryInput' })

const amounts = {
  amount: Money.meta({
    description: 'Given back, or to be: not more than was paid beyond what is then owed',
  }),
  credited: Money.meta({ description: 'What the customer no longer owes' }),
  goodwill: Money.meta({ description: 'Of it, what is for no goods' }),
  shipping: Money.meta({ description: 'Of it, what is for shipping' }),
  tax: Money.meta({ description: 'Contained in `credited`' }),
  taxes: z.array(DueTax),
  discount: Money.meta({ description: 'The part of discounts that is not given back' }),
  rounding: Money.meta({ description: "The part of the rounding of the order's total in `credited`" }),
  line_items: z.array(
    z.object({
      line_item_id: z.uuid(),
      quantity: z.int().meta({ description: '0: goodwill off its price' }),
      restock: Restock,
      location_id: z.uuid().nullable(),
      amount: Money,
      tax: Money,
      taxes: z.array(DueTax),
      discount: Money,
    }),
  ),
}
const partFields = {
  payment_id: z.uuid().nullable(),
  method: PaymentMethod.meta({ description: "The payment's; `store_credit` or `gift_card` in place of it" }),
  amount: Money,
}

export const RefundPreview = z
  .object({ ...amounts, payments: z.array(z.object(partFields)) })
  .meta({ id: 'RefundPreview' })
export type RefundPreview = z.output<typeof RefundPreview>

const refundFields = {
  id: z.uuid(),
  order_id: z.uuid(),
  return_id: z.uuid().nullable(),
  status: z.enum(['pending', 'succeeded', 'failed']),
  to: Destination,
  reason: RefundReason,
  note: z.string().nullable().meta({ description: 'Null for shoppers' }),
  notify: z.boolean(),
  ...amounts,
  payments: z.array(
    z.object({
      id: z.uuid(),
      ...partFields,
      target_id: z
        .uuid()
        .nullable()
        .meta({ description: 'The new gift card, or the account of store credit' }),
      status: z.enum(['pending', 'succeeded', 'failed']),
      failure_code: z.string().nullable(),
    }),
  ),
  created_at: z.string(),
}
export const Refund = z.object(refundFields).meta({ id: 'Refund' })
export type Refund = z.output<typeof Refund>
export const IssuedRefund = z
  .object({
    ...refundFields,
    gift_card_code: z
      .string()
      .nullable()
      .meta({ description: 'Of the gift card that was issued; shown only here' }),
  })
  .meta({ id: 'IssuedRefund' })
export type IssuedRefund = z.output<typeof IssuedRefund>

export const RefundId = z.object({ refund_id: z.uuid() })
export const RefundFilter = z.strictObject(Paging)
export type RefundFilter = z.output<typeof RefundFilter>
export const RefundPage = pageOf(Refund).meta({ id: 'RefundPage' })
