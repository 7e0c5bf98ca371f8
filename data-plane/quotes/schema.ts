// What carts, checkouts and orders cost, as the APIs show it.
import { z } from 'zod'
import { Money } from '../../shared/money/money.ts'

export const Totals = z
  .object({
    subtotal: Money.meta({ description: 'Of the lines as priced, before discounts' }),
    discount: Money.meta({ description: 'Off the lines' }),
    shipping: Money.meta({ description: 'After its own discounts' }),
    tax: Money,
    tax_included: Money.meta({ description: 'The part of `tax` that the amounts above contain already' }),
    rounding: Money.meta({ description: 'What rounding the total added or took' }),
    total: Money.meta({ description: 'subtotal − discount + shipping + tax − tax_included + rounding' }),
    due: Money.meta({ description: 'Left to pay after gift cards and store credit' }),
  })
  .meta({ id: 'Totals' })
export type Totals = z.output<typeof Totals>

/** The fields of a line that say what it costs. */
export const lineAmounts = {
  unit_price: Money,
  original_unit_price: Money.meta({ description: 'Without a sale' }),
  subtotal: Money.meta({ description: 'As priced, before discounts' }),
  discount: Money,
  tax: Money,
  total: Money.meta({ description: 'After discounts, with tax' }),
}

export const AppliedDiscount = z
  .object({ promotion_id: z.uuid(), name: z.string(), code: z.string().nullable(), amount: Money })
  .meta({ id: 'AppliedDiscount' })
export type AppliedDiscount = z.output<typeof AppliedDiscount>

export const DueTax = z
  .object({
    code: z.string().meta({ example: 'sales_tax' }),
    name: z.string(),
    ppm: z.number().meta({ description: 'The rate in parts per million: 82500 is 8.25 %' }),
    amount: Money,
  })
  .meta({ id: 'DueTax' })
export type DueTax = z.output<typeof DueTax>

export const PromotionCode = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .meta({ description: 'In any case', example: 'WELCOME10' })
export const MAX_CODES = 10
export const CodeInput = z.strictObject({ code: PromotionCode }).meta({ id: 'CodeInput' })

export const CodeState = z
  .object({
    code: z.string(),
    applied: z.boolean(),
    reason: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: 'Why it gives nothing just now' }),
  })
  .meta({ id: 'CodeState' })
export type CodeState = z.output<typeof CodeState>

export const Explanation = z
  .object({
    steps: z.array(
      z.object({
        on: z.enum(['line', 'surcharge', 'shipping', 'order']),
        id: z.string().nullable().meta({ description: "The line's id, or the shipping's code" }),
        rule: z.string().meta({ example: 'promotion' }),
        rule_id: z.string().nullable().meta({ description: "The promotion's, tax rate's or card's" }),
        amount: Money.meta({ description: 'What it adds' }),
        text: z.string(),
      }),
    ),
    total: Money,
    due: Money,
  })
  .meta({
    id: 'Explanation',
    description:
      'Each rule that gave an amount. The steps add up to `due`; those before the payments, to `total`.',
  })
export type Explanation = z.output<typeof Explanation>

/** What entering a code may be refused with. */
export const CODE_ERRORS = [
  'promotion_code_unknown',
  'promotion_expired',
  'promotion_not_started',
  'promotion_used_up',
  'promotion_not_applicable',
] as const
