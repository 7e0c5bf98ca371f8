import type postgres from 'postgres'

/** Each store has a gateway by which all that was paid so far went, with what the provider told and what customers saved. */
export async function seedPaymentGateways(sql: postgres.Sql, ids: string[]): Promise<void> {
  await sql`
    insert into payment_gateways (tenant_id, id, code, provider, name, live, enabled, capture, fallback, position, settings,
      sealed, hints, created_at, updated_at)
    select t, uuidv7(), 'stripe', 'stripe', 'Card', false, true, 'automatic', false, 0, '{"publishable_key": "pk_test_seeded"}', 'v1.none.AAAA', '{}', now(), now()
    from unnest(${ids}::uuid[]) as t`
  await sql`analyze payment_gateways`
  await sql`
    update payments p set gateway_id = g.id, reference = 'pi_' || p.id
    from payment_gateways g where g.tenant_id = p.tenant_id and p.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into payment_operations (tenant_id, id, payment_id, gateway_id, kind, amount, status, attempts, milliseconds,
      created_at, updated_at)
    select tenant_id, uuidv7(), id, gateway_id, kind, amount, 'succeeded', 1, 120, created_at, created_at
    from payments, unnest(array['create', 'capture']) as kind where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into payment_notices (tenant_id, gateway_id, id, kind, payment_id, received_at)
    select tenant_id, gateway_id, 'evt_' || id, 'payment_intent.succeeded', id, created_at
    from payments where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into saved_payment_methods (tenant_id, id, customer_id, gateway_id, provider_customer, provider_method, kind,
      label, expires, is_default, created_at)
    select c.tenant_id, uuidv7(), c.id, g.id, 'cus_' || c.id, 'pm_' || c.id, 'card', 'Visa •••• 4242', '2030-01', true, now()
    from customers c join payment_gateways g using (tenant_id) where c.tenant_id = any(${ids}::uuid[])`
}
