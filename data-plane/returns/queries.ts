import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { ReturnLine } from './rules.ts'
import type { Return } from './schema.ts'

type InTenant = { tenantId: string }
type Of = InTenant & { orderId: string }

export type ReturnRow = Omit<Return, 'note'> & { note: string }
const tree = sql`
  select r.id, r.order_id, r.status, r.requested_by, r.note, r.decline_note, r.label_url, r.tracking_carrier,
    r.tracking_number, r.tracking_url, ${utc('r.created_at')} as created_at, ${utc('r.updated_at')} as updated_at,
    (select coalesce(json_agg(json_build_object('line_item_id', l.line_item_id, 'quantity', l.quantity, 'reason', l.reason,
        'note', l.note, 'restocked_quantity', l.restocked_quantity, 'dismissed_quantity', l.dismissed_quantity,
        'written_off_quantity', l.written_off_quantity, 'refunded_quantity', l.refunded_quantity) order by l.line_item_id), '[]')
      from return_line_items l where l.tenant_id = r.tenant_id and l.return_id = r.id) as line_items,
    (select coalesce(json_agg(json_build_object('variant_id', x.variant_id, 'quantity', x.quantity, 'line_item_id',
        x.line_item_id) order by x.variant_id), '[]')
      from return_replacements x where x.tenant_id = r.tenant_id and x.return_id = r.id) as replacements
  from returns r`
const findOne = prepared<InTenant & { id: string }, ReturnRow>(
  (p) => sql`${tree} where r.tenant_id = ${p.tenantId} and r.id = ${p.id}`,
)
export const findReturn = async (tx: Tx, tenantId: string, id: string): Promise<ReturnRow | undefined> =>
  (await findOne(tx, { tenantId, id }))[0]

const FILTERS = {
  before: sql`r.id < ${sql.placeholder('before')}`,
  order_id: sql`r.order_id = ${sql.placeholder('order_id')}`,
  status: sql`r.status = ${sql.placeholder('status')}`,
}
type Filter = keyof typeof FILTERS
type Listing = { limit: number } & { [F in Filter]?: string | undefined }
const listingOf = (filters: readonly Filter[]) =>
  prepared<Listing & InTenant, ReturnRow>((p) => {
    const conditions = [sql`r.tenant_id = ${p.tenantId}`, ...filters.map((filter) => FILTERS[filter])]
    return sql`${tree} where ${sql.join(conditions, sql` and `)} order by r.id desc limit ${p.limit}`
  })
const listings = new Map<string, ReturnType<typeof listingOf>>()
/** Newest first; `before` is the id of the last one already seen. */
export async function listReturns(tx: Tx, tenantId: string, listing: Listing): Promise<ReturnRow[]> {
  const filters = (Object.keys(FILTERS) as Filter[]).filter((filter) => listing[filter] !== undefined)
  const key = filters.join()
  const list = listings.get(key) ?? listingOf(filters)
  listings.set(key, list)
  return list(tx, { ...listing, tenantId })
}

export type SentLine = {
  id: string
  variant_id: string | null
  fulfilled_quantity: number
  returned_quantity: number
}
const readSent = prepared<Of, SentLine>(
  (p) => sql`
    select id, variant_id, fulfilled_quantity, returned_quantity from order_line_items
    where tenant_id = ${p.tenantId} and order_id = ${p.orderId}`,
)
export const sentLines = (tx: Tx, tenantId: string, orderId: string) => readSent(tx, { tenantId, orderId })

const readOthers = prepared<Of, ReturnLine & { line_item_id: string; isOpen: boolean }>(
  (p) => sql`
    select l.line_item_id, l.quantity, l.restocked_quantity, l.dismissed_quantity, l.written_off_quantity,
      r.status in ('requested', 'approved') as "isOpen"
    from returns r
    cross join lateral (
      select * from return_line_items i where i.tenant_id = r.tenant_id and i.return_id = r.id offset 0) l
    where r.tenant_id = ${p.tenantId} and r.order_id = ${p.orderId}`,
)
/** The lines of all returns of an order. */
export const linesOfReturns = (tx: Tx, tenantId: string, orderId: string) =>
  readOthers(tx, { tenantId, orderId })

const readMoved = prepared<Of, { moved_at: string }>(
  (p) => sql`
    select ${utc('coalesce(goods_moved_at, placed_at)')} as moved_at from orders
    where tenant_id = ${p.tenantId} and id = ${p.orderId}`,
)
/** When goods of an order last left or were delivered. */
export const movedAt = async (tx: Tx, tenantId: string, orderId: string): Promise<string | undefined> =>
  (await readMoved(tx, { tenantId, orderId }))[0]?.moved_at

const setMoved = prepared<Of & { at: string }>(
  (p) =>
    sql`update orders set goods_moved_at = ${p.at} where tenant_id = ${p.tenantId} and id = ${p.orderId}`,
)
export const noteMoved = (tx: Tx, tenantId: string, orderId: string, at: string) =>
  setMoved(tx, { tenantId, orderId, at })

const insertOne = prepared<InTenant & { row: string }>(
  (p) => sql`
    insert into returns (tenant_id, id, order_id, status, requested_by, note, label_url, tracking_carrier, tracking_number,
      tracking_url, created_at, updated_at)
    select ${p.tenantId}, id, order_id, status, requested_by, note, label_url, tracking_carrier, tracking_number, tracking_url,
      created_at, updated_at
    from jsonb_to_record(${p.row}::jsonb) as r (id uuid, order_id uuid, status text, requested_by text, note text,
      label_url text, tracking_carrier text, tracking_number text, tracking_url text, created_at timestamptz,
      updated_at timestamptz)`,
)
const insertLines = prepared<InTenant & { id: string; rows: string }>(
  (p) => sql`
    insert into return_line_items (tenant_id, return_id, line_item_id, quantity, reason, note)
    select ${p.tenantId}, ${p.id}, line_item_id, quantity, reason, note
    from jsonb_to_recordset(${p.rows}::jsonb) as l (line_item_id uuid, quantity integer, reason text, note text)`,
)
const insertReplacements = prepared<InTenant & { id: string; rows: string }>(
  (p) => sql`
    insert into return_replacements (tenant_id, return_id, variant_id, quantity)
    select ${p.tenantId}, ${p.id}, variant_id, quantity
    from jsonb_to_recordset(${p.rows}::jsonb) as x (variant_id uuid, quantity integer)`,
)
export async function insertReturn(tx: Tx, tenantId: string, row: ReturnRow): Promise<void> {
  const { id, line_items, replacements } = row
  await Promise.all([
    insertOne(tx, { tenantId, row: JSON.stringify(row) }),
    insertLines(tx, { tenantId, id, rows: JSON.stringify(line_items) }),
    replacements.length > 0 && insertReplacements(tx, { tenantId, id, rows: JSON.stringify(replacements) }),
  ])
}

const updateOne = prepared<InTenant & { id: string; change: string; at: string }>(
  (p) => sql`
    update returns r set status = coalesce(n.status, r.status), note = coalesce(n.note, r.note),
      decline_note = coalesce(n.decline_note, r.decline_note), label_url = n.label_url,
      tracking_carrier = n.tracking_carrier, tracking_number = n.tracking_number, tracking_url = n.tracking_url,
      updated_at = ${p.at}
    from jsonb_to_record(${p.change}::jsonb) as n (status text, note text, decline_note text, label_url text,
      tracking_carrier text, tracking_number text, tracking_url text)
    where r.tenant_id = ${p.tenantId} and r.id = ${p.id}`,
)
/** Stores a return with its changes, without its lines. */
export const updateReturn = (tx: Tx, tenantId: string, row: ReturnRow) =>
  updateOne(tx, { tenantId, id: row.id, change: JSON.stringify(row), at: row.updated_at })

export type ReceivedLine = { id: string; restocked: number; dismissed: number; written_off: number }
type Receipt = Of & { returnId: string; ids: string[]; rows: string }
const receiveAll = prepared<Receipt>(
  (p) => sql`
    with c as (
      select * from jsonb_to_recordset(${p.rows}::jsonb) as c (id uuid, restocked integer, dismissed integer, written_off integer)
    ), own as (
      update return_line_items l set restocked_quantity = l.restocked_quantity + c.restocked,
        dismissed_quantity = l.dismissed_quantity + c.dismissed, written_off_quantity = l.written_off_quantity + c.written_off
      from c where l.tenant_id = ${p.tenantId} and l.return_id = ${p.returnId} and l.line_item_id = c.id
    ), lines as (
      update order_line_items l set returned_quantity = l.returned_quantity + c.restocked + c.dismissed
      from c where l.tenant_id = ${p.tenantId} and l.id = any(${p.ids}::uuid[]) and l.id = c.id
    )
    update orders set returned_quantity = returned_quantity + (select sum(restocked + dismissed) from c)::integer
    where tenant_id = ${p.tenantId} and id = ${p.orderId}`,
)
/** Counts what was received of a return, and keeps the sums of its order in step. */
export const receiveLines = (
  tx: Tx,
  tenantId: string,
  { id: returnId, order_id: orderId }: Pick<ReturnRow, 'id' | 'order_id'>,
  lines: readonly ReceivedLine[],
) =>
  receiveAll(tx, {
    ...{ tenantId, returnId, orderId, ids: lines.map(({ id }) => id) },
    rows: JSON.stringify(lines),
  })

const readOnSale = prepared<InTenant & { ids: readonly string[] }, { id: string }>(
  (p) => sql`
    select v.id from variants v
    cross join lateral (
      select p.status from products p where p.tenant_id = v.tenant_id and p.id = v.product_id offset 0) p
    where v.tenant_id = ${p.tenantId} and v.id = any(${p.ids}::uuid[]) and p.status = 'active'`,
)
/** Those of the ids whose variants are on sale. */
export const onSale = async (tx: Tx, tenantId: string, ids: readonly string[]): Promise<string[]> =>
  (await readOnSale(tx, { tenantId, ids })).map(({ id }) => id)

const nameLine = prepared<InTenant & { returnId: string; variantId: string; lineId: string }>(
  (p) => sql`
    update return_replacements set line_item_id = ${p.lineId}
    where tenant_id = ${p.tenantId} and return_id = ${p.returnId} and variant_id = ${p.variantId}`,
)
/** Notes which line of the order a replacement became. */
export const nameReplacement = (
  tx: Tx,
  tenantId: string,
  { returnId, variantId, lineId }: { returnId: string; variantId: string; lineId: string },
) => nameLine(tx, { tenantId, returnId, variantId, lineId })
