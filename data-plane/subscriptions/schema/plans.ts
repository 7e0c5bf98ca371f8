import { z } from 'zod'
import { Paging, pageOf } from '../../../shared/http/route.ts'
import { Price } from '../../../shared/money/money.ts'
import { MarketCode } from '../../markets/index.ts'
import { INTERVALS } from '../rules/dates.ts'
import { STATUSES } from '../rules/states.ts'

const MAX_LISTED = 250

const Discount = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({
      kind: z.literal('percentage'),
      ppm: z.int().min(1).max(1_000_000).meta({ description: 'Parts per million: 150000 is 15 %' }),
    }),
    z.strictObject({
      kind: z.literal('fixed_price'),
      prices: z
        .array(Price)
        .min(1)
        .max(50)
        .refine((prices) => new Set(prices.map(({ currency }) => currency)).size === prices.length, {
          message: 'names a currency twice',
        })
        .meta({ description: 'Of a unit; where a currency is missing, the plan is not on offer' }),
    }),
  ])
  .meta({
    id: 'SubscriptionDiscount',
    description: 'What a unit costs by the plan, compared with what it costs once',
    example: { kind: 'percentage', ppm: 150_000 },
  })

const terms = {
  interval: z.enum(INTERVALS),
  interval_count: z.int().min(1).max(365).meta({ description: 'Every so many intervals' }),
  trial_days: z
    .int()
    .min(0)
    .max(730)
    .meta({ description: 'The first goods cost nothing, and the first cycle is due after so many days' }),
  cycles: z
    .int()
    .min(1)
    .max(1_000)
    .nullable()
    .meta({ description: 'How many are paid in all; null: until it is cancelled' }),
  discount: Discount,
  markets: z.array(MarketCode).min(1).max(50).nullable().meta({ description: 'Null: all' }),
}
const applies = {
  product_ids: z.array(z.uuid()).max(MAX_LISTED).meta({ description: 'All variants of these' }),
  variant_ids: z.array(z.uuid()).max(MAX_LISTED),
}
const name = z.string().trim().min(1).max(255).meta({ example: 'Every month, 15 % less' })

export const SubscriptionPlanInput = z
  .strictObject({
    name,
    interval: terms.interval,
    interval_count: terms.interval_count.default(1),
    trial_days: terms.trial_days.default(0),
    cycles: terms.cycles.default(null),
    discount: Discount.default({ kind: 'none' }),
    markets: terms.markets.default(null),
    product_ids: applies.product_ids.default([]),
    variant_ids: applies.variant_ids.default([]),
  })
  .meta({ id: 'SubscriptionPlanInput', example: { name: 'Every month', interval: 'month' } })
export type SubscriptionPlanInput = z.output<typeof SubscriptionPlanInput>

export const SubscriptionPlanPatch = z
  .strictObject({ name, ...terms, ...applies })
  .partial()
  .meta({
    id: 'SubscriptionPlanPatch',
    description: 'What is absent stays. Subscriptions that exist keep their terms.',
  })
export type SubscriptionPlanPatch = z.output<typeof SubscriptionPlanPatch>

const StorePlan = z.object({ id: z.uuid(), name: z.string(), ...terms }).meta({ id: 'StoreSubscriptionPlan' })
export const StorePlans = z
  .object({
    data: z.array(
      StorePlan.extend({
        variant_ids: z.array(z.uuid()).nullable().meta({ description: 'Null: all variants of the product' }),
      }).meta({ id: 'OfferedSubscriptionPlan' }),
    ),
  })
  .meta({ id: 'OfferedSubscriptionPlans' })
export type StorePlans = z.output<typeof StorePlans>

export const SubscriptionPlan = StorePlan.extend({
  ...applies,
  archived_at: z.string().nullable().meta({ description: 'Since then it is offered to nobody' }),
  created_at: z.string(),
  updated_at: z.string(),
}).meta({ id: 'SubscriptionPlan' })
export type SubscriptionPlan = z.output<typeof SubscriptionPlan>
export const SubscriptionPlanPage = pageOf(SubscriptionPlan).meta({ id: 'SubscriptionPlanPage' })
export const SubscriptionPlanId = z.object({ subscription_plan_id: z.uuid() })
export const PlansProductId = z.object({ product_id: z.uuid() })
export const PlanFilter = z.strictObject({ ...Paging })
export type PlanFilter = z.output<typeof PlanFilter>

export const SubscriptionSettings = z
  .strictObject({
    retry_days: z
      .array(z.int().min(1).max(60))
      .max(10)
      .refine((days) => days.every((day, i) => i === 0 || day > (days[i - 1] ?? 0)), 'must go up')
      .meta({ description: 'When a renewal that failed is tried again: days after the first time' }),
    final_action: z
      .enum(['cancel', 'unpaid'])
      .meta({ description: 'What becomes of a subscription when the last attempt has failed' }),
  })
  .meta({ id: 'SubscriptionSettings', example: { retry_days: [1, 3, 5, 7], final_action: 'cancel' } })
export type SubscriptionSettings = z.output<typeof SubscriptionSettings>

export const SubscriptionStatus = z.enum(STATUSES).meta({
  id: 'SubscriptionStatus',
  description:
    '`past_due`: a renewal failed and is tried again. `unpaid`: it was tried for the last time, and whoever pays goes on.',
})
