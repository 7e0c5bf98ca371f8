import { sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import type { ApiKey } from './schema.ts'

const columns = sql`id, name, kind, hint, scopes, ${utc('created_at')} as created_at, ${utc('revoked_at')} as revoked_at`

export type ApiKeyDraft = {
  name: string
  kind: 'publishable' | 'secret'
  keyHash: string
  hint: string
  scopes: readonly string[]
}

export async function insertApiKey(tx: Tx, tenantId: string, draft: ApiKeyDraft): Promise<ApiKey> {
  const [row] = await tx.execute<ApiKey>(sql`
    insert into api_keys (tenant_id, name, kind, key_hash, hint, scopes)
    values (${tenantId}, ${draft.name}, ${draft.kind}, ${draft.keyHash}, ${draft.hint}, ${sql.param([...draft.scopes])}::text[])
    returning ${columns}`)
  if (row === undefined) throw new Error('An API key was not stored.')
  return row
}

export async function listApiKeys(tx: Tx, tenantId: string): Promise<ApiKey[]> {
  return [
    ...(await tx.execute<ApiKey>(
      sql`select ${columns} from api_keys where tenant_id = ${tenantId} order by id`,
    )),
  ]
}

export async function revokeApiKey(tx: Tx, tenantId: string, id: string): Promise<ApiKey | undefined> {
  const [row] = await tx.execute<ApiKey>(sql`
    update api_keys set revoked_at = coalesce(revoked_at, now()) where tenant_id = ${tenantId} and id = ${id} returning ${columns}`)
  return row
}
