import type postgres from 'postgres'

/** Beside the outbox: a store's own words, who wants no reminders, and checkouts that were left. */
export async function seedMails(sql: postgres.Sql, ids: string[], count: number): Promise<void> {
  await sql`
    insert into message_templates (tenant_id, name, language, subject, text_body, html_body, updated_at)
    select t, 'order_confirmation', 'de', 'S', 'T', '<p></p>', now() from unnest(${ids}::uuid[]) as t`
  await sql`
    insert into disabled_messages (tenant_id, name) select t, 'shipment_updated' from unnest(${ids}::uuid[]) as t`
  await sql`
    insert into mail_unsubscribes (tenant_id, id, email_lower, created_at)
    select t, uuidv7(), 'shopper-' || n || '@mail.example', now() from unnest(${ids}::uuid[]) as t, generate_series(1, ${count}) as n`
  await sql`
    insert into abandoned_checkouts (tenant_id, id, checkout_id, cart_id, email, currency, total_amount, quantity, abandoned_at)
    select tenant_id, uuidv7(), id, cart_id, 'shopper-' || n || '@mail.example', currency, 2900, 1, now() - make_interval(hours => n::integer)
    from (select *, row_number() over (partition by tenant_id order by id) as n from checkouts where tenant_id = any(${ids}::uuid[])) c
    where n <= ${count}`
}
