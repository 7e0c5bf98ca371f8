// Lists of products by any filters in one of several orders. One filter, or the order, leads through an index; the others
// are looked at on the way, and after so many products that do not fit the page ends where it is.
import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { KeyPosition } from '../../../shared/http/page.ts'
import { type ProductRow, productFields } from './read.ts'
import { type StoreProductRow, storeProductFields } from './storefront.ts'

/** How many products a page looks at. */
const MAX_LOOKED_AT = 1_000

const value = (name: string): SQL => sql`${sql.placeholder(name)}`
const tenantId = value('tenantId')

/** A walk down the ids from the newest, as far as `after` is given. */
const newestFirst = (from: SQL, id: SQL) => (isLater: boolean) =>
  sql`
  select ${id} as id, '' as key ${from} ${isLater ? sql`and ${id} < ${value('id')}::uuid` : sql``} order by 1 desc`

const byColumn = (column: string) => ({
  walk: newestFirst(
    sql`from products p where p.tenant_id = ${tenantId} and p.${sql.raw(column)} = ${value(column)}`,
    sql`p.id`,
  ),
  condition: sql`p.${sql.raw(column)} = ${value(column)}`,
})

/** By a table that has a row for each product of a group. */
const byTable = (table: string, column: string, group: SQL) => {
  const rows = sql`from ${sql.raw(table)} m where m.tenant_id = ${tenantId} and m.${sql.raw(column)} = ${group}`
  return {
    walk: newestFirst(rows, sql`m.product_id`),
    condition: sql`exists (select ${rows} and m.product_id = p.id)`,
  }
}

const named = (table: string, handle: SQL) =>
  sql`(select g.id from ${sql.raw(table)} g where g.tenant_id = ${tenantId} and g.handle = ${handle})`

const brandByHandle = named('brands', value('brand_handle'))
const titleRange = sql`p.title_key >= lower(${value('title')}) and p.title_key < lower(${value('title')}) || chr(1114111)`

/** In the order in which they lead: those that find fewest products first. */
const FILTERS = {
  handle: byColumn('handle'),
  sku: byTable('variants', 'sku', value('sku')),
  collection_id: byTable('collection_products', 'collection_id', value('collection_id')),
  tag: byTable('product_tags', 'tag', value('tag')),
  category_id: byTable('category_products', 'category_id', value('category_id')),
  category_handle: byTable('category_products', 'category_id', named('categories', value('category_handle'))),
  brand_id: byColumn('brand_id'),
  brand_handle: {
    walk: newestFirst(
      sql`from products p where p.tenant_id = ${tenantId} and p.brand_id = ${brandByHandle}`,
      sql`p.id`,
    ),
    condition: sql`p.brand_id = ${brandByHandle}`,
  },
  merchant_id: byColumn('merchant_id'),
  product_type: byColumn('product_type'),
  status: byColumn('status'),
  title: { walk: undefined, condition: titleRange },
}
type Filter = keyof typeof FILTERS
export type Filters = { [F in Filter]?: string | undefined }

type Order = {
  /** The order of rows with `id` and `key` by these. */
  by: (row: SQL) => SQL
  /** Without one, the first filter that has a walk leads, or all products do. */
  walk?: (isLater: boolean, filters: readonly Filter[]) => SQL
  /** What the walk has looked after already. */
  leads: readonly Filter[]
}

const ORDERS = {
  created_at: { by: (row) => sql`${row}.id desc`, leads: [] },
  updated_at: {
    by: (row) => sql`${row}.key desc, ${row}.id desc`,
    leads: [],
    walk: (isLater) => sql`
      select p.id, to_char(p.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as key
      from products p where p.tenant_id = ${tenantId}
      ${isLater ? sql`and (p.updated_at, p.id) < (${value('key')}::timestamptz, ${value('id')}::uuid)` : sql``}
      order by p.updated_at desc, p.id desc`,
  },
  title: {
    by: (row) => sql`${row}.key, ${row}.id`,
    leads: ['title'],
    walk: (isLater, filters) => sql`
      select p.id, p.title_key as key from products p
      where p.tenant_id = ${tenantId} ${filters.includes('title') ? sql`and ${titleRange}` : sql``}
      ${isLater ? sql`and (p.title_key, p.id) > (${value('key')}::text, ${value('id')}::uuid)` : sql``}
      order by p.title_key, p.id`,
  },
  collection: {
    by: (row) => sql`${row}.key, ${row}.id`,
    leads: ['collection_id'],
    walk: (isLater) => sql`
      select m.product_id as id, m.sort_key as key from collection_products m
      where m.tenant_id = ${tenantId} and m.collection_id = ${value('collection_id')}
      ${isLater ? sql`and (m.sort_key, m.product_id) > (${value('key')}::text, ${value('id')}::uuid)` : sql``}
      order by m.sort_key, m.product_id`,
  },
} satisfies Record<string, Order>
type ProductOrder = keyof typeof ORDERS

const TREES = { staff: productFields, shoppers: storeProductFields }

type Found = { found_id: string; found_key: string; matches: boolean; is_last: boolean }
type Shape = {
  tree: keyof typeof TREES
  order: ProductOrder
  filters: readonly Filter[]
  isLater: boolean
}

function statementOf({ tree, order, filters, isLater }: Shape) {
  const { by, leads, walk }: Order = ORDERS[order]
  const leader = walk === undefined ? filters.find((filter) => FILTERS[filter].walk !== undefined) : undefined
  const all = newestFirst(sql`from products p where p.tenant_id = ${tenantId}`, sql`p.id`)
  const walked =
    walk?.(isLater, filters) ?? (leader === undefined ? all : (FILTERS[leader].walk ?? all))(isLater)
  const conditions = filters
    .filter((filter) => filter !== leader && !leads.includes(filter))
    .map((filter) => FILTERS[filter].condition)
  const page =
    conditions.length === 0
      ? sql`select id, key, true as matches, false as is_last from (${walked} limit ${value('limit')}) w`
      : sql`select id, key, matches, n = ${sql.raw(`${MAX_LOOKED_AT}`)} as is_last from (
          select w.id, w.key, ${sql.join(conditions, sql` and `)} as matches, row_number() over (order by ${by(sql`w`)}) as n
          from (${walked} limit ${sql.raw(`${MAX_LOOKED_AT}`)}) w
          cross join lateral (
            select * from products p where p.tenant_id = ${tenantId} and p.id = w.id offset 0) p) looked_at
        where matches or n = ${sql.raw(`${MAX_LOOKED_AT}`)} order by n limit ${value('limit')}`
  return sql`
    select f.id as found_id, f.key as found_key, f.matches, f.is_last, t.* from (${page}) f
    cross join lateral (
      select ${TREES[tree]} from products p where p.tenant_id = ${tenantId} and p.id = f.id offset 0) t
    order by ${by(sql`f`)}`
}

type Values = Filters & { limit: number; id?: string; key?: string; tenantId: string }
const prepareOf = <R extends object>(shape: Shape) => prepared<Values, Found & R>(() => statementOf(shape))
const statements = new Map<string, ReturnType<typeof prepareOf>>()

export type Listing = {
  order: ProductOrder
  filters: Filters
  limit: number
  after: KeyPosition | undefined
}
export type Page<R> = { rows: R[]; next: KeyPosition | undefined }

async function list<R extends object>(
  db: { tx: Tx; tenantId: string },
  tree: Shape['tree'],
  { order, filters, limit, after }: Listing,
): Promise<Page<R>> {
  const given = (Object.keys(FILTERS) as Filter[]).filter((filter) => filters[filter] !== undefined)
  const key = [tree, order, after !== undefined, ...given].join()
  const statement =
    statements.get(key) ?? prepareOf({ tree, order, filters: given, isLater: after !== undefined })
  statements.set(key, statement)
  const found = (await statement(db.tx, {
    ...filters,
    ...after,
    limit: limit + 1,
    tenantId: db.tenantId,
  })) as (Found & R)[]
  const matching = found.filter((row) => row.matches)
  const last = matching.length > limit ? matching[limit - 1] : found.find((row) => row.is_last)
  return {
    rows: matching
      .slice(0, limit)
      .map(({ found_id: _i, found_key: _k, matches: _m, is_last: _l, ...row }) => row as unknown as R),
    next: last && { id: last.found_id, key: last.found_key },
  }
}

/** Products as staff see them. `next` is where the list goes on, if it does. */
export const listProducts = (tx: Tx, tenantId: string, listing: Listing) =>
  list<ProductRow>({ tx, tenantId }, 'staff', listing)

/** Products on sale as shoppers see them. */
export const listStoreProducts = (tx: Tx, tenantId: string, listing: Listing) =>
  list<StoreProductRow>({ tx, tenantId }, 'shoppers', {
    ...listing,
    filters: { ...listing.filters, status: 'active' },
  })
