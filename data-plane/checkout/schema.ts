import { z } from 'zod'
import { Currency, Money } from '../../shared/money/money.ts'
import { Order, PaymentMethod, ShippingAddress } from '../orders/index.ts'
import { Totals } from '../pricing/index.ts'
import { MarketCode, ShippingMethod } from '../store/index.ts'

export const CheckoutInput = z.strictObject({ cart_id: z.uuid() }).meta({ id: 'CheckoutInput' })

export const CheckoutPatch = z
  .strictObject({
    email: z.email().max(254).meta({ example: 'shopper@example.com' }),
    shipping_address: ShippingAddress,
    shipping_method: z
      .string()
      .min(1)
      .max(50)
      .meta({ description: 'The code of one of `shipping_methods`', example: 'standard' }),
    payment_method: PaymentMethod,
  })
  .partial()
  .meta({ id: 'CheckoutPatch' })
export type CheckoutPatch = z.output<typeof CheckoutPatch>

export const Checkout = z
  .object({
    id: z.uuid(),
    cart_id: z.uuid(),
    status: z.enum(['open', 'completed']),
    market: MarketCode,
    currency: Currency,
    line_items: z.array(
      z.object({
        id: z.uuid(),
        variant_id: z.uuid().nullable(),
        product_id: z.uuid(),
        title: z.string(),
        variant_title: z.string(),
        sku: z.string().nullable(),
        quantity: z.int(),
        unit_price: Money,
        total: Money.meta({ description: 'Before tax' }),
      }),
    ),
    email: z.string().nullable(),
    shipping_address: ShippingAddress.nullable(),
    shipping_method: z.string().nullable(),
    payment_method: PaymentMethod.nullable(),
    shipping_methods: z
      .array(ShippingMethod)
      .meta({ description: 'To choose from; empty when nothing is shipped' }),
    payment_methods: z.array(PaymentMethod).meta({ description: 'To choose from' }),
    totals: Totals,
    order_id: z.uuid().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
    expires_at: z.string().meta({ description: 'Until then the prices shown are kept' }),
  })
  .meta({ id: 'Checkout' })
export type Checkout = z.output<typeof Checkout>

export const CheckoutId = z.object({ checkout_id: z.uuid() })
export const Completion = z.object({ order: Order }).meta({ id: 'Completion' })
