import { z } from 'zod'
import { AuditExportFilter, AuditFilter } from '../../shared/audit/schema.ts'

export const TenantId = z.object({ tenant_id: z.uuid() })
/** Of one's own doings: the actor is given. */
export const ActivityFilter = AuditFilter.omit({ actor: true })
export type ActivityFilter = z.output<typeof ActivityFilter>
export const ActivityExportFilter = AuditExportFilter.omit({ actor: true })
export type ActivityExportFilter = z.output<typeof ActivityExportFilter>
