// What shoppers read of products. What hangs below a product comes as lists in a fixed order: names in each of them would
// cost Postgres a quarter more.
import { type SQL, sql } from 'drizzle-orm'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import { isAvailable } from '../../inventory/index.ts'
import type { StoreProduct } from '../schema.ts'

type PriceList = [amount: number, currency: string, compareAtAmount: number | null]
type VariantList = [
  id: string,
  title: string,
  sku: string | null,
  optionValues: string[],
  imageUrl: string,
  available: boolean,
  prices: PriceList[] | null,
]

/** A product on sale; null where nothing hangs below it. */
export type StoreProductRow = Omit<StoreProduct, 'options' | 'images' | 'variants'> & {
  options: string[]
  images: [url: string, alt: string][] | null
  variants: VariantList[] | null
}

const onSale = (condition: SQL) => sql`
  select p.id, p.title, p.handle, p.description, p.vendor, p.product_type, p.tags, p.options, p.seo_title,
    p.seo_description, ${utc('p.created_at')} as created_at, ${utc('p.updated_at')} as updated_at,
    (select json_agg(json_build_array(i.url, i.alt) order by i.position)
      from product_images i where i.tenant_id = p.tenant_id and i.product_id = p.id) as images,
    (select json_agg(json_build_array(v.id, v.title, v.sku, v.option_values, v.image_url, ${isAvailable},
        (select json_agg(json_build_array(c.amount, c.currency, c.compare_at_amount) order by c.currency)
          from variant_prices c where c.tenant_id = v.tenant_id and c.variant_id = v.id)) order by v.position)
      from variants v join inventory_levels l on l.tenant_id = v.tenant_id and l.variant_id = v.id
      where v.tenant_id = p.tenant_id and v.product_id = p.id) as variants
  from products p where p.tenant_id = ${sql.placeholder('tenantId')} and p.status = 'active' and ${condition}`

type In<P> = P & { tenantId: string }

const byId = prepared<In<{ id: string }>, StoreProductRow>((p) => onSale(sql`p.id = ${p.id}`))
const byHandle = prepared<In<{ handle: string }>, StoreProductRow>((p) => onSale(sql`p.handle = ${p.handle}`))

export async function findStoreProduct(
  tx: Tx,
  tenantId: string,
  by: { id: string } | { handle: string },
): Promise<StoreProductRow | undefined> {
  const rows = await ('id' in by ? byId(tx, { tenantId, ...by }) : byHandle(tx, { tenantId, ...by }))
  return rows[0]
}

const firstPage = prepared<In<{ limit: number }>, StoreProductRow>((p) =>
  onSale(sql`true order by p.id desc limit ${p.limit}`),
)
const laterPage = prepared<In<{ limit: number; before: string }>, StoreProductRow>((p) =>
  onSale(sql`p.id < ${p.before} order by p.id desc limit ${p.limit}`),
)

/** Newest first; `before` is the id of the last product already seen. */
export const listStoreProducts = (
  tx: Tx,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<StoreProductRow[]> =>
  before === undefined ? firstPage(tx, { tenantId, limit }) : laterPage(tx, { tenantId, limit, before })
