import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'

export type NewTimelineEntry = {
  id: string
  orderId: string
  kind: string
  actorKind: string
  actorId: string
  actorLabel: string | null
  data: object
  at: string
}
const insertEntry = prepared<Omit<NewTimelineEntry, 'data'> & { tenantId: string; data: string }>(
  (p) => sql`
    insert into order_timeline (tenant_id, id, order_id, kind, actor_kind, actor_id, actor_label, data, at)
    values (${p.tenantId}, ${p.id}, ${p.orderId}, ${p.kind}, ${p.actorKind}, ${p.actorId}, ${p.actorLabel}, ${p.data}, ${p.at})`,
)
export const insertTimelineEntry = (tx: Tx, tenantId: string, entry: NewTimelineEntry) =>
  insertEntry(tx, { tenantId, ...entry, data: JSON.stringify(entry.data) })

export type TimelineRow = {
  id: string
  kind: string
  actor_kind: string
  actor_id: string
  actor_label: string | null
  data: Record<string, unknown>
  at: string
}
const entryFields = sql`id, kind, actor_kind, actor_id, actor_label, data, ${utc('at')} as at`

type Key = { tenantId: string; orderId: string }
const readPage = prepared<Key & { before: string | null; limit: number }, TimelineRow>(
  (p) => sql`
    select ${entryFields} from order_timeline
    where tenant_id = ${p.tenantId} and order_id = ${p.orderId}
      and id < coalesce(${p.before}, 'ffffffff-ffff-ffff-ffff-ffffffffffff')::uuid
    order by id desc limit ${p.limit}`,
)
/** Newest first; `before` is the id of the last entry already seen. */
export const readTimeline = (
  tx: Tx,
  tenantId: string,
  orderId: string,
  page: { limit: number; before: string | undefined },
) => readPage(tx, { tenantId, orderId, limit: page.limit, before: page.before ?? null })

const readEntry = prepared<Key & { id: string }, TimelineRow>(
  (p) => sql`
    select ${entryFields} from order_timeline
    where tenant_id = ${p.tenantId} and order_id = ${p.orderId} and id = ${p.id} for update`,
)
export const lockEntry = async (
  tx: Tx,
  tenantId: string,
  orderId: string,
  id: string,
): Promise<TimelineRow | undefined> => (await readEntry(tx, { tenantId, orderId, id }))[0]

const updateEntryData = prepared<{ tenantId: string; id: string; data: string }>(
  (p) => sql`update order_timeline set data = ${p.data} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const updateEntry = (tx: Tx, tenantId: string, id: string, data: object) =>
  updateEntryData(tx, { tenantId, id, data: JSON.stringify(data) })

const deleteOne = prepared<{ tenantId: string; id: string }>(
  (p) => sql`delete from order_timeline where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const deleteEntry = (tx: Tx, tenantId: string, id: string) => deleteOne(tx, { tenantId, id })

const readPlaced = prepared<
  { tenantId: string; id: string },
  { at: string; number: number; total: number; currency: string; email: string }
>(
  (p) => sql`
    select ${utc('placed_at')} as at, number, total_amount as total, currency, email from orders
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const findPlaced = async (tx: Tx, tenantId: string, id: string) =>
  (await readPlaced(tx, { tenantId, id }))[0]
