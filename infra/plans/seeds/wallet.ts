import type postgres from 'postgres'

/** As many gift cards and accounts as a fifth of the orders, each with some entries in its book. */
export async function seedWallet(
  sql: postgres.Sql,
  ids: string[],
  { orders, currency }: { orders: number; currency: string },
): Promise<void> {
  const count = Math.ceil(orders / 5)
  await sql`
    insert into gift_cards (tenant_id, code_hash, last4, currency, available, customer_email, note)
    select t, md5(n::text), lpad((n % 10000)::text, 4, '0'), ${currency}, 5000,
      case when n % 10 = 0 then 'shopper-' || n || '@mail.example' end, ''
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${count}) as n`
  await sql`analyze gift_cards`
  await sql`
    insert into gift_card_transactions (tenant_id, gift_card_id, kind, amount, order_id, note, created_at)
    select c.tenant_id, c.id, case n when 1 then 'issue' else 'spend' end, 100, case when n > 1 then uuidv7() end, '', now()
    from gift_cards c, generate_series(1, 3) as n where c.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into store_credit_accounts (tenant_id, customer_email, currency, available)
    select t, 'shopper-' || n || '@mail.example', ${currency}, 5000
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${count}) as n`
  await sql`analyze store_credit_accounts`
  await sql`
    insert into store_credit_transactions (tenant_id, store_credit_account_id, kind, amount, order_id, note, created_at)
    select a.tenant_id, a.id, case n when 1 then 'adjustment' else 'spend' end, 100, case when n > 1 then uuidv7() end, '', now()
    from store_credit_accounts a, generate_series(1, 3) as n where a.tenant_id = any(${ids}::uuid[])`
}
