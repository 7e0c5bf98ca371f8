import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../shared/db/connect.ts'

export type KeyOf = { tenantId: string; principal: string; key: string }
export type StoredKey = { request_hash: string; status: number | null; body: string | null }

/** Claims a key, waiting for another request that holds it; gives what is stored when it was used before. */
export async function claimKey(
  tx: Tx,
  { tenantId, principal, key }: KeyOf,
  hash: string,
  keptHours: number,
): Promise<StoredKey | undefined> {
  const [claimed] = await tx.execute(sql`
    insert into idempotency_keys as k (tenant_id, principal, key, request_hash) values (${tenantId}, ${principal}, ${key}, ${hash})
    on conflict (tenant_id, principal, key) do update
      set request_hash = excluded.request_hash, status = null, body = null, created_at = now()
      where k.created_at < now() - make_interval(hours => ${keptHours})
    returning 1`)
  if (claimed !== undefined) return undefined
  const [stored] = await tx.execute<StoredKey>(sql`
    select request_hash, status, body from idempotency_keys
    where tenant_id = ${tenantId} and principal = ${principal} and key = ${key}`)
  return stored
}

export async function storeAnswer(
  tx: Tx,
  { tenantId, principal, key }: KeyOf,
  answer: { status: number; body: string },
): Promise<void> {
  await tx.execute(sql`
    update idempotency_keys set status = ${answer.status}, body = ${answer.body}
    where tenant_id = ${tenantId} and principal = ${principal} and key = ${key}`)
}

export async function deleteExpiredKeys(tx: Tx, tenantId: string, keptHours: number): Promise<void> {
  await tx.execute(sql`
    delete from idempotency_keys where tenant_id = ${tenantId} and created_at < now() - make_interval(hours => ${keptHours})`)
}
