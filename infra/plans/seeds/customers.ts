// Customers with all that one may have, a group of every ten of them and one group of all.
import type postgres from 'postgres'

/** @param count of customers in each store; those who placed its orders, ten each */
export async function seedCustomers(sql: postgres.Sql, ids: string[], count: number): Promise<void> {
  await sql`
    insert into customers (tenant_id, id, email, password_hash, status, first_name, last_name, phone, locale, accepts_marketing,
      note, metadata, preferences, created_at, updated_at)
    select t, uuidv7(), 'shopper-' || n || '@mail.example', '', 'active', 'Shopper', 'No ' || n, '', '', false, '', '{}', '{}',
      now(), now()
    from unnest(${ids}::uuid[]) as t, generate_series(0, ${count}) as n`
  await sql`analyze customers`
  await sql`
    insert into customer_terms (tenant_id, customer_id, term)
    select tenant_id, id, unnest(array[email, lower(first_name), lower(last_name)]) from customers
    where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into customer_tags (tenant_id, customer_id, tag)
    select tenant_id, id, unnest(array['all', 'tag ' || last_name]) from customers where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into customer_groups (tenant_id, id, code, name, created_at, updated_at)
    select t, uuidv7(), 'group-' || n, 'Group ' || n, now(), now()
    from unnest(${ids}::uuid[]) as t, generate_series(0, ${count}, 10) as n`
  await sql`
    insert into customer_groups (tenant_id, id, code, name, created_at, updated_at)
    select t, uuidv7(), 'all', 'All', now(), now() from unnest(${ids}::uuid[]) as t`
  await sql`analyze customer_groups`
  await sql`
    insert into customer_group_members (tenant_id, customer_group_id, customer_id)
    select c.tenant_id, g.id, c.id
    from (select tenant_id, id, row_number() over (partition by tenant_id order by id) as n from customers
      where tenant_id = any(${ids}::uuid[])) c
    join customer_groups g on g.tenant_id = c.tenant_id and g.code in ('all', 'group-' || c.n / 10 * 10)`
  await sql`
    insert into customer_spending (tenant_id, customer_id, currency, order_count, amount)
    select tenant_id, id, 'USD', 10, 36720 from customers where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into customer_sessions (tenant_id, id, customer_id, token_hash, created_at, last_used_at, expires_at)
    select tenant_id, uuidv7(), id, 'session ' || id, now(), now(), now() + interval '1 day' from customers
    where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into customer_links (tenant_id, id, customer_id, purpose, email, token_hash, expires_at)
    select tenant_id, uuidv7(), id, 'verification', email, 'link ' || id, now() + interval '1 day' from customers
    where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into customer_attempts (tenant_id, purpose, email, attempts, last_at, locked_until)
    select tenant_id, 'login', email, 1, now(), now() from customers where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into addresses (tenant_id, id, customer_id, name, company, line1, line2, city, state, postal_code, country, phone,
      tax_id, verified, is_default_shipping, is_default_billing, created_at, updated_at)
    select tenant_id, uuidv7(), id, 'Shopper', '', '1 Market Street', '', 'Springfield', 'IL', '62701', 'US', '', '', true, n = 1,
      n = 1, now(), now()
    from customers, generate_series(1, 2) as n where tenant_id = any(${ids}::uuid[])`
  await sql`
    update orders o set customer_id = c.id, in_spending = o.status = 'open' from customers c
    where o.tenant_id = any(${ids}::uuid[]) and c.tenant_id = o.tenant_id and c.email = o.email_lower`
}
