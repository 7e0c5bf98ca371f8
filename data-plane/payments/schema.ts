import { z } from 'zod'
import { Money } from '../../shared/money/money.ts'
import { PaymentMethod } from '../orders/index.ts'

export const Payment = z
  .object({
    id: z.uuid(),
    order_id: z.uuid(),
    method: z.enum([...PaymentMethod.options, 'gift_card', 'store_credit']),
    source_id: z.uuid().nullable().meta({ description: 'The gift card or the account of store credit' }),
    amount: Money,
    created_at: z.string(),
  })
  .meta({ id: 'Payment' })
export type Payment = z.output<typeof Payment>
export const Payments = z.object({ data: z.array(Payment) }).meta({ id: 'Payments' })
