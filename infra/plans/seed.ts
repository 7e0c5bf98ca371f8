// A store of any size, and a crowd of others around it, written straight into a shard, set by set.
import type postgres from 'postgres'
import { DEFAULT_TERMS } from '../../data-plane/pricing/index.ts'
import { seedAudit } from './seeds/audit.ts'
import { seedCancellations } from './seeds/cancellations.ts'
import { seedGroups } from './seeds/collections.ts'
import { seedContent } from './seeds/content.ts'
import { seedCustomers } from './seeds/customers.ts'
import { seedFulfillments } from './seeds/fulfillments.ts'
import { seedLevels, seedLocations, seedStockWork } from './seeds/inventory.ts'
import { seedMails } from './seeds/mails.ts'
import { MARKET, seedMarkets } from './seeds/markets.ts'
import { seedMedia } from './seeds/media.ts'
import { seedOrderDesk } from './seeds/order-desk.ts'
import { seedOrderLife } from './seeds/order-life.ts'
import { seedPaymentGateways } from './seeds/payments.ts'
import { seedPrices } from './seeds/prices.ts'
import { seedPromotions } from './seeds/promotions.ts'
import { seedRefunds } from './seeds/refunds.ts'
import { seedReports } from './seeds/reports.ts'
import { seedReviews } from './seeds/reviews.ts'
import { seedSecrets } from './seeds/secrets.ts'
import { seedSubscriptions } from './seeds/subscriptions.ts'
import { seedWallet } from './seeds/wallet.ts'

type Sql = postgres.Sql

/**
 * Foreign keys are not checked while `work` runs: what it writes is right by its making. Each table is analyzed before
 * others are made of it. Each statement is a transaction: `analyze` holds others off until its own ends. @param sql as a superuser
 */
async function unchecked(sql: postgres.Sql, work: (sql: Sql) => Promise<void>): Promise<void> {
  const own = await sql.reserve()
  try {
    await own`set session_replication_role = replica`
    // Each statement writes rows of one size of store, and the server of the tests plans for all sizes.
    await own`set plan_cache_mode = force_custom_plan`
    await work(own)
  } finally {
    await own`reset all`
    own.release()
  }
}

/** Gives the shard `count` more tenants with the settings that each starts with, and nothing to sell. Gives their ids. */
export async function seedTenants(sql: postgres.Sql, count: number): Promise<string[]> {
  const ids: string[] = []
  await unchecked(sql, async (tx) => {
    const rows = await tx`
      insert into app.tenants (tenant_id) select uuidv7() from generate_series(1, ${count}) returning tenant_id`
    ids.push(...rows.map((row) => row.tenant_id))
    await tx`
      insert into stores (tenant_id, name, contact_email, default_market)
      select t, 'A store', 'owner@store.example', ${MARKET.code} from unnest(${ids}::uuid[]) as t`
    await seedMarkets(tx, ids)
    await seedLocations(tx, ids)
    await tx`insert into order_counters (tenant_id, last_number) select t, 1001 from unnest(${ids}::uuid[]) as t`
  })
  return ids
}

/**
 * Fills stores that have their settings: products with one to three variants each, orders with one to three lines, and what
 * comes with them. One in ten orders waits for its payment, and each customer has ten.
 */
export async function seedStores(
  sql: postgres.Sql,
  tenantIds: readonly string[],
  size: StoreSize,
): Promise<void> {
  const ids = [...tenantIds]
  await unchecked(sql, (tx) => seedProducts(tx, ids, size.products))
  // Neither needs the other.
  await Promise.all([
    unchecked(sql, (tx) => seedCatalog(tx, ids, size)),
    unchecked(sql, (tx) => seedSales(tx, ids, size)),
  ])
}

type StoreSize = { products: number; orders: number }

/** What belongs to products, and what belongs to nothing else. */
async function seedCatalog(sql: Sql, ids: string[], { products, orders }: StoreSize): Promise<void> {
  await seedPrices(sql, ids, { days: Math.ceil(orders / 20), lists: Math.ceil(orders / 100) + 3 })
  await seedGroups(sql, ids, products)
  await seedMedia(sql, ids, Math.ceil(products / 5))
  await seedReviews(sql, ids, products)
  await seedSecrets(sql, ids)
  await seedContent(sql, ids)
  await seedAudit(sql, ids, orders)
  await seedLogs(sql, ids, Math.ceil(orders / 5))
}

async function seedSales(sql: Sql, ids: string[], { orders }: StoreSize): Promise<void> {
  await seedCarts(sql, ids, Math.ceil(orders / 5))
  await seedStockWork(sql, ids, Math.ceil(orders / 20))
  await seedOrders(sql, ids, orders)
  await seedCancellations(sql, ids)
  await seedOrderLife(sql, ids)
  await seedRefunds(sql, ids)
  await seedReports(sql, ids, MARKET)
  await seedOrderDesk(sql, ids)
  await seedFulfillments(sql, ids)
  await seedCustomers(sql, ids, Math.ceil(orders / 10))
  await seedPaymentGateways(sql, ids)
  await seedSubscriptions(sql, ids, { orders, market: MARKET })
  await seedMails(sql, ids, Math.ceil(orders / 20))
  await seedPromotions(sql, ids, { orders, currency: MARKET.currency })
  await seedWallet(sql, ids, { orders, currency: MARKET.currency })
}

async function seedProducts(sql: Sql, ids: string[], count: number): Promise<void> {
  await sql`
    insert into products (tenant_id, title, handle, description, status, vendor, product_type, tags, options, seo_title,
      seo_description, metadata)
    select t, 'Shirt ' || n, 'shirt-' || n, '<p>Linen</p>', case when n % 10 = 0 then 'draft' else 'active' end,
      'Linen House', 'Shirts', '{linen}', '{Size}', '', '', '{}'
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${count}) as n`
  await sql`analyze products`
  await sql`
    insert into product_images (tenant_id, product_id, url, alt, position)
    select tenant_id, id, 'https://images.example/' || handle || '.jpg', '', 0 from products where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into variants (tenant_id, product_id, position, title, sku, barcode, option_values, weight_grams, weight_unit,
      requires_shipping, taxable, image_url, metadata)
    select tenant_id, id, n, 'Size ' || n, handle || '-' || n, '', array['Size ' || n], 250, 'g', true, true, '', '{}'
    from products, generate_series(0, ascii(right(handle, 1)) % 3) as n where tenant_id = any(${ids}::uuid[])`
  await sql`analyze variants`
  await sql`
    insert into variant_prices (tenant_id, variant_id, currency, amount)
    select tenant_id, id, ${MARKET.currency}, 2900 from variants where tenant_id = any(${ids}::uuid[])`
  await seedLevels(sql, ids)
  await sql`
    insert into product_terms (tenant_id, term, product_id)
    select tenant_id, unnest(array['shirt', 'shirts', 'house', lower(split_part(title, ' ', 2))]), id from products
    where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into cache_tags (tenant_id, tag, version)
    select tenant_id, 'product:' || handle, 1 from products where tenant_id = any(${ids}::uuid[])`
}

/** Each store's variants, numbered from 1. */
const numberedVariants = (sql: Sql, ids: string[]) => sql`
  select tenant_id, row_number() over (partition by tenant_id order by id) as n, id, product_id, sku from variants where tenant_id = any(${ids}::uuid[])`

/** What a checkout's totals follow from beside its lines. */
const BASIS = {
  at: '2026-01-01T00:00:00.000Z',
  market: MARKET.code,
  currency: MARKET.currency,
  customer: { id: null, group_ids: [], order_count: 0 },
  terms: DEFAULT_TERMS,
  promotions: [],
}

async function seedCarts(sql: Sql, ids: string[], count: number): Promise<void> {
  await sql`
    insert into carts (tenant_id, market_code, currency)
    select t, ${MARKET.code}, ${MARKET.currency} from unnest(${ids}::uuid[]) as t, generate_series(1, ${count})`
  await sql`analyze carts`
  await sql`
    insert into cart_line_items (tenant_id, cart_id, variant_id, quantity)
    select tenant_id, c.id, v.id, 1
    from (select *, row_number() over (partition by tenant_id order by id) as n from carts where tenant_id = any(${ids}::uuid[])) c
    join (${numberedVariants(sql, ids)}) v using (tenant_id, n)`
  await sql`
    insert into checkouts (tenant_id, cart_id, market_code, currency, email, payment_method, basis, taxes, expires_at,
      considered_at)
    select tenant_id, id, market_code, currency, 'shopper@mail.example', 'test', ${sql.json(BASIS)}, '{"lines": {}, "shipping": []}',
      now() + interval '1 day', now()
    from carts where tenant_id = any(${ids}::uuid[])`
  await sql`analyze checkouts`
  await sql`
    insert into checkout_line_items (tenant_id, checkout_id, variant_id, product_id, title, variant_title, sku, quantity,
      unit_amount, list_amount, taxable, requires_shipping)
    select tenant_id, c.id, v.id, v.product_id, 'Shirt', '', v.sku, 1, 2900, 2900, true, true
    from (select *, row_number() over (partition by tenant_id order by id) as n from checkouts where tenant_id = any(${ids}::uuid[])) c
    join (${numberedVariants(sql, ids)}) v using (tenant_id, n)`
}

async function seedOrders(sql: Sql, ids: string[], count: number): Promise<void> {
  await sql`
    insert into orders (tenant_id, id, number, checkout_id, status, paid_amount, quantity, email, market_code,
      currency, payment_method, subtotal_amount, discount_amount, shipping_amount, tax_amount, total_amount, due_amount,
      basis, tags, placed_at, updated_at)
    select t, uuidv7(make_interval(secs => n - ${count})), 1000 + n, uuidv7(), 'open', case when n % 10 = 0 then 0 else 3672 end, 1 + (1000 + n) % 3,
      'shopper-' || n / 10 || '@mail.example', ${MARKET.code}, ${MARKET.currency}, 'test', 2900, 0, 500, 272, 3672, 3672,
      ${sql.json({ ...BASIS, shipping_taxes: [] })}, '{vip}',
      now() - make_interval(secs => ${count} - n), now() - make_interval(secs => ${count} - n)
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${count}) as n`
  await sql`analyze orders`
  await sql`
    insert into order_line_items (tenant_id, order_id, variant_id, product_id, title, variant_title, sku, quantity,
      unit_amount, list_amount, subtotal_amount, net_amount, tax_amount, total_amount)
    select o.tenant_id, o.id, v.id, v.product_id, 'Shirt', '', v.sku, 1, 2900, 2900, 2900, 2900, 232, 3132
    from orders o cross join lateral generate_series(0, o.number % 3) as line
    join (${numberedVariants(sql, ids)}) v on v.tenant_id = o.tenant_id and v.n = o.number - 1000 + line
    where o.tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into payments (tenant_id, order_id, method, amount, currency, created_at, status, captured_amount)
    select tenant_id, id, 'test', total_amount, currency, placed_at, 'captured', total_amount from orders
    where tenant_id = any(${ids}::uuid[]) and payment_status = 'paid'`
  await sql`
    insert into order_counters (tenant_id, last_number) select t, 1000 + ${count}::integer from unnest(${ids}::uuid[]) as t
    on conflict (tenant_id) do update set last_number = excluded.last_number`
}

/**
 * What accumulates beside the orders: events with what became of them, mail, answers to repeated writes, imports, and
 * what the read cache goes by.
 */
async function seedLogs(sql: Sql, ids: string[], count: number): Promise<void> {
  await sql`
    insert into events (tenant_id, name, version, data, occurred_at)
    select t, case when n % 100 = 0 then 'product.updated' else 'order.placed' end, 1, '{}', now()
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${count}) as n`
  await sql`analyze events`
  await sql`
    insert into event_deliveries (tenant_id, event_id, subscriber)
    select tenant_id, id, 'messages.confirm' from events where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into messages (tenant_id, event_id, template, recipient, subject, body)
    select tenant_id, id, 'order_confirmation', 'shopper@mail.example', 'Your order', '' from events
    where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into idempotency_keys (tenant_id, principal, key, request_hash, status, body)
    select t, 'secret_key', 'key-' || n, '', 200, '{}' from unnest(${ids}::uuid[]) as t, generate_series(1, ${count}) as n`
  await sql`
    insert into product_imports (tenant_id, status, total_products)
    select t, 'completed', 10 from unnest(${ids}::uuid[]) as t, generate_series(1, ${count})`
  await sql`analyze product_imports`
  await sql`
    insert into product_import_errors (tenant_id, product_import_id, row_number, column_name, message)
    select tenant_id, id, 2, 'Handle', 'is missing' from product_imports where tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into cache_tags (tenant_id, tag, version)
    select tenant_id, 'product:' || id, 1 from products where tenant_id = any(${ids}::uuid[])`
}
