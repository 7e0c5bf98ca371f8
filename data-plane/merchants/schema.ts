import { z } from 'zod'
import { text } from '../../shared/http/fields.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { MarketCode } from '../markets/index.ts'

const merchantFields = {
  market: MarketCode,
  code: z
    .string()
    .max(64)
    .regex(/^[a-z0-9][a-z0-9_-]*$/, 'must be lower-case letters, digits, and - _ between them')
    .meta({ example: 'linen-mill' }),
  name: text(255).min(1).meta({ example: 'Linen Mill Ltd' }),
  integration: z
    .enum(['api', 'feed', 'manual', 'affiliate'])
    .meta({ description: 'How its products come into the store' }),
  commission_basis_points: z
    .int()
    .min(0)
    .max(10_000)
    .meta({ description: "The store's share of its sales, in hundredths of a percent" }),
  status: z.enum(['active', 'paused']),
  contact_name: text(255),
  contact_email: z.email().max(254).nullable(),
  contact_phone: text(50),
}

export const MerchantInput = z
  .strictObject(merchantFields)
  .partial()
  .required({ market: true, code: true, name: true })
  .meta({ id: 'MerchantInput' })
export const MerchantPatch = z
  .strictObject(merchantFields)
  .partial()
  .meta({ id: 'MerchantPatch', description: 'What is absent stays.' })
export type MerchantInput = z.output<typeof MerchantInput>
export type MerchantPatch = z.output<typeof MerchantPatch>

export const Merchant = z
  .object({ id: z.uuid(), ...merchantFields, created_at: z.string(), updated_at: z.string() })
  .meta({ id: 'Merchant' })
export type Merchant = z.output<typeof Merchant>

export const MerchantId = z.object({ merchant_id: z.uuid() })
export const MerchantFilter = z.strictObject({ ...Paging, market: MarketCode.optional() })
export type MerchantFilter = z.output<typeof MerchantFilter>
export const MerchantPage = pageOf(Merchant).meta({ id: 'MerchantPage' })
