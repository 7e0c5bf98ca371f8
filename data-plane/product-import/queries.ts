// The only SQL of the product import.
import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { RowError } from './rules/sheet.ts'
import type { ProductImport, ProductImportError } from './schema.ts'

type OfImport = { tenantId: string; id: string }

const importFields = sql`id, status, total_products, processed_products, created, updated, unchanged, failed_rows,
  failure, ${utc('created_at')} as created_at, ${utc('completed_at')} as completed_at`

/** Gives the new import's id. */
export async function insertImport(
  tx: Tx,
  tenantId: string,
  source: string,
  totalProducts: number,
): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into product_imports (tenant_id, status, source, total_products)
    values (${tenantId}, 'queued', ${source}, ${totalProducts}) returning id`)
  if (row === undefined) throw new Error('A product import was not stored.')
  return row.id
}

export async function findImport(tx: Tx, tenantId: string, id: string): Promise<ProductImport | undefined> {
  const rows = await tx.execute<ProductImport>(sql`
    select ${importFields} from product_imports where tenant_id = ${tenantId} and id = ${id}`)
  return rows[0]
}

/** Newest first; `before` is the id of the last import already seen. */
export async function listImports(
  tx: Tx,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<ProductImport[]> {
  const older = before === undefined ? sql`` : sql`and id < ${before}`
  return [
    ...(await tx.execute<ProductImport>(sql`
      select ${importFields} from product_imports where tenant_id = ${tenantId} ${older} order by id desc limit ${limit}`)),
  ]
}

/** Counts another start of an import that has not ended, and gives its CSV; undefined when there is none such. */
export async function startImport(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ attempts: number; source: string } | undefined> {
  const rows = await tx.execute<{ attempts: number; source: string }>(sql`
    update product_imports set status = 'running', attempts = attempts + 1
    where tenant_id = ${tenantId} and id = ${id} and status in ('queued', 'running') returning attempts, source`)
  return rows[0]
}

const forgetPlans = prepared(() => sql`discard plans`)
const lockRunning = prepared<OfImport, { processed_products: number }>(
  (p) => sql`
  select processed_products from product_imports
  where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'running' for update`,
)

/**
 * How many products of a running import are done; locks it against other runs. Undefined when it does not run.
 * Plans made while the tables were small are forgotten: by those, Postgres would walk all products of the tenant for
 * each foreign key that it checks.
 */
export async function lockProgress(tx: Tx, tenantId: string, id: string): Promise<number | undefined> {
  const [rows] = await Promise.all([lockRunning(tx, { tenantId, id }), forgetPlans(tx, {})])
  return rows[0]?.processed_products
}

export type Progress = { processed: number; created: number; updated: number; unchanged: number }

const countProgress = prepared<OfImport & Progress>(
  (p) => sql`
  update product_imports set processed_products = processed_products + ${p.processed}, created = created + ${p.created},
    updated = updated + ${p.updated}, unchanged = unchanged + ${p.unchanged}
  where tenant_id = ${p.tenantId} and id = ${p.id}`,
)

export async function addProgress(tx: Tx, tenantId: string, id: string, done: Progress): Promise<void> {
  await countProgress(tx, { tenantId, id, ...done })
}

/** The next start is a run of its own rather than another attempt. */
export async function resetAttempts(tx: Tx, tenantId: string, id: string): Promise<void> {
  await tx.execute(sql`update product_imports set attempts = 0 where tenant_id = ${tenantId} and id = ${id}`)
}

const end = prepared<OfImport & { status: string; failure: string | null }>(
  (p) => sql`
  update product_imports set status = ${p.status}, failure = ${p.failure}, source = null,
    completed_at = clock_timestamp()
  where tenant_id = ${p.tenantId} and id = ${p.id}`,
)

/** Ends an import, with what went wrong if it failed. Its CSV is not needed any more. */
export async function endImport(tx: Tx, tenantId: string, id: string, failure: string | null): Promise<void> {
  await end(tx, { tenantId, id, status: failure === null ? 'completed' : 'failed', failure })
}

const insertErrorRows = prepared<OfImport & { errors: string }>(
  (p) => sql`
  insert into product_import_errors (tenant_id, product_import_id, row_number, column_name, message)
  select ${p.tenantId}, ${p.id}, e.row, e."column", e.message
  from rows from (jsonb_to_recordset(${p.errors}::jsonb) as (row integer, "column" text, message text))
    with ordinality as e (row, "column", message, n)
  order by e.n`,
)
const countFailedRows = prepared<OfImport & { count: number }>(
  (p) => sql`
  update product_imports set failed_rows = failed_rows + ${p.count} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)

/** Adds to the error report. A row may be reported in several errors, but not in several calls. */
export async function insertErrors(
  tx: Tx,
  tenantId: string,
  id: string,
  errors: readonly RowError[],
): Promise<void> {
  if (errors.length === 0) return
  await Promise.all([
    insertErrorRows(tx, { tenantId, id, errors: JSON.stringify(errors) }),
    countFailedRows(tx, { tenantId, id, count: new Set(errors.map((error) => error.row)).size }),
  ])
}

export type ErrorRow = ProductImportError & { id: string }

/** In the order of the file; `after` is the last error already seen. */
export async function listErrors(
  tx: Tx,
  tenantId: string,
  importId: string,
  { limit, after }: { limit: number; after: { row: number; id: string } | undefined },
): Promise<ErrorRow[]> {
  const later =
    after === undefined ? sql`` : sql`and (row_number, id) > (${after.row}::integer, ${after.id}::uuid)`
  return [
    ...(await tx.execute<ErrorRow>(sql`
      select id, row_number as row, column_name as column, message from product_import_errors
      where tenant_id = ${tenantId} and product_import_id = ${importId} ${later}
      order by row_number, id limit ${limit}`)),
  ]
}
