import type postgres from 'postgres'

/** What happened to orders after they were placed: two entries in each timeline, and every tenth payment was given back. */
export async function seedOrderLife(sql: postgres.Sql, ids: string[]): Promise<void> {
  await sql`
    insert into order_timeline (tenant_id, id, order_id, kind, actor_kind, actor_id, at)
    select tenant_id, uuidv7(), id, kind, 'secret_key', '', placed_at
    from orders, unnest(array['payment.captured', 'fulfillment.shipped']) as kind where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into payment_operations (tenant_id, id, payment_id, kind, amount, refund_id, status, created_at, updated_at)
    select p.tenant_id, uuidv7(), p.id, 'refund', p.amount, uuidv7(), 'succeeded', p.created_at, p.created_at
    from payments p join orders o on o.tenant_id = p.tenant_id and o.id = p.order_id
    where p.tenant_id = any(${ids}::uuid[]) and o.number % 10 = 1`
}
