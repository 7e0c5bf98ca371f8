// Writing and reading the audit log, alike in both planes.
import { stringify } from 'csv-stringify/sync'
import { v7 as uuidv7 } from 'uuid'
import type { BaseCtx } from '../context.ts'
import { findEntries, insertEntry, type StoredEntry } from '../db/audit-entries.ts'
import type { Db, Tx } from '../db/connect.ts'
import { cursorOf, readCursor } from '../http/page.ts'
import type { AuditDraft } from './audited.ts'
import type { AuditEntry, AuditExportFilter, AuditFilter } from './schema.ts'

const MAX_EXPORTED = 10_000
const MAX_EXPORTED_CHARACTERS = 8 * 1024 * 1024
const EXPORT_STEP = 500

/** Stores an entry in the caller's transaction. Its id is made of the time of the request, so that ids tell the time. */
export const storeEntry = (ctx: BaseCtx & { tx: Tx }, tenantId: string | null, draft: AuditDraft) =>
  insertEntry(ctx.tx, {
    tenantId,
    id: uuidv7({ msecs: ctx.now.getTime() }),
    at: ctx.now.toISOString(),
    actorKind: draft.actor.kind,
    actorId: draft.actor.id,
    actorLabel: draft.actor.label ?? null,
    impersonatorId: ctx.principal.impersonator ?? null,
    action: draft.action,
    targetId: draft.targetId ?? null,
    targets: draft.targets,
    changes: draft.changes,
    truncated: draft.truncated,
    requestId: ctx.requestId,
    address: ctx.client.address,
    userAgent: ctx.client.userAgent,
  })

/** The least id that an entry of that time can have (RFC 9562, 5.7). */
function idAt(time: string): string {
  const hex = Date.parse(time).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

const shown = (row: StoredEntry): AuditEntry => ({
  id: row.id,
  tenant_id: row.tenant_id,
  at: row.at,
  actor: { kind: row.actor_kind, id: row.actor_id, label: row.actor_label },
  impersonator: row.impersonator_id,
  action: row.action,
  target_id: row.target_id,
  targets: row.targets,
  changes: row.changes,
  truncated: row.truncated,
  request_id: row.request_id,
  client: { address: row.client_address, user_agent: row.user_agent },
})

type Filters = Pick<AuditFilter, 'actor' | 'action' | 'target' | 'from' | 'to'>

function wantedOf(tenantId: string | undefined, filter: Filters, after: string | undefined) {
  const end = filter.to === undefined ? undefined : idAt(filter.to)
  const [before] = [after, end].filter((id) => id !== undefined).sort()
  return {
    tenantId,
    actorId: filter.actor,
    action: filter.action,
    targetId: filter.target,
    since: filter.from === undefined ? undefined : idAt(filter.from),
    before,
  }
}

/** A page of the log, newest first. @param tenantId undefined for all that `db` sees */
export async function listEntries(db: Db, tenantId: string | undefined, filter: AuditFilter) {
  const { limit, cursor } = filter
  const rows = await findEntries(db, {
    ...wantedOf(tenantId, filter, readCursor(cursor)),
    limit: limit + 1,
  })
  return { data: rows.slice(0, limit).map(shown), next_cursor: cursorOf(rows, limit) }
}

const COLUMNS = [
  'id',
  'at',
  'tenant_id',
  'actor_kind',
  'actor_id',
  'actor_label',
  'impersonator_id',
  'action',
  'target_id',
  'targets',
  'changes',
  'truncated',
  'request_id',
  'client_address',
  'user_agent',
] as const satisfies (keyof StoredEntry)[]

/** Part of the log as CSV (RFC 4180), newest first. What a spreadsheet would run as a formula is escaped. */
export async function exportEntries(
  db: Db,
  tenantId: string | undefined,
  filter: AuditExportFilter,
): Promise<string> {
  let csv = stringify([COLUMNS])
  let { before } = filter
  for (let exported = 0; exported < MAX_EXPORTED; exported += EXPORT_STEP) {
    const rows = await findEntries(db, { ...wantedOf(tenantId, filter, before), limit: EXPORT_STEP })
    csv += stringify(
      rows.map((row) => COLUMNS.map((name) => cell(row[name]))),
      { escape_formulas: true },
    )
    before = rows.at(-1)?.id
    if (rows.length < EXPORT_STEP || csv.length > MAX_EXPORTED_CHARACTERS) break
  }
  return csv
}

const cell = (value: unknown) => (typeof value === 'string' || value === null ? value : JSON.stringify(value))
