import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../shared/db/connect.ts'

export type StoredKey = { request_hash: string; status: number | null; body: string | null }

/** Claims a key, waiting for another request that holds it; gives what is stored when it was used before. */
export async function claimKey(
  tx: Tx,
  keyHash: string,
  requestHash: string,
  keptHours: number,
): Promise<StoredKey | undefined> {
  await tx.execute(
    sql`delete from idempotency_keys where created_at < now() - make_interval(hours => ${keptHours})`,
  )
  const [claimed] = await tx.execute(sql`
    insert into idempotency_keys (key_hash, request_hash) values (${keyHash}, ${requestHash}) on conflict do nothing returning 1`)
  if (claimed !== undefined) return undefined
  const [stored] = await tx.execute<StoredKey>(
    sql`select request_hash, status, body from idempotency_keys where key_hash = ${keyHash}`,
  )
  return stored
}

export async function storeAnswer(
  tx: Tx,
  keyHash: string,
  answer: { status: number; body: string },
): Promise<void> {
  await tx.execute(
    sql`update idempotency_keys set status = ${answer.status}, body = ${answer.body} where key_hash = ${keyHash}`,
  )
}
