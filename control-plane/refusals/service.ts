// Refused requests of the last week, looked up by those whom they concern.
import { DomainError } from '../../shared/errors.ts'
import { cursorOf, readCursor } from '../../shared/http/page.ts'
import { firstIdAt, timeOfId } from '../../shared/http/request-id.ts'
import type { ControlCtx } from '../context.ts'
import * as queries from './queries.ts'
import { NO_TENANT, startOfMinute } from './recorder.ts'
import { explain } from './rules.ts'
import type { Refusal, RefusalFilter, RefusalLookup } from './schema.ts'

const KEPT_MS = 7 * 24 * 60 * 60_000
const PRUNED_AT_ONCE = 5_000
const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * What is known of a refused request; without a tenant, of whatever store's it is or of none. Throws `not_found` for one that
 * was not refused, or whose refusal is not known.
 */
export async function getRefusal(
  ctx: ControlCtx,
  requestId: string,
  tenantId?: string,
): Promise<RefusalLookup> {
  const time = timeOfId(requestId)
  const [row, counts] = await Promise.all([
    queries.findRefusal(ctx.db, tenantId, requestId),
    time === undefined ? [] : queries.countsAt(ctx.db, tenantId ?? NO_TENANT, startOfMinute(time)),
  ])
  const isKept = (at: string) => Date.parse(at) >= ctx.now.getTime() - KEPT_MS
  const refusal = row !== undefined && isKept(row.at) ? shown(row) : null
  const counted =
    refusal === null
      ? counts
          .filter(({ minute }) => isKept(minute))
          .map(({ tenant_id: _, ...row }) => ({
            ...row,
            ...explain({ ...row, needed: null, had: null }),
          }))
      : []
  if (refusal === null && counted.length === 0)
    throw new DomainError('not_found', `No refusal is known of a request ${requestId}.`)
  const owner = row?.tenant_id ?? NO_TENANT
  return { request_id: requestId, tenant_id: owner === NO_TENANT ? null : owner, refusal, counted }
}

/** Newest first. */
export async function listRefusals(
  ctx: ControlCtx,
  tenantId: string,
  { limit, cursor, status, code, key_id, from, to }: RefusalFilter,
) {
  const oldest = ctx.now.getTime() - KEPT_MS
  const rows = await queries.listRefusals(ctx.db, tenantId, {
    limit: limit + 1,
    before: readCursor(cursor) ?? (to === undefined ? HIGHEST_ID : firstIdAt(Date.parse(to))),
    notBefore: firstIdAt(Math.max(oldest, from === undefined ? oldest : Date.parse(from))),
    status,
    code,
    keyId: key_id,
  })
  return { data: rows.slice(0, limit).map(shown), next_cursor: cursorOf(rows, limit) }
}

/** Removes what is older than a week. */
export async function pruneRefusals(ctx: ControlCtx): Promise<void> {
  const before = new Date(ctx.now.getTime() - KEPT_MS).toISOString()
  let removed: number
  do removed = await queries.pruneRefusals(ctx.db, before, PRUNED_AT_ONCE)
  while (removed === PRUNED_AT_ONCE)
}

const shown = (row: queries.RefusalRow): Refusal => ({
  request_id: row.id,
  at: row.at,
  status: row.status,
  code: row.code,
  rule: row.rule,
  ...explain(row),
  method: row.method,
  path: row.path,
  needed: row.needed,
  had: row.had,
  principal: { kind: row.principal_kind, id: row.principal_id, hint: row.hint },
  client_address: row.client_address,
})
