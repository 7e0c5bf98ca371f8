// The audit log as both planes show it.
import { z } from 'zod'
import { Instant } from '../http/instant.ts'
import { Paging, pageOf } from '../http/route.ts'

const Change = z.object({ from: z.unknown().optional(), to: z.unknown().optional() })

export const AuditEntry = z
  .object({
    id: z.uuid(),
    tenant_id: z.uuid().nullable(),
    at: z.string(),
    actor: z.object({
      kind: z.string().meta({ example: 'account' }),
      id: z.string(),
      label: z.string().nullable().meta({ description: 'Their e-mail address, or the start of their key' }),
    }),
    impersonator: z
      .string()
      .nullable()
      .meta({ description: "The platform admin who acted in the actor's place" }),
    action: z.string().meta({ example: 'product.updated' }),
    target_id: z.string().nullable(),
    targets: z.record(z.string(), z.string()).meta({ description: 'All that the path named' }),
    changes: z.record(z.string(), Change).meta({
      description:
        'By field: what it was and what it became. Secrets are `[redacted]`, data of shoppers `[personal]`, and what is too ' +
        'large `[truncated]`.',
    }),
    truncated: z.boolean(),
    request_id: z.string(),
    client: z.object({ address: z.string(), user_agent: z.string() }),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.output<typeof AuditEntry>

const filters = {
  actor: z.string().min(1).max(100).optional().meta({ description: 'Id of the account or key' }),
  action: z.string().min(1).max(100).optional(),
  target: z.string().min(1).max(100).optional().meta({ description: 'Id of what was changed' }),
  from: Instant.optional(),
  to: Instant.optional().meta({ description: 'Exclusive' }),
}

export const AuditFilter = z.strictObject({ ...Paging, ...filters })
export type AuditFilter = z.output<typeof AuditFilter>
export const AuditPage = pageOf(AuditEntry).meta({ id: 'AuditPage' })

export const AuditExportFilter = z.strictObject({
  ...filters,
  before: z
    .uuid()
    .optional()
    .meta({ description: 'Goes on after the last line of another export: give its `id`' }),
})
export type AuditExportFilter = z.output<typeof AuditExportFilter>
export const AuditCsv = z.string().meta({
  description: 'At most 10,000 entries and about 8 MB; one without entries is the end',
})
