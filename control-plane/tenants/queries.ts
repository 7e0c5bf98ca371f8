import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { KeyPosition } from '../../shared/http/page.ts'
import type { Tenant, TenantCounts, TenantFilter, TenantPatch } from './schema.ts'

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

export async function findEmail(tx: Tx, accountId: string): Promise<string | undefined> {
  const [row] = await tx.execute<{ email: string }>(sql`select email from accounts where id = ${accountId}`)
  return row?.email
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

export type ListedRow = Tenant & {
  owner: { account_id: string; email: string } | null
  /** By which the list is ordered, as text. */
  key: string
}
export type TenantListing = Pick<TenantFilter, 'slug' | 'q' | 'status' | 'plan' | 'shard' | 'sort'> & {
  limit: number
  /** The last tenant already seen. */
  after: KeyPosition | undefined
  accountId: string | undefined
}

const OWNERS = sql`memberships m join accounts a on a.id = m.account_id where m.tenant_id = t.id and m.role = 'owner'`

/** In the order of `sort`, and of ids where that is the same. */
export const listTenants = (db: Db, listing: TenantListing): Promise<ListedRow[]> => {
  const { sort, after, limit } = listing
  const isDown = sort.startsWith('-')
  const isByName = sort.endsWith('name')
  const way = isDown ? sql`desc` : sql`asc`
  const beyond = isDown ? sql`<` : sql`>`
  const key = isByName ? sql`lower(t.name)` : sql`t.id::text`
  const conditions = [
    ...conditionsOf(listing),
    ...(after === undefined
      ? []
      : isByName
        ? [sql`(lower(t.name), t.id) ${beyond} (${after.key}, ${after.id})`]
        : [sql`t.id ${beyond} ${after.id}`]),
    sql`true`,
  ]
  return db.execute<ListedRow>(sql`
    select ${columns}, ${key} as key,
      (select json_build_object('account_id', a.id, 'email', a.email) from ${OWNERS} order by m.created_at, a.id limit 1) as owner
    from tenants t where ${sql.join(conditions, sql` and `)}
    order by ${isByName ? sql`lower(t.name) ${way}, ` : sql``}t.id ${way} limit ${limit}`)
}

function conditionsOf({ slug, q, status, plan, shard, accountId }: TenantListing): SQL[] {
  const like = `%${(q ?? '').toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  return [
    ...(slug === undefined ? [] : [sql`t.slug = ${slug}`]),
    ...(status === undefined ? [] : [sql`t.status = ${status}`]),
    ...(plan === undefined ? [] : [sql`t.plan = ${plan}`]),
    ...(shard === undefined ? [] : [sql`t.shard = ${shard}`]),
    ...(accountId === undefined
      ? []
      : [sql`t.id in (select m.tenant_id from memberships m where m.account_id = ${accountId})`]),
    ...(q === undefined
      ? []
      : [
          sql`(t.slug like ${like} or lower(t.name) like ${like}
            or exists (select from ${OWNERS} and lower(a.email) like ${like}))`,
        ]),
  ]
}

/** How many stores there are, by what they are. */
export async function countTenants(db: Db): Promise<TenantCounts> {
  const rows = await db.execute<{ status: string; plan: string; shard: string; count: number }>(
    sql`select status, plan, shard, count(*)::integer as count from tenants group by 1, 2, 3`,
  )
  const by = (name: 'status' | 'plan' | 'shard') => {
    const counts: Record<string, number> = {}
    for (const row of rows) counts[row[name]] = (counts[row[name]] ?? 0) + row.count
    return counts
  }
  const total = rows.reduce((sum, { count }) => sum + count, 0)
  return { total, by_status: by('status'), by_plan: by('plan'), by_shard: by('shard') }
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
