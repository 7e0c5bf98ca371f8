import { type SQL, sql } from 'drizzle-orm/sql'
import type { StaffPermission } from '../../shared/auth/permissions.ts'
import { utc } from '../../shared/db/columns.ts'
import type { Db } from '../../shared/db/connect.ts'
import { findImpersonation, type Impersonated } from '../impersonations/index.ts'
import { permissionsOf, type Role } from '../members/index.ts'
import { type Dated, type Rates, ratesOf } from '../rate-limits/index.ts'
import { type KeyCredential, type KeyRow, keyCredential } from './keys.ts'

/** Where a tenant lives and whether it may be served. */
export type TenantRoute = {
  tenant_id: string
  /** What the shard is told of a new store; null when it knows. */
  name: string | null
  contact_email: string | null
  slug: string | null
  status: 'active' | 'suspended' | 'cancelled'
  plan: string
  shard: string
  worker_url: string | null
  epoch: number
  provisioned: boolean
  /** The origins whose pages may use the shopper API; null: all. */
  cors_origins: string[] | null
  rates: Rates
}

export async function findRoute(
  db: Db,
  by: { slug: string } | { id: string },
): Promise<TenantRoute | undefined> {
  type Row = Omit<TenantRoute, 'rates'> & { plan_rates: string; overrides: Dated[] | null }
  const [row] = await db.execute<Row>(sql`
    select t.id as tenant_id, t.status, t.plan, t.shard, s.worker_url, t.epoch, t.cors_origins,
      t.provisioned_at is not null as provisioned,
      case when t.provisioned_at is null then t.name end as name,
      case when t.provisioned_at is null then t.slug end as slug,
      case when t.provisioned_at is null then t.contact_email end as contact_email,
      p.rate_limits::text as plan_rates,
      (select json_agg(json_build_object('id', o.id, 'scope', o.scope, 'limits', o.limits,
          'from', extract(epoch from o.effective_from) * 1000, 'until', extract(epoch from o.effective_until) * 1000)
          order by o.id)
        from rate_limit_overrides o
        where o.tenant_id = t.id and (o.effective_until is null or o.effective_until > now())) as overrides
    from tenants t join shards s on s.name = t.shard join plans p on p.name = t.plan
    where ${'slug' in by ? sql`t.slug = ${by.slug}` : sql`t.id = ${by.id}`}`)
  if (row === undefined) return undefined
  const { plan_rates: rates, overrides, ...route } = row
  return { ...route, rates: ratesOf(rates, overrides ?? []) }
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

/** `label` is by what people know it: an e-mail address, or the start of a key. */
export type Credential =
  | KeyCredential
  | {
      kind: 'account'
      id: string
      label: string
      platform_role: 'admin' | null
      memberships: Membership[]
      session_id?: string
      /** It is not the account's own: a platform admin acts in its place, until `expires_at`. */
      impersonation?: Impersonated & { expires_at: string }
    }
export type AccountCredential = Credential & { kind: 'account' }

export type Membership = { tenant_id: string; permissions: readonly StaffPermission[] }

/** The living key behind a hash. */
export async function findCredential(db: Db, hash: string): Promise<Credential | undefined> {
  const [key] = await db.execute<KeyRow>(sql`
    select kind || '_key' as kind, id, hint as label, tenant_id, scopes, ${utc('expires_at')} as expires_at, allowed_ips,
      (select r.per_minute from rate_tiers r where r.name = rate_tier) as per_minute
    from api_keys where key_hash = ${hash} and revoked_at is null`)
  return key === undefined ? findImpersonated(db, hash) : keyCredential(key)
}

/** The account that a platform admin acts as, with the one membership that they act by. */
async function findImpersonated(db: Db, hash: string): Promise<AccountCredential | undefined> {
  const found = await findImpersonation(db, hash)
  if (found === undefined) return undefined
  const { account_id, label, tenant_id, ...impersonation } = found
  const [row] = await db.execute<{ memberships: StoredMembership[] }>(
    sql`select ${membershipsOf(sql`${account_id}`)} as memberships`,
  )
  const memberships = row?.memberships.filter((membership) => membership.tenant_id === tenant_id) ?? []
  return {
    kind: 'account',
    id: account_id,
    label,
    platform_role: null,
    memberships: memberships.map(inEffect),
    impersonation,
  }
}

/** A living session, and what its account may do. */
export async function findSession(db: Db, sessionId: string): Promise<AccountCredential | undefined> {
  const [session] = await db.execute<{
    id: string
    label: string
    platform_role: 'admin' | null
    memberships: StoredMembership[]
  }>(sql`
    select a.id, a.email as label, a.platform_role, ${membershipsOf(sql`a.id`)} as memberships
    from sessions s join accounts a on a.id = s.account_id
    where s.id = ${sessionId} and s.expires_at > now()`)
  if (session === undefined) return undefined
  const memberships = session.memberships.map(inEffect)
  return { ...session, kind: 'account', session_id: sessionId, memberships }
}

type StoredMembership = { tenant_id: string; role: Role; permissions: string[] }

/** What an account is at its stores, as JSON. */
const membershipsOf = (accountId: SQL) => sql`(
  select coalesce(json_agg(json_build_object(
    'tenant_id', m.tenant_id, 'role', m.role, 'permissions', coalesce(r.permissions, m.permissions))), '[]')
  from memberships m left join roles r on r.tenant_id = m.tenant_id and r.id = m.role_id
  where m.account_id = ${accountId})`

const inEffect = ({ tenant_id, role, permissions }: StoredMembership): Membership => ({
  tenant_id,
  permissions: permissionsOf(role, permissions),
})

export async function markProvisioned(db: Db, tenantId: string): Promise<void> {
  await db.execute(
    sql`update tenants set provisioned_at = now() where id = ${tenantId} and provisioned_at is null`,
  )
}

/** A name of its own at which a store answers. */
export type ServedDomain = {
  hostname: string
  tenant_id: string
  is_primary: boolean
  certificate_asked: boolean
}

const servedColumns = sql`hostname, tenant_id, is_primary, certificate_asked_at is not null as certificate_asked`

/** All that are verified, in the order of their names, from behind `after` on. */
export const domainsFrom = (db: Db, after: string, limit: number): Promise<ServedDomain[]> =>
  db.execute<ServedDomain>(sql`
    select ${servedColumns} from domains where status = 'verified' and hostname > ${after} order by hostname limit ${limit}`)

export const domainsAt = (db: Db, hostnames: readonly string[]): Promise<ServedDomain[]> =>
  db.execute<ServedDomain>(sql`
    select ${servedColumns} from domains where status = 'verified' and hostname = any(${sql.param([...hostnames])}::text[])`)

export const slugsFrom = (db: Db, after: string, limit: number): Promise<{ slug: string }[]> =>
  db.execute<{ slug: string }>(
    sql`select slug from tenants where slug > ${after} order by slug limit ${limit}`,
  )

export const slugsAmong = (db: Db, texts: readonly string[]): Promise<{ slug: string }[]> =>
  db.execute<{ slug: string }>(
    sql`select slug from tenants where slug = any(${sql.param([...texts])}::text[])`,
  )

export async function markCertificateAsked(db: Db, { hostname }: ServedDomain): Promise<void> {
  await db.execute(sql`
    update domains set certificate_asked_at = now()
    where hostname = ${hostname} and status = 'verified' and certificate_asked_at is null`)
}
