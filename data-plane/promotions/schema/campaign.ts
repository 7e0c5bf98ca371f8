import { z } from 'zod'
import { Instant } from '../../../shared/http/instant.ts'
import { pageOf } from '../../../shared/http/route.ts'
import { Currency } from '../../../shared/money/money.ts'

/** What a campaign may give in all its time, in minor units: far below 2^53. */
const MAX_BUDGET = 1_000_000_000_000_000

const campaignFields = {
  name: z.string().trim().min(1).max(255),
  starts_at: Instant.nullable(),
  ends_at: Instant.nullable(),
  budget_amount: z
    .int()
    .min(0)
    .max(MAX_BUDGET)
    .nullable()
    .meta({ description: 'What its promotions may give in all, in minor units' }),
  usage_limit: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .nullable()
    .meta({ description: 'How often its promotions may be used in all' }),
}

export const CampaignInput = z
  .strictObject({ ...campaignFields, currency: Currency })
  .partial()
  .required({ name: true, currency: true })
  .meta({ id: 'CampaignInput' })
export type CampaignInput = z.output<typeof CampaignInput>

export const CampaignPatch = z
  .strictObject(campaignFields)
  .partial()
  .meta({ id: 'CampaignPatch', description: 'What is absent stays.' })
export type CampaignPatch = z.output<typeof CampaignPatch>

export const Campaign = z
  .object({
    id: z.uuid(),
    name: z.string(),
    currency: Currency,
    starts_at: z.string().nullable(),
    ends_at: z.string().nullable(),
    budget_amount: z.int().nullable(),
    spent_amount: z.int().meta({ description: 'Discounts given in its currency' }),
    usage_limit: z.int().nullable(),
    uses: z.int(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Campaign' })
export type Campaign = z.output<typeof Campaign>
export const CampaignPage = pageOf(Campaign).meta({ id: 'CampaignPage' })
export const CampaignId = z.object({ campaign_id: z.uuid() })
