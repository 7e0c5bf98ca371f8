import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Tenant, TenantPatch } from './schema.ts'

const columns = sql`t.id, t.slug, t.name, t.status, t.plan, t.shard, t.limits, t.settings, ${utc('t.created_at')} as created_at`

export async function slugExists(db: Db, slug: string): Promise<boolean> {
  return (await db.execute(sql`select 1 from tenants where slug = ${slug}`)).length > 0
}

export async function insertTenant(
  tx: Tx,
  draft: { slug: string; name: string; contactEmail: string; shard: string },
): Promise<Tenant> {
  const [row] = await tx.execute<Tenant>(sql`
    insert into tenants as t (slug, name, contact_email, shard)
    values (${draft.slug}, ${draft.name}, ${draft.contactEmail}, ${draft.shard}) returning ${columns}`)
  if (row === undefined) throw new Error('A tenant was not stored.')
  return row
}

export async function insertOwner(tx: Tx, accountId: string, tenantId: string): Promise<void> {
  await tx.execute(
    sql`insert into memberships (account_id, tenant_id, role) values (${accountId}, ${tenantId}, 'owner')`,
  )
}

/** @param accountId only a tenant of this account; undefined for any */
export async function findTenant(
  db: Db | Tx,
  id: string,
  accountId: string | undefined,
): Promise<Tenant | undefined> {
  const [row] = await db.execute<Tenant>(sql`
    select ${columns} from tenants t where t.id = ${id}
    ${accountId === undefined ? sql`` : sql`and exists (select from memberships m where m.tenant_id = t.id and m.account_id = ${accountId})`}`)
  return row
}

export type TenantListing = {
  limit: number
  before?: string | undefined
  slug?: string | undefined
  accountId?: string | undefined
}

/** Newest first; `before` is the id of the last tenant already seen. */
export async function listTenants(
  db: Db,
  { limit, before, slug, accountId }: TenantListing,
): Promise<Tenant[]> {
  const conditions = [
    ...(before === undefined ? [] : [sql`t.id < ${before}`]),
    ...(slug === undefined ? [] : [sql`t.slug = ${slug}`]),
    ...(accountId === undefined
      ? []
      : [sql`t.id in (select m.tenant_id from memberships m where m.account_id = ${accountId})`]),
    sql`true`,
  ]
  return [
    ...(await db.execute<Tenant>(sql`
    select ${columns} from tenants t where ${sql.join(conditions, sql` and `)} order by t.id desc limit ${limit}`)),
  ]
}

export async function updateTenant(tx: Tx, id: string, patch: TenantPatch): Promise<void> {
  const json = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value))
  await tx.execute(sql`
    update tenants as t set
      plan = coalesce(${patch.plan ?? null}, plan),
      limits = coalesce(${json(patch.limits)}::jsonb, limits),
      settings = coalesce(${json(patch.settings)}::jsonb, settings)
    where t.id = ${id}`)
}
