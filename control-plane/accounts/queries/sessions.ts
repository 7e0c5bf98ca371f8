import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Db, Tx } from '../../../shared/db/connect.ts'
import type { Session } from '../schema.ts'

export type SessionRow = {
  id: string
  accountId: string
  familyHash: string
  refreshHash: string
  userAgent: string
  address: string
  at: string
  expiresAt: string
}

export async function insertSession(tx: Tx, session: SessionRow): Promise<void> {
  await tx.execute(sql`
    insert into sessions (id, account_id, family_hash, refresh_hash, user_agent, address, created_at, last_used_at, expires_at)
    values (${session.id}, ${session.accountId}, ${session.familyHash}, ${session.refreshHash}, ${session.userAgent},
      ${session.address}, ${session.at}, ${session.at}, ${session.expiresAt})`)
}

export type LivingSession = { id: string; account_id: string; refresh_hash: string; created_at: string }

/** Locked, so that of two who show the same refresh token one comes second. */
export async function lockSession(
  tx: Tx,
  familyHash: string,
  now: string,
): Promise<LivingSession | undefined> {
  const [row] = await tx.execute<LivingSession>(sql`
    select id, account_id, refresh_hash, ${utc('created_at')} as created_at from sessions
    where family_hash = ${familyHash} and expires_at > ${now} for update`)
  return row
}

export async function renewSession(
  tx: Tx,
  { id, refreshHash, userAgent, address, at, expiresAt }: Omit<SessionRow, 'accountId' | 'familyHash'>,
): Promise<void> {
  await tx.execute(sql`
    update sessions set refresh_hash = ${refreshHash}, user_agent = ${userAgent}, address = ${address},
      last_used_at = ${at}, expires_at = ${expiresAt}
    where id = ${id}`)
}

/** Newest first; `before` is the id of the last one already seen. */
export async function listSessions(
  db: Db,
  accountId: string,
  { limit, before, now }: { limit: number; before: string | undefined; now: string },
): Promise<Omit<Session, 'current'>[]> {
  return db.execute<Omit<Session, 'current'>>(sql`
    select id, user_agent, address, ${utc('created_at')} as created_at, ${utc('last_used_at')} as last_used_at,
      ${utc('expires_at')} as expires_at
    from sessions where account_id = ${accountId} and expires_at > ${now}
      ${before === undefined ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit}`)
}

/** Ends a session; gateways hear of it. Whether there was one. */
export async function deleteSession(db: Db, accountId: string, id: string): Promise<boolean> {
  const rows = await db.execute(
    sql`delete from sessions where account_id = ${accountId} and id = ${id} returning id`,
  )
  return rows.length > 0
}

/** Ends all sessions of an account but the one to keep, if any. Gives how many. */
export async function deleteSessions(db: Db, accountId: string, keep?: string): Promise<number> {
  const rows = await db.execute(sql`
    delete from sessions where account_id = ${accountId} ${keep === undefined ? sql`` : sql`and id <> ${keep}`} returning id`)
  return rows.length
}

/** @param times before which sessions and links have ended, and attempts are forgotten */
export async function deleteExpired(
  db: Db,
  { now, forgotten }: { now: string; forgotten: string },
): Promise<void> {
  await Promise.all([
    db.execute(sql`delete from sessions where expires_at <= ${now}`),
    db.execute(sql`delete from account_links where expires_at <= ${now}`),
    db.execute(sql`delete from attempts where last_at < ${forgotten}`),
  ])
}
