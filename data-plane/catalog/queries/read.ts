// How products are read.
import { type SQL, sql } from 'drizzle-orm'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import { levelFields } from '../../inventory/index.ts'
import type { Product } from '../schema.ts'

type InTenant = { tenantId: string }

/** A product with everything below it, as one row; variants carry option values by position. */
export type ProductRow = Omit<Product, 'options' | 'variants'> & {
  options: string[]
  variants: (Omit<Product['variants'][number], 'options'> & { option_values: string[] })[]
}

const productTree = sql`
  select p.id, p.title, p.handle, p.description, p.status, p.vendor, p.product_type, p.tags, p.options,
    p.seo_title, p.seo_description, p.metadata, ${utc('p.created_at')} as created_at, ${utc('p.updated_at')} as updated_at,
    (select coalesce(json_agg(json_build_object('url', i.url, 'alt', i.alt) order by i.position), '[]')
      from product_images i where i.tenant_id = p.tenant_id and i.product_id = p.id) as images,
    (select coalesce(json_agg(json_build_object(
        'id', v.id, 'title', v.title, 'sku', v.sku, 'barcode', v.barcode, 'option_values', v.option_values,
        'weight_grams', v.weight_grams, 'weight_unit', v.weight_unit, 'requires_shipping', v.requires_shipping,
        'taxable', v.taxable, 'image_url', v.image_url, 'metadata', v.metadata, ${levelFields},
        'prices', (select coalesce(json_agg(json_build_object('amount', c.amount, 'currency', c.currency,
            'compare_at_amount', c.compare_at_amount) order by c.currency), '[]')
          from variant_prices c where c.tenant_id = v.tenant_id and c.variant_id = v.id)) order by v.position), '[]')
      from variants v join inventory_levels l on l.tenant_id = v.tenant_id and l.variant_id = v.id
      where v.tenant_id = p.tenant_id and v.product_id = p.id) as variants
  from products p`

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

/** What a listing may ask for; `before` is the id of the last product already seen. */
const FILTERS = {
  before: sql`p.id < ${sql.placeholder('before')}`,
  status: sql`p.status = ${sql.placeholder('status')}`,
  handle: sql`p.handle = ${sql.placeholder('handle')}`,
  sku: sql`p.id in (select s.product_id from variants s
    where s.tenant_id = ${sql.placeholder('tenantId')} and s.sku = ${sql.placeholder('sku')})`,
}
type Filter = keyof typeof FILTERS

export type ProductListing = { limit: number } & { [F in Filter]?: string | undefined }

const listingOf = (filters: readonly Filter[]) =>
  prepared<ProductListing & InTenant, ProductRow>((p) => {
    const conditions: SQL[] = [sql`p.tenant_id = ${p.tenantId}`, ...filters.map((filter) => FILTERS[filter])]
    return sql`${productTree} where ${sql.join(conditions, sql` and `)} order by p.id desc limit ${p.limit}`
  })
const listings = new Map<string, ReturnType<typeof listingOf>>()

/** Newest first. */
export async function listProducts(tx: Tx, tenantId: string, listing: ProductListing): Promise<ProductRow[]> {
  const filters = (Object.keys(FILTERS) as Filter[]).filter((filter) => listing[filter] !== undefined)
  const key = filters.join()
  const list = listings.get(key) ?? listingOf(filters)
  listings.set(key, list)
  return list(tx, { ...listing, tenantId })
}

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

/** What the cart and the checkout need to know of a variant. */
export type SellableVariant = {
  variant_id: string
  product_id: string
  title: string
  variant_title: string
  sku: string | null
  image_url: string
  on_sale: boolean
  /** Null when it has no price in the currency asked for. */
  unit_amount: number | null
  taxable: boolean
  requires_shipping: boolean
}

/** The columns of a SellableVariant, of `variants v` with `sellableJoins`. */
export const sellableColumns = sql`v.id as variant_id, p.id as product_id, p.title, v.title as variant_title, v.sku, v.image_url,
  p.status = 'active' as on_sale, c.amount as unit_amount, v.taxable, v.requires_shipping`

/** Joins to `variants v` what it is sold as: its product `p` and its price `c` in `currency`. */
export const sellableJoins = (currency: SQL) => sql`
  join products p on p.tenant_id = v.tenant_id and p.id = v.product_id
  left join variant_prices c on c.tenant_id = v.tenant_id and c.variant_id = v.id and c.currency = ${currency}`
