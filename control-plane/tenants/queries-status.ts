import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { TenantStatus, TenantStatusChange } from './schema.ts'

export type Standing = { slug: string; name: string; status: TenantStatus; since: string | null }

/** What a store is and since when; until the transaction ends nobody else changes it. */
export async function lockStanding(tx: Tx, tenantId: string): Promise<Standing | undefined> {
  const [row] = await tx.execute<Standing>(sql`
    select t.slug, t.name, t.status,
      (select ${utc('c.at')} from tenant_status_changes c where c.tenant_id = t.id order by c.id desc limit 1) as since
    from tenants t where t.id = ${tenantId} for update of t`)
  return row
}

export type NewStatus = {
  status: TenantStatus
  reason: string
  actor: { kind: string; id: string }
  now: Date
}

export async function storeStatus(
  tx: Tx,
  tenantId: string,
  { status, reason, actor, now }: NewStatus,
): Promise<void> {
  await Promise.all([
    tx.execute(sql`update tenants set status = ${status} where id = ${tenantId}`),
    tx.execute(sql`
      insert into tenant_status_changes (tenant_id, status, reason, actor_kind, actor_id, at)
      values (${tenantId}, ${status}, ${reason}, ${actor.kind}, ${actor.id}, ${now.toISOString()})`),
  ])
}

const MAX_SHOWN = 100

/** Newest first. */
export async function listStatusChanges(db: Db, tenantId: string): Promise<TenantStatusChange[]> {
  const rows = await db.execute<
    Omit<TenantStatusChange, 'actor'> & { actor_kind: string; actor_id: string }
  >(sql`
    select status, reason, actor_kind, actor_id, ${utc('at')} as at from tenant_status_changes
    where tenant_id = ${tenantId} order by id desc limit ${MAX_SHOWN}`)
  return rows.map(({ actor_kind, actor_id, ...change }) => ({
    ...change,
    actor: { kind: actor_kind, id: actor_id },
  }))
}

/** Where mails to the owners of a store go. */
export async function ownersOf(tx: Tx, tenantId: string): Promise<string[]> {
  const rows = await tx.execute<{ email: string }>(sql`
    select a.email from memberships m join accounts a on a.id = m.account_id
    where m.tenant_id = ${tenantId} and m.role = 'owner' order by a.id`)
  return rows.map(({ email }) => email)
}
