// The only SQL of the catalog.
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { levelFields } from '../inventory/index.ts'
import type { PlannedVariant } from './rules.ts'
import type { Product } from './schema.ts'
import { productImages, products, variantPrices, variants } from './tables.ts'

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

const selectProducts = async (tx: Tx, rest: SQL): Promise<ProductRow[]> => [
  ...(await tx.execute<ProductRow>(sql`${productTree} ${rest}`)),
]

export async function findProduct(
  tx: Tx,
  tenantId: string,
  by: { id: string } | { handle: string },
): Promise<ProductRow | undefined> {
  const column = 'id' in by ? sql`p.id = ${by.id}` : sql`p.handle = ${by.handle}`
  return (await selectProducts(tx, sql`where p.tenant_id = ${tenantId} and ${column}`))[0]
}

export async function findProductsByHandle(
  tx: Tx,
  tenantId: string,
  handles: readonly string[],
): Promise<ProductRow[]> {
  return selectProducts(
    tx,
    sql`where p.tenant_id = ${tenantId} and p.handle = any(${sql.param([...handles])}::text[])`,
  )
}

export type ProductListing = {
  limit: number
  before?: string | undefined
  status?: string | undefined
  handle?: string | undefined
  sku?: string | undefined
}

/** Newest first; `before` is the id of the last product already seen. */
export async function listProducts(
  tx: Tx,
  tenantId: string,
  { limit, before, status, handle, sku }: ProductListing,
): Promise<ProductRow[]> {
  const conditions = [
    sql`p.tenant_id = ${tenantId}`,
    before === undefined ? undefined : sql`p.id < ${before}`,
    status === undefined ? undefined : sql`p.status = ${status}`,
    handle === undefined ? undefined : sql`p.handle = ${handle}`,
    sku === undefined
      ? undefined
      : sql`p.id in (select s.product_id from variants s where s.tenant_id = ${tenantId} and s.sku = ${sku})`,
  ].filter((condition) => condition !== undefined)
  return selectProducts(tx, sql`where ${sql.join(conditions, sql` and `)} order by p.id desc limit ${limit}`)
}

/** Locks a product against other writers; false when there is none. */
export async function lockProduct(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: products.id })
    .from(products)
    .where(and(eq(products.tenantId, tenantId), eq(products.id, id)))
    .for('update')
  return rows.length > 0
}

/** Locks products against other writers, always in the same order. */
export async function lockProductsByHandle(
  tx: Tx,
  tenantId: string,
  handles: readonly string[],
): Promise<void> {
  await tx.execute(sql`
    select id from products where tenant_id = ${tenantId} and handle = any(${sql.param([...handles])}::text[])
    order by id for update`)
}

/** Those handles of the form `handle` or `handle-…` that are in use. */
export async function takenHandles(tx: Tx, tenantId: string, handle: string): Promise<Set<string>> {
  const rows = await tx.execute<{ handle: string }>(sql`
    select handle from products where tenant_id = ${tenantId} and (handle = ${handle} or starts_with(handle, ${`${handle}-`}))`)
  return new Set(rows.map((row) => row.handle))
}

export type ProductFields = Omit<typeof products.$inferInsert, 'tenantId' | 'id' | 'createdAt' | 'updatedAt'>

export async function insertProduct(tx: Tx, tenantId: string, fields: ProductFields): Promise<string> {
  const [row] = await tx
    .insert(products)
    .values({ ...fields, tenantId })
    .returning({ id: products.id })
  if (row === undefined) throw new Error('A product was not stored.')
  return row.id
}

export async function updateProduct(
  tx: Tx,
  tenantId: string,
  id: string,
  fields: Partial<ProductFields>,
): Promise<void> {
  await tx
    .update(products)
    .set({ ...fields, updatedAt: sql`now()` })
    .where(and(eq(products.tenantId, tenantId), eq(products.id, id)))
}

/** Gives the handle of what was deleted, or undefined when there was nothing. */
export async function deleteProduct(tx: Tx, tenantId: string, id: string): Promise<string | undefined> {
  const [row] = await tx
    .delete(products)
    .where(and(eq(products.tenantId, tenantId), eq(products.id, id)))
    .returning({ handle: products.handle })
  return row?.handle
}

export async function replaceImages(
  tx: Tx,
  tenantId: string,
  productId: string,
  images: readonly { url: string; alt: string }[],
): Promise<void> {
  await tx
    .delete(productImages)
    .where(and(eq(productImages.tenantId, tenantId), eq(productImages.productId, productId)))
  if (images.length === 0) return
  await tx
    .insert(productImages)
    .values(images.map(({ url, alt }, position) => ({ tenantId, productId, url, alt, position })))
}

export async function deleteVariants(tx: Tx, tenantId: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0)
    await tx.delete(variants).where(and(eq(variants.tenantId, tenantId), inArray(variants.id, [...ids])))
}

/** Inserts the variants that have no id and changes the others; gives the ids in the same order. Prices are replaced. */
export async function putVariants(
  tx: Tx,
  tenantId: string,
  productId: string,
  planned: readonly PlannedVariant[],
): Promise<string[]> {
  const rows = planned.map((variant) => ({
    tenantId,
    ...(variant.id === undefined ? {} : { id: variant.id }),
    productId,
    position: variant.position,
    title: variant.title,
    sku: variant.sku,
    barcode: variant.barcode,
    optionValues: variant.option_values,
    weightGrams: variant.weight_grams,
    weightUnit: variant.weight_unit,
    requiresShipping: variant.requires_shipping,
    taxable: variant.taxable,
    imageUrl: variant.image_url,
    metadata: variant.metadata,
  }))
  const stored = await tx
    .insert(variants)
    .values(rows)
    .onConflictDoUpdate({
      target: [variants.tenantId, variants.id],
      set: {
        position: sql`excluded.position`,
        title: sql`excluded.title`,
        sku: sql`excluded.sku`,
        barcode: sql`excluded.barcode`,
        optionValues: sql`excluded.option_values`,
        weightGrams: sql`excluded.weight_grams`,
        weightUnit: sql`excluded.weight_unit`,
        requiresShipping: sql`excluded.requires_shipping`,
        taxable: sql`excluded.taxable`,
        imageUrl: sql`excluded.image_url`,
        metadata: sql`excluded.metadata`,
      },
    })
    .returning({ id: variants.id, position: variants.position })
  const ids = stored.sort((a, b) => a.position - b.position).map((row) => row.id)
  await tx
    .delete(variantPrices)
    .where(and(eq(variantPrices.tenantId, tenantId), inArray(variantPrices.variantId, ids)))
  const prices = planned.flatMap((variant, i) =>
    variant.prices.map((price) => ({
      tenantId,
      variantId: ids[i] as string,
      currency: price.currency,
      amount: price.amount,
      compareAtAmount: price.compare_at_amount ?? null,
    })),
  )
  if (prices.length > 0) await tx.insert(variantPrices).values(prices)
  return ids
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
