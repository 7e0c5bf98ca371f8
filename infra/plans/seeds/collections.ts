// Categories, brands, merchants and collections of stores that have their products, and bulk edits.
import type postgres from 'postgres'

type Sql = postgres.Sql

/** So many products stand in one category, and have one brand, at most. */
const GROUP_PRODUCTS = 500
const TOP_CATEGORIES = 20

export async function seedGroups(sql: Sql, ids: string[], products: number): Promise<void> {
  const groups = Math.ceil(products / GROUP_PRODUCTS) + 1
  await seedCategories(sql, ids, groups)
  await sql`
    insert into brands (tenant_id, name, handle, logo_url, description, popularity_score, seo_title, seo_description, metadata)
    select t, 'Brand ' || n, 'brand-' || n, '', '', n % 100, '', '', '{}'
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${groups}) as n`
  await sql`
    insert into merchants (tenant_id, market_code, code, name, integration, commission_basis_points, status, contact_name,
      contact_phone)
    select t, 'us', 'merchant-' || n, 'Merchant ' || n, 'manual', 500, 'active', '', ''
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${groups}) as n`
  await sql`analyze brands, merchants`
  await sql`
    update products p set brand_id = b.id, merchant_id = m.id, tags = array['linen', 'tag-' || n.n % ${groups}]
    from ${numbered(sql, ids, 'products')} n
      join ${numbered(sql, ids, 'brands')} b on b.tenant_id = n.tenant_id and b.n = n.n % ${groups}
      join ${numbered(sql, ids, 'merchants')} m on m.tenant_id = n.tenant_id and m.n = n.n % ${groups}
    where p.tenant_id = n.tenant_id and p.id = n.id`
  await sql`
    insert into product_tags (tenant_id, tag, product_id)
    select tenant_id, unnest(tags), id from products where tenant_id = any(${ids}::uuid[])`
  await seedCollections(sql, ids, groups)
  await seedBulkEdits(sql, ids, groups)
}

/** Each store's rows of a table, numbered from 0. */
const numbered = (sql: Sql, ids: string[], table: string) => sql`
  (select tenant_id, id, row_number() over (partition by tenant_id order by id) - 1 as n
   from ${sql(table)} where tenant_id = any(${ids}::uuid[]))`

async function seedCategories(sql: Sql, ids: string[], groups: number): Promise<void> {
  const insert = (count: number, parent: postgres.PendingQuery<postgres.Row[]>, name: string) => sql`
    insert into categories (tenant_id, parent_id, path, position, name, handle, description, image_url, seo_title,
      seo_description, metadata)
    select t, parent, case when parent is null then '{}' else array[parent] end, n, ${name} || n, ${name} || '-' || n, '', '',
      '', '', '{}'
    from unnest(${ids}::uuid[]) as t cross join generate_series(1, ${count}) as n
      cross join lateral (select ${parent} as parent) as above`
  await insert(Math.min(TOP_CATEGORIES, groups), sql`null::uuid`, 'top')
  await sql`analyze categories`
  await insert(
    groups,
    sql`(select c.id from categories c where c.tenant_id = t and c.handle = 'top-' || 1 + n % ${Math.min(TOP_CATEGORIES, groups)})`,
    'low',
  )
  await sql`analyze categories`
  await sql`
    insert into category_products (tenant_id, category_id, product_id, direct)
    select n.tenant_id, u.id, n.id, u.direct
    from ${numbered(sql, ids, 'products')} n
      join categories c on c.tenant_id = n.tenant_id and c.handle = 'low-' || 1 + n.n % ${groups}
      cross join lateral (values (c.id, true), (c.parent_id, false)) as u (id, direct)`
  await sql`analyze category_products`
}

/** Some by hand, of which each product is in one, and some by rules that none of the products meets. */
async function seedCollections(sql: Sql, ids: string[], groups: number): Promise<void> {
  const rule = JSON.stringify({
    match: 'all',
    conditions: [{ field: 'tag', operator: 'equals', value: 'nobody' }],
  })
  await sql`
    insert into collections (tenant_id, title, handle, description, image_url, rule, sort, seo_title, seo_description, metadata)
    select t, 'Collection ' || n, 'collection-' || n, '', '', case when n % 10 = 0 then ${rule}::text::jsonb end,
      case when n % 10 = 0 then 'newest' else 'manual' end, '', '', '{}'
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${groups}) as n`
  await sql`analyze collections`
  await sql`
    insert into collection_products (tenant_id, collection_id, product_id, position, sort_key)
    select n.tenant_id, c.id, n.id, n.n, lpad(n.n::text, 16, '0')
    from ${numbered(sql, ids, 'products')} n
      join ${numbered(sql, ids, 'collections')} c on c.tenant_id = n.tenant_id and c.n = n.n % ${groups}`
  await sql`analyze collection_products`
}

async function seedBulkEdits(sql: Sql, ids: string[], groups: number): Promise<void> {
  await sql`
    insert into product_bulk_edits (tenant_id, status, dry_run, filter, operations)
    select t, 'completed', false, '{}', '[]' from unnest(${ids}::uuid[]) as t, generate_series(1, ${groups}) as n`
  await sql`analyze product_bulk_edits`
  await sql`
    insert into product_bulk_edit_errors (tenant_id, product_bulk_edit_id, product_id, message)
    select tenant_id, id, uuidv7(), 'The product was deleted.' from product_bulk_edits
      cross join generate_series(1, 3) where tenant_id = any(${ids}::uuid[])`
}
