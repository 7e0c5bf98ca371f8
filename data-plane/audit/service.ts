// The audit log of a store: written by every route for staff, read by those who may.
import type { AuditTrail } from '../../shared/audit/audited.ts'
import { exportEntries, listEntries, storeEntry } from '../../shared/audit/log.ts'
import type { AuditExportFilter, AuditFilter } from '../../shared/audit/schema.ts'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../shared/context.ts'

/** An entry costs no round trip: it goes with the commit of what it tells of. */
export const storeTrail: AuditTrail<Ctx> = {
  inTx,
  add: (ctx, draft) => withCommit(storeEntry(ctx as TxCtx, ctx.tenantId, draft)),
}

export const listAuditLog = (ctx: Ctx, filter: AuditFilter) =>
  inRead(ctx, (ctx) => listEntries(ctx.tx, ctx.tenantId, filter))

export const exportAuditLog = (ctx: Ctx, filter: AuditExportFilter) =>
  inRead(ctx, (ctx) => exportEntries(ctx.tx, ctx.tenantId, filter))
