import { z } from 'zod'
import { text } from '../../shared/http/fields.ts'
import { pageOf } from '../../shared/http/route.ts'
import { MAX_AMOUNT, Money, Price } from '../../shared/money/money.ts'
import { Actor, Order } from '../orders/index.ts'
import { AppliedDiscount, DueTax, Totals } from '../quotes/index.ts'

export type { ChosenShipping } from '../orders/index.ts'
export type { Promotion } from '../pricing/index.ts'

const MAX_CHANGES = 100
const quantity = z.int().max(100_000)

export const AddedLine = z.strictObject({
  variant_id: z.uuid(),
  quantity: quantity.min(1).meta({ example: 1 }),
  unit_price: Price.optional().meta({ description: 'By default what it costs now' }),
})
export type AddedLine = z.output<typeof AddedLine>

const percentage = z.strictObject({
  kind: z.literal('percentage'),
  ppm: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ description: 'Parts per million: 100000 is 10 %', example: 100_000 }),
})
const fixed = z.strictObject({
  kind: z.literal('fixed'),
  amount: z.int().min(1).max(MAX_AMOUNT).meta({ description: 'Minor units', example: 500 }),
})

export const OrderEditInput = z
  .strictObject({
    version: z
      .int()
      .optional()
      .meta({ description: 'That of the order as it was seen; refused when it was edited since' }),
    add: z.array(AddedLine).max(MAX_CHANGES).default([]),
    change: z
      .array(
        z.strictObject({
          line_item_id: z.uuid(),
          quantity: quantity.min(0).meta({ description: '0 removes the line', example: 2 }),
        }),
      )
      .max(MAX_CHANGES)
      .default([]),
    add_discounts: z
      .array(
        z.strictObject({
          name: text(100).min(1).meta({ example: 'Goodwill' }),
          value: z.discriminatedUnion('kind', [percentage, fixed]),
          variant_id: z.uuid().optional().meta({
            description: 'Off the lines of this variant; by default off all lines and the shipping',
          }),
        }),
      )
      .max(10)
      .default([]),
    remove_discounts: z
      .array(z.uuid())
      .max(MAX_CHANGES)
      .default([])
      .meta({ description: 'By their `promotion_id`', example: [] }),
    shipping_price: Price.optional().meta({ description: 'Before discounts' }),
    note: text(1_000).default('').meta({ description: 'Why; for staff' }),
  })
  .meta({
    id: 'OrderEditInput',
    example: {
      add: [{ variant_id: '01890000-0000-7000-8000-000000000000', quantity: 1 }],
      note: 'Asked by phone',
    },
  })
export type OrderEditInput = z.output<typeof OrderEditInput>

const Edited = z
  .object({
    line_items: z.array(
      z.object({
        id: z.uuid(),
        variant_id: z.uuid().nullable(),
        title: z.string(),
        variant_title: z.string(),
        sku: z.string().nullable(),
        quantity: z.int(),
        unit_price: Money,
        discount: Money,
        tax: Money,
        total: Money,
      }),
    ),
    discounts: z.array(AppliedDiscount),
    taxes: z.array(DueTax),
    totals: Totals,
  })
  .meta({ id: 'EditedOrder', description: 'What an edit is about, as it was or became' })
export type Edited = z.output<typeof Edited>

const difference = Money.meta({ description: 'How much more the order costs; below zero if less' })

export const OrderEditPreview = z
  .object({
    difference,
    outstanding: Money.meta({ description: 'Then still to be paid' }),
    refund_due: Money.meta({ description: 'Then paid beyond what is owed' }),
    before: Edited,
    after: Edited,
  })
  .meta({ id: 'OrderEditPreview' })
export type OrderEditPreview = z.output<typeof OrderEditPreview>

export const OrderEdit = z
  .object({
    id: z.uuid(),
    order_id: z.uuid(),
    version: z.int().meta({ description: 'The version of the order that it made' }),
    actor: Actor,
    note: z.string(),
    difference,
    before: Edited,
    after: Edited,
    at: z.string(),
  })
  .meta({ id: 'OrderEdit' })
export type OrderEdit = z.output<typeof OrderEdit>
export const OrderEditPage = pageOf(OrderEdit).meta({ id: 'OrderEditPage' })
export const OrderEditResult = z.object({ edit: OrderEdit, order: Order }).meta({ id: 'OrderEditResult' })
