// What shoppers read of products. What hangs below a product comes as lists in a fixed order: names in each of them would
// cost Postgres a quarter more.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import { ownCategoryIds } from '../../categories/index.ts'
import { isAvailable } from '../../inventory/index.ts'
import { type ListPriceRow, listPrices } from '../../price-lists/index.ts'
import { ratingOf } from '../../reviews/index.ts'
import type { StoreProduct } from '../schema.ts'

type Price = [amount: number, currency: string, compareAtAmount: number | null]
type VariantList = [
  id: string,
  title: string,
  sku: string | null,
  optionValues: string[],
  imageUrl: string,
  available: boolean,
  prices: Price[] | null,
  /** Only where they were asked for. */
  listPrices?: ListPriceRow[] | null,
]

/** A product on sale; null where nothing hangs below it. */
export type StoreProductRow = Omit<StoreProduct, 'options' | 'images' | 'variants' | 'rating'> & {
  options: string[]
  rating: [average: number | null, count: number] | null
  images: [url: string, alt: string, width: number | null, height: number | null][] | null
  variants: VariantList[] | null
}

/** The columns of a StoreProductRow, of `products p`, with what `lists` adds to a variant. */
const fieldsWith = (
  lists: SQL,
) => sql`p.id, p.title, p.handle, p.description, p.vendor, p.product_type, p.tags, p.options, p.seo_title,
    p.seo_description, p.brand_id, ${ownCategoryIds} as category_ids, ${utc('p.created_at')} as created_at, ${utc('p.updated_at')} as updated_at,
    ${ratingOf} as rating,
    (select json_agg(json_build_array(i.url, i.alt, m.width, m.height) order by i.position)
      from product_images i left join media m on m.tenant_id = i.tenant_id and m.id = i.media_id
      where i.tenant_id = p.tenant_id and i.product_id = p.id) as images,
    (select json_agg(json_build_array(v.id, v.title, v.sku, v.option_values, v.image_url, ${isAvailable},
        (select json_agg(json_build_array(c.amount, c.currency, c.compare_at_amount) order by c.currency)
          from variant_prices c where c.tenant_id = v.tenant_id and c.variant_id = v.id)${lists}) order by v.position)
      from variants v
      where v.tenant_id = p.tenant_id and v.product_id = p.id) as variants`
/** The same with the prices of lists. */
export const storeProductFields = fieldsWith(sql`, ${listPrices}`)

const onSale = (lists: SQL, condition: SQL) => sql`
  select ${fieldsWith(lists)} from products p where p.tenant_id = ${sql.placeholder('tenantId')} and p.status = 'active' and ${condition}`

type In<P> = P & { tenantId: string }

/** The statements of a store that has price lists, or has none. */
const statementsOf = (lists: SQL) => ({
  byId: prepared<In<{ id: string }>, StoreProductRow>((p) => onSale(lists, sql`p.id = ${p.id}`)),
  byHandle: prepared<In<{ handle: string }>, StoreProductRow>((p) =>
    onSale(lists, sql`p.handle = ${p.handle}`),
  ),
  firstPage: prepared<In<{ limit: number }>, StoreProductRow>((p) =>
    onSale(lists, sql`true order by p.id desc limit ${p.limit}`),
  ),
  laterPage: prepared<In<{ limit: number; before: string }>, StoreProductRow>((p) =>
    onSale(lists, sql`p.id < ${p.before} order by p.id desc limit ${p.limit}`),
  ),
})
const plain = statementsOf(sql``)
const withLists = statementsOf(sql`, ${listPrices}`)

const among = prepared<In<{ ids: readonly string[] }>, StoreProductRow>((p) =>
  onSale(sql`, ${listPrices}`, sql`p.id = any(${p.ids}::uuid[])`),
)
/** Those of these products that are on sale, in no order. */
export const listStoreProductsById = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  among(tx, { tenantId, ids })

type Part = { after: string | undefined; size: number }
const handles = (condition: SQL) =>
  prepared<In<{ after?: string; size: number }>, { id: string; handle: string; updated_at: string }>(
    (p) => sql`
    select id, handle, ${utc('updated_at')} as updated_at from products
    where tenant_id = ${p.tenantId} and status = 'active' ${condition} order by id desc limit ${p.size}`,
  )
const firstHandles = handles(sql``)
const laterHandles = handles(sql`and id < ${sql.placeholder('after')}::uuid`)
/** The addresses of what is on sale, newest first, behind the product of an id. */
export const listHandles = (tx: Tx, tenantId: string, { after, size }: Part) =>
  after === undefined ? firstHandles(tx, { tenantId, size }) : laterHandles(tx, { tenantId, after, size })

type Asked = { hasLists: boolean }

export async function findStoreProduct(
  tx: Tx,
  tenantId: string,
  { hasLists, ...by }: Asked & ({ id: string } | { handle: string }),
): Promise<StoreProductRow | undefined> {
  const { byId, byHandle } = hasLists ? withLists : plain
  const rows = await ('id' in by ? byId(tx, { tenantId, ...by }) : byHandle(tx, { tenantId, ...by }))
  return rows[0]
}

/** Newest first; `before` is the id of the last product already seen. */
export const listStoreProducts = (
  tx: Tx,
  tenantId: string,
  { hasLists, limit, before }: Asked & { limit: number; before: string | undefined },
): Promise<StoreProductRow[]> => {
  const { firstPage, laterPage } = hasLists ? withLists : plain
  return before === undefined
    ? firstPage(tx, { tenantId, limit })
    : laterPage(tx, { tenantId, limit, before })
}
