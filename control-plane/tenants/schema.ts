import { z } from 'zod'
import { KeyedPaging, pageOf } from '../../shared/http/route.ts'
import { Email, NewPassword } from '../accounts/index.ts'
import { Membership } from '../members/index.ts'
import { SessionTokens } from '../session-tokens.ts'
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
    email: Email,
    password: NewPassword,
    store_name: z.string().trim().min(1).max(255).meta({ example: 'Linen House' }),
    slug: Slug,
  })
  .meta({ id: 'SignupInput' })
export type SignupInput = z.output<typeof SignupInput>

export const TenantInput = SignupInput.pick({ store_name: true, slug: true }).meta({ id: 'TenantInput' })
export type TenantInput = z.output<typeof TenantInput>

const TenantStatus = z.enum(['active', 'suspended', 'cancelled'])
export type TenantStatus = z.output<typeof TenantStatus>

const Plan = z.string().max(63).meta({ description: 'The name of a plan', example: 'starter' })

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

const TenantStatusChange = z
  .object({
    status: TenantStatus,
    reason: z.string(),
    actor: z.object({ kind: z.string().meta({ example: 'platform_admin' }), id: z.string() }),
    at: z.string(),
  })
  .meta({ id: 'TenantStatusChange' })
export type TenantStatusChange = z.output<typeof TenantStatusChange>

export const TenantDetail = z
  .object({
    ...Tenant.shape,
    status_changes: z.array(TenantStatusChange).meta({
      description: 'Newest first, at most 100; empty for a store that was never suspended or closed',
    }),
  })
  .meta({ id: 'TenantDetail' })
export type TenantDetail = z.output<typeof TenantDetail>

const FirstKeys = z
  .object({ publishable: z.string(), secret: z.string() })
  .meta({ description: 'Shown only now' })
export const NewTenant = z.object({ tenant: Tenant, api_keys: FirstKeys }).meta({ id: 'NewTenant' })
export type NewTenant = z.output<typeof NewTenant>

export const Signup = z
  .object({
    tenant: Tenant,
    user: z.object({ id: z.uuid(), email: z.string() }),
    api_keys: FirstKeys,
    ...SessionTokens.shape,
  })
  .meta({ id: 'Signup' })
export type Signup = z.output<typeof Signup>

export const TenantId = z.object({ tenant_id: z.uuid() })
export const TenantPatch = z
  .strictObject({ plan: Plan, limits: Limits, settings: Settings })
  .partial()
  .meta({ id: 'TenantPatch' })
export type TenantPatch = z.output<typeof TenantPatch>
const TENANT_ORDERS = ['created_at', '-created_at', 'name', '-name'] as const
export const TenantFilter = z.strictObject({
  ...KeyedPaging,
  slug: z.string().max(63).optional(),
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: "A part of the store's address, its name or an owner's e-mail address" }),
  status: TenantStatus.optional(),
  plan: Plan.optional(),
  shard: z.string().max(100).optional(),
  sort: z.enum(TENANT_ORDERS).default('-created_at'),
})
export type TenantFilter = z.output<typeof TenantFilter>
export const TenantPage = pageOf(
  Tenant.extend({
    owner: z
      .object({ account_id: z.uuid(), email: z.string() })
      .nullable()
      .meta({ description: 'The oldest one' }),
    membership: Membership.nullable().meta({
      description: 'What you are there; null for platform admins who do not belong to it',
    }),
  }).meta({ id: 'ListedTenant' }),
).meta({ id: 'TenantPage' })

const Counted = z.record(z.string(), z.int())
export const TenantCounts = z
  .object({ total: z.int(), by_status: Counted, by_plan: Counted, by_shard: Counted })
  .meta({ id: 'TenantCounts' })
export type TenantCounts = z.output<typeof TenantCounts>

const Reason = z.string().trim().max(1_000)
export const StatusReason = z
  .strictObject({ reason: Reason.min(1).meta({ example: 'Chargebacks were not answered' }) })
  .meta({ id: 'StatusReason' })
/** What is taken back explains itself. */
export const OptionalReason = z.strictObject({ reason: Reason.default('') }).meta({ id: 'OptionalReason' })
export const TenantClosing = z
  .strictObject({
    confirm_slug: z
      .string()
      .max(63)
      .meta({ description: "The store's address, so that no other one is closed" }),
    reason: Reason.default(''),
  })
  .meta({ id: 'TenantClosing' })
export type TenantClosing = z.output<typeof TenantClosing>
