import type postgres from 'postgres'

/** Of one in ten orders the first line came back for something else and was refunded. */
export async function seedRefunds(sql: postgres.Sql, ids: string[]): Promise<void> {
  await sql`
    insert into returns (tenant_id, id, order_id, status, requested_by, note, created_at, updated_at)
    select tenant_id, uuidv7(), id, case when number % 100 = 1 then 'approved' else 'closed' end, 'shopper', '', placed_at,
      placed_at
    from orders where tenant_id = any(${ids}::uuid[]) and number % 10 = 1`
  await sql`analyze returns`
  await sql`
    insert into return_line_items (tenant_id, return_id, line_item_id, quantity, reason, note, restocked_quantity,
      refunded_quantity)
    select r.tenant_id, r.id, l.id, 1, 'other', '', 1, 1
    from returns r cross join lateral (
      select id from order_line_items l where l.tenant_id = r.tenant_id and l.order_id = r.order_id order by id limit 1) l
    where r.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into return_replacements (tenant_id, return_id, variant_id, quantity, line_item_id)
    select r.tenant_id, r.return_id, l.variant_id, 1, l.id
    from return_line_items r join order_line_items l on l.tenant_id = r.tenant_id and l.id = r.line_item_id
    where r.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into refunds (tenant_id, id, order_id, return_id, status, destination, reason, note, notify, currency, amount,
      credited_amount, goodwill_amount, shipping_amount, shipping_gross_amount, tax_amount, discount_amount, rounding_amount,
      taxes, created_at)
    select r.tenant_id, uuidv7(), r.order_id, r.id, 'succeeded', 'original', 'returned', '', true, o.currency, 3132, 3132, 0, 0,
      0, 232, 0, 0, '[]', r.created_at
    from returns r join orders o on o.tenant_id = r.tenant_id and o.id = r.order_id where r.tenant_id = any(${ids}::uuid[])`
  await sql`analyze refunds`
  await sql`
    insert into refund_line_items (tenant_id, refund_id, line_item_id, quantity, restock, amount, gross_amount, tax_amount,
      discount_amount, taxes)
    select r.tenant_id, r.id, l.line_item_id, 1, 'no_restock', 3132, 3132, 232, 0, '[]'
    from refunds r join return_line_items l on l.tenant_id = r.tenant_id and l.return_id = r.return_id
    where r.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into refund_parts (tenant_id, id, refund_id, payment_id, method, amount, status)
    select r.tenant_id, uuidv7(), r.id, p.id, p.method, r.amount, 'succeeded'
    from refunds r join payments p on p.tenant_id = r.tenant_id and p.order_id = r.order_id
    where r.tenant_id = any(${ids}::uuid[])`
}
