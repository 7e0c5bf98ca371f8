import type postgres from 'postgres'

/** What staff have made of orders: terms to find them by, an edit of every tenth, views and files. */
export async function seedOrderDesk(sql: postgres.Sql, ids: string[]): Promise<void> {
  await sql`
    insert into order_terms (tenant_id, term, order_id)
    select tenant_id, term, id from orders, unnest(array['shirt', 'shopper' || number / 10, 'tag:vip']) as term
    where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into order_terms (tenant_id, term, order_id)
    select distinct tenant_id, 'sku:' || lower(sku), order_id from order_line_items where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into order_edits (tenant_id, id, order_id, version, actor_kind, actor_id, note, difference_amount, before, after, at)
    select tenant_id, uuidv7(), id, 2, 'secret_key', '', '', 0, ${sql.json(SHOWN)}, ${sql.json(SHOWN)}, placed_at
    from orders where tenant_id = any(${ids}::uuid[]) and number % 10 < 5`
  await sql`
    insert into order_views (tenant_id, id, name, filter, sort, shared, owner_kind, owner_id, created_at, updated_at)
    select t, uuidv7(), 'View ' || n, '{}', '-placed_at', true, 'account', '', now(), now()
    from unnest(${ids}::uuid[]) as t, generate_series(1, 5) as n`
  await sql`
    insert into order_exports (tenant_id, id, status, filter, created_at, completed_at, expires_at)
    select t, uuidv7(), 'completed', '{}', now(), now(), now() + interval '7 days'
    from unnest(${ids}::uuid[]) as t, generate_series(1, 5)`
}

const usd = (amount: number) => ({ amount, currency: 'USD' })
const SHOWN = {
  line_items: [],
  discounts: [],
  taxes: [],
  totals: {
    ...{ subtotal: usd(2_900), discount: usd(0), shipping: usd(500), tax: usd(272), tax_included: usd(0) },
    ...{ rounding: usd(0), total: usd(3_672), due: usd(3_672) },
  },
}
