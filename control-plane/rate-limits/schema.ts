import { z } from 'zod'
import { Instant } from '../../shared/http/instant.ts'
import { pageOf } from '../../shared/http/route.ts'

/** Counts stay exact as numbers, and a Redis can add to them. */
const MAX_COUNT = 1_000_000_000_000
const Count = z.int().min(1).max(MAX_COUNT)
const Burst = z
  .strictObject({ size: Count, per_second: Count })
  .meta({ id: 'RateBurst', description: 'So many at once, and how fast that fills up again' })

const FIELDS = {
  per_minute: Count.nullable(),
  per_hour: Count.nullable(),
  per_day: Count.nullable(),
  per_month: Count.nullable(),
  concurrent: Count.nullable(),
  burst: Burst.nullable(),
}

export const RateLimits = z.strictObject(FIELDS).meta({
  id: 'RateLimits',
  description: 'Requests allowed; null: without limit. Windows are of the calendar in UTC.',
})
export type RateLimits = z.output<typeof RateLimits>

/** What all traffic of a store may use, and what each of its secret keys may use of that. */
export const ScopedRateLimits = z.strictObject({ tenant: RateLimits, key: RateLimits }).meta({
  id: 'ScopedRateLimits',
  description: "For all of a store's traffic, and for each of its secret keys",
})
export type ScopedRateLimits = z.output<typeof ScopedRateLimits>

export const Scope = z.enum(['tenant', 'key'])
export type Scope = z.output<typeof Scope>

export const OverrideInput = z
  .strictObject({
    scope: Scope,
    limits: z
      .strictObject(FIELDS)
      .partial()
      .refine((limits) => Object.keys(limits).length > 0, 'names at least one limit')
      .meta({ description: 'Those that differ; null: without limit', example: { per_minute: 120_000 } }),
    effective_from: Instant.optional().meta({ description: 'Default: now', example: '2026-01-01T00:00:00Z' }),
    effective_until: Instant.nullish().meta({ description: 'Default: for good', example: null }),
    reason: z.string().trim().min(1).max(500).meta({ example: 'Product launch' }),
  })
  .refine(
    ({ effective_from: from, effective_until: until }) =>
      until == null || Date.parse(until) > (from === undefined ? 0 : Date.parse(from)),
    { path: ['effective_until'], message: 'must be after effective_from' },
  )
  .meta({ id: 'RateLimitOverrideInput' })
export type OverrideInput = z.output<typeof OverrideInput>

export const Override = z
  .object({
    id: z.uuid(),
    scope: Scope,
    limits: RateLimits.partial(),
    effective_from: z.string(),
    effective_until: z.string().nullable(),
    reason: z.string(),
    created_at: z.string(),
  })
  .meta({ id: 'RateLimitOverride' })
export type Override = z.output<typeof Override>
export const OverridePage = pageOf(Override).meta({ id: 'RateLimitOverridePage' })

/** The id of the override that a limit comes from; null: the plan's own. */
const Sources = z.object(
  Object.fromEntries(Object.keys(FIELDS).map((name) => [name, z.uuid().nullable()])) as Record<
    keyof RateLimits,
    z.ZodNullable<z.ZodUUID>
  >,
)
export type Sources = z.output<typeof Sources>

const Effective = z.object({
  limits: RateLimits,
  overridden_by: Sources.meta({ description: 'The override that a limit comes from; null: the plan' }),
})
export type Effective = z.output<typeof Effective>

export const TenantRateLimits = z
  .object({
    plan: z.string(),
    tenant: Effective,
    key: Effective,
    keys: z
      .array(z.object({ api_key_id: z.uuid(), rate_tier: z.string(), per_minute: z.int() }))
      .meta({ description: 'Keys that are held to a tier, if that is less' }),
  })
  .meta({ id: 'TenantRateLimits' })
export type TenantRateLimits = z.output<typeof TenantRateLimits>

export const RateTier = z.object({ name: z.string(), per_minute: z.int() }).meta({ id: 'RateTier' })
export type RateTier = z.output<typeof RateTier>
export const RateTiers = z.object({ data: z.array(RateTier) }).meta({ id: 'RateTiers' })

export const KeyTier = z
  .strictObject({
    rate_tier: z.string().max(63).nullable().meta({ description: 'Null: as the plan says', example: null }),
  })
  .meta({ id: 'KeyRateTier' })

export const TenantId = z.object({ tenant_id: z.uuid() })
export const OverrideId = z.object({ tenant_id: z.uuid(), rate_limit_override_id: z.uuid() })
export const KeyId = z.object({ tenant_id: z.uuid(), api_key_id: z.uuid() })
