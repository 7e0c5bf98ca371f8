import type postgres from 'postgres'

type Market = { code: string; currency: string }

/** All is counted: two years of days with their hours and months, each order's entry, and what each of fifty products sold in the last months. */
export async function seedReports(
  sql: postgres.Sql,
  ids: string[],
  { code, currency }: Market,
): Promise<void> {
  await sql`
    insert into report_states (tenant_id, time_zone, order_changed_at, order_id, checkout_id)
    select t, 'UTC', o.updated_at, o.id, c.id
    from unnest(${ids}::uuid[]) as t
    cross join lateral (select updated_at, id from orders where tenant_id = t order by updated_at desc, id desc limit 1) o
    cross join lateral (select id from checkouts where tenant_id = t order by id desc limit 1) c
    on conflict (tenant_id) do update set order_changed_at = excluded.order_changed_at, order_id = excluded.order_id,
      checkout_id = excluded.checkout_id`
  await sql`
    insert into report_entries (tenant_id, id, facts)
    select tenant_id, id, jsonb_build_array(jsonb_build_object('at', to_char(placed_at at time zone 'UTC',
      'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'currency', currency, 'market', market_code, 'figures', '{}'::jsonb, 'products',
      '[]'::jsonb))
    from orders where tenant_id = any(${ids}::uuid[])`
  // A store of few orders has sold on few days.
  await sql`
    insert into report_sums (tenant_id, unit, start, currency, market_code, orders, units, gross, discounts, shipping, tax,
      total, net, refunds, refunded_units, refunded_tax, refunded_net, first_orders, checkouts_begun, checkouts_completed)
    select t.id, u.unit, to_char(u.at, u.format), ${currency}, ${code}, 1, 1, 2900, 0, 500, 272, 3672, 2900, 0, 0, 0, 0, 0, 2, 1
    from (
      select t as id, least((select count(*) from orders where tenant_id = t), 730) as days from unnest(${ids}::uuid[]) as t) t
    cross join lateral (
      select 'day' as unit, 'YYYY-MM-DD' as format, now() at time zone 'UTC' - make_interval(days => n::integer) as at
      from generate_series(0, t.days) as n
      union all
      select 'hour', 'YYYY-MM-DD"T"HH24:00:00.000"Z"', now() at time zone 'UTC' - make_interval(hours => n::integer)
      from generate_series(0, t.days * 10) as n
      union all
      select 'month', 'YYYY-MM', now() at time zone 'UTC' - make_interval(days => n::integer * 31)
      from generate_series(0, t.days / 31) as n) u
    on conflict do nothing`
  await sql`analyze report_sums`
  await sql`
    insert into report_products (tenant_id, unit, start, currency, product_id, units, revenue)
    select t.id, s.unit, s.start, s.currency, p.id, 1, 2900
    from unnest(${ids}::uuid[]) as t (id)
    cross join lateral (select id from products where tenant_id = t.id order by id limit 50) p
    join report_sums s on s.tenant_id = t.id and s.unit <> 'hour'
      and s.start > to_char(now() at time zone 'UTC' - interval '100 days', 'YYYY-MM-DD')`
}
