// What a promotion that is being written would do to a cart.
import { z } from 'zod'
import { Currency } from '../../shared/money/money.ts'
import { MarketCode } from '../markets/index.ts'
import { PromotionInput } from '../promotions/index.ts'
import { AppliedDiscount, CodeState, Explanation, lineAmounts, Totals } from '../quotes/index.ts'

const Priced = z.object({
  line_items: z.array(
    z.object({
      variant_id: z.uuid(),
      title: z.string(),
      variant_title: z.string(),
      quantity: z.int(),
      ...lineAmounts,
    }),
  ),
  discounts: z.array(AppliedDiscount),
  totals: Totals,
})

export const PromotionPreviewInput = z
  .strictObject({
    promotion: PromotionInput,
    market: MarketCode.optional(),
    currency: Currency.optional(),
    line_items: z
      .array(z.strictObject({ variant_id: z.uuid(), quantity: z.int().min(1).max(10_000) }))
      .min(1)
      .max(50),
    promotion_id: z.uuid().nullable().optional().meta({
      description: 'The promotion that this will change: it is left out of both sides',
      example: null,
    }),
  })
  .meta({
    id: 'PromotionPreviewInput',
    description: "Without market and currency, the store's default market.",
  })
export type PromotionPreviewInput = z.output<typeof PromotionPreviewInput>

export const PromotionPreview = z
  .object({
    without: Priced,
    with: Priced,
    applied: z.boolean().meta({ description: 'Whether the promotion gives something' }),
    reason: CodeState.shape.reason.meta({ description: 'Why it gives nothing' }),
    explanation: Explanation,
  })
  .meta({ id: 'PromotionPreview' })
export type PromotionPreview = z.output<typeof PromotionPreview>
