import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { slugFault } from './rules.ts'

const Slug = z
  .string()
  .superRefine((slug, check) => {
    const fault = slugFault(slug)
    if (fault !== undefined) check.addIssue(fault)
  })
  .meta({ description: "The store's address: {slug}.{base domain}", example: 'linen-house' })

export const SignupInput = z
  .strictObject({
    email: z.email().max(254).toLowerCase().meta({ example: 'owner@example.com' }),
    password: z.string().min(10).max(200).meta({ example: 'a long passphrase' }),
    store_name: z.string().trim().min(1).max(255).meta({ example: 'Linen House' }),
    slug: Slug,
  })
  .meta({ id: 'SignupInput' })
export type SignupInput = z.output<typeof SignupInput>

const TenantStatus = z.enum(['active', 'suspended', 'cancelled'])

const Plan = z.enum(['starter', 'pro', 'enterprise'])

const Limits = z
  .strictObject({
    api_calls_per_month: z.int().min(0).nullable(),
    storage_bytes: z.int().min(0).nullable(),
    users: z.int().min(0).nullable(),
  })
  .meta({ id: 'Limits', description: 'What differs from the plan for this store; null: as the plan says' })

const Settings = z
  .record(z.string().min(1).max(100), z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= 100, 'holds at most 100 keys')

export const Tenant = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    status: TenantStatus,
    plan: Plan,
    shard: z.string(),
    limits: Limits,
    settings: Settings,
    created_at: z.string(),
  })
  .meta({ id: 'Tenant' })
export type Tenant = z.output<typeof Tenant>

export const Signup = z
  .object({
    tenant: Tenant,
    user: z.object({ id: z.uuid(), email: z.string() }),
    api_keys: z
      .object({ publishable: z.string(), secret: z.string() })
      .meta({ description: 'Shown only now' }),
    session_token: z
      .string()
      .meta({ description: "Signs the owner in on the platform API and on the store's staff API" }),
  })
  .meta({ id: 'Signup' })
export type Signup = z.output<typeof Signup>

export const TenantId = z.object({ tenant_id: z.uuid() })
export const TenantPatch = z
  .strictObject({ status: TenantStatus, plan: Plan, limits: Limits, settings: Settings })
  .partial()
  .meta({ id: 'TenantPatch' })
export type TenantPatch = z.output<typeof TenantPatch>
export const TenantFilter = z.strictObject({ ...Paging, slug: z.string().max(63).optional() })
export type TenantFilter = z.output<typeof TenantFilter>
export const TenantPage = pageOf(Tenant).meta({ id: 'TenantPage' })
