import type postgres from 'postgres'

const CODES_OF_ONE = 1_000

/** Few promotions apply by themselves; of those with codes one has a great many, and all orders have used one. */
export async function seedPromotions(
  sql: postgres.Sql,
  ids: string[],
  { orders, currency }: { orders: number; currency: string },
): Promise<void> {
  const count = Math.ceil(orders / 50)
  await sql`
    insert into campaigns (tenant_id, name, currency, floor)
    select t, 'Campaign ' || n, ${currency}, -1000000000 from unnest(${ids}::uuid[]) as t, generate_series(1, ${count}) as n`
  await sql`
    insert into promotions (tenant_id, name, trigger, active, campaign_id, priority, stacking, conditions, effect, usage_limit,
      customer_limit)
    select tenant_id, name, case when n % 100 = 1 then 'automatic' else 'code' end, true, id, 0, 'combine', '[]',
      '{"kind": "order", "value": {"kind": "percentage", "ppm": 10000}}', 1000000, 1000000
    from (select *, row_number() over (partition by tenant_id order by id) as n from campaigns where tenant_id = any(${ids}::uuid[])) c`
  await sql`analyze campaigns`
  await sql`analyze promotions`
  await sql`
    insert into promotion_codes (tenant_id, promotion_id, code)
    select tenant_id, id, 'CODE-' || id || '-' || n from promotions, generate_series(1, 5) as n where tenant_id = any(${ids}::uuid[])`
  if (orders > CODES_OF_ONE)
    await sql`
      insert into promotion_codes (tenant_id, promotion_id, code)
      select p.tenant_id, p.id, 'MANY-' || n
      from (select distinct on (tenant_id) * from promotions where tenant_id = any(${ids}::uuid[]) order by tenant_id, id) p,
        generate_series(1, ${CODES_OF_ONE}) as n`
  await sql`
    insert into promotion_allowances (tenant_id, promotion_id, scope, subject, available, floor)
    select p.tenant_id, p.id, a.scope, a.subject, -100, -1000000
    from promotions p, (values ('all', ''), ('customer', 'a@mail.example'), ('customer', 'b@mail.example')) as a (scope, subject)
    where p.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into promotion_allowances (tenant_id, campaign_id, scope, available, floor)
    select tenant_id, id, 'all', -100, -1000000 from campaigns where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into promotion_uses (tenant_id, order_id, promotion_id, kind, checkout_id, campaign_id, email, uses, amount, currency,
      created_at)
    select o.tenant_id, o.id, p.id, 'use', o.checkout_id, p.campaign_id, o.email, 1, 29, o.currency, o.placed_at
    from orders o join (
      select *, row_number() over (partition by tenant_id order by id) as n from promotions where tenant_id = any(${ids}::uuid[])) p
      on p.tenant_id = o.tenant_id and p.n = 1 + o.number % ${count}
    where o.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into promotion_totals (tenant_id, promotion_id, currency, orders, amount)
    select tenant_id, id, ${currency}, 50, 1450 from promotions where tenant_id = any(${ids}::uuid[])`
}
