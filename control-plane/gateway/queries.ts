import { sql } from 'drizzle-orm'
import type { StorePermission } from '../../shared/auth/permissions.ts'
import { utc } from '../../shared/db/columns.ts'
import type { Db } from '../../shared/db/connect.ts'

/** Where a tenant lives and whether it may be served. */
export type TenantRoute = {
  tenant_id: string
  slug: string
  /** What the shard is told of a new store; null when it knows. */
  name: string | null
  contact_email: string | null
  status: 'active' | 'suspended' | 'cancelled'
  plan: string
  shard: string
  worker_url: string | null
  epoch: number
  provisioned: boolean
}

export async function findRoute(
  db: Db,
  by: { slug: string } | { id: string },
): Promise<TenantRoute | undefined> {
  const [row] = await db.execute<TenantRoute>(sql`
    select t.id as tenant_id, t.slug, t.status, t.plan, t.shard, s.worker_url, t.epoch,
      t.provisioned_at is not null as provisioned,
      case when t.provisioned_at is null then t.name end as name,
      case when t.provisioned_at is null then t.contact_email end as contact_email
    from tenants t join shards s on s.name = t.shard
    where ${'slug' in by ? sql`t.slug = ${by.slug}` : sql`t.id = ${by.id}`}`)
  return row
}

export async function findShard(
  db: Db,
  name: string,
): Promise<Pick<TenantRoute, 'shard' | 'worker_url'> | undefined> {
  const [row] = await db.execute<Pick<TenantRoute, 'shard' | 'worker_url'>>(
    sql`select name as shard, worker_url from shards where name = ${name}`,
  )
  return row
}

export type Credential =
  | { kind: 'publishable_key' | 'secret_key'; id: string; tenant_id: string; scopes: StorePermission[] }
  | { kind: 'account'; id: string; tenant_ids: string[]; expires_at: string }

/** The living key or session behind a hash. */
export async function findCredential(db: Db, hash: string): Promise<Credential | undefined> {
  const [key] = await db.execute<Credential>(sql`
    select kind || '_key' as kind, id, tenant_id, scopes from api_keys where key_hash = ${hash} and revoked_at is null`)
  if (key !== undefined) return key
  const [session] = await db.execute<Credential>(sql`
    select 'account' as kind, account_id as id, ${utc('expires_at')} as expires_at,
      array(select m.tenant_id from memberships m where m.account_id = s.account_id) as tenant_ids
    from sessions s where token_hash = ${hash} and expires_at > now()`)
  return session
}

export async function markProvisioned(db: Db, tenantId: string): Promise<void> {
  await db.execute(
    sql`update tenants set provisioned_at = now() where id = ${tenantId} and provisioned_at is null`,
  )
}
