// Promotions and their codes as staff write and see them.
import { z } from 'zod'
import { Instant } from '../../../shared/http/instant.ts'
import { Paging, pageOf } from '../../../shared/http/route.ts'
import { Currency } from '../../../shared/money/money.ts'
import { Condition, Effect } from './discount.ts'

const MAX_CODES_AT_ONCE = 10_000

const Name = z.string().trim().min(1).max(255)
const Limit = z.int().min(1).max(1_000_000_000).nullable()

/** Shoppers may type a code in any case; it is kept and shown in upper case. */
const Code = z
  .string()
  .trim()
  .max(50)
  .normalize('NFC')
  .toUpperCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u, 'must be letters, digits, and - _ . between them')
  .meta({ example: 'SUMMER10' })

const promotionFields = {
  name: Name,
  campaign_id: z.uuid().nullable(),
  priority: z.int().min(-1_000_000).max(1_000_000).meta({ description: 'Lower goes first' }),
  stacking: z.enum(['combine', 'exclusive']).meta({
    description: '`exclusive`: given only when nothing was given before it, and nothing is after it',
  }),
  group: z
    .string()
    .min(1)
    .max(100)
    .nullable()
    .meta({ description: 'Of one group only the promotion that gives most applies' }),
  currency: Currency.nullable().meta({
    description: 'Given in this currency only; required where amounts occur',
    example: 'USD',
  }),
  starts_at: Instant.nullable(),
  ends_at: Instant.nullable(),
  conditions: z.array(Condition).max(20).meta({ description: 'All must hold', example: [] }),
  effect: Effect,
  usage_limit: Limit.meta({ description: 'How many checkouts may use it' }),
  customer_limit: Limit.meta({ description: 'How many checkouts of one customer, by e-mail address' }),
}
const fixedFields = {
  trigger: z.enum(['automatic', 'code']).meta({ description: 'Applied by itself, or by its codes' }),
  code_limit: Limit.meta({ description: 'How many checkouts may use one code' }),
}

export const PromotionInput = z
  .strictObject({
    ...promotionFields,
    ...fixedFields,
    active: z.boolean(),
    codes: z.array(Code).max(100).meta({ example: [] }),
  })
  .partial()
  .required({ name: true, trigger: true, effect: true })
  .meta({ id: 'PromotionInput' })
export type PromotionInput = z.output<typeof PromotionInput>

export const PromotionPatch = z
  .strictObject(promotionFields)
  .partial()
  .meta({ id: 'PromotionPatch', description: 'What is absent stays.' })
export type PromotionPatch = z.output<typeof PromotionPatch>

export const Promotion = z
  .object({
    id: z.uuid(),
    ...promotionFields,
    ...fixedFields,
    starts_at: z.string().nullable(),
    ends_at: z.string().nullable(),
    active: z.boolean(),
    uses: z.int().meta({ description: 'Checkouts that used it and were not cancelled' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Promotion' })
export type Promotion = z.output<typeof Promotion>

export const PromotionId = z.object({ promotion_id: z.uuid() })
export const PromotionFilter = z.strictObject({
  ...Paging,
  campaign_id: z.uuid().optional(),
  code: z.string().trim().max(50).toUpperCase().optional(),
})
export type PromotionFilter = z.output<typeof PromotionFilter>
export const PromotionPage = pageOf(Promotion).meta({ id: 'PromotionPage' })

export const PromotionStatistics = z
  .object({
    uses: z.int(),
    totals: z.array(z.object({ currency: Currency, orders: z.int(), discount_amount: z.int() })),
  })
  .meta({ id: 'PromotionStatistics', description: 'Without cancelled orders; amounts in minor units' })
export type PromotionStatistics = z.output<typeof PromotionStatistics>

export const CodesInput = z
  .strictObject({ codes: z.array(Code).min(1).max(MAX_CODES_AT_ONCE) })
  .meta({ id: 'PromotionCodesInput' })
export const CodesOrder = z
  .strictObject({
    count: z.int().min(1).max(MAX_CODES_AT_ONCE).meta({ example: 2 }),
    prefix: z
      .union([Code.max(30), z.literal('')])
      .default('')
      .meta({ example: 'VIP-' }),
  })
  .meta({ id: 'PromotionCodesOrder' })
export type CodesOrder = z.output<typeof CodesOrder>

export const PromotionCode = z
  .object({ id: z.uuid(), code: z.string(), created_at: z.string() })
  .meta({ id: 'PromotionCode' })
export type PromotionCode = z.output<typeof PromotionCode>
export const PromotionCodes = z.object({ data: z.array(PromotionCode) }).meta({ id: 'PromotionCodes' })
export const PromotionCodePage = pageOf(PromotionCode).meta({ id: 'PromotionCodePage' })
export const PromotionCodeId = z.object({ promotion_id: z.uuid(), promotion_code_id: z.uuid() })
export const PageFilter = z.strictObject(Paging)
export type PageFilter = z.output<typeof PageFilter>
