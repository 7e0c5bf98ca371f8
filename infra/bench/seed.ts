// The stores that the bench measures, written straight into the databases, set by set.
import postgres, { type Sql } from 'postgres'
import { STARTING_MARKETS } from '../../data-plane/markets/index.ts'
import { DEFAULT_TERMS } from '../../data-plane/pricing/index.ts'
import { createCredential } from '../../shared/auth/credentials.ts'
import type { Shop } from './job.ts'

export const PRODUCTS_PER_STORE = 100
export const STOCK = 1_000_000
/** What the stores levy on everything. */
export const TAX = { code: 'sales_tax', name: 'Sales tax', ppm: 80_000 }

/** A store with its staff's key. */
export type Store = Shop & { slug: string; secret: string }

type Tenant = Omit<Store, 'products' | 'handles' | 'variants'>

/** Foreign keys and notifications are left out while `work` runs: what it writes is right by its making. */
async function unchecked<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, connection: { session_replication_role: 'replica' } })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

const NO_LIMITS = JSON.stringify({
  per_minute: null,
  per_hour: null,
  per_day: null,
  per_month: null,
  concurrent: null,
  burst: null,
})

/**
 * Adds `count` tenants without rate limits of a shard with their keys to the control database, as if each had signed up.
 * @param prefix of their slugs, which are numbered
 */
export async function seedTenants(
  controlUrl: string,
  shard: string,
  count: number,
  prefix = 'bench',
): Promise<Tenant[]> {
  return unchecked(controlUrl, async (sql) => {
    await sql`
      insert into plans (name, title, position, limits, rate_limits)
      values ('unlimited', 'Unlimited', 9, '{}', jsonb_build_object('tenant', ${NO_LIMITS}::text::jsonb, 'key', ${NO_LIMITS}::text::jsonb))
      on conflict do nothing`
    const slugs = Array.from({ length: count }, (_, i) => `${prefix}-${i + 1}`)
    const rows = await sql<{ id: string; slug: string }[]>`
      insert into tenants (slug, name, contact_email, shard, plan, provisioned_at)
      select slug, slug, 'owner@' || slug || '.example', ${shard}, 'unlimited', now() from unnest(${slugs}::text[]) as slug
      returning id, slug`
    const tenants = rows.map(({ id, slug }) => ({
      tenantId: id,
      slug,
      host: `${slug}.localhost`,
      publishable: createCredential('sp_pk_'),
      secret: createCredential('sp_sk_'),
    }))
    const scopes =
      '{products:read,products:write,orders:read,orders:write,store:read,store:write,events:read}'
    for (const [kind, granted] of [
      ['publishable', '{}'],
      ['secret', scopes],
    ] as const) {
      const keys = tenants.map((tenant) => tenant[kind])
      await sql`
        insert into api_keys (tenant_id, kind, name, key_hash, hint, scopes)
        select id, ${kind}, ${kind}, hash, hint, ${granted}::text[]
        from unnest(${tenants.map((tenant) => tenant.tenantId)}::uuid[], ${keys.map(({ hash }) => hash)}::text[],
          ${keys.map(({ hint }) => hint)}::text[]) as k (id, hash, hint)`
    }
    await sql`update shards set current_tenants = current_tenants + ${count} where name = ${shard}`
    await sql`vacuum (analyze) tenants, api_keys`
    return tenants.map(({ publishable, secret, ...tenant }) => ({
      ...tenant,
      publishable: publishable.secret,
      secret: secret.secret,
    }))
  })
}

const RATE = {
  ...{ ...TAX, combinable: false, gst: false },
  ...{ tax_classes: [], product_types: [], product_ids: [] },
}

/** Gives each tenant a store on the shard with active products of one to three variants, all of them in stock. */
export async function seedStores(
  shardUrl: string,
  tenants: readonly Tenant[],
  products = PRODUCTS_PER_STORE,
): Promise<Store[]> {
  return unchecked(shardUrl, async (sql) => {
    await sql`insert into app.tenants (tenant_id) select unnest(${tenants.map((tenant) => tenant.tenantId)}::uuid[])`
    const markets = JSON.stringify(STARTING_MARKETS)
    await sql`
      insert into stores (tenant_id, name, contact_email, default_market)
      select tenant_id, 'Bench store', 'owner@bench.example', ${STARTING_MARKETS[0].code} from app.tenants
      on conflict do nothing`
    await sql`
      insert into markets (tenant_id, code, name, countries, currency, currencies, locale, shipping_methods)
      select tenant_id, code, name, countries, currency, array[currency], locale, shipping_methods
      from app.tenants, jsonb_to_recordset(${markets}::text::jsonb)
        as m (code text, name text, countries text[], currency text, locale text, shipping_methods jsonb)
      on conflict do nothing`
    await sql`
      insert into tax_regions (tenant_id, country, province, name, rates)
      select tenant_id, 'US', '', 'United States', ${JSON.stringify([RATE])}::text::jsonb
      from app.tenants on conflict do nothing`
    await sql`
      insert into locations (tenant_id, name, code, is_default)
      select tenant_id, 'Default location', 'default', true from app.tenants on conflict do nothing`
    await seedProducts(sql, tenants, products)
    const rows = await sql<
      { tenant_id: string; products: string[]; handles: string[]; variants: string[] }[]
    >`
      select p.tenant_id, array_agg(p.id) as products, array_agg(p.handle) as handles, array_agg(v.id) as variants
      from products p join variants v on v.tenant_id = p.tenant_id and v.product_id = p.id and v.position = 0
      group by p.tenant_id`
    const byTenant = new Map(rows.map((row) => [row.tenant_id, row]))
    return tenants.map((tenant) => {
      const shown = byTenant.get(tenant.tenantId)
      if (shown === undefined) throw new Error('A store has no products.')
      const { products, handles, variants } = shown
      return { ...tenant, products, handles, variants }
    })
  })
}

async function seedProducts(sql: Sql, tenants: readonly Tenant[], products: number): Promise<void> {
  const ids = tenants.map((tenant) => tenant.tenantId)
  const ours = sql`tenant_id = any(${ids}::uuid[])`
  await sql`
    insert into products (tenant_id, title, handle, description, status, vendor, product_type, tags, options, seo_title,
      seo_description, metadata)
    select t, 'Linen shirt no. ' || n, 'linen-shirt-' || n,
      '<p>Woven of European flax, washed soft, with buttons of corozo. It lasts for years and mends well.</p>',
      'active', 'Linen House', 'Shirts', '{linen,summer}', case when n % 3 = 0 then '{}' else '{Size}'::text[] end,
      'Linen shirt no. ' || n, 'A shirt of washed linen.', '{}'
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${products}::int) as n`
  await sql`
    insert into variants (tenant_id, product_id, position, title, sku, barcode, option_values, weight_grams, weight_unit,
      requires_shipping, taxable, image_url, metadata)
    select p.tenant_id, p.id, v, case when p.options = '{}' then 'Default' else s end, p.handle || '-' || s, '',
      case when p.options = '{}' then '{}' else array[s] end, 250, 'g', true, true, '', '{}'
    from products p, unnest('{s,m,l}'::text[]) with ordinality as sizes (s, size), lateral (select size::int - 1 as v) as position
    where p.${ours} and v <= ascii(right(p.handle, 1)) % 3 and (v = 0 or p.options <> '{}')`
  await sql`
    insert into variant_prices (tenant_id, variant_id, currency, amount, compare_at_amount)
    select tenant_id, id, 'USD', 2900 + position * 100, 3900 from variants where ${ours} on conflict do nothing`
  await sql`
    insert into inventory_levels (tenant_id, variant_id, location_id, tracked, policy, on_hand, available, floor, low_at)
    select v.tenant_id, v.id, k.id, true, 'deny', ${STOCK}::int, ${STOCK}::int, 0, 5
    from variants v join locations k on k.tenant_id = v.tenant_id and k.is_default where v.${ours}
    on conflict do nothing`
  await sql`
    insert into product_images (tenant_id, product_id, url, alt, position)
    select tenant_id, id, 'https://images.example/' || handle || '.jpg', title, 0 from products
    where ${ours}`
  await sql`
    insert into product_ratings (tenant_id, product_id, stars_4, stars_5) select tenant_id, id, 3, 5 from products
    where ${ours}`
}

/** Gives one store `count` orders of two lines, of `count / 10` customers; every tenth is still to be paid. */
export async function seedOrders(shardUrl: string, store: Store, count: number): Promise<void> {
  await unchecked(shardUrl, async (sql) => {
    const address = JSON.stringify({
      name: 'A Shopper',
      line1: '1 Market Street',
      city: 'San Francisco',
      country: 'US',
    })
    const shipping = JSON.stringify({ code: 'express', name: 'Express', amount: 1500 })
    await sql`
      insert into orders (tenant_id, id, number, checkout_id, status, paid_amount, quantity, email, market_code, currency,
        shipping_address, shipping_method, payment_method, subtotal_amount, discount_amount, shipping_amount, tax_amount,
        total_amount, due_amount, taxes, basis, placed_at)
      select ${store.tenantId}, uuidv7(make_interval(secs => n - ${count}::int)), 1000 + n, uuidv7(), 'open', case when n % 10 = 0 then 0 else 7764 end, 2,
        'shopper-' || n % ${count / 10}::int || '@mail.example', 'us', 'USD', ${address}::text::jsonb, ${shipping}::text::jsonb,
        'test', 5800, 0, 1500, 464, 7764, 7764, ${JSON.stringify([{ ...TAX, amount: 464 }])}::text::jsonb,
        ${JSON.stringify({ ...BASIS, shipping_taxes: [] })}::text::jsonb, now() - make_interval(secs => ${count}::int - n)
      from generate_series(1, ${count}::int) as n`
    await sql`
      insert into order_line_items (tenant_id, order_id, variant_id, product_id, title, variant_title, sku, quantity, unit_amount,
        list_amount, subtotal_amount, net_amount, tax_amount, total_amount, taxes)
      select o.tenant_id, o.id, v.id, v.product_id, 'Linen shirt', v.title, v.sku, 1, 2900, 2900, 2900, 2900, 232, 3132,
        ${JSON.stringify([{ ...TAX, amount: 232 }])}::text::jsonb
      from orders o, unnest(${store.variants.slice(0, 2)}::uuid[]) as line (id)
      join variants v on v.tenant_id = ${store.tenantId} and v.id = line.id
      where o.tenant_id = ${store.tenantId}`
    await sql`insert into order_counters values (${store.tenantId}, ${1000 + count})`
  })
}

/** What the totals of a checkout follow from in a store without promotions. */
const BASIS = {
  at: new Date().toISOString(),
  market: 'us',
  currency: 'USD',
  customer: { id: null, group_ids: [], order_count: 0 },
  terms: DEFAULT_TERMS,
  promotions: [],
}

/** A checkout that lacks nothing but to be completed. */
export type OpenCheckout = {
  tenantId: string
  host: string
  publishable: string
  id: string
  cartId: string
  variants: string[]
}

/** Opens `count` carts and checkouts of three lines, spread over the stores: one after the other is of the next store. */
export async function seedCheckouts(
  shardUrl: string,
  stores: readonly Store[],
  count: number,
): Promise<OpenCheckout[]> {
  return unchecked(shardUrl, async (sql) => {
    const rows = await sql<{ tenant_id: string; id: string; cart_id: string; variants: string[] }[]>`
      with wanted as (
        select t.id as tenant_id, uuidv7() as id, uuidv7() as cart_id, n % ${Math.max(1, (stores[0]?.products.length ?? 0) - 3)}::int as skip
        from generate_series(1, ${count}::int) as n
        join unnest(${stores.map((store) => store.tenantId)}::uuid[]) with ordinality as t (id, i) on t.i = 1 + n % ${stores.length}::int
      ), drafts as materialized (
        select w.tenant_id, w.id, w.cart_id, uuidv7() as line_id, v.id as variant_id, v.product_id, v.title, v.sku
        from wanted w, lateral (
          select v.id, v.product_id, v.title, v.sku from variants v
          where v.tenant_id = w.tenant_id and v.position = 0 order by v.id offset w.skip limit 3
        ) as v
      ), made_carts as (
        insert into carts (tenant_id, id, market_code, currency) select tenant_id, cart_id, 'us', 'USD' from wanted
      ), made as (
        insert into checkouts (tenant_id, id, cart_id, market_code, currency, email, shipping_address, shipping_method,
          payment_method, basis, taxes, expires_at)
        select tenant_id, id, cart_id, 'us', 'USD', 'shopper@mail.example',
          '{"name": "A Shopper", "line1": "1 Market Street", "city": "San Francisco", "country": "US", "state": ""}',
          '{"code": "express", "name": "Express", "amount": 1500, "free_above": null, "tax_class": "standard"}', 'test',
          ${JSON.stringify(BASIS)}::text::jsonb, jsonb_build_object('shipping', ${JSON.stringify([TAX])}::text::jsonb,
            'lines', jsonb_object_agg(line_id, ${JSON.stringify([TAX])}::text::jsonb)), now() + interval '1 day'
        from drafts group by tenant_id, id, cart_id
      ), lines as (
        insert into checkout_line_items (tenant_id, id, checkout_id, variant_id, product_id, title, variant_title, sku, quantity,
          unit_amount, list_amount, taxable, product_type, requires_shipping)
        select tenant_id, line_id, id, variant_id, product_id, 'Linen shirt', title, sku, 1, 2900, 2900, true, 'Shirts', true
        from drafts
      ), cart_lines as (
        insert into cart_line_items (tenant_id, cart_id, variant_id, quantity)
        select tenant_id, cart_id, variant_id, 1 from drafts
      )
      select tenant_id, id, cart_id, array_agg(variant_id order by variant_id) as variants
      from drafts group by 1, 2, 3 order by 2`
    await sql`analyze carts, cart_line_items, checkouts, checkout_line_items`
    const byTenant = new Map(stores.map((store) => [store.tenantId, store]))
    return rows.flatMap(({ tenant_id, id, cart_id, variants }) => {
      const store = byTenant.get(tenant_id)
      if (store === undefined) return []
      return [
        {
          tenantId: tenant_id,
          host: store.host,
          publishable: store.publishable,
          id,
          cartId: cart_id,
          variants,
        },
      ]
    })
  })
}
