import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Db, Tx } from '../../../shared/db/connect.ts'
import type { Account, Admin } from '../schema.ts'

/** What decides whether somebody may sign in. `is_verified`: it has shown that it reads the mail of its address. */
export type AccountRow = { id: string; email: string; password_hash: string | null; is_verified: boolean }

const row = sql`id, email, password_hash, email_verified_at is not null as is_verified`

export async function insertAccount(
  tx: Tx,
  account: { email: string; passwordHash: string | null; verifiedAt?: string },
): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into accounts (email, password_hash, email_verified_at)
    values (${account.email}, ${account.passwordHash}, ${account.verifiedAt ?? null}) returning id`)
  if (row === undefined) throw new Error('An account was not stored.')
  return row.id
}

/** Undefined when another account has shown that the address is its own. */
export async function insertVerifiedAccount(
  tx: Tx,
  account: { email: string; passwordHash: string; name: string | undefined; at: string },
): Promise<string | undefined> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into accounts (email, password_hash, name, email_verified_at)
    values (${account.email}, ${account.passwordHash}, ${account.name ?? null}, ${account.at})
    on conflict do nothing returning id`)
  return row?.id
}

/** Whoever signs in with an address: the account that has verified it, else the oldest that claims it. */
export async function findByEmail(db: Db, email: string): Promise<AccountRow | undefined> {
  const [found] = await db.execute<AccountRow>(sql`
    select ${row} from accounts where email = ${email} order by email_verified_at is null, id limit 1`)
  return found
}

export async function hasVerifiedAccount(db: Db, email: string): Promise<boolean> {
  const rows = await db.execute(
    sql`select 1 from accounts where email = ${email} and email_verified_at is not null`,
  )
  return rows.length > 0
}

export async function lockAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  const [found] = await tx.execute<AccountRow>(sql`select ${row} from accounts where id = ${id} for update`)
  return found
}

/** All accounts that claim an address, locked in one order. */
export async function lockByEmail(tx: Tx, email: string): Promise<AccountRow[]> {
  return tx.execute<AccountRow>(
    sql`select ${row} from accounts where email = ${email} order by id for update`,
  )
}

export async function readAccount(
  db: Db,
  id: string,
  now: string,
): Promise<Omit<Account, 'stores' | 'two_factor'> | undefined> {
  const [found] = await db.execute<Omit<Account, 'stores' | 'two_factor'>>(sql`
    select id, email, ${utc('email_verified_at')} as email_verified_at, name, platform_role,
      ${utc('created_at')} as created_at,
      (select l.email from account_links l where l.account_id = accounts.id and l.purpose = 'email_change'
        and l.expires_at > ${now} order by l.created_at desc limit 1) as pending_email
    from accounts where id = ${id}`)
  return found
}

/** The newest stores of an account. */
export async function listStores(db: Db, id: string, limit: number): Promise<Account['stores']> {
  return db.execute<Account['stores'][number]>(sql`
    select t.id, t.slug, t.name, t.status, m.role
    from memberships m join tenants t on t.id = m.tenant_id
    where m.account_id = ${id} order by t.id desc limit ${limit}`)
}

export async function setName(db: Db, id: string, name: string | null): Promise<void> {
  await db.execute(sql`update accounts set name = ${name} where id = ${id}`)
}

export async function setPassword(db: Db, id: string, hash: string): Promise<void> {
  await db.execute(sql`update accounts set password_hash = ${hash} where id = ${id}`)
}

export async function setVerifiedEmail(db: Db, id: string, email: string, at: string): Promise<void> {
  await db.execute(sql`update accounts set email = ${email}, email_verified_at = ${at} where id = ${id}`)
}

/** Gives the memberships of one account to another, except where that belongs already. */
export async function moveMemberships(tx: Tx, from: string, to: string): Promise<void> {
  await tx.execute(sql`
    update memberships m set account_id = ${to} where m.account_id = ${from}
      and not exists (select from memberships o where o.tenant_id = m.tenant_id and o.account_id = ${to})`)
}

/** With its sessions, links and whatever else belongs to it. */
export async function deleteAccount(tx: Tx, id: string): Promise<void> {
  await tx.execute(sql`delete from accounts where id = ${id}`)
}

export type LinkRow = {
  hash: string
  accountId: string
  purpose: string
  email: string
  at: string
  expiresAt: string
}

export async function insertLink(tx: Tx, link: LinkRow): Promise<void> {
  await tx.execute(sql`
    insert into account_links (token_hash, account_id, purpose, email, created_at, expires_at)
    values (${link.hash}, ${link.accountId}, ${link.purpose}, ${link.email}, ${link.at}, ${link.expiresAt})`)
}

export type TakenLink = { account_id: string; purpose: string; email: string }

/** Takes a link, which is then used up; undefined for one that is used, too old or meant for something else. */
export async function takeLink(
  tx: Tx,
  { hash, purposes, now }: { hash: string; purposes: readonly string[]; now: string },
): Promise<TakenLink | undefined> {
  const [link] = await tx.execute<TakenLink>(sql`
    delete from account_links
    where token_hash = ${hash} and purpose = any(${sql.param([...purposes])}::text[]) and expires_at > ${now}
    returning account_id, purpose, email`)
  return link
}

export async function deleteLinks(tx: Tx, accountId: string, purposes: readonly string[]): Promise<void> {
  await tx.execute(sql`
    delete from account_links where account_id = ${accountId} and purpose = any(${sql.param([...purposes])}::text[])`)
}

export async function listAdmins(db: Db): Promise<Admin[]> {
  return db.execute<Admin>(
    sql`select id as account_id, email, name from accounts where platform_role = 'admin' order by id`,
  )
}

/** Ids of all admins, locked: of two who are removed at once one comes second. */
export async function lockAdmins(tx: Tx): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(
    sql`select id from accounts where platform_role = 'admin' order by id for update`,
  )
  return rows.map(({ id }) => id)
}

/** Gateways hear of it. */
export async function setPlatformRole(db: Db, id: string, role: 'admin' | null): Promise<void> {
  await db.execute(sql`update accounts set platform_role = ${role} where id = ${id}`)
}
