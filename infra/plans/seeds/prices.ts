import type postgres from 'postgres'

type Sql = postgres.Sql

/** Every store converts into one currency, whose rates go back `days` days, and has had `lists` price lists. */
export async function seedPrices(
  sql: Sql,
  tenantIds: readonly string[],
  { days, lists }: { days: number; lists: number },
): Promise<void> {
  const ids = [...tenantIds]
  await sql`
    insert into store_currencies (tenant_id, code, status, conversion, margin_basis_points, rounding_increment, updated_at)
    select t, 'EUR', 'active', 'automatic', 0, 1, now() from unnest(${ids}::uuid[]) as t`
  await sql`
    insert into exchange_rates (tenant_id, pair, rate, source, confidence, trend, valid_from, valid_until, created_at)
    select t, 'USDEUR', 0.89, case when n % 100 = 0 then 'manual' else 'ecb' end, 100, 'stable', at,
      case when n % 100 = 0 then at + interval '1 hour' end, at
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${days}) as n,
      lateral (select now() - make_interval(days => n::integer) as at) as began`
  await sql`
    insert into price_lists (tenant_id, name, description, type, status, ends_at, priority, rules, created_at, updated_at)
    select t, 'Sale ' || n, '', 'sale', case when n % 10 = 0 then 'draft' else 'active' end,
      case when n > ${lists - 3} then 'infinity' else now() - make_interval(days => n) end, 0, '{}', now(), now()
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${lists}) as n`
  await sql`analyze price_lists`
  await sql`
    insert into price_list_prices (tenant_id, price_list_id, variant_id, currency, amount, min_quantity, rules)
    select v.tenant_id, l.id, v.id, 'USD', 2500, 1, '{}' from variants v
    join lateral (select id from price_lists where tenant_id = v.tenant_id order by id desc limit 2) l on true
    where v.tenant_id = any(${ids}::uuid[])`
}
