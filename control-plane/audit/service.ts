// The audit log of the platform: written by every route that changes something, read by whom it concerns.
import type { AuditTrail } from '../../shared/audit/audited.ts'
import { exportEntries, listEntries, storeEntry } from '../../shared/audit/log.ts'
import type { AuditExportFilter, AuditFilter } from '../../shared/audit/schema.ts'
import { withCommit } from '../../shared/context.ts'
import { type ControlCtx, type ControlTxCtx, inControlTx } from '../context.ts'
import type { ActivityExportFilter, ActivityFilter } from './schema.ts'

export const platformTrail: AuditTrail<ControlCtx> = {
  inTx: inControlTx,
  add: (ctx, draft) => withCommit(storeEntry(ctx as ControlTxCtx, draft.tenantId ?? null, draft)),
}

/** @param tenantId undefined for everything on the platform */
export const listAuditLog = (ctx: ControlCtx, tenantId: string | undefined, filter: AuditFilter) =>
  listEntries(ctx.db, tenantId, filter)

export const exportAuditLog = (ctx: ControlCtx, tenantId: string | undefined, filter: AuditExportFilter) =>
  exportEntries(ctx.db, tenantId, filter)

/** What the caller did, at whatever store. */
export const listActivity = (ctx: ControlCtx, filter: ActivityFilter) =>
  listEntries(ctx.db, undefined, { ...filter, actor: ctx.principal.id })

export const exportActivity = (ctx: ControlCtx, filter: ActivityExportFilter) =>
  exportEntries(ctx.db, undefined, { ...filter, actor: ctx.principal.id })
