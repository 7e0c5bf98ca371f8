import { sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { STARTING_MARKETS } from './markets.ts'
import type { Provision, StorePatch } from './schema.ts'

export type StoreRow = {
  name: string
  contact_email: string
  default_market: string
  test_payments: boolean
  low_stock_threshold: number
  updated_at: string
}

export type MarketRow = {
  code: string
  name: string
  currency: string
  tax_basis_points: number
  shipping_methods: { code: string; name: string; amount: number; free_above: number | null }[]
}

/** Adds a tenant to the shard's register, the only table that has no wall. */
export async function registerTenant(db: Db, tenantId: string, epoch: number): Promise<void> {
  await db.execute(
    sql`insert into app.tenants (tenant_id, epoch) values (${tenantId}, ${epoch}) on conflict do nothing`,
  )
}

export async function insertStore(
  tx: Tx,
  tenantId: string,
  input: Provision,
  markets: typeof STARTING_MARKETS,
): Promise<void> {
  await tx.execute(sql`
    insert into stores (tenant_id, name, contact_email, default_market)
    values (${tenantId}, ${input.name}, ${input.contact_email}, ${markets[0].code}) on conflict do nothing`)
  await tx.execute(sql`
    insert into markets (tenant_id, code, name, currency, tax_basis_points)
    select ${tenantId}, code, name, currency, tax_basis_points
    from jsonb_to_recordset(${JSON.stringify(markets)}::jsonb) as m (code text, name text, currency text, tax_basis_points integer)
    on conflict do nothing`)
  await tx.execute(sql`
    insert into shipping_methods (tenant_id, market_code, code, name, amount, free_above, position)
    select ${tenantId}, m ->> 'code', s.code, s.name, s.amount, s.free_above, s.position
    from jsonb_array_elements(${JSON.stringify(markets)}::jsonb) as m,
      rows from (jsonb_to_recordset(m -> 'shipping_methods') as (code text, name text, amount bigint, free_above bigint))
        with ordinality as s (code, name, amount, free_above, position)
    on conflict do nothing`)
}

export async function readStore(tx: Tx, tenantId: string): Promise<StoreRow> {
  const [row] = await tx.execute<StoreRow>(sql`
    select name, contact_email, default_market, test_payments, low_stock_threshold, ${utc('updated_at')} as updated_at
    from stores where tenant_id = ${tenantId}`)
  if (row === undefined) throw new Error(`Tenant ${tenantId} has no store.`)
  return row
}

export async function updateStore(tx: Tx, tenantId: string, patch: StorePatch): Promise<void> {
  const sets = Object.entries(patch).map(([column, value]) => sql`${sql.identifier(column)} = ${value}`)
  await tx.execute(
    sql`update stores set ${sql.join([...sets, sql`updated_at = now()`], sql`, `)} where tenant_id = ${tenantId}`,
  )
}

export async function listMarkets(tx: Tx, tenantId: string): Promise<MarketRow[]> {
  return [
    ...(await tx.execute<MarketRow>(sql`
    select m.code, m.name, m.currency, m.tax_basis_points,
      (select coalesce(json_agg(json_build_object('code', s.code, 'name', s.name, 'amount', s.amount, 'free_above', s.free_above)
          order by s.position), '[]')
        from shipping_methods s where s.tenant_id = m.tenant_id and s.market_code = m.code) as shipping_methods
    from markets m where m.tenant_id = ${tenantId} order by m.code`)),
  ]
}
