// The only SQL of bulk edits.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { BulkEdit, BulkEditError, Filter, Operation } from './schema.ts'

type In<P = object> = P & { tenantId: string }
type OfEdit = In<{ id: string }>

const fields = sql`id, status, dry_run, processed_products, changed, unchanged, failed, failure,
  case when product_ids is not null then cardinality(product_ids)
    when status = 'completed' then processed_products end as total_products,
  ${utc('created_at')} as created_at, ${utc('completed_at')} as completed_at`

export type NewEdit = {
  id: string
  dryRun: boolean
  productIds: readonly string[] | undefined
  filter: Filter | undefined
  operations: readonly Operation[]
}

const insert = prepared<
  In<{
    id: string
    dryRun: boolean
    productIds: readonly string[] | null
    filter: string | null
    operations: string
  }>
>(
  (p) => sql`
  insert into product_bulk_edits (tenant_id, id, status, dry_run, product_ids, filter, operations)
  values (${p.tenantId}, ${p.id}, 'queued', ${p.dryRun}, ${p.productIds}::uuid[], ${p.filter}::jsonb,
    ${p.operations}::jsonb)`,
)
export const insertEdit = (tx: Tx, tenantId: string, edit: NewEdit) =>
  insert(tx, {
    tenantId,
    id: edit.id,
    dryRun: edit.dryRun,
    productIds: edit.productIds ?? null,
    filter: edit.filter === undefined ? null : JSON.stringify(edit.filter),
    operations: JSON.stringify(edit.operations),
  })

const find = prepared<OfEdit, BulkEdit>(
  (p) => sql`select ${fields} from product_bulk_edits where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const findEdit = async (tx: Tx, tenantId: string, id: string): Promise<BulkEdit | undefined> =>
  (await find(tx, { tenantId, id }))[0]

const page = (after: SQL) =>
  prepared<In<{ limit: number; before?: string }>, BulkEdit>(
    (p) => sql`
    select ${fields} from product_bulk_edits where tenant_id = ${p.tenantId} ${after}
    order by id desc limit ${p.limit}`,
  )
const firstPage = page(sql``)
const laterPage = page(sql`and id < ${sql.placeholder('before')}`)

/** Newest first; `before` is the id of the last one already seen. */
export const listEdits = (
  tx: Tx,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<BulkEdit[]> =>
  before === undefined ? firstPage(tx, { tenantId, limit }) : laterPage(tx, { tenantId, limit, before })

const errorPage = prepared<OfEdit & { limit: number; after: string }, BulkEditError & { id: string }>(
  (p) => sql`
  select id, product_id, message from product_bulk_edit_errors
  where tenant_id = ${p.tenantId} and product_bulk_edit_id = ${p.id} and id > ${p.after}
  order by id limit ${p.limit}`,
)
const FIRST = '00000000-0000-0000-0000-000000000000'

/** In the order in which they came up; `after` is the id of the last one already seen. */
export const listErrors = (
  tx: Tx,
  tenantId: string,
  { id, limit, after = FIRST }: { id: string; limit: number; after: string | undefined },
) => errorPage(tx, { tenantId, id, limit, after })

const start = prepared<OfEdit, { attempts: number }>(
  (p) => sql`
  update product_bulk_edits set status = 'running', attempts = attempts + 1
  where tenant_id = ${p.tenantId} and id = ${p.id} and status in ('queued', 'running') returning attempts`,
)
/** Counts another start of an edit that has not ended, and gives how many there were; undefined when there is none such. */
export const startEdit = async (tx: Tx, tenantId: string, id: string): Promise<number | undefined> =>
  (await start(tx, { tenantId, id }))[0]?.attempts

export type RunningEdit = {
  dry_run: boolean
  product_ids: string[] | null
  filter: Filter | null
  operations: Operation[]
  cursor: string | null
  processed_products: number
}

const lock = prepared<OfEdit, RunningEdit>(
  (p) => sql`
  select dry_run, product_ids, filter, operations, cursor, processed_products from product_bulk_edits
  where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'running' for update`,
)
/** A running edit, locked against other runs; undefined when it does not run. */
export const lockRunning = async (tx: Tx, tenantId: string, id: string): Promise<RunningEdit | undefined> =>
  (await lock(tx, { tenantId, id }))[0]

export type Progress = {
  processed: number
  changed: number
  unchanged: number
  failed: number
  cursor: string | null
}

const count = prepared<OfEdit & Progress>(
  (p) => sql`
  update product_bulk_edits set processed_products = processed_products + ${p.processed},
    changed = changed + ${p.changed}, unchanged = unchanged + ${p.unchanged}, failed = failed + ${p.failed},
    cursor = ${p.cursor}, attempts = 0
  where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** Counts what was done: the next start is a run of its own rather than another attempt. */
export const addProgress = (tx: Tx, tenantId: string, id: string, progress: Progress) =>
  count(tx, { tenantId, id, ...progress })

const end = prepared<OfEdit & { status: string; failure: string | null }>(
  (p) => sql`
  update product_bulk_edits set status = ${p.status}, failure = ${p.failure}, completed_at = clock_timestamp()
  where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** Ends an edit, with what went wrong if it failed. */
export const endEdit = (tx: Tx, tenantId: string, id: string, failure: string | null) =>
  end(tx, { tenantId, id, status: failure === null ? 'completed' : 'failed', failure })

const insertErrorRows = prepared<OfEdit & { rows: string }>(
  (p) => sql`
  insert into product_bulk_edit_errors (tenant_id, product_bulk_edit_id, product_id, message)
  select ${p.tenantId}, ${p.id}, r.* from jsonb_to_recordset(${p.rows}::jsonb) as r (product_id uuid, message text)`,
)
export async function insertErrors(
  tx: Tx,
  tenantId: string,
  id: string,
  errors: readonly BulkEditError[],
): Promise<void> {
  if (errors.length > 0) await insertErrorRows(tx, { tenantId, id, rows: JSON.stringify(errors) })
}

const known = prepared<In<{ ids: readonly string[] }>, { id: string }>(
  (p) => sql`
  select id from brands where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])
  union all
  select id from merchants where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])
  union all
  select id from categories where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])
  union all
  select id from products where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])`,
)
/** Those of the ids that are a brand's, merchant's, category's or product's. */
export const knownAmong = async (tx: Tx, tenantId: string, ids: readonly string[]) =>
  new Set((await known(tx, { tenantId, ids })).map((row) => row.id))
