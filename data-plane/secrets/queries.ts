import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import type { Secret } from './schema.ts'

const columns = sql`name, hint, ${utc('updated_at')} as updated_at,
  json_build_object('kind', updated_by_kind, 'id', updated_by_id) as updated_by, ${utc('expires_at')} as expires_at`

export type SecretRow = {
  name: string
  sealed: string
  hint: string | null
  updatedAt: Date
  updatedBy: { kind: string; id: string }
  expiresAt: string | null
}

/** @param after the name of the last secret already seen */
export const listSecrets = (tx: Tx, tenantId: string, after: string, limit: number): Promise<Secret[]> =>
  tx.execute<Secret>(sql`
    select ${columns} from secrets where tenant_id = ${tenantId} and name > ${after} order by name limit ${limit}`)

export async function readSealed(tx: Tx, tenantId: string, name: string): Promise<string | undefined> {
  const [row] = await tx.execute<{ sealed: string }>(
    sql`select sealed from secrets where tenant_id = ${tenantId} and name = ${name}`,
  )
  return row?.sealed
}

export async function putSecret(tx: Tx, tenantId: string, row: SecretRow): Promise<Secret> {
  const [secret] = await tx.execute<Secret>(sql`
    insert into secrets (tenant_id, name, sealed, hint, updated_at, updated_by_kind, updated_by_id, expires_at)
    values (${tenantId}, ${row.name}, ${row.sealed}, ${row.hint}, ${row.updatedAt.toISOString()},
      ${row.updatedBy.kind}, ${row.updatedBy.id}, ${row.expiresAt})
    on conflict (tenant_id, name) do update set sealed = excluded.sealed, hint = excluded.hint,
      updated_at = excluded.updated_at, updated_by_kind = excluded.updated_by_kind,
      updated_by_id = excluded.updated_by_id, expires_at = excluded.expires_at
    returning ${columns}`)
  if (secret === undefined) throw new Error('A secret was not stored.')
  return secret
}

export async function deleteSecret(tx: Tx, tenantId: string, name: string): Promise<boolean> {
  const rows = await tx.execute(
    sql`delete from secrets where tenant_id = ${tenantId} and name = ${name} returning name`,
  )
  return rows.length > 0
}
