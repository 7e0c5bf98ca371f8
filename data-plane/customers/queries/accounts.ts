// How customers sign in: passwords, sessions, mailed links, and how often it was tried.
import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Session } from '../schema.ts'
import { type CustomerRow, customerColumns } from './customers.ts'

type Key = { tenantId: string; id: string }

export type Account = { id: string; password_hash: string | null; status: string }
const accountByEmail = prepared<{ tenantId: string; email: string }, Account>(
  (p) =>
    sql`select id, password_hash, status from customers where tenant_id = ${p.tenantId} and email = ${p.email}`,
)
export const findAccount = async (tx: Tx, tenantId: string, email: string): Promise<Account | undefined> =>
  (await accountByEmail(tx, { tenantId, email }))[0]

const setHash = prepared<Key & { hash: string; at: string }>(
  (p) => sql`
    update customers set password_hash = ${p.hash}, updated_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const setPassword = (tx: Tx, tenantId: string, id: string, password: { hash: string; at: string }) =>
  setHash(tx, { tenantId, id, ...password })

const activate = prepared<Key & { at: string }>(
  (p) => sql`
    update customers set email_verified_at = coalesce(email_verified_at, ${p.at}::timestamptz), updated_at = ${p.at},
      status = case when status = 'invited' and password_hash is not null then 'active' else status end
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** Notes that the customer reads the mail of their address; with a password the account is active from then on. */
export const markVerified = (tx: Tx, tenantId: string, id: string, at: string) =>
  activate(tx, { tenantId, id, at })

export type SessionRow = CustomerRow & { session_id: string; last_used_at: string }
const bySession = prepared<{ tenantId: string; hash: string; at: string }, SessionRow>(
  (p) => sql`
    select ${customerColumns}, s.id as session_id, ${utc('s.last_used_at')} as last_used_at
    from customer_sessions s join customers c on c.tenant_id = s.tenant_id and c.id = s.customer_id
    where s.tenant_id = ${p.tenantId} and s.token_hash = ${p.hash} and s.expires_at > ${p.at} and c.status = 'active'`,
)
/** The customer to whom a session belongs that has not ended. */
export const findBySession = async (
  tx: Tx,
  tenantId: string,
  session: { hash: string; at: string },
): Promise<SessionRow | undefined> => (await bySession(tx, { tenantId, ...session }))[0]

export type NewSession = { id: string; customerId: string; hash: string; at: string; expiresAt: string }
const insertOne = prepared<NewSession & { tenantId: string }>(
  (p) => sql`
    insert into customer_sessions (tenant_id, id, customer_id, token_hash, created_at, last_used_at, expires_at)
    values (${p.tenantId}, ${p.id}, ${p.customerId}, ${p.hash}, ${p.at}, ${p.at}, ${p.expiresAt})`,
)
export const insertSession = (tx: Tx, tenantId: string, session: NewSession) =>
  insertOne(tx, { tenantId, ...session })

const move = prepared<Key & { at: string; expiresAt: string }>(
  (p) => sql`
    update customer_sessions set last_used_at = ${p.at}, expires_at = ${p.expiresAt}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const moveSession = (tx: Tx, tenantId: string, id: string, times: { at: string; expiresAt: string }) =>
  move(tx, { tenantId, id, ...times })

export const listSessions = (
  tx: Tx,
  tenantId: string,
  customerId: string,
  page: { limit: number; before: string | undefined; at: string },
): Promise<Omit<Session, 'current'>[]> =>
  tx.execute<Omit<Session, 'current'>>(sql`
    select id, ${utc('created_at')} as created_at, ${utc('last_used_at')} as last_used_at, ${utc('expires_at')} as expires_at
    from customer_sessions where tenant_id = ${tenantId} and customer_id = ${customerId} and expires_at > ${page.at}
      ${page.before === undefined ? sql`` : sql`and id < ${page.before}`}
    order by id desc limit ${page.limit}`)

const endOne = prepared<Key & { customerId: string }>(
  (p) => sql`
    delete from customer_sessions where tenant_id = ${p.tenantId} and id = ${p.id} and customer_id = ${p.customerId}
    returning id`,
)
/** Ends a session of this customer; false when there is no such one. */
export const endSession = async (
  tx: Tx,
  tenantId: string,
  customerId: string,
  id: string,
): Promise<boolean> => (await endOne(tx, { tenantId, customerId, id })).length > 0

const endAll = prepared<{ tenantId: string; customerId: string; but: string | null }>(
  (p) => sql`
    delete from customer_sessions where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}
      and id is distinct from ${p.but}::uuid`,
)
/** Ends all sessions of a customer but one. */
export const endSessions = (tx: Tx, tenantId: string, customerId: string, but: string | null) =>
  endAll(tx, { tenantId, customerId, but })

export type NewLink = {
  id: string
  customerId: string
  purpose: string
  email: string
  hash: string
  expiresAt: string
}
const insertOneLink = prepared<NewLink & { tenantId: string }>(
  (p) => sql`
    insert into customer_links (tenant_id, id, customer_id, purpose, email, token_hash, expires_at)
    values (${p.tenantId}, ${p.id}, ${p.customerId}, ${p.purpose}, ${p.email}, ${p.hash}, ${p.expiresAt})`,
)
export const insertLink = (tx: Tx, tenantId: string, link: NewLink) =>
  insertOneLink(tx, { tenantId, ...link })

type LinkUse = { hash: string; purpose: string; at: string }
const use = prepared<LinkUse & { tenantId: string }, { id: string; email: string }>(
  (p) => sql`
    delete from customer_links l using customers c
    where l.tenant_id = ${p.tenantId} and l.token_hash = ${p.hash} and l.purpose = ${p.purpose} and l.expires_at > ${p.at}
      and c.tenant_id = ${p.tenantId} and c.id = l.customer_id and c.email = l.email and c.status <> 'disabled'
    returning c.id, c.email`,
)
/** Uses up a link and gives whose it is; undefined when it is not good, or was sent to an address that has changed. */
export const takeLink = async (
  tx: Tx,
  tenantId: string,
  link: LinkUse,
): Promise<{ id: string; email: string } | undefined> => (await use(tx, { tenantId, ...link }))[0]

const dropLinks = prepared<{ tenantId: string; customerId: string }>(
  (p) => sql`delete from customer_links where tenant_id = ${p.tenantId} and customer_id = ${p.customerId}`,
)
export const deleteLinks = (tx: Tx, tenantId: string, customerId: string) =>
  dropLinks(tx, { tenantId, customerId })

export type Attempt = { purpose: string; email: string }
type NewAttempt = Attempt & { at: string; forgotten: string; locks: readonly number[] }
const begin = prepared<NewAttempt & { tenantId: string }>((p) => {
  const nth = sql`case when a.last_at < ${p.forgotten} then 1 else a.attempts + 1 end`
  const lockedUntil = (n: typeof nth) =>
    sql`${p.at}::timestamptz + make_interval(secs => nullif((${p.locks}::integer[])[least(${n}, cardinality(${p.locks}::integer[]))], 0))`
  return sql`
    insert into customer_attempts as a (tenant_id, purpose, email, attempts, last_at, locked_until)
    values (${p.tenantId}, ${p.purpose}, ${p.email}, 1, ${p.at}, ${lockedUntil(sql`1`)})
    on conflict (tenant_id, purpose, email) do update
      set attempts = ${nth}, last_at = excluded.last_at, locked_until = ${lockedUntil(nth)}
      where a.locked_until is null or a.locked_until <= excluded.last_at
    returning attempts`
})
const readLock = prepared<Attempt & { tenantId: string }, { locked_until: string | null }>(
  (p) => sql`
    select ${utc('locked_until')} as locked_until from customer_attempts
    where tenant_id = ${p.tenantId} and purpose = ${p.purpose} and email = ${p.email}`,
)
/** Counts an attempt before it is made; gives until when the e-mail address is closed if none may be made now. */
export async function beginAttempt(
  tx: Tx,
  tenantId: string,
  attempt: NewAttempt,
): Promise<string | undefined> {
  const [begun, [lock]] = await Promise.all([
    begin(tx, { tenantId, ...attempt }),
    readLock(tx, { tenantId, ...attempt }),
  ])
  return begun.length > 0 ? undefined : (lock?.locked_until ?? undefined)
}

const forget = prepared<Attempt & { tenantId: string }>(
  (p) => sql`
    delete from customer_attempts where tenant_id = ${p.tenantId} and purpose = ${p.purpose} and email = ${p.email}`,
)
export const forgetAttempts = (tx: Tx, tenantId: string, attempt: Attempt) =>
  forget(tx, { tenantId, ...attempt })

/** @param times before which sessions and links have ended, and attempts are forgotten */
export const deleteExpired = (
  tx: Tx,
  tenantId: string,
  { at, forgotten }: { at: string; forgotten: string },
) =>
  Promise.all([
    tx.execute(sql`delete from customer_sessions where tenant_id = ${tenantId} and expires_at <= ${at}`),
    tx.execute(sql`delete from customer_links where tenant_id = ${tenantId} and expires_at <= ${at}`),
    tx.execute(sql`delete from customer_attempts where tenant_id = ${tenantId} and last_at < ${forgotten}`),
  ])
