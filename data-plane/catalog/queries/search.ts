// The products that a search looks at: as many as it may, along one index, with what it goes by.
import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import { allCategoryIds } from '../../categories/index.ts'
import { isAvailable } from '../../inventory/index.ts'
import { type ListPriceRow, listPrices } from '../../price-lists/index.ts'

/** So many products are looked at. */
export const MAX_CANDIDATES = 500
/** So many terms, of which a product may have several that begin alike. */
const MAX_TERMS = 1_500

type Price = [amount: number, currency: string, compareAtAmount: number | null]
export type CandidateRow = {
  id: string
  title: string
  vendor: string
  product_type: string
  tags: string[]
  options: string[]
  brand_id: string | null
  category_ids: string[]
  variants:
    | [
        sku: string | null,
        optionValues: string[],
        available: boolean,
        prices: Price[] | null,
        listPrices: ListPriceRow[] | null,
      ][]
    | null
}

const tenantId = sql.placeholder('tenantId')
const limit = sql.raw(String(MAX_CANDIDATES + 1))

/** Where the ids come from, each with its place in their order. */
const WALKS = {
  all: sql`select id, row_number() over (order by id desc) as n from products
    where tenant_id = ${tenantId} and status = 'active' order by id desc limit ${limit}`,
  term: sql`select id, row_number() over (order by id desc) as n from (
      select distinct product_id as id from (
        select product_id from product_terms
        where tenant_id = ${tenantId} and term >= ${sql.placeholder('lead')} and term < ${sql.placeholder('lead')} || chr(1114111)
        limit ${sql.raw(String(MAX_TERMS))}) t) d order by id desc limit ${limit}`,
  collection: sql`select product_id as id, row_number() over (order by sort_key, product_id) as n from collection_products
    where tenant_id = ${tenantId} and collection_id = ${sql.placeholder('lead')}::uuid order by sort_key, product_id limit ${limit}`,
  category: sql`select product_id as id, row_number() over (order by product_id desc) as n from category_products
    where tenant_id = ${tenantId} and category_id = ${sql.placeholder('lead')}::uuid order by product_id desc limit ${limit}`,
  brand: sql`select id, row_number() over (order by id desc) as n from products
    where tenant_id = ${tenantId} and brand_id = ${sql.placeholder('lead')}::uuid order by id desc limit ${limit}`,
} satisfies Record<string, SQL>
export type Walk = keyof typeof WALKS

const statementOf = (walk: SQL) =>
  prepared<{ tenantId: string; lead: string }, CandidateRow>(
    () => sql`
    select w.id, c.* from (${walk}) w
    cross join lateral (
      select p.title, p.vendor, p.product_type, p.tags, p.options, p.brand_id, ${allCategoryIds} as category_ids,
        (select json_agg(json_build_array(v.sku, v.option_values, ${isAvailable},
            (select json_agg(json_build_array(x.amount, x.currency, x.compare_at_amount)) from variant_prices x
              where x.tenant_id = v.tenant_id and x.variant_id = v.id), ${listPrices}) order by v.position)
          from variants v where v.tenant_id = p.tenant_id and v.product_id = p.id) as variants
      from products p where p.tenant_id = ${tenantId} and p.id = w.id and p.status = 'active' offset 0) c
    order by w.n`,
  )
const statements = Object.fromEntries(
  Object.entries(WALKS).map(([name, walk]) => [name, statementOf(walk)]),
) as Record<Walk, ReturnType<typeof statementOf>>

/** At most one more than MAX_CANDIDATES. @param lead a word's beginning, or an id; not looked at for `all` */
export const findCandidates = (tx: Tx, tenantId: string, walk: Walk, lead: string): Promise<CandidateRow[]> =>
  statements[walk](tx, { tenantId, lead })

type Wish = {
  category: string | null
  collection: string | null
  market: string | null
  brands: readonly string[]
}
type Ids = { category_id: string | null; collection_id: string | null; brand_ids: string[] }

const groups = prepared<{ tenantId: string; brands: readonly string[] } & Omit<Wish, 'brands'>, Ids>(
  (p) => sql`
  select
    (select c.id from categories c where c.tenant_id = ${p.tenantId} and (c.handle = ${p.category}::text)) as category_id,
    (select c.id from collections c where c.tenant_id = ${p.tenantId} and c.handle = ${p.collection}::text
      and (c.starts_at is null or c.starts_at <= now()) and (c.ends_at is null or c.ends_at > now())
      and (c.markets is null or ${p.market}::text is null or ${p.market}::text = any(c.markets))) as collection_id,
    array(select b.id from brands b where b.tenant_id = ${p.tenantId} and b.handle = any(${p.brands}::text[])) as brand_ids`,
)
/** The ids of groups by their handles; of collections only those that are active now. */
export async function findGroups(tx: Tx, tenantId: string, wish: Wish): Promise<Ids> {
  const [row] = await groups(tx, { tenantId, ...wish })
  return row ?? { category_id: null, collection_id: null, brand_ids: [] }
}

const handleOf = prepared<{ tenantId: string; id: string }, { handle: string }>(
  (p) => sql`select handle from collections where tenant_id = ${p.tenantId} and id = ${p.id}::uuid`,
)
export const findCollectionHandle = async (
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<string | undefined> => (await handleOf(tx, { tenantId, id }))[0]?.handle

type Group = { id: string; name: string; handle: string }
const namesIn = (table: string) =>
  prepared<{ tenantId: string; ids: readonly string[] }, Group>(
    (p) =>
      sql`select id, name, handle from ${sql.raw(table)} where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])`,
  )
const categoryNames = namesIn('categories')
const brandNames = namesIn('brands')
export const findCategoryNames = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  categoryNames(tx, { tenantId, ids })
export const findBrandNames = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  brandNames(tx, { tenantId, ids })
