import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Identity, ProviderName } from '../identity-providers.ts'
import type { LinkedIdentity } from './schema.ts'

export type Login = { provider: ProviderName; return_to: string; identity: Identity | null }

/** Those that have expired go with it. */
export async function insertLogin(
  tx: Tx,
  login: {
    tokenHash: string
    provider: ProviderName
    accountId: string | null
    returnTo: string
    now: Date
    expiresAt: Date
  },
): Promise<void> {
  await Promise.all([
    tx.execute(sql`delete from social_logins where expires_at < ${login.now.toISOString()}`),
    tx.execute(sql`
      insert into social_logins (token_hash, provider, account_id, return_to, expires_at)
      values (${login.tokenHash}, ${login.provider}, ${login.accountId}, ${login.returnTo}, ${login.expiresAt.toISOString()})`),
  ])
}

type Claim = { tokenHash: string; accountId: string | null; now: Date }

const isOpen = ({ tokenHash, accountId, now }: Claim) => sql`token_hash = ${tokenHash}
  and account_id is not distinct from ${accountId}::uuid and expires_at > ${now.toISOString()}`

/** Gives the login to the first who asks. */
export async function claimLogin(tx: Tx, claim: Claim): Promise<Login | undefined> {
  const [row] = await tx.execute<Login>(sql`
    update social_logins set redeemed_at = ${claim.now.toISOString()} where ${isOpen(claim)} and redeemed_at is null
    returning provider, return_to, identity`)
  return row
}

/** One whose code was redeemed. */
export async function findRedeemed(db: Db, claim: Claim): Promise<Login | undefined> {
  const [row] = await db.execute<Login>(sql`
    select provider, return_to, identity from social_logins where ${isOpen(claim)} and identity is not null`)
  return row
}

export async function storeRedeemed(tx: Tx, tokenHash: string, identity: Identity): Promise<void> {
  await tx.execute(
    sql`update social_logins set identity = ${JSON.stringify(identity)}::jsonb where token_hash = ${tokenHash}`,
  )
}

/** Whether it was still there. */
export async function deleteLogin(tx: Tx, tokenHash: string): Promise<boolean> {
  const rows = await tx.execute(
    sql`delete from social_logins where token_hash = ${tokenHash} returning token_hash`,
  )
  return rows.length > 0
}

export type Account = {
  id: string
  email: string
  email_verified_at: string | null
  has_password: boolean
}

const accountColumns = sql`id, email, ${utc('email_verified_at')} as email_verified_at, password_hash is not null as has_password`

/** Locks it: what an account can be signed in by changes one at a time. */
export async function lockAccount(tx: Tx, id: string): Promise<Account | undefined> {
  const [row] = await tx.execute<Account>(
    sql`select ${accountColumns} from accounts where id = ${id} for no key update`,
  )
  return row
}

export async function findVerifiedAccount(db: Db, email: string): Promise<string | undefined> {
  const [row] = await db.execute<{ id: string }>(
    sql`select id from accounts where email = ${email} and email_verified_at is not null`,
  )
  return row?.id
}

/** An account without a password. */
export async function insertAccount(
  tx: Tx,
  { email, name, verifiedAt }: { email: string; name: string | null; verifiedAt: Date | null },
): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into accounts (email, name, email_verified_at)
    values (${email}, ${name}, ${verifiedAt?.toISOString() ?? null}) returning id`)
  if (row === undefined) throw new Error('An account was not stored.')
  return row.id
}

/** Fills in what the account lacks: its name, and that its address is proven unless another account has proven it. */
export async function syncProfile(
  tx: Tx,
  accountId: string,
  { email, email_verified, name }: Identity,
): Promise<void> {
  await tx.execute(sql`
    update accounts a set name = coalesce(a.name, ${name}),
      email_verified_at = coalesce(a.email_verified_at, case when ${email_verified} and a.email = ${email}
        and not exists (select from accounts v where v.email = a.email and v.email_verified_at is not null) then now() end)
    where id = ${accountId}`)
}

const columns = sql`id, provider, email, email_verified, name,
  ${utc('created_at')} as created_at, ${utc('last_used_at')} as last_used_at`

export async function findOwner(
  db: Db,
  provider: ProviderName,
  subject: string,
): Promise<string | undefined> {
  const [row] = await db.execute<{ account_id: string }>(
    sql`select account_id from identities where provider = ${provider} and subject = ${subject}`,
  )
  return row?.account_id
}

/** Links it, or keeps what its provider says now. Undefined when it is another account's. */
export async function saveIdentity(
  tx: Tx,
  accountId: string,
  { provider, identity }: { provider: ProviderName; identity: Identity },
): Promise<LinkedIdentity | undefined> {
  const { subject, email, email_verified, name } = identity
  const [row] = await tx.execute<LinkedIdentity>(sql`
    insert into identities as i (account_id, provider, subject, email, email_verified, name)
    values (${accountId}, ${provider}, ${subject}, ${email}, ${email_verified}, ${name})
    on conflict (provider, subject) do update set email = excluded.email, email_verified = excluded.email_verified,
      name = excluded.name, last_used_at = now() where i.account_id = excluded.account_id
    returning ${columns}`)
  return row
}

export const listIdentities = (db: Db, accountId: string): Promise<LinkedIdentity[]> =>
  db.execute<LinkedIdentity>(
    sql`select ${columns} from identities where account_id = ${accountId} order by id`,
  )

export async function deleteIdentity(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.execute(sql`delete from identities where account_id = ${accountId} and id = ${id}`)
}

export async function deleteIdentities(tx: Tx, accountId: string): Promise<void> {
  await tx.execute(sql`delete from identities where account_id = ${accountId}`)
}
