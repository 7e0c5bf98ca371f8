import type postgres from 'postgres'

export async function seedSecrets(sql: postgres.Sql, ids: string[]): Promise<void> {
  await sql`
    insert into secrets (tenant_id, name, sealed, updated_at, updated_by_kind, updated_by_id)
    select t, 'payments.key', 'v1.none.AAAA', now(), 'secret_key', '' from unnest(${ids}::uuid[]) as t`
}
