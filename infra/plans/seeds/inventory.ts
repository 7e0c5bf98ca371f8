import type postgres from 'postgres'

type Sql = postgres.Sql

/** Each store's first location. */
export async function seedLocations(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql`
    insert into locations (tenant_id, name, code, is_default)
    select t, 'Default location', 'default', true from unnest(${[...ids]}::uuid[]) as t`
  await sql`analyze locations`
}

/** What there is of each variant at the first location, of which nine in ten are low, each by its own threshold, with the movement that it came by. */
export async function seedLevels(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql`
    insert into inventory_levels (tenant_id, variant_id, location_id, tracked, policy, on_hand, available, floor, low_stock_threshold,
      low_at)
    select v.tenant_id, v.id, k.id, true, 'deny', 1000, 1000, 0, own, own
    from (select *, case when row_number() over () % 10 > 0 then 1000000 else 5 end as own from variants) v join locations k on k.tenant_id = v.tenant_id and k.is_default
    where v.tenant_id = any(${[...ids]}::uuid[])`
  await sql`analyze inventory_levels`
  await sql`
    insert into stock_movements (tenant_id, variant_id, location_id, kind, on_hand, available, reason, reference_id, actor, at)
    select tenant_id, variant_id, location_id, 'received', on_hand, available, 'First delivery', uuidv7(), 'account', now()
    from inventory_levels where tenant_id = any(${[...ids]}::uuid[])`
}

/** What each cart holds, transfers to a second location, and counts there. */
export async function seedStockWork(sql: Sql, tenantIds: readonly string[], count: number): Promise<void> {
  const ids = [...tenantIds]
  await sql`
    insert into stock_reservations (tenant_id, holder_id, holder, level_id, quantity, expires_at)
    select c.tenant_id, c.cart_id, 'cart', l.id, c.quantity, now() + interval '1 day'
    from cart_line_items c join inventory_levels l on l.tenant_id = c.tenant_id and l.variant_id = c.variant_id
    where c.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into locations (tenant_id, name, code) select t, 'Second location', 'second' from unnest(${ids}::uuid[]) as t`
  await sql`analyze locations`
  await sql`
    insert into stock_transfers (tenant_id, id, from_location_id, to_location_id, status, note, created_at, updated_at)
    select d.tenant_id, uuidv7(), d.id, s.id, (array['draft', 'in_transit', 'received'])[n % 3 + 1], '', now(), now()
    from locations d join locations s on s.tenant_id = d.tenant_id and not s.is_default, generate_series(1, ${count}) as n
    where d.is_default and d.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into stock_counts (tenant_id, id, location_id, status, note, created_at, updated_at)
    select k.tenant_id, uuidv7(), k.id, case when n % 2 = 0 then 'open' else 'applied' end, '', now(), now()
    from locations k, generate_series(1, ${count}) as n
    where not k.is_default and k.tenant_id = any(${ids}::uuid[])`
  await sql`analyze stock_transfers, stock_counts`
  const firstVariants = sql`
    select distinct on (tenant_id) tenant_id, id from variants where tenant_id = any(${ids}::uuid[]) order by tenant_id, id`
  await sql`
    insert into stock_transfer_lines (tenant_id, stock_transfer_id, variant_id, quantity)
    select t.tenant_id, t.id, v.id, 1 from stock_transfers t join (${firstVariants}) v using (tenant_id)`
  await sql`
    insert into stock_count_lines (tenant_id, stock_count_id, variant_id, expected, counted)
    select c.tenant_id, c.id, v.id, 1000, 999 from stock_counts c join (${firstVariants}) v using (tenant_id)`
}
