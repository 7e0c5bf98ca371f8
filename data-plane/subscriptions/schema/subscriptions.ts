import { z } from 'zod'
import { Instant } from '../../../shared/http/instant.ts'
import { Paging, pageOf } from '../../../shared/http/route.ts'
import { Currency, Money } from '../../../shared/money/money.ts'
import { OrderAddress, ShippingAddress } from '../../addresses/index.ts'
import { MarketCode } from '../../markets/index.ts'
import { PaymentMethod } from '../../orders/index.ts'
import { INTERVALS } from '../rules/dates.ts'
import { SubscriptionStatus } from './plans.ts'

export const CheckoutSubscriptions = z
  .strictObject({
    lines: z
      .array(z.strictObject({ line_item_id: z.uuid(), subscription_plan_id: z.uuid() }))
      .max(200)
      .meta({ description: 'All others are bought once' }),
  })
  .meta({ id: 'CheckoutSubscriptions', example: { lines: [] } })
export type CheckoutSubscriptions = z.output<typeof CheckoutSubscriptions>

const Cycle = z
  .object({
    cycle: z.int().meta({ description: '0 is the order of a trial' }),
    status: z.enum(['open', 'ordered', 'missed']).meta({
      description:
        '`open`: still to be paid, or without goods. `missed`: given up, the next one comes at its time',
    }),
    period_start: z.string(),
    checkout_id: z
      .uuid()
      .nullable()
      .meta({ description: 'Of one that is open: where the shopper can pay it themselves' }),
    order_id: z.uuid().nullable(),
    balance: Money.meta({ description: 'What of the balance is settled with it' }),
    attempts: z.int().meta({ description: 'That failed' }),
    failure_code: z.string().nullable().meta({ description: 'Of the last attempt that failed' }),
    failure_message: z.string().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'SubscriptionCycle' })
export const Cycles = z
  .object({ data: z.array(Cycle), next_cursor: z.string().nullable() })
  .meta({ id: 'SubscriptionCyclePage' })

export const Subscription = z
  .object({
    id: z.uuid(),
    status: SubscriptionStatus,
    customer_id: z.uuid(),
    email: z.string(),
    subscription_plan_id: z.uuid(),
    interval: z.enum(INTERVALS),
    interval_count: z.int(),
    market: MarketCode,
    currency: Currency,
    items: z.array(
      z.object({
        variant_id: z.uuid(),
        product_id: z.uuid(),
        title: z.string(),
        variant_title: z.string(),
        quantity: z.int(),
        unit_price: Money.meta({ description: 'Stays as it is until the plan or the variant is changed' }),
      }),
    ),
    price: Money.meta({ description: 'Of a cycle, before shipping and what tax its prices do not contain' }),
    shipping_address: OrderAddress.nullable(),
    shipping_method: z.string().nullable(),
    payment_method: PaymentMethod,
    saved_payment_method_id: z.uuid().nullable(),
    trial_ends_at: z.string().nullable(),
    period_start: z.string(),
    period_end: z.string(),
    next_renewal_at: z.string().nullable().meta({ description: 'Null when nothing is to be renewed' }),
    retry_at: z.string().nullable().meta({ description: 'When a renewal that failed is tried again' }),
    cycle: z.int().meta({ description: 'The number of the last one' }),
    cycles_left: z.int().nullable(),
    balance: Money.meta({
      description:
        'A credit, or below zero what is owed, for changes within a period: settled with the next renewals',
    }),
    open_cycle: Cycle.nullable().meta({ description: 'The one whose renewal has not succeeded yet' }),
    cancel_at_period_end: z.boolean(),
    cancelled_at: z.string().nullable(),
    cancel_reason: z.string().nullable(),
    paused_until: z.string().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Subscription' })
export type Subscription = z.output<typeof Subscription>
export const SubscriptionPage = pageOf(Subscription).meta({ id: 'SubscriptionPage' })
export const SubscriptionId = z.object({ subscription_id: z.uuid() })
export const SubscriptionFilter = z.strictObject({
  ...Paging,
  status: SubscriptionStatus.optional(),
  customer_id: z.uuid().optional(),
  subscription_plan_id: z.uuid().optional(),
  order_id: z.uuid().optional().meta({ description: 'Those that an order began or renewed' }),
})
export type SubscriptionFilter = z.output<typeof SubscriptionFilter>
export const SubscriptionPaging = z.strictObject(Paging)
export type SubscriptionPaging = z.output<typeof SubscriptionPaging>

const Proration = z.enum(['none', 'balance', 'time']).meta({
  description:
    'What becomes of the present period when the price changes. `none`: the change counts from the next renewal. ' +
    '`balance`: unused time of the old and remaining time of the new are settled with the next renewals. ' +
    '`time`: what is left pays for days of the new, after which it is renewed.',
})

export const SubscriptionPatch = z
  .strictObject({
    items: z
      .array(z.strictObject({ variant_id: z.uuid(), quantity: z.int().min(1).max(10_000) }))
      .min(1)
      .max(50)
      .refine((items) => new Set(items.map((item) => item.variant_id.toLowerCase())).size === items.length, {
        message: 'names a variant twice',
      })
      .meta({ description: 'All that is ordered from now on' }),
    subscription_plan_id: z.uuid(),
    proration: Proration,
    shipping_address: ShippingAddress,
    shipping_method: z.string().min(1).max(50),
    payment_method: PaymentMethod,
    saved_payment_method_id: z.uuid().meta({ description: 'Sets `payment_method` too' }),
    next_renewal_at: Instant.meta({ description: 'Dates are counted from it afterwards' }),
  })
  .partial()
  .meta({
    id: 'SubscriptionPatch',
    description: 'What is absent stays.',
    example: { shipping_method: 'standard' },
  })
export type SubscriptionPatch = z.output<typeof SubscriptionPatch>

export const SubscriptionPreview = z
  .object({
    lines: z.array(
      z.object({
        kind: z.enum(['unused_time', 'remaining_time']),
        from: z.string(),
        to: z.string(),
        amount: Money,
      }),
    ),
    net: Money.meta({ description: 'Above zero: owed with the next renewal. Below: a credit' }),
    subscription: Subscription.meta({ description: 'As it would be' }),
  })
  .meta({ id: 'SubscriptionPreview' })
export type SubscriptionPreview = z.output<typeof SubscriptionPreview>

export const PauseInput = z
  .strictObject({
    until: Instant.nullable().default(null).meta({ description: 'Null: until it is resumed' }),
  })
  .meta({ id: 'SubscriptionPauseInput', example: {} })
export const CancelInput = z
  .strictObject({
    at: z.enum(['now', 'period_end']),
    reason: z.string().trim().max(500).nullable().default(null),
  })
  .meta({ id: 'SubscriptionCancelInput', example: { at: 'period_end' } })
export type CancelInput = z.output<typeof CancelInput>

export const Timeline = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid(),
        kind: z.string().meta({ example: 'subscription.paused' }),
        actor_kind: z.string(),
        actor_id: z.string(),
        actor_label: z.string().nullable(),
        data: z.record(z.string(), z.unknown()),
        at: z.string(),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'SubscriptionTimeline' })
