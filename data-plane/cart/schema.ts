import { z } from 'zod'
import { Currency } from '../../shared/money/money.ts'
import { MarketCode } from '../markets/index.ts'
import { AppliedDiscount, CodeState, DueTax, lineAmounts, PromotionCode, Totals } from '../quotes/index.ts'

export const MAX_LINE_ITEMS = 200
export const MAX_QUANTITY = 10_000
const Quantity = z.int().min(1).max(MAX_QUANTITY)

export const CartInput = z
  .strictObject({ market: MarketCode.optional(), currency: Currency.optional() })
  .meta({ id: 'CartInput', description: "Without either, the store's default market." })
export const CartPatch = z
  .strictObject({ market: MarketCode.optional(), currency: Currency.optional() })
  .meta({
    id: 'CartPatch',
    description:
      "Another `market` brings its own currency unless one is named; without it the cart's market stays.",
  })
export type CartPatch = z.output<typeof CartPatch>
export const LineItemInput = z
  .strictObject({ variant_id: z.uuid(), quantity: Quantity.default(1) })
  .meta({ id: 'LineItemInput' })
export const LineItemPatch = z.strictObject({ quantity: Quantity }).meta({ id: 'LineItemPatch' })

const LineItem = z
  .object({
    id: z.uuid(),
    variant_id: z.uuid(),
    product_id: z.uuid(),
    title: z.string(),
    variant_title: z.string(),
    sku: z.string().nullable(),
    image_url: z.string(),
    quantity: z.int(),
    unavailable: z.enum(['product_unavailable', 'price_unavailable']).nullable().meta({
      description:
        "Why this line cannot be ordered as it is: it is no longer sold, or has no price in the cart's currency and then counts as 0. Null: it can.",
    }),
    ...lineAmounts,
  })
  .meta({ id: 'LineItem' })

export const Cart = z
  .object({
    id: z.uuid(),
    status: z.enum(['open', 'completed', 'merged']),
    market: MarketCode,
    currency: Currency,
    line_items: z.array(LineItem),
    codes: z.array(CodeState).meta({ description: 'The promotion codes that were entered' }),
    discounts: z.array(AppliedDiscount),
    taxes: z.array(DueTax),
    totals: Totals.meta({
      description:
        "Shipping is known once the checkout has a shipping method; taxes are those of the market's first country until it has an address",
    }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Cart' })
export type Cart = z.output<typeof Cart>

export const CartId = z.object({ cart_id: z.uuid() })
export const LineItemId = z.object({ cart_id: z.uuid(), line_item_id: z.uuid() })
export const CartCode = z.object({ cart_id: z.uuid(), code: PromotionCode })
