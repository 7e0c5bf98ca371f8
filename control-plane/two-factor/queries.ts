import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Client } from '../../shared/http/client.ts'
import type { Failures } from './rules.ts'
import type { EventKind, TwoFactor, TwoFactorEvent } from './schema.ts'

export type Account = { email: string; password_hash: string | null }

export async function findAccount(db: Db, id: string): Promise<Account | undefined> {
  const [row] = await db.execute<Account>(sql`select email, password_hash from accounts where id = ${id}`)
  return row
}

export type Factor = { secret: string; confirmed_at: string | null; last_step: number }

export async function findFactor(db: Db, accountId: string): Promise<Factor | undefined> {
  const [row] = await db.execute<Factor>(sql`
    select secret, ${utc('confirmed_at')} as confirmed_at, last_step from two_factors where account_id = ${accountId}`)
  return row
}

export async function readState(db: Db, accountId: string): Promise<TwoFactor> {
  const [row] = await db.execute<TwoFactor>(sql`
    select confirmed_at is not null as enabled, ${utc('confirmed_at')} as confirmed_at,
      (select count(*) from recovery_codes r where r.account_id = f.account_id) as recovery_codes_left
    from two_factors f where account_id = ${accountId}`)
  return row ?? { enabled: false, confirmed_at: null, recovery_codes_left: 0 }
}

/** A confirmed one stays as it is. */
export async function storeSecret(tx: Tx, accountId: string, sealed: string): Promise<void> {
  await tx.execute(sql`
    insert into two_factors (account_id, secret) values (${accountId}, ${sealed})
    on conflict (account_id) do update set secret = excluded.secret where two_factors.confirmed_at is null`)
}

export async function useStep(
  tx: Tx,
  accountId: string,
  step: number,
  confirmedAt: Date | null = null,
): Promise<void> {
  await tx.execute(sql`
    update two_factors set last_step = ${step},
      confirmed_at = coalesce(confirmed_at, ${confirmedAt?.toISOString() ?? null}::timestamptz)
    where account_id = ${accountId}`)
}

export async function deleteFactor(tx: Tx, accountId: string): Promise<void> {
  await Promise.all(
    ['two_factors', 'recovery_codes', 'two_factor_attempts'].map((table) =>
      tx.execute(sql`delete from ${sql.identifier(table)} where account_id = ${accountId}`),
    ),
  )
}

export async function replaceRecoveryCodes(
  tx: Tx,
  accountId: string,
  hashes: readonly string[],
): Promise<void> {
  await tx.execute(sql`delete from recovery_codes where account_id = ${accountId}`)
  await tx.execute(sql`
    insert into recovery_codes (account_id, code_hash)
    select ${accountId}, code_hash from unnest(${sql.param([...hashes])}::text[]) as code_hash`)
}

/** How many are left once this one is used; undefined when there is no such code. */
export async function useRecoveryCode(
  tx: Tx,
  accountId: string,
  codeHash: string,
): Promise<number | undefined> {
  const [row] = await tx.execute<{ before: number }>(sql`
    with used as (
      delete from recovery_codes where account_id = ${accountId} and code_hash = ${codeHash} returning 1
    )
    select (select count(*) from recovery_codes where account_id = ${accountId}) as before from used`)
  return row && row.before - 1
}

type Attempts = Failures & { network: string }

/** Those of a network and of all unknown ones. Locks the account's attempts: they are made one after another. */
export async function lockAttempts(tx: Tx, accountId: string, network: string): Promise<Attempts[]> {
  const [, rows] = await Promise.all([
    tx.execute(sql`
      insert into two_factor_attempts as a (account_id, network) values (${accountId}, '')
      on conflict (account_id, network) do update set failures = a.failures`),
    tx.execute<Attempts>(sql`
      select network, failures, ${utc('last_failed_at')} as last_failed_at
      from two_factor_attempts where account_id = ${accountId} and network in ('', ${network})`),
  ])
  return rows
}

export async function storeFailures(
  tx: Tx,
  accountId: string,
  { network, failures, now }: { network: string; failures: number; now: Date },
): Promise<void> {
  await tx.execute(sql`
    update two_factor_attempts set failures = ${failures}, last_failed_at = ${now.toISOString()}
    where account_id = ${accountId} and network = ${network}`)
}

/** @param counted as which network failures were counted until now @param network that is known from here on */
export async function storePass(
  tx: Tx,
  accountId: string,
  { counted, network, now, keptDays }: { counted: string; network: string; now: Date; keptDays: number },
): Promise<void> {
  const at = now.toISOString()
  await Promise.all([
    tx.execute(sql`
      update two_factor_attempts set failures = 0 where account_id = ${accountId} and network = ${counted}`),
    tx.execute(sql`
      insert into two_factor_attempts (account_id, network, passed_at) values (${accountId}, ${network}, ${at})
      on conflict (account_id, network) do update set passed_at = excluded.passed_at`),
    tx.execute(sql`
      delete from two_factor_attempts where account_id = ${accountId} and network <> ''
        and passed_at < ${at}::timestamptz - make_interval(days => ${keptDays})`),
  ])
}

export async function insertEvent(
  tx: Tx,
  accountId: string,
  { kind, client }: { kind: EventKind; client: Client },
): Promise<void> {
  await tx.execute(sql`
    insert into two_factor_events (account_id, kind, address, user_agent)
    values (${accountId}, ${kind}, ${client.address}, ${client.userAgent})`)
}

/** Newest first; `before` is the id of the last event already seen. */
export async function listEvents(
  db: Db,
  accountId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<TwoFactorEvent[]> {
  return db.execute<TwoFactorEvent>(sql`
    select id, kind, address, user_agent, ${utc('created_at')} as created_at from two_factor_events
    where account_id = ${accountId} ${before === undefined ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit}`)
}
