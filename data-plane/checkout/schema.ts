import { z } from 'zod'
import { Instant } from '../../shared/http/instant.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, Money } from '../../shared/money/money.ts'
import { OrderAddress, ShippingAddress } from '../addresses/index.ts'
import { MarketCode, ShippingMethod } from '../markets/index.ts'
import { Order, PaymentMethod } from '../orders/index.ts'
import { OfferedGateway } from '../payments/index.ts'
import { AppliedDiscount, CodeState, DueTax, lineAmounts, PromotionCode, Totals } from '../quotes/index.ts'

const choices = {
  email: z.email().max(254).meta({ example: 'shopper@example.com' }),
  shipping_address: ShippingAddress,
  shipping_method: z
    .string()
    .min(1)
    .max(50)
    .meta({ description: 'The code of one of `shipping_methods`', example: 'standard' }),
  payment_method: PaymentMethod,
}

export const CheckoutInput = z
  .strictObject(choices)
  .partial()
  .extend({ cart_id: z.uuid() })
  .meta({ id: 'CheckoutInput', description: 'What is known from the start saves requests.' })
export type CheckoutInput = z.output<typeof CheckoutInput>

export const CheckoutPatch = z
  .strictObject({
    ...choices,
    store_credit: z
      .boolean()
      .meta({ description: "Whether the signed-in shopper's store credit pays as far as it goes" }),
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
        subscription_plan_id: z.uuid().nullable().meta({ description: 'Null: it is bought once' }),
        ...lineAmounts,
      }),
    ),
    email: z.string().nullable(),
    shipping_address: OrderAddress.nullable(),
    shipping_method: z.string().nullable(),
    payment_method: PaymentMethod.nullable(),
    shipping_methods: z
      .array(ShippingMethod)
      .meta({ description: 'To choose from; empty when nothing is shipped' }),
    payment_methods: z.array(PaymentMethod).meta({ description: 'To choose from' }),
    payment_gateways: z
      .array(OfferedGateway)
      .meta({ description: 'Of `payment_methods` those that are paid through a provider' }),
    codes: z.array(CodeState).meta({ description: 'The promotion codes that were entered' }),
    discounts: z.array(AppliedDiscount),
    taxes: z.array(DueTax),
    gift_cards: z.array(z.object({ id: z.uuid(), code_last4: z.string(), amount: Money })),
    store_credit: Money.nullable(),
    totals: Totals,
    order_id: z.uuid().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
    expires_at: z.string().meta({ description: 'Until then the prices shown are kept' }),
  })
  .meta({ id: 'Checkout' })
export type Checkout = z.output<typeof Checkout>

export const CheckoutId = z.object({ checkout_id: z.uuid() })
export const CheckoutPaymentId = z.object({ checkout_id: z.uuid(), payment_id: z.uuid() })
export const Completion = z.object({ order: Order }).meta({ id: 'Completion' })
export const CheckoutCode = z.object({ checkout_id: z.uuid(), code: PromotionCode })
export const CheckoutGiftCard = z.object({ checkout_id: z.uuid(), gift_card_id: z.uuid() })
export const GiftCardCode = z
  .strictObject({ code: z.string().trim().min(1).max(100).meta({ example: 'GIFT-1234-5678' }) })
  .meta({ id: 'GiftCardCode' })

export const RecoveryToken = z
  .strictObject({ token: z.string().min(1).max(200).meta({ example: 'sp_rl_0' }) })
  .meta({ id: 'RecoveryToken' })

export const AbandonedFilter = z.strictObject({
  ...Paging,
  recovered: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
})
export type AbandonedFilter = z.output<typeof AbandonedFilter>
export const AbandonedPage = pageOf(
  z
    .object({
      id: z.uuid(),
      checkout_id: z.uuid(),
      cart_id: z.uuid(),
      email: z.string(),
      quantity: z.int(),
      total: Money,
      abandoned_at: z.string(),
      opened_at: z
        .string()
        .nullable()
        .meta({ description: 'When the link in the reminder was first followed' }),
      recovered_at: z.string().nullable(),
      order_id: z.uuid().nullable(),
    })
    .meta({ id: 'AbandonedCheckout' }),
).meta({ id: 'AbandonedCheckoutPage' })
export const AbandonedPeriod = z.strictObject({ from: Instant.optional(), to: Instant.optional() })
export type AbandonedPeriod = z.output<typeof AbandonedPeriod>
export const AbandonedStatistics = z
  .object({
    from: z.string(),
    to: z.string(),
    abandoned: z.int(),
    opened: z.int().meta({ description: 'By the link in the reminder' }),
    recovered: z.int(),
    recovered_rate: z.number().nullable().meta({ description: 'Null when nothing was left', example: 0.25 }),
    totals: z.array(z.object({ abandoned: Money, recovered: Money })),
  })
  .meta({ id: 'AbandonedStatistics' })
