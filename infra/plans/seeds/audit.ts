import type postgres from 'postgres'

/** What staff did to some of the products: most of it by one key, and little of it by a person. */
export async function seedAudit(sql: postgres.Sql, ids: string[], count: number): Promise<void> {
  await sql`
    insert into audit_entries (tenant_id, id, at, actor_kind, actor_id, action, target_id, targets, changes, truncated,
      request_id, client_address, user_agent)
    select t, uuidv7(), now(), case when n % 50 = 0 then 'account' else 'secret_key' end,
      case when n % 50 = 0 then 'account' else 'key' end,
      case when n % 100 = 0 then 'order.cancel' else 'product.updated' end, 'product-' || n % 1000, '{}', '{}', false,
      'request-' || n, '192.0.2.1', 'curl/8.0'
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${count}) as n`
}
