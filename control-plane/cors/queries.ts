import { sql } from 'drizzle-orm/sql'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Cors } from './schema.ts'

export async function findCors(db: Db, tenantId: string): Promise<Cors | undefined> {
  const [row] = await db.execute<Cors>(
    sql`select cors_origins as allowed_origins from tenants where id = ${tenantId}`,
  )
  return row
}

export async function updateCors(
  tx: Tx,
  tenantId: string,
  origins: readonly string[] | null,
): Promise<Cors | undefined> {
  const [row] = await tx.execute<Cors>(sql`
    update tenants set cors_origins = ${origins === null ? null : sql.param([...origins])}::text[]
    where id = ${tenantId} returning cors_origins as allowed_origins`)
  return row
}
