import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { CurrentImpersonation, Impersonation } from './schema.ts'

const columns = sql`i.id, i.tenant_id, i.admin_id, i.account_id, i.reason, i.writes as write, ${utc('i.created_at')} as created_at,
  ${utc('i.expires_at')} as expires_at, ${utc('i.ended_at')} as ended_at`

/** Who acts in an account's place, and whether they may change anything. */
export type Impersonated = { id: string; admin_id: string; writes: boolean }

/** The living impersonation behind a token's hash. It ends with the membership of the account. */
export async function findImpersonation(db: Db, tokenHash: string) {
  const [row] = await db.execute<
    Impersonated & { account_id: string; tenant_id: string; label: string; expires_at: string }
  >(sql`
    select i.id, i.admin_id, i.writes, i.account_id, i.tenant_id, a.email as label, ${utc('i.expires_at')} as expires_at
    from impersonations i
    join memberships m on m.tenant_id = i.tenant_id and m.account_id = i.account_id
    join accounts a on a.id = i.account_id
    where i.token_hash = ${tokenHash} and i.ended_at is null and i.expires_at > now()`)
  return row
}

export type Member = { account_id: string; email: string }

/** A member of a store's staff: the one that is asked for, or the oldest owner. */
export async function findMember(
  tx: Tx,
  tenantId: string,
  accountId: string | undefined,
): Promise<Member | undefined> {
  const [row] = await tx.execute<Member>(sql`
    select a.id as account_id, a.email from memberships m join accounts a on a.id = m.account_id
    where m.tenant_id = ${tenantId} and ${accountId === undefined ? sql`m.role = 'owner'` : sql`m.account_id = ${accountId}`}
    order by a.id limit 1`)
  return row
}

export type NewImpersonationRow = {
  adminId: string
  accountId: string
  reason: string
  writes: boolean
  tokenHash: string
  now: Date
  expiresAt: Date
}

export async function insertImpersonation(
  tx: Tx,
  tenantId: string,
  { adminId, accountId, reason, writes, tokenHash, now, expiresAt }: NewImpersonationRow,
): Promise<Impersonation> {
  const [row] = await tx.execute<Impersonation>(sql`
    insert into impersonations as i (tenant_id, admin_id, account_id, reason, writes, token_hash, created_at, expires_at)
    values (${tenantId}, ${adminId}, ${accountId}, ${reason}, ${writes}, ${tokenHash}, ${now.toISOString()}, ${expiresAt.toISOString()})
    returning ${columns}`)
  if (row === undefined) throw new Error('An impersonation was not stored.')
  return row
}

/** Newest first. */
export async function listImpersonations(
  db: Db,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<Impersonation[]> {
  return db.execute<Impersonation>(sql`
    select ${columns} from impersonations i
    where i.tenant_id = ${tenantId} ${before === undefined ? sql`` : sql`and i.id < ${before}`}
    order by i.id desc limit ${limit}`)
}

/** Ends one that has not ended by itself; gives it as it is then. */
export async function endImpersonation(
  tx: Tx,
  tenantId: string,
  id: string,
  now: Date,
): Promise<Impersonation | undefined> {
  const [row] = await tx.execute<Impersonation>(sql`
    update impersonations as i
    set ended_at = case when expires_at > ${now.toISOString()} then coalesce(ended_at, ${now.toISOString()}) else ended_at end
    where i.tenant_id = ${tenantId} and i.id = ${id} returning ${columns}`)
  return row
}

export async function findCurrent(
  db: Db,
  accountId: string,
  id: string,
): Promise<CurrentImpersonation['impersonation']> {
  const [row] = await db.execute<NonNullable<CurrentImpersonation['impersonation']>>(sql`
    select ${columns}, a.email as account_email, t.slug as tenant_slug, t.name as tenant_name
    from impersonations i join accounts a on a.id = i.account_id join tenants t on t.id = i.tenant_id
    where i.account_id = ${accountId} and i.id = ${id}`)
  return row ?? null
}
