import type postgres from 'postgres'

/** One in twenty orders was cancelled, without restocking; the others hold their goods. */
export async function seedCancellations(sql: postgres.Sql, ids: string[]): Promise<void> {
  await sql`
    update orders set status = 'cancelled', cancelled_at = now(), cancel_reason = 'customer', cancel_note = '', restocked = false,
      credited_amount = total_amount
    where tenant_id = any(${ids}::uuid[]) and number % 20 = 0`
  await sql`
    insert into stock_reservations (tenant_id, holder_id, holder, level_id, quantity)
    select o.tenant_id, o.id, 'order', l.id, sum(i.quantity)
    from orders o
    join order_line_items i on i.tenant_id = o.tenant_id and i.order_id = o.id
    join inventory_levels l on l.tenant_id = i.tenant_id and l.variant_id = i.variant_id
    where o.tenant_id = any(${ids}::uuid[]) and o.status = 'open' group by 1, 2, 4`
}
