// When a promotion applies and what it gives: the shapes of data-plane/pricing, as they go over the wire and are stored.
import { z } from 'zod'
import { MAX_AMOUNT } from '../../../shared/money/money.ts'
import { MarketCode } from '../../markets/index.ts'
import type * as pricing from '../../pricing/index.ts'

const MAX_LISTED = 250
const MAX_QUANTITY = 1_000_000

const Amount = z.int().min(1).max(MAX_AMOUNT).meta({ description: 'In minor units of `currency`' })
const Quantity = z.int().min(1).max(MAX_QUANTITY)
const ids = z.array(z.uuid()).min(1).max(MAX_LISTED).optional()

const LineFilter = z
  .strictObject({
    product_ids: ids,
    variant_ids: ids,
    collection_ids: ids,
    category_ids: ids,
    tags: z.array(z.string().min(1).max(255)).min(1).max(MAX_LISTED).optional(),
    brand_ids: ids,
  })
  .meta({
    id: 'PromotionLineFilter',
    description: 'The lines that match every list given, by any entry of it. `{}` means all lines.',
    example: {},
  })

export const Condition = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('min_subtotal'), amount: Amount, filter: LineFilter }),
    z.strictObject({ kind: z.literal('min_quantity'), quantity: Quantity, filter: LineFilter }),
    z.strictObject({ kind: z.literal('line_quantity'), quantity: Quantity, filter: LineFilter }),
    z.strictObject({ kind: z.literal('market'), codes: z.array(MarketCode).min(1).max(MAX_LISTED) }),
    z.strictObject({
      kind: z.literal('customer_group'),
      ids: z.array(z.uuid()).min(1).max(MAX_LISTED),
    }),
    z.strictObject({ kind: z.literal('first_order') }),
  ])
  .meta({
    id: 'PromotionCondition',
    description: 'Judged after the promotions before this one',
  }) satisfies z.ZodType<pricing.Condition>

const Percentage = z.strictObject({
  kind: z.literal('percentage'),
  ppm: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ description: 'Parts per million: 150000 is 15 %', example: 150_000 }),
})
const Fixed = z.strictObject({ kind: z.literal('fixed'), amount: Amount })
const PlainDiscount = z.discriminatedUnion('kind', [Percentage, Fixed]).meta({ id: 'PromotionPlainDiscount' })

const DiscountValue = z
  .discriminatedUnion('kind', [
    Percentage,
    Fixed,
    z.strictObject({
      kind: z.literal('tiers'),
      by: z.enum(['subtotal', 'quantity']),
      tiers: z
        .array(z.strictObject({ from: z.int().min(0).max(MAX_AMOUNT), value: PlainDiscount }))
        .min(1)
        .max(50)
        .refine(
          (tiers) => tiers.every((tier, i) => i === 0 || tier.from > (tiers[i - 1]?.from ?? 0)),
          'must have rising values of "from"',
        ),
    }),
  ])
  .meta({
    id: 'PromotionDiscountValue',
    description: 'Of `tiers` the highest whose `from` is reached counts',
  })

export const Effect = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('lines'),
      filter: LineFilter,
      value: DiscountValue,
      allocation: z
        .enum(['each', 'across'])
        .meta({ description: 'A fixed amount is off each unit, or spread across the lines' }),
      max_quantity: Quantity.nullable().meta({ description: 'So many units of each line at most' }),
      only: z.enum(['all', 'cheapest']),
    }),
    z.strictObject({ kind: z.literal('order'), value: DiscountValue }),
    z.strictObject({ kind: z.literal('shipping'), value: DiscountValue }),
    z.strictObject({ kind: z.literal('total'), value: DiscountValue }),
    z.strictObject({
      kind: z.literal('buy_get'),
      buy: LineFilter,
      buy_quantity: Quantity,
      get: LineFilter,
      get_quantity: Quantity,
      within: z.enum(['line', 'product', 'all']),
      value: PlainDiscount,
      max_sets: Quantity.nullable(),
    }),
  ])
  .meta({
    id: 'PromotionEffect',
    description:
      '`lines`: off some lines. `order`: off all lines in proportion. `shipping`: off shipping; 1000000 ppm is free ' +
      'shipping. `total`: off lines and shipping. `buy_get`: for every `buy_quantity` units bought `get_quantity` units ' +
      'have `value` off each.',
    example: {
      kind: 'lines',
      filter: { product_ids: ['0199a000-0000-7000-8000-000000000000'] },
      value: { kind: 'percentage', ppm: 150_000 },
      allocation: 'each',
      max_quantity: null,
      only: 'all',
    },
  }) satisfies z.ZodType<pricing.Effect>

export type LineFilter = z.output<typeof LineFilter>
export type Condition = z.output<typeof Condition>
export type DiscountValue = z.output<typeof DiscountValue>
export type Effect = z.output<typeof Effect>
