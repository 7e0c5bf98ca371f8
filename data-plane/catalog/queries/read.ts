// How products are read.
import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import { ownCategoryIds } from '../../categories/index.ts'
import { defaultLevelJoin, levelFields } from '../../inventory/index.ts'
import type { NamedVariant, Product } from '../schema.ts'

type InTenant = { tenantId: string }

/** A product with everything below it, as one row; variants carry option values by position. */
export type ProductRow = Omit<Product, 'options' | 'variants'> & {
  options: string[]
  variants: (Omit<Product['variants'][number], 'options'> & { option_values: string[] })[]
}

/** Of `variants v`. */
const pricesOfVariant = sql`(
  select coalesce(json_agg(json_build_object('amount', c.amount, 'currency', c.currency,
    'compare_at_amount', c.compare_at_amount) order by c.currency), '[]')
  from variant_prices c where c.tenant_id = v.tenant_id and c.variant_id = v.id)`

/** The columns of a ProductRow, of `products p`. */
export const productFields = sql`p.id, p.title, p.handle, p.description, p.status, p.vendor, p.product_type, p.tags, p.options,
    p.seo_title, p.seo_description, p.metadata, p.brand_id, p.merchant_id, ${ownCategoryIds} as category_ids,
    ${utc('p.created_at')} as created_at, ${utc('p.updated_at')} as updated_at,
    (select coalesce(json_agg(json_build_object('url', i.url, 'alt', i.alt, 'media_id', i.media_id) order by i.position), '[]')
      from product_images i where i.tenant_id = p.tenant_id and i.product_id = p.id) as images,
    (select coalesce(json_agg(json_build_object(
        'id', v.id, 'title', v.title, 'sku', v.sku, 'barcode', v.barcode, 'option_values', v.option_values,
        'weight_grams', v.weight_grams, 'weight_unit', v.weight_unit, 'requires_shipping', v.requires_shipping,
        'taxable', v.taxable, 'tax_class', v.tax_class, 'image_url', v.image_url, 'metadata', v.metadata, ${levelFields},
        'prices', ${pricesOfVariant}) order by v.position), '[]')
      from variants v ${defaultLevelJoin}
      where v.tenant_id = p.tenant_id and v.product_id = p.id) as variants`

const productTree = sql`select ${productFields} from products p`

const productById = prepared<InTenant & { id: string }, ProductRow>(
  (p) => sql`${productTree} where p.tenant_id = ${p.tenantId} and p.id = ${p.id}`,
)
const productByHandle = prepared<InTenant & { handle: string }, ProductRow>(
  (p) => sql`${productTree} where p.tenant_id = ${p.tenantId} and p.handle = ${p.handle}`,
)

export async function findProduct(
  tx: Tx,
  tenantId: string,
  by: { id: string } | { handle: string },
): Promise<ProductRow | undefined> {
  const rows = await ('id' in by
    ? productById(tx, { tenantId, ...by })
    : productByHandle(tx, { tenantId, ...by }))
  return rows[0]
}

const productsByHandle = prepared<InTenant & { handles: readonly string[] }, ProductRow>(
  (p) => sql`${productTree} where p.tenant_id = ${p.tenantId} and p.handle = any(${p.handles}::text[])`,
)

export const findProductsByHandle = (tx: Tx, tenantId: string, handles: readonly string[]) =>
  productsByHandle(tx, { tenantId, handles })

const lockProductById = prepared<InTenant & { id: string }>(
  (p) => sql`select id from products where tenant_id = ${p.tenantId} and id = ${p.id} for update`,
)

/** Locks a product against other writers; false when there is none. */
export async function lockProduct(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  return (await lockProductById(tx, { tenantId, id })).length > 0
}

const lockByHandle = prepared<InTenant & { handles: readonly string[] }>(
  (p) => sql`
  select id from products where tenant_id = ${p.tenantId} and handle = any(${p.handles}::text[]) order by id for update`,
)

/** Locks products against other writers, always in the same order. */
export const lockProductsByHandle = (tx: Tx, tenantId: string, handles: readonly string[]) =>
  lockByHandle(tx, { tenantId, handles })

const ownersOfSkus = prepared<InTenant & { skus: readonly string[] }, { sku: string; product_id: string }>(
  (p) =>
    sql`select sku, product_id from variants where tenant_id = ${p.tenantId} and sku = any(${p.skus}::text[])`,
)

export const findSkus = (tx: Tx, tenantId: string, skus: readonly string[]) =>
  ownersOfSkus(tx, { tenantId, skus })

const lockById = prepared<InTenant & { ids: readonly string[] }>(
  (p) => sql`
  select id from products where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[]) order by id for update`,
)
const productsByIds = prepared<InTenant & { ids: readonly string[] }, ProductRow>(
  (p) => sql`${productTree} where p.tenant_id = ${p.tenantId} and p.id = any(${p.ids}::uuid[])`,
)
/** Those of the products that exist, locked against other writers. */
export async function lockAndFindProducts(
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
): Promise<ProductRow[]> {
  const [, rows] = await Promise.all([lockById(tx, { tenantId, ids }), productsByIds(tx, { tenantId, ids })])
  return rows
}

const takenAmong = prepared<{ tenantId: string; handles: readonly string[] }, { handle: string }>(
  (p) => sql`
    select handle from products where tenant_id = ${p.tenantId} and handle = any(${p.handles}::text[])`,
)
/** Those of the handles that are in use. */
export async function takenHandles(
  tx: Tx,
  tenantId: string,
  handles: readonly string[],
): Promise<Set<string>> {
  const rows = await takenAmong(tx, { tenantId, handles })
  return new Set(rows.map((row) => row.handle))
}

const variantsNamed = prepared<InTenant & { ids: readonly string[] }, NamedVariant>(
  (p) => sql`
    select v.id, v.product_id, p.title as product_title, case when p.options = '{}' then '' else v.title end as title, v.sku,
      v.barcode, ${pricesOfVariant} as prices
    from variants v join products p on p.tenant_id = v.tenant_id and p.id = v.product_id
    where v.tenant_id = ${p.tenantId} and v.id = any(${p.ids}::uuid[]) order by v.product_id, v.position`,
)
/** Those of the variants that exist. */
export const nameVariants = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  variantsNamed(tx, { tenantId, ids })
