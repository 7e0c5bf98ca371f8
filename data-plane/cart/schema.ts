import { z } from 'zod'
import { Currency, Money } from '../../shared/money/money.ts'
import { Totals } from '../pricing/index.ts'
import { MarketCode } from '../store/index.ts'

export const MAX_LINE_ITEMS = 200
const Quantity = z.int().min(1).max(10_000)

export const CartInput = z
  .strictObject({ market: MarketCode.optional(), currency: Currency.optional() })
  .meta({ id: 'CartInput', description: "Without either, the store's default market." })
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
    unit_price: Money,
    total: Money.meta({ description: 'Before tax' }),
  })
  .meta({ id: 'LineItem' })

export const Cart = z
  .object({
    id: z.uuid(),
    status: z.enum(['open', 'completed']),
    market: MarketCode,
    currency: Currency,
    line_items: z.array(LineItem),
    totals: Totals.meta({ description: 'Shipping is known once the checkout has a shipping method' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Cart' })
export type Cart = z.output<typeof Cart>

export const CartId = z.object({ cart_id: z.uuid() })
export const LineItemId = z.object({ cart_id: z.uuid(), line_item_id: z.uuid() })
