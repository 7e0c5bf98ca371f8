import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, Money } from '../../shared/money/money.ts'
import { OrderAddress } from '../addresses/index.ts'
import { MarketCode } from '../markets/index.ts'
import { AppliedDiscount, DueTax, lineAmounts, Totals } from '../quotes/index.ts'

export const PaymentMethod = z.enum(['manual', 'test', 'cash_on_delivery']).meta({
  id: 'PaymentMethod',
  description:
    '`manual`: settled outside, staff record it. `test`: paid at once with no money. `cash_on_delivery`: where the market has it.',
})
export type PaymentMethod = z.output<typeof PaymentMethod>

export const CancelReason = z.enum(['customer', 'fraud', 'inventory', 'declined', 'other']).meta({
  id: 'CancelReason',
  description: '`inventory`: the goods are not there. `declined`: the payment was.',
})

/** What was chosen, with the price that it had then. Minor units. */
export type ChosenShipping = {
  code: string
  name: string
  amount: number
  free_above: number | null
  tax_class: string
}

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
        ...lineAmounts,
      }),
    ),
    shipping_address: OrderAddress.nullable(),
    shipping_method: z.string().nullable(),
    payment_method: z
      .enum([...PaymentMethod.options, 'balance'])
      .meta({ description: '`balance`: gift cards and store credit paid for all of it' }),
    discounts: z.array(AppliedDiscount),
    taxes: z.array(DueTax),
    totals: Totals,
    placed_at: z.string(),
    cancelled_at: z.string().nullable(),
    cancel_reason: CancelReason.nullable(),
    cancel_note: z.string().nullable().meta({ description: 'Null for shoppers' }),
    refund_due: Money.meta({
      description: 'Of a cancelled order: what was paid other than by gift cards and store credit',
    }),
  })
  .meta({ id: 'Order' })
export type Order = z.output<typeof Order>

export const OrderId = z.object({ order_id: z.uuid() })
export const OrderFilter = z.strictObject({
  ...Paging,
  payment_status: z.enum(['pending', 'paid']).optional(),
  email: z.string().max(254).optional(),
  customer_id: z.uuid().optional(),
  number: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
})
export type OrderFilter = z.output<typeof OrderFilter>
export const OrderPage = pageOf(Order).meta({ id: 'OrderPage' })
