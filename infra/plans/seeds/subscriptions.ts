import type postgres from 'postgres'

/** As many subscriptions as a tenth of the orders with three cycles each, by plans that each apply to some goods. */
export async function seedSubscriptions(
  sql: postgres.Sql,
  ids: string[],
  { orders, market }: { orders: number; market: { code: string; currency: string } },
): Promise<void> {
  await sql`
    insert into subscription_plans (tenant_id, id, name, interval, interval_count, trial_days, discount, created_at, updated_at)
    select t, uuidv7(), 'Every ' || n || ' months', 'month', n, 0, '{"kind": "none"}', now(), now()
    from unnest(${ids}::uuid[]) as t, generate_series(1, 20) as n`
  await sql`analyze subscription_plans`
  await sql`
    insert into subscription_plan_products (tenant_id, plan_id, product_id)
    select s.tenant_id, s.id, p.id from subscription_plans s
    join (select tenant_id, id, row_number() over (partition by tenant_id order by id) as n from products
      where tenant_id = any(${ids}::uuid[])) p
      on p.tenant_id = s.tenant_id and p.n % 2000 = s.interval_count
    where s.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into subscription_plan_variants (tenant_id, plan_id, variant_id)
    select s.tenant_id, s.id, v.id from subscription_plans s
    join (select tenant_id, id, row_number() over (partition by tenant_id order by id) as n from variants
      where tenant_id = any(${ids}::uuid[])) v
      on v.tenant_id = s.tenant_id and v.n % 2000 = s.interval_count
    where s.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into subscription_settings (tenant_id, retry_days, final_action, updated_at)
    select t, '{1,3}', 'cancel', now() from unnest(${ids}::uuid[]) as t`
  await sql`
    insert into subscriptions (tenant_id, id, customer_id, plan_id, status, email, interval, interval_count, market_code,
      currency, items, payment_method, anchor_at, step, period_start, period_end, cycle, balance_amount,
      cancel_at_period_end, next_action_at, created_at, updated_at)
    select c.tenant_id, uuidv7(), c.id, s.id, case when c.n % 10 = 0 then 'paused' else 'active' end, c.email, 'month', 1,
      ${market.code}, ${market.currency},
      jsonb_build_array(jsonb_build_object('variant_id', v.id, 'product_id', v.product_id, 'title', 'Shirt', 'variant_title',
        '', 'quantity', 1, 'unit_amount', 2900)),
      'test', now(), 3, now(), now() + make_interval(days => (c.n % 30 + 1)::integer), 3, 0, false,
      case when c.n % 10 > 0 then now() + make_interval(days => (c.n % 30 + 1)::integer) end, now(), now()
    from (select *, row_number() over (partition by tenant_id order by id) as n from customers
      where tenant_id = any(${ids}::uuid[])) c
    join subscription_plans s on s.tenant_id = c.tenant_id and s.interval_count = 1 + c.n % 20
    join (select *, row_number() over (partition by tenant_id order by id) as n from variants
      where tenant_id = any(${ids}::uuid[])) v
      on v.tenant_id = c.tenant_id and v.n = c.n
    where c.n <= ${Math.ceil(orders / 10)}`
  await sql`analyze subscriptions`
  await sql`
    insert into subscription_cycles (tenant_id, subscription_id, cycle, status, period_start, checkout_id, order_id,
      balance_amount, attempts, created_at, updated_at)
    select tenant_id, id, n, 'ordered', now(), uuidv7(), uuidv7(), 0, 0, now(), now()
    from subscriptions, generate_series(1, 3) as n where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into subscription_timeline (tenant_id, id, subscription_id, kind, actor_kind, actor_id, data, at)
    select tenant_id, uuidv7(), id, 'subscription.renewed', 'job', '', '{}', now()
    from subscriptions, generate_series(1, 4) where tenant_id = any(${ids}::uuid[])`
}
