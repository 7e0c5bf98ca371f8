import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { OrderFilter } from '../orders/index.ts'
import type { Part } from './rules/parts.ts'
import type { OrderExport } from './schema.ts'

export type ExportRow = Omit<OrderExport, 'size_bytes'> & {
  is_counted: boolean
  reached: string | null
  parts: Part[]
  pending: string | null
}
type Key = { tenantId: string; id: string }
const exportFields = sql`id, status, filter, total_orders, processed_orders, is_counted, reached, parts, pending, failure,
  ${utc('created_at')} as created_at, ${utc('completed_at')} as completed_at, ${utc('expires_at')} as expires_at`

const insertOne = prepared<Key & { filter: string; at: string; expiresAt: string }>(
  (p) => sql`
    insert into order_exports (tenant_id, id, status, filter, created_at, expires_at)
    values (${p.tenantId}, ${p.id}, 'queued', ${p.filter}, ${p.at}, ${p.expiresAt})`,
)
export const insertExport = (
  tx: Tx,
  tenantId: string,
  id: string,
  { filter, ...times }: { filter: OrderFilter; at: string; expiresAt: string },
) => insertOne(tx, { tenantId, id, filter: JSON.stringify(filter), ...times })

const readOne = prepared<Key, ExportRow>(
  (p) => sql`select ${exportFields} from order_exports where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const findExport = async (tx: Tx, tenantId: string, id: string): Promise<ExportRow | undefined> =>
  (await readOne(tx, { tenantId, id }))[0]

const readPage = prepared<{ tenantId: string; limit: number; before: string | null }, ExportRow>(
  (p) => sql`
    select ${exportFields} from order_exports
    where tenant_id = ${p.tenantId} and id < coalesce(${p.before}, 'ffffffff-ffff-ffff-ffff-ffffffffffff')::uuid
    order by id desc limit ${p.limit}`,
)
/** Newest first; `before` is the id of the last export already seen. */
export const listExports = (
  tx: Tx,
  tenantId: string,
  { limit, before = null }: { limit: number; before?: string | null | undefined },
) => readPage(tx, { tenantId, limit, before })

const start = prepared<Key, { attempts: number; runs: number }>(
  (p) => sql`
    update order_exports set status = 'running', attempts = attempts + 1, runs = runs + 1
    where tenant_id = ${p.tenantId} and id = ${p.id} and status in ('queued', 'running') returning attempts, runs`,
)
/** Counts another start of an export that has not ended; undefined when there is none such. */
export const startExport = async (tx: Tx, tenantId: string, id: string) =>
  (await start(tx, { tenantId, id }))[0]

const count = prepared<Key & { from: string | null; reached: string | null; found: number; done: boolean }>(
  (p) => sql`
    update order_exports set total_orders = total_orders + ${p.found}, is_counted = ${p.done},
      reached = case when ${p.done} then null else ${p.reached}::uuid end
    where tenant_id = ${p.tenantId} and id = ${p.id} and not is_counted
      and reached is not distinct from ${p.from}::uuid`,
)
/** Adds to the count, unless somebody else has counted these. */
export const addCount = (
  tx: Tx,
  tenantId: string,
  id: string,
  counted: { from: string | null; reached: string | null; found: number; done: boolean },
) => count(tx, { tenantId, id, ...counted })

const begin = prepared<Key & { key: string; number: number }, { before: string | null }>(
  (p) => sql`
    update order_exports set pending = ${p.key}
    where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'running' and jsonb_array_length(parts) = ${p.number}
    returning old.pending as before`,
)
/** Notes the key of the part that will be stored. Gives the one that was noted before; undefined when it is not its turn. */
export const beginPart = async (
  tx: Tx,
  tenantId: string,
  id: string,
  part: { key: string; number: number },
) => (await begin(tx, { tenantId, id, ...part }))[0]

const end = prepared<
  Key & { key: string; part: string; reached: string | null; found: number; done: boolean; at: string },
  { id: string }
>(
  (p) => sql`
    update order_exports set parts = parts || ${p.part}::jsonb, pending = null, processed_orders = processed_orders + ${p.found},
      reached = ${p.reached}::uuid, status = case when ${p.done} then 'completed' else status end,
      total_orders = case when ${p.done} then processed_orders + ${p.found}
        else greatest(total_orders, processed_orders + ${p.found}) end,
      completed_at = case when ${p.done} then ${p.at}::timestamptz end
    where tenant_id = ${p.tenantId} and id = ${p.id} and pending = ${p.key} returning id`,
)
/** Adds a stored part, the last one if `done`. Whether it was still this part's turn. */
export const endPart = async (
  tx: Tx,
  tenantId: string,
  id: string,
  { part, ...progress }: { part: Part; reached: string | null; found: number; done: boolean; at: string },
): Promise<boolean> =>
  (await end(tx, { tenantId, id, key: part.key, part: JSON.stringify([part]), ...progress })).length > 0

const reset = prepared<Key>(
  (p) => sql`update order_exports set attempts = 0 where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** The next start is a run of its own rather than another attempt. */
export const resetAttempts = (tx: Tx, tenantId: string, id: string) => reset(tx, { tenantId, id })

const fail = prepared<Key & { failure: string; at: string }>(
  (p) => sql`
    update order_exports set status = 'failed', failure = ${p.failure}, completed_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const failExport = (tx: Tx, tenantId: string, id: string, end: { failure: string; at: string }) =>
  fail(tx, { tenantId, id, ...end })

const readExpired = prepared<{ tenantId: string; at: string; limit: number }, ExportRow>(
  (p) => sql`
    select ${exportFields} from order_exports where tenant_id = ${p.tenantId} and expires_at <= ${p.at}
    order by expires_at limit ${p.limit}`,
)
export const expiredExports = (tx: Tx, tenantId: string, at: string, limit: number) =>
  readExpired(tx, { tenantId, at, limit })

const deleteOne = prepared<Key>(
  (p) => sql`delete from order_exports where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const deleteExport = (tx: Tx, tenantId: string, id: string) => deleteOne(tx, { tenantId, id })
