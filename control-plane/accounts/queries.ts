import { sql } from 'drizzle-orm'
import type { Tx } from '../../shared/db/connect.ts'

export async function insertAccount(tx: Tx, email: string, passwordHash: string): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into accounts (email, password_hash) values (${email}, ${passwordHash}) returning id`)
  if (row === undefined) throw new Error('An account was not stored.')
  return row.id
}

export async function insertSession(
  tx: Tx,
  accountId: string,
  tokenHash: string,
  lifetimeHours: number,
): Promise<void> {
  await tx.execute(sql`
    insert into sessions (account_id, token_hash, expires_at)
    values (${accountId}, ${tokenHash}, now() + make_interval(hours => ${lifetimeHours}))`)
}
