import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, Money } from '../../shared/money/money.ts'
import { Totals } from '../pricing/index.ts'
import { MarketCode } from '../store/index.ts'

const line = (max: number) => z.string().trim().max(max)

export const ShippingAddress = z
  .strictObject({
    name: line(255).min(1),
    line1: line(255).min(1).meta({ example: '1 Market Street' }),
    line2: line(255).default(''),
    city: line(255).min(1),
    state: line(255).default('').meta({ description: 'State, province or region' }),
    postal_code: line(20).default(''),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be a two-letter ISO 3166 code in upper case')
      .meta({ example: 'US' }),
    phone: line(50).default(''),
  })
  .meta({ id: 'ShippingAddress', outputId: 'OrderShippingAddress' })
export type ShippingAddress = z.output<typeof ShippingAddress>

export const PaymentMethod = z.enum(['manual', 'test']).meta({
  id: 'PaymentMethod',
  description: '`manual`: settled outside, staff record it. `test`: paid at once with no money.',
})
export type PaymentMethod = z.output<typeof PaymentMethod>

export const ChosenShipping = z.object({ code: z.string(), name: z.string(), amount: z.int() })
export type ChosenShipping = z.output<typeof ChosenShipping>

export const Order = z
  .object({
    id: z.uuid(),
    number: z.int().meta({ description: 'Counts up from 1001 in each store' }),
    status: z.enum(['open', 'cancelled']),
    payment_status: z.enum(['pending', 'paid']),
    fulfillment_status: z.enum(['unfulfilled', 'fulfilled']),
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
        unit_price: Money,
        tax: Money,
        total: Money.meta({ description: 'With tax' }),
      }),
    ),
    shipping_address: ShippingAddress.nullable(),
    shipping_method: z.string().nullable(),
    payment_method: PaymentMethod,
    totals: Totals,
    placed_at: z.string(),
  })
  .meta({ id: 'Order' })
export type Order = z.output<typeof Order>

export const OrderId = z.object({ order_id: z.uuid() })
export const OrderFilter = z.strictObject({
  ...Paging,
  payment_status: z.enum(['pending', 'paid']).optional(),
  email: z.string().max(254).optional(),
  number: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
})
export type OrderFilter = z.output<typeof OrderFilter>
export const OrderPage = pageOf(Order).meta({ id: 'OrderPage' })
