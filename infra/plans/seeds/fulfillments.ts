import type postgres from 'postgres'

/** A provider of the first location, and every other order sent and invoiced. */
export async function seedFulfillments(sql: postgres.Sql, ids: string[]): Promise<void> {
  await sql`
    insert into fulfillment_providers (tenant_id, location_id, kind, settings, updated_at)
    select tenant_id, id, 'dropship', ${sql.json({
      ...{ supplier_name: 'Linen House', supplier_email: 'supplier@mail.example' },
      answer_url: 'https://shop.example/store/v1/supplier-answers',
    })}, now()
    from locations where not is_default and tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into fulfillments (tenant_id, id, order_id, location_id, provider, status, tracking, history, notify, link_hash,
      created_at, updated_at)
    select o.tenant_id, uuidv7(), o.id, k.id, 'manual', 'shipped', '[{"carrier": "UPS", "number": "1", "url": null}]',
      jsonb_build_array(jsonb_build_object('status', 'shipped', 'at', '2026-01-01T00:00:00.000Z')), true, o.id::text,
      o.placed_at, o.placed_at
    from orders o join locations k on k.tenant_id = o.tenant_id and k.is_default
    where o.number % 2 = 0 and o.tenant_id = any(${ids}::uuid[])`
  await sql`analyze fulfillments`
  await sql`
    insert into fulfillment_line_items (tenant_id, fulfillment_id, line_item_id, quantity, taken_quantity)
    select f.tenant_id, f.id, l.id, 1, 1
    from fulfillments f join order_line_items l on l.tenant_id = f.tenant_id and l.order_id = f.order_id
    where f.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into tracking_attempts (tenant_id, network, attempts, since)
    select t, '192.0.2.' || n, 1, now() from unnest(${ids}::uuid[]) as t, generate_series(1, 5) as n`
  await sql`
    insert into invoice_settings (tenant_id, settings, updated_at)
    select t, '{"number_prefix": "R-"}', now() from unnest(${ids}::uuid[]) as t`
  await sql`
    insert into invoice_counters (tenant_id, last_number) select t, 1000000 from unnest(${ids}::uuid[]) as t`
  await sql`
    insert into invoices (tenant_id, id, order_id, number, content, issued_at)
    select tenant_id, uuidv7(), id, number, '{}', placed_at from orders
    where number % 2 = 0 and tenant_id = any(${ids}::uuid[])`
}
