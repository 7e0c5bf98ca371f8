import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Provision, StorePatch } from './schema.ts'

export type StoreRow = {
  name: string
  contact_email: string
  default_market: string
  test_payments: boolean
  low_stock_threshold: number
  tax_classes: string[]
  allocation_strategy: 'priority' | 'highest_stock' | 'nearest' | 'fewest_splits'
  reserve_stock: 'order' | 'cart'
  reservation_minutes: number
  return_days: number | null
  storefront_url: string | null
  own_url: string | null
  mail_language: string | null
  time_zone: string | null
  abandoned_checkout_minutes: number
  setup_done: ('market' | 'payment' | 'look' | 'hidden')[]
  updated_at: string
}

/** Adds a tenant to the shard's register, the only table that has no wall. */
export async function registerTenant(db: Db, tenantId: string, epoch: number): Promise<void> {
  await db.execute(
    sql`insert into app.tenants (tenant_id, epoch) values (${tenantId}, ${epoch}) on conflict do nothing`,
  )
}

/** Adds a store, before the market that it names; false when there is one already. */
export async function insertStore(
  tx: Tx,
  tenantId: string,
  input: Provision,
  defaultMarket: string,
): Promise<boolean> {
  const [, added] = await Promise.all([
    tx.execute(sql`set constraints stores_default_market_fkey deferred`),
    tx.execute(sql`
      insert into stores (tenant_id, name, contact_email, default_market, own_url)
      values (${tenantId}, ${input.name}, ${input.contact_email}, ${defaultMarket}, ${input.url})
      on conflict do nothing returning tenant_id`),
  ])
  return added.length > 0
}

export async function readStore(tx: Tx, tenantId: string): Promise<StoreRow> {
  const [row] = await tx.execute<StoreRow>(sql`
    select name, contact_email, default_market, test_payments, low_stock_threshold, tax_classes, allocation_strategy,
      reserve_stock, reservation_minutes, return_days, storefront_url, own_url, mail_language, time_zone,
      abandoned_checkout_minutes, setup_done,
      ${utc('updated_at')} as updated_at
    from stores where tenant_id = ${tenantId}`)
  if (row === undefined) throw new Error(`Tenant ${tenantId} has no store.`)
  return row
}

export async function updateStore(tx: Tx, tenantId: string, patch: StorePatch): Promise<void> {
  const sets = Object.entries(patch).map(
    ([column, value]) => sql`${sql.identifier(column)} = ${sql.param(value)}`,
  )
  await tx.execute(
    sql`update stores set ${sql.join([...sets, sql`updated_at = now()`], sql`, `)} where tenant_id = ${tenantId}`,
  )
}
