import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Next, State } from './rules/states.ts'

export type DomainRow = State & {
  tenant_id: string
  /** The store's, at whose own address here the name may point. */
  slug: string
  id: string
  hostname: string
  token: string
  is_primary: boolean
  fault: string | null
  last_checked_at: string | null
  next_check_at: string | null
  certificate_asked_at: string | null
  removed_at: string | null
}

const time = (name: string) => sql`${utc(`d.${name}`)} as ${sql.identifier(name)}`
const columns = sql.join(
  [
    sql`d.tenant_id, t.slug, d.id, d.hostname, d.status, d.token, d.is_primary, d.fault`,
    ...[
      'created_at',
      'verified_at',
      'last_checked_at',
      'next_check_at',
      'failing_since',
      'warned_at',
      'certificate_asked_at',
      'removed_at',
    ].map(time),
  ],
  sql`, `,
)

const select = async (db: Db, rest: SQL): Promise<DomainRow[]> => [
  ...(await db.execute<DomainRow>(sql`
    select ${columns} from domains d join tenants t on t.id = d.tenant_id ${rest}`)),
]

export async function findDomain(db: Db, tenantId: string, id: string): Promise<DomainRow | undefined> {
  const [row] = await select(db, sql`where d.tenant_id = ${tenantId} and d.id = ${id}`)
  return row
}

/** The same, kept as it is until the transaction ends. */
export async function lockDomain(tx: Tx, tenantId: string, id: string): Promise<DomainRow | undefined> {
  const [row] = await select(tx, sql`where d.tenant_id = ${tenantId} and d.id = ${id} for no key update of d`)
  return row
}

/** Newest first; `before` is the id of the last one already seen. */
export function listDomains(
  db: Db,
  tenantId: string,
  {
    limit,
    before,
    status,
  }: { limit: number; before: string | undefined; status: State['status'] | undefined },
): Promise<DomainRow[]> {
  return select(
    db,
    sql`where d.tenant_id = ${tenantId}
      and ${status === undefined ? sql`d.status <> 'removed'` : sql`d.status = ${status}`}
      ${before === undefined ? sql`` : sql`and d.id < ${before}`}
      order by d.id desc limit ${limit}`,
  )
}

/** Lets nobody else change which domains a store has until the transaction ends. */
export async function lockTenant(tx: Tx, tenantId: string): Promise<void> {
  await tx.execute(sql`select from tenants where id = ${tenantId} for no key update`)
}

export async function countDomains(tx: Tx, tenantId: string): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from domains where tenant_id = ${tenantId} and status <> 'removed'`)
  return row?.count ?? 0
}

export async function insertDomain(tx: Tx, tenantId: string, hostname: string): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into domains (tenant_id, hostname) values (${tenantId}, ${hostname}) returning id`)
  if (row === undefined) throw new Error('A domain was not stored.')
  return row.id
}

/** Lets nobody else decide about a name, whosoever it is, until the transaction ends. */
export async function lockHostname(tx: Tx, hostname: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`domain ${hostname}`}, 0))`)
}

export async function storeCheck(
  tx: Tx,
  { tenant_id, id }: { tenant_id: string; id: string },
  next: Next & { fault: string | null },
): Promise<void> {
  await tx.execute(sql`
    update domains set status = ${next.status}, fault = ${next.fault},
      verified_at = ${next.verified_at}::timestamptz, failing_since = ${next.failing_since}::timestamptz,
      warned_at = ${next.warned_at}::timestamptz, next_check_at = ${next.next_check_at}::timestamptz, last_checked_at = now(),
      is_primary = is_primary and ${next.status}::text in ('verified', 'quarantined')
    where tenant_id = ${tenant_id} and id = ${id}`)
}

/**
 * Ends what all other stores have of a name, and makes their tokens worthless. Gives where to write to those who were, or
 * had been, served there.
 */
export async function takeFromOthers(
  tx: Tx,
  { tenantId, hostname, fault }: { tenantId: string; hostname: string; fault: string },
): Promise<string[]> {
  const rows = await tx.execute<{ contact_email: string }>(sql`
    with lost as (
      update domains set status = 'failed', token = default, fault = ${fault}, is_primary = false, next_check_at = null,
        failing_since = null, warned_at = null
      where hostname = ${hostname} and status <> 'removed' and tenant_id <> ${tenantId}
      returning tenant_id, old.status as was)
    select t.contact_email from lost join tenants t on t.id = lost.tenant_id
    where lost.was in ('verified', 'quarantined') and t.status <> 'cancelled'`)
  return rows.map((row) => row.contact_email)
}

/** Where to write to a store; undefined when it is closed. */
export async function findContact(tx: Tx, tenantId: string): Promise<string | undefined> {
  const [row] = await tx.execute<{ contact_email: string }>(
    sql`select contact_email from tenants where id = ${tenantId} and status <> 'cancelled'`,
  )
  return row?.contact_email
}

export async function setPrimary(tx: Tx, tenantId: string, id: string): Promise<void> {
  await tx.execute(sql`
    update domains set is_primary = false where tenant_id = ${tenantId} and is_primary and id <> ${id}`)
  await tx.execute(sql`
    update domains set is_primary = true where tenant_id = ${tenantId} and id = ${id}`)
}

export async function clearPrimary(tx: Tx, tenantId: string, id: string): Promise<void> {
  await tx.execute(sql`
    update domains set is_primary = false where tenant_id = ${tenantId} and id = ${id} and is_primary`)
}

export async function markRemoved(tx: Tx, tenantId: string, id: string): Promise<void> {
  await tx.execute(sql`
    update domains set status = 'removed', removed_at = now(), is_primary = false, next_check_at = null,
      failing_since = null, warned_at = null, fault = null
    where tenant_id = ${tenantId} and id = ${id}`)
}

/** Those whose check is due, the longest first. Others who ask meanwhile get others, unless it takes too long. */
export async function claimDue(db: Db, limit: number): Promise<DomainRow[]> {
  return [
    ...(await db.execute<DomainRow>(sql`
      with due as (
        select tenant_id, id from domains where next_check_at <= now() order by next_check_at limit ${limit}
        for no key update skip locked)
      update domains d set next_check_at = now() + interval '10 minutes'
      from due join tenants t on t.id = due.tenant_id
      where d.tenant_id = due.tenant_id and d.id = due.id
      returning ${columns}`)),
  ]
}

export async function forgetRemoved(db: Db, keptDays: number): Promise<void> {
  await db.execute(sql`
    delete from domains where status = 'removed' and removed_at < now() - make_interval(days => ${keptDays})`)
}
