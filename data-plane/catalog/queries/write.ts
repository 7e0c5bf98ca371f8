// How products are stored: any number of them at once, one statement for each table.
import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { PlannedVariant } from '../rules.ts'
import type { Product } from '../schema.ts'

type InTenant = { tenantId: string }
type Rows = InTenant & { rows: string }
type Ids = InTenant & { ids: readonly string[] }

/** A product's own columns; options by their names. */
export type ProductFields = Omit<
  Product,
  'id' | 'options' | 'images' | 'variants' | 'category_ids' | `${string}_at`
> & {
  options: string[]
}

const productRow = sql`as r (id uuid, title text, handle text, description text, status text, vendor text,
  product_type text, tags text[], options text[], seo_title text, seo_description text, metadata jsonb,
  brand_id uuid, merchant_id uuid)`

// Null is a value that these may be given.
const changedRow = sql`as r (id uuid, title text, handle text, description text, status text, vendor text,
  product_type text, tags text[], options text[], seo_title text, seo_description text, metadata jsonb,
  brand_id uuid, merchant_id uuid, mentions_brand boolean, mentions_merchant boolean)`

const insertProductRows = prepared<Rows>(
  (p) => sql`
  insert into products (tenant_id, id, title, handle, description, status, vendor, product_type, tags, options,
    seo_title, seo_description, metadata, brand_id, merchant_id)
  select ${p.tenantId}, r.* from jsonb_to_recordset(${p.rows}::jsonb) ${productRow}`,
)

export async function insertProducts(
  tx: Tx,
  tenantId: string,
  products: readonly (ProductFields & { id: string })[],
): Promise<void> {
  if (products.length > 0) await insertProductRows(tx, { tenantId, rows: JSON.stringify(products) })
}

const updateProductRows = prepared<Rows & Ids>(
  (p) => sql`
  update products p set title = coalesce(r.title, p.title), handle = coalesce(r.handle, p.handle),
    description = coalesce(r.description, p.description), status = coalesce(r.status, p.status),
    vendor = coalesce(r.vendor, p.vendor), product_type = coalesce(r.product_type, p.product_type),
    tags = coalesce(r.tags, p.tags), options = coalesce(r.options, p.options),
    seo_title = coalesce(r.seo_title, p.seo_title), seo_description = coalesce(r.seo_description, p.seo_description),
    metadata = coalesce(r.metadata, p.metadata), updated_at = now(),
    brand_id = case when r.mentions_brand then r.brand_id else p.brand_id end,
    merchant_id = case when r.mentions_merchant then r.merchant_id else p.merchant_id end
  from jsonb_to_recordset(${p.rows}::jsonb) ${changedRow}
  where p.tenant_id = ${p.tenantId} and p.id = any(${p.ids}::uuid[]) and p.id = r.id`,
)

/** Changes the fields that each product mentions. The ids lead Postgres to the rows, however large it takes a store to be. */
export async function updateProducts(
  tx: Tx,
  tenantId: string,
  products: readonly (Partial<ProductFields> & { id: string })[],
): Promise<void> {
  if (products.length === 0) return
  const ids = products.map((product) => product.id)
  const rows = products.map((product) => ({
    ...product,
    mentions_brand: product.brand_id !== undefined,
    mentions_merchant: product.merchant_id !== undefined,
  }))
  await updateProductRows(tx, { tenantId, ids, rows: JSON.stringify(rows) })
}

const deleteProductRow = prepared<InTenant & { id: string }, { handle: string }>(
  (p) => sql`delete from products where tenant_id = ${p.tenantId} and id = ${p.id} returning handle`,
)

/** Gives the handle of what was deleted, or undefined when there was nothing. */
export async function deleteProduct(tx: Tx, tenantId: string, id: string): Promise<string | undefined> {
  return (await deleteProductRow(tx, { tenantId, id }))[0]?.handle
}

const deleteImages = prepared<Ids>(
  (p) =>
    sql`delete from product_images where tenant_id = ${p.tenantId} and product_id = any(${p.ids}::uuid[])`,
)

const insertImages = prepared<Rows>(
  (p) => sql`
  insert into product_images (tenant_id, product_id, url, alt, media_id, position)
  select ${p.tenantId}, r.* from jsonb_to_recordset(${p.rows}::jsonb)
    as r (product_id uuid, url text, alt text, media_id uuid, position integer)`,
)

/** Gives each product the images listed for it, and takes those away that it had. */
export async function replaceImages(
  tx: Tx,
  tenantId: string,
  lists: readonly { productId: string; isNew: boolean; images: Product['images'] }[],
): Promise<void> {
  const old = lists.filter((list) => !list.isNew).map((list) => list.productId)
  const rows = lists.flatMap(({ productId, images }) =>
    images.map((image, position) => ({ product_id: productId, ...image, position })),
  )
  await Promise.all([
    old.length > 0 && deleteImages(tx, { tenantId, ids: old }),
    rows.length > 0 && insertImages(tx, { tenantId, rows: JSON.stringify(rows) }),
  ])
}

const deleteTags = prepared<Ids>(
  (p) => sql`delete from product_tags where tenant_id = ${p.tenantId} and product_id = any(${p.ids}::uuid[])`,
)
const insertTags = prepared<Rows>(
  (p) => sql`
  insert into product_tags (tenant_id, product_id, tag)
  select distinct ${p.tenantId}::uuid, r.product_id, r.tag
  from jsonb_to_recordset(${p.rows}::jsonb) as r (product_id uuid, tag text)`,
)

/** Makes each product found by these tags, and by no other. */
export async function replaceTags(
  tx: Tx,
  tenantId: string,
  lists: readonly { productId: string; isNew: boolean; tags: readonly string[] }[],
): Promise<void> {
  const old = lists.filter((list) => !list.isNew).map((list) => list.productId)
  const rows = lists.flatMap(({ productId, tags }) => tags.map((tag) => ({ product_id: productId, tag })))
  await Promise.all([
    old.length > 0 && deleteTags(tx, { tenantId, ids: old }),
    rows.length > 0 && insertTags(tx, { tenantId, rows: JSON.stringify(rows) }),
  ])
}

const deleteTerms = prepared<Ids>(
  (p) =>
    sql`delete from product_terms where tenant_id = ${p.tenantId} and product_id = any(${p.ids}::uuid[])`,
)
const insertTerms = prepared<Rows>(
  (p) => sql`
  insert into product_terms (tenant_id, product_id, term)
  select distinct ${p.tenantId}::uuid, r.product_id, r.term
  from jsonb_to_recordset(${p.rows}::jsonb) as r (product_id uuid, term text)`,
)

/** Makes each product found by these words, and by no other. */
export async function replaceTerms(
  tx: Tx,
  tenantId: string,
  lists: readonly { productId: string; isNew: boolean; terms: readonly string[] }[],
): Promise<void> {
  const old = lists.filter((list) => !list.isNew).map((list) => list.productId)
  const rows = lists.flatMap(({ productId, terms }) => terms.map((term) => ({ product_id: productId, term })))
  await Promise.all([
    old.length > 0 && deleteTerms(tx, { tenantId, ids: old }),
    rows.length > 0 && insertTerms(tx, { tenantId, rows: JSON.stringify(rows) }),
  ])
}

const deleteVariantRows = prepared<Ids>(
  (p) => sql`delete from variants where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])`,
)

export async function deleteVariants(tx: Tx, tenantId: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await deleteVariantRows(tx, { tenantId, ids })
}

const intoVariants = (onConflict: SQL) =>
  prepared<Rows>(
    (p) => sql`
    insert into variants as v (tenant_id, id, product_id, position, title, sku, barcode, option_values, weight_grams,
      weight_unit, requires_shipping, taxable, tax_class, image_url, metadata)
    select ${p.tenantId}, r.* from jsonb_to_recordset(${p.rows}::jsonb) as r (id uuid, product_id uuid, position integer,
      title text, sku text, barcode text, option_values text[], weight_grams integer, weight_unit text,
      requires_shipping boolean, taxable boolean, tax_class text, image_url text, metadata jsonb) ${onConflict}`,
  )
const insertVariants = intoVariants(sql``)
const changeVariants = intoVariants(sql`
  on conflict (tenant_id, id) do update set position = excluded.position, title = excluded.title, sku = excluded.sku,
    barcode = excluded.barcode, option_values = excluded.option_values, weight_grams = excluded.weight_grams,
    weight_unit = excluded.weight_unit, requires_shipping = excluded.requires_shipping, taxable = excluded.taxable,
    tax_class = excluded.tax_class,    image_url = excluded.image_url, metadata = excluded.metadata
  where v.* is distinct from excluded.*`)

const deletePricesBeside = prepared<Ids & Rows>(
  (p) => sql`
  delete from variant_prices c where c.tenant_id = ${p.tenantId} and c.variant_id = any(${p.ids}::uuid[])
    and (c.variant_id, c.currency) not in (
      select r.variant_id, r.currency from jsonb_to_recordset(${p.rows}::jsonb) as r (variant_id uuid, currency text))`,
)

const intoPrices = (onConflict: SQL) =>
  prepared<Rows>(
    (p) => sql`
    insert into variant_prices as c (tenant_id, variant_id, currency, amount, compare_at_amount)
    select ${p.tenantId}, r.* from jsonb_to_recordset(${p.rows}::jsonb)
      as r (variant_id uuid, currency text, amount bigint, compare_at_amount bigint) ${onConflict}`,
  )
const insertPrices = intoPrices(sql``)
const changePrices = intoPrices(sql`
  on conflict (tenant_id, variant_id, currency)
    do update set amount = excluded.amount, compare_at_amount = excluded.compare_at_amount
  where c.* is distinct from excluded.*`)

export type VariantRow = Omit<PlannedVariant, 'id'> & { id: string; product_id: string }

const pricesOf = (variants: readonly VariantRow[]) =>
  JSON.stringify(variants.flatMap(({ id, prices }) => prices.map((price) => ({ variant_id: id, ...price }))))

const rowsOf = (variants: readonly VariantRow[]) =>
  JSON.stringify(
    variants.map(
      ({ prices: _p, inventory_quantity: _q, inventory_tracked: _t, inventory_policy: _i, ...row }) => row,
    ),
  )

/** Changes variants into what is given, with all their prices, and then adds the new ones, which may take a SKU of those. */
export async function putVariants(
  tx: Tx,
  tenantId: string,
  { changed, added }: { changed: readonly VariantRow[]; added: readonly VariantRow[] },
): Promise<void> {
  const writes: Promise<unknown>[] = []
  if (changed.length > 0) {
    const [ids, prices] = [changed.map((variant) => variant.id), pricesOf(changed)]
    writes.push(
      changeVariants(tx, { tenantId, rows: rowsOf(changed) }),
      deletePricesBeside(tx, { tenantId, ids, rows: prices }),
      changePrices(tx, { tenantId, rows: prices }),
    )
  }
  if (added.length > 0) {
    writes.push(
      insertVariants(tx, { tenantId, rows: rowsOf(added) }),
      insertPrices(tx, { tenantId, rows: pricesOf(added) }),
    )
  }
  await Promise.all(writes)
}
