import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db } from '../../shared/db/connect.ts'

export type RefusalRow = {
  tenant_id: string
  id: string
  at: string
  status: number
  code: string
  method: string
  path: string
  rule: string
  needed: string | null
  had: string | null
  principal_kind: string
  principal_id: string
  hint: string | null
  client_address: string
}
export type CountRow = Pick<RefusalRow, 'tenant_id' | 'code' | 'rule' | 'status'> & {
  minute: string
  count: number
}

const columns = sql`tenant_id, id, ${utc('at')} as at, status, code, method, path, rule, needed, had, principal_kind,
  principal_id, hint, client_address`

export async function insertRefusals(db: Db, rows: readonly RefusalRow[]): Promise<void> {
  await db.execute(sql`
    insert into refusals select * from json_populate_recordset(null::refusals, ${JSON.stringify(rows)}::text::json)
    on conflict do nothing`)
}

export async function addCounts(db: Db, rows: readonly CountRow[]): Promise<void> {
  await db.execute(sql`
    insert into refusal_counts as c
    select * from json_populate_recordset(null::refusal_counts, ${JSON.stringify(rows)}::text::json)
    on conflict (tenant_id, minute, code, rule) do update set count = c.count + excluded.count`)
}

export type KnownKey = {
  key_hash: string
  tenant_id: string
  id: string
  kind: string
  revoked_at: string | null
}

/** The keys behind these hashes, revoked ones too. */
export const findKeys = (db: Db, hashes: readonly string[]): Promise<KnownKey[]> =>
  db.execute<KnownKey>(sql`
    select key_hash, tenant_id, id, kind || '_key' as kind, ${utc('revoked_at')} as revoked_at
    from api_keys where key_hash = any(${sql.param([...hashes])}::text[])`)

/** @param tenantId undefined for whatever store's it is */
export async function findRefusal(
  db: Db,
  tenantId: string | undefined,
  id: string,
): Promise<RefusalRow | undefined> {
  const [row] = await db.execute<RefusalRow>(
    sql`select ${columns} from refusals where id = ${id}
      ${tenantId === undefined ? sql`` : sql`and tenant_id = ${tenantId}`} limit 1`,
  )
  return row
}

export const countsAt = (db: Db, tenantId: string, minute: string): Promise<CountRow[]> =>
  db.execute<CountRow>(sql`
    select tenant_id, code, rule, status, ${utc('minute')} as minute, count::integer as count
    from refusal_counts where tenant_id = ${tenantId} and minute = ${minute} order by count desc`)

export type RefusalListing = {
  limit: number
  before: string
  notBefore: string
  status?: number | undefined
  code?: string | undefined
  keyId?: string | undefined
}

/** Newest first, those with ids from `notBefore` to below `before`. */
export const listRefusals = (
  db: Db,
  tenantId: string,
  { limit, before, notBefore, status, code, keyId }: RefusalListing,
): Promise<RefusalRow[]> => {
  const filters = [
    ...(status === undefined ? [] : [sql`status = ${status}`]),
    ...(code === undefined ? [] : [sql`code = ${code}`]),
    ...(keyId === undefined ? [] : [sql`principal_id = ${keyId}`]),
    sql`true`,
  ]
  return db.execute<RefusalRow>(sql`
    select ${columns} from refusals
    where tenant_id = ${tenantId} and id < ${before} and id >= ${notBefore} and ${sql.join(filters, sql` and `)}
    order by id desc limit ${limit}`)
}

/** Removes some of what is older than `before`; gives how much. */
export async function pruneRefusals(db: Db, before: string, limit: number): Promise<number> {
  const [refusals, counts] = await Promise.all([
    db.execute(sql`
      delete from refusals where (tenant_id, id) in (
        select tenant_id, id from refusals where at < ${before} order by at limit ${limit}) returning 1 as one`),
    db.execute(sql`
      delete from refusal_counts where (tenant_id, minute, code, rule) in (
        select tenant_id, minute, code, rule from refusal_counts where minute < ${before} order by minute limit ${limit})
      returning 1 as one`),
  ])
  return Math.max(refusals.length, counts.length)
}
