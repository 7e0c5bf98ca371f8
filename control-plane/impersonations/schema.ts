import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'

export const TenantId = z.object({ tenant_id: z.uuid() })
export const ImpersonationId = z.object({ tenant_id: z.uuid(), impersonation_id: z.uuid() })

export const ImpersonationInput = z
  .strictObject({
    reason: z.string().trim().min(10).max(1_000).meta({ example: 'Ticket 4711: orders are missing' }),
    minutes: z.int().min(1).max(60).default(30),
    account_id: z
      .uuid()
      .optional()
      .meta({ description: "A member of the store's staff; without one, its oldest owner" }),
    write: z.boolean().default(false).meta({ description: 'Whether to change things, or only to look' }),
  })
  .meta({ id: 'ImpersonationInput', example: { reason: 'Ticket 4711: orders are missing', minutes: 15 } })
export type ImpersonationInput = z.output<typeof ImpersonationInput>

const impersonation = {
  id: z.uuid(),
  tenant_id: z.uuid(),
  admin_id: z.uuid(),
  account_id: z.uuid(),
  reason: z.string(),
  write: z.boolean(),
  created_at: z.string(),
  expires_at: z.string(),
  ended_at: z.string().nullable().meta({ description: 'When it was ended before its time' }),
}

export const Impersonation = z.object(impersonation).meta({ id: 'Impersonation' })
export type Impersonation = z.output<typeof Impersonation>
export const NewImpersonation = z
  .object({
    ...impersonation,
    token: z.string().meta({ description: 'Sent as a session token. Shown only now' }),
  })
  .meta({ id: 'NewImpersonation' })
export type NewImpersonation = z.output<typeof NewImpersonation>

export const ImpersonationFilter = z.strictObject(Paging)
export type ImpersonationFilter = z.output<typeof ImpersonationFilter>
export const ImpersonationPage = pageOf(Impersonation).meta({ id: 'ImpersonationPage' })

export const CurrentImpersonation = z
  .object({
    impersonation: z
      .object({
        ...impersonation,
        account_email: z.string(),
        tenant_slug: z.string(),
        tenant_name: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'CurrentImpersonation' })
export type CurrentImpersonation = z.output<typeof CurrentImpersonation>
