import { z } from 'zod'
import { ScopedRateLimits } from '../rate-limits/index.ts'

const PlanLimits = z
  .strictObject({
    api_calls_per_month: z.int().min(0).nullable(),
    storage_bytes: z.int().min(0).nullable(),
    users: z.int().min(0).nullable(),
  })
  .meta({ id: 'PlanLimits', description: 'What a plan includes; null: without limit' })

const fields = { title: z.string().trim().min(1).max(100), limits: PlanLimits, rate_limits: ScopedRateLimits }

export const Plan = z.object({ name: z.string(), ...fields }).meta({ id: 'Plan' })
export type Plan = z.output<typeof Plan>
export const Plans = z.object({ data: z.array(Plan) }).meta({ id: 'Plans' })

const RATES = {
  per_minute: 60_000,
  per_hour: 1_000_000,
  per_day: 10_000_000,
  per_month: 100_000_000,
  concurrent: 500,
  burst: { size: 3_000, per_second: 1_500 },
}
export const PlanPatch = z
  .strictObject(fields)
  .partial()
  .meta({ id: 'PlanPatch', example: { title: 'Starter', rate_limits: { tenant: RATES, key: RATES } } })
export type PlanPatch = z.output<typeof PlanPatch>

export const PlanName = z.object({ plan: z.string().max(63) })
