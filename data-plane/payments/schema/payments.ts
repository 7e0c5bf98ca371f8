import { z } from 'zod'
import { MAX_AMOUNT, Money } from '../../../shared/money/money.ts'
import { OrderId, PaymentMethod } from '../../orders/index.ts'

const Failure = z
  .object({ code: z.string(), message: z.string().nullable() })
  .nullable()
  .meta({ description: 'Why it did not work' })
const Status = z.enum([
  'created',
  'requires_action',
  'pending',
  'authorized',
  'captured',
  'cancelled',
  'failed',
])

const PaymentOperation = z.object({
  id: z.uuid(),
  kind: z.enum(['create', 'authorize', 'capture', 'cancel', 'refund']),
  status: z.enum(['pending', 'succeeded', 'failed']),
  amount: Money,
  refund_id: z.uuid().nullable(),
  reference: z.string().nullable().meta({ description: "The provider's own id of a refund" }),
  attempts: z.int(),
  failure: Failure,
  created_at: z.string(),
})

export const Payment = z
  .object({
    id: z.uuid(),
    order_id: z.uuid().nullable().meta({ description: 'None until its checkout is completed' }),
    method: PaymentMethod.meta({ description: '`gift_card`, `store_credit`, or as in PaymentMethod' }),
    source_id: z.uuid().nullable().meta({ description: 'The gift card or the account of store credit' }),
    gateway_id: z.uuid().nullable(),
    reference: z.string().nullable().meta({ description: "The provider's own id" }),
    status: Status,
    amount: Money,
    captured: Money,
    refunded: Money,
    failure: Failure,
    operations: z.array(PaymentOperation).meta({
      description: 'What was asked of the provider, oldest first; without an end it is tried again',
    }),
    created_at: z.string(),
  })
  .meta({ id: 'Payment' })
export type Payment = z.output<typeof Payment>
export const Payments = z.object({ data: z.array(Payment) }).meta({ id: 'Payments' })

const PaymentAction = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('redirect'),
      url: z.string(),
      method: z.enum(['GET', 'POST']),
      fields: z.record(z.string(), z.string()),
    }),
    z.object({
      type: z.literal('script'),
      provider: z.string(),
      parameters: z.record(z.string(), z.string()),
    }),
  ])
  .meta({
    id: 'PaymentAction',
    description:
      "What the shopper's browser does next: go elsewhere, or go on with the provider's own script",
  })

/** As its shopper sees it. */
export const CheckoutPayment = z
  .object({
    id: z.uuid(),
    payment_method: PaymentMethod.meta({
      description: 'The gateway that takes it: another one than asked for when that could not be reached',
    }),
    status: Status,
    amount: Money,
    action: PaymentAction.nullable(),
    order_id: z.uuid().nullable(),
  })
  .meta({ id: 'CheckoutPayment' })
export type CheckoutPayment = z.output<typeof CheckoutPayment>

const Url = z.url({ protocol: /^https?$/ }).max(2_000)
export const CheckoutPaymentInput = z
  .strictObject({
    payment_method: PaymentMethod.optional().meta({
      description: "The code of a gateway on offer; absent: the checkout's own",
      example: 'stripe',
    }),
    return_url: Url.nullable()
      .default(null)
      .meta({ description: 'Where the browser comes back to', example: 'https://shop.example/paid' }),
    save: z
      .boolean()
      .default(false)
      .meta({ description: 'Keeps how a signed-in shopper pays, so that they can pay like that again' }),
    saved_payment_method_id: z
      .uuid()
      .optional()
      .meta({ description: 'Pays as a signed-in shopper did before' }),
  })
  .meta({ id: 'CheckoutPaymentInput', example: {} })
export type CheckoutPaymentInput = z.output<typeof CheckoutPaymentInput>

export const PaymentProof = z
  .strictObject({
    proof: z
      .record(z.string().max(100), z.string().max(4_096))
      .default({})
      .meta({ description: "What the provider gave the shopper's browser" }),
  })
  .meta({ id: 'PaymentProof' })

export const OrderPaymentId = OrderId.extend({ payment_id: z.uuid() })
export const ChargeInput = z
  .strictObject({
    saved_payment_method_id: z.uuid().optional().meta({ description: "Absent: the customer's default" }),
  })
  .meta({ id: 'ChargeInput' })
export const CaptureInput = z
  .strictObject({
    amount: z
      .int()
      .min(1)
      .max(MAX_AMOUNT)
      .optional()
      .meta({ description: 'Minor units; less than all lets go of the rest. Absent: all' }),
  })
  .meta({ id: 'CaptureInput' })
