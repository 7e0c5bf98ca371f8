// Transfers between locations, and counts.
import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { StockCount, StockTransfer } from '../schema.ts'
import { listing } from './listing.ts'

const stamps = sql`t.note, ${utc('t.created_at')} as created_at, ${utc('t.updated_at')} as updated_at`

const transferTree = sql`
  select t.id, t.from_location_id, t.to_location_id, t.status, ${stamps},
    (select coalesce(json_agg(json_build_object('variant_id', l.variant_id, 'quantity', l.quantity, 'received', l.received)
        order by l.variant_id), '[]')
      from stock_transfer_lines l where l.tenant_id = t.tenant_id and l.stock_transfer_id = t.id) as lines
  from stock_transfers t`
const countTree = sql`
  select t.id, t.location_id, t.status, ${stamps},
    (select coalesce(json_agg(json_build_object('variant_id', l.variant_id, 'expected', l.expected, 'counted', l.counted)
        order by l.variant_id), '[]')
      from stock_count_lines l where l.tenant_id = t.tenant_id and l.stock_count_id = t.id) as lines
  from stock_counts t`

type Key = { tenantId: string; id: string }
const readTransfer = prepared<Key, StockTransfer>(
  (p) => sql`${transferTree} where t.tenant_id = ${p.tenantId} and t.id = ${p.id}`,
)
const readCount = prepared<Key, StockCount>(
  (p) => sql`${countTree} where t.tenant_id = ${p.tenantId} and t.id = ${p.id}`,
)
export const findTransfer = async (
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<StockTransfer | undefined> => (await readTransfer(tx, { tenantId, id }))[0]
export const findCount = async (tx: Tx, tenantId: string, id: string): Promise<StockCount | undefined> =>
  (await readCount(tx, { tenantId, id }))[0]

const lockOneTransfer = prepared<Key>(
  (p) => sql`select id from stock_transfers where tenant_id = ${p.tenantId} and id = ${p.id} for update`,
)
const lockOneCount = prepared<Key>(
  (p) => sql`select id from stock_counts where tenant_id = ${p.tenantId} and id = ${p.id} for update`,
)
// Locked first, so that what is read then is as it stays.
export async function lockTransfer(tx: Tx, tenantId: string, id: string): Promise<StockTransfer | undefined> {
  const [, found] = await Promise.all([lockOneTransfer(tx, { tenantId, id }), findTransfer(tx, tenantId, id)])
  return found
}
export async function lockCount(tx: Tx, tenantId: string, id: string): Promise<StockCount | undefined> {
  const [, found] = await Promise.all([lockOneCount(tx, { tenantId, id }), findCount(tx, tenantId, id)])
  return found
}

const byStatus = { status: sql`t.status = ${sql.placeholder('status')}` }
/** Newest first. */
export const listTransfers = listing<StockTransfer, { status?: string | undefined }>(transferTree, byStatus)
export const listCounts = listing<StockCount, { status?: string | undefined }>(countTree, byStatus)

export async function insertTransfer(tx: Tx, tenantId: string, transfer: StockTransfer): Promise<void> {
  const { id, from_location_id, to_location_id, status, note, created_at, updated_at, lines } = transfer
  await Promise.all([
    tx.execute(sql`
      insert into stock_transfers (tenant_id, id, from_location_id, to_location_id, status, note, created_at, updated_at)
      values (${tenantId}, ${id}, ${from_location_id}, ${to_location_id}, ${status}, ${note}, ${created_at}, ${updated_at})`),
    tx.execute(sql`
      insert into stock_transfer_lines (tenant_id, stock_transfer_id, variant_id, quantity)
      select ${tenantId}, ${id}, l.variant_id, l.quantity
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l (variant_id uuid, quantity bigint)`),
  ])
}

/** Changes the status, and what has been received of each line. */
export async function updateTransfer(
  tx: Tx,
  tenantId: string,
  { id, status, updated_at, lines }: StockTransfer,
): Promise<void> {
  await Promise.all([
    tx.execute(sql`
      update stock_transfers set status = ${status}, updated_at = ${updated_at} where tenant_id = ${tenantId} and id = ${id}`),
    tx.execute(sql`
      update stock_transfer_lines l set received = r.received
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as r (variant_id uuid, received bigint)
      where l.tenant_id = ${tenantId} and l.stock_transfer_id = ${id} and l.variant_id = r.variant_id
        and l.received <> r.received`),
  ])
}

export const insertCount = (tx: Tx, tenantId: string, count: StockCount) => {
  const { id, location_id, status, note, created_at, updated_at } = count
  return tx.execute(sql`
    insert into stock_counts (tenant_id, id, location_id, status, note, created_at, updated_at)
    values (${tenantId}, ${id}, ${location_id}, ${status}, ${note}, ${created_at}, ${updated_at})`)
}

export const updateCount = (tx: Tx, tenantId: string, { id, status, updated_at }: StockCount) =>
  tx.execute(sql`
    update stock_counts set status = ${status}, updated_at = ${updated_at} where tenant_id = ${tenantId} and id = ${id}`)

export const putCountLines = (tx: Tx, tenantId: string, id: string, lines: StockCount['lines']) =>
  tx.execute(sql`
    insert into stock_count_lines (tenant_id, stock_count_id, variant_id, expected, counted)
    select ${tenantId}, ${id}, l.variant_id, l.expected, l.counted
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l (variant_id uuid, expected bigint, counted bigint)
    on conflict (tenant_id, stock_count_id, variant_id) do update set expected = excluded.expected, counted = excluded.counted`)
