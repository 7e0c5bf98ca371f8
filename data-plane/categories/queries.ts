// The only SQL of categories.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Placed } from './rules.ts'
import type { Category } from './schema.ts'

type InTenant = { tenantId: string }
type Ids = InTenant & { ids: readonly string[] }

const LOCK = sql`hashtextextended(${sql.placeholder('tenantId')}::uuid::text || ' catalog', 0)`
const lockShared = prepared<InTenant>(() => sql`select pg_advisory_xact_lock_shared(${LOCK})`)
const lockAlone = prepared<InTenant>(() => sql`select pg_advisory_xact_lock(${LOCK})`)

/** Keeps paths of categories and rules of collections as they are until the transaction ends. */
export const keepStructure = (tx: Tx, tenantId: string) => lockShared(tx, { tenantId })
/** Waits until nobody relies on them any more, and keeps others from it until the transaction ends. */
export const changeStructure = (tx: Tx, tenantId: string) => lockAlone(tx, { tenantId })

const fields = sql`id, name, handle, description, image_url, parent_id, position, markets, seo_title, seo_description,
  metadata, path, ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at`

const byId = prepared<InTenant & { id: string }, Category>(
  (p) => sql`select ${fields} from categories where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const findCategory = async (tx: Tx, tenantId: string, id: string): Promise<Category | undefined> =>
  (await byId(tx, { tenantId, id }))[0]

const page = (after: SQL) =>
  prepared<InTenant & { limit: number; before?: string }, Category>(
    (p) => sql`
    select ${fields} from categories where tenant_id = ${p.tenantId} ${after} order by id desc limit ${p.limit}`,
  )
const firstPage = page(sql``)
const laterPage = page(sql`and id < ${sql.placeholder('before')}`)

/** Newest first; `before` is the id of the last one already seen. */
export const listCategories = (
  tx: Tx,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<Category[]> =>
  before === undefined ? firstPage(tx, { tenantId, limit }) : laterPage(tx, { tenantId, limit, before })

const all = prepared<InTenant, Category>(
  (p) => sql`select ${fields} from categories where tenant_id = ${p.tenantId}`,
)
/** All categories of a store: as many as one may have. */
export const allCategories = (tx: Tx, tenantId: string) => all(tx, { tenantId })

const placedAll = prepared<InTenant, Placed>(
  (p) => sql`select id, path from categories where tenant_id = ${p.tenantId}`,
)
export const allPlaces = (tx: Tx, tenantId: string) => placedAll(tx, { tenantId })

const among = prepared<InTenant & { handles: readonly string[] }, { handle: string }>(
  (p) => sql`
  select handle from categories where tenant_id = ${p.tenantId} and handle = any(${p.handles}::text[])`,
)
/** Those of the handles that are in use. */
export const takenHandles = async (tx: Tx, tenantId: string, handles: readonly string[]) =>
  new Set((await among(tx, { tenantId, handles })).map((row) => row.handle))

export type CategoryRow = Omit<Category, `${string}_at`>

const insert = prepared<InTenant & { row: string }>(
  (p) => sql`
  insert into categories (tenant_id, id, parent_id, path, position, name, handle, description, image_url, markets,
    seo_title, seo_description, metadata)
  select ${p.tenantId}, r.* from jsonb_to_record(${p.row}::jsonb) as r (id uuid, parent_id uuid, path uuid[],
    position integer, name text, handle text, description text, image_url text, markets text[], seo_title text,
    seo_description text, metadata jsonb)`,
)
export const insertCategory = (tx: Tx, tenantId: string, row: CategoryRow) =>
  insert(tx, { tenantId, row: JSON.stringify(row) })

const update = prepared<InTenant & { id: string; row: string }>(
  (p) => sql`
  update categories c set parent_id = r.parent_id, path = r.path, position = r.position, name = r.name,
    handle = r.handle, description = r.description, image_url = r.image_url, markets = r.markets,
    seo_title = r.seo_title, seo_description = r.seo_description, metadata = r.metadata, updated_at = now()
  from jsonb_to_record(${p.row}::jsonb) as r (parent_id uuid, path uuid[], position integer, name text, handle text,
    description text, image_url text, markets text[], seo_title text, seo_description text, metadata jsonb)
  where c.tenant_id = ${p.tenantId} and c.id = ${p.id}`,
)
export const updateCategory = (tx: Tx, tenantId: string, row: CategoryRow) =>
  update(tx, { tenantId, id: row.id, row: JSON.stringify(row) })

const repath = prepared<Ids & { rows: string }>(
  (p) => sql`
  update categories c set path = r.path
  from jsonb_to_recordset(${p.rows}::jsonb) as r (id uuid, path uuid[])
  where c.tenant_id = ${p.tenantId} and c.id = any(${p.ids}::uuid[]) and c.id = r.id`,
)
export async function setPaths(tx: Tx, tenantId: string, places: readonly Placed[]): Promise<void> {
  if (places.length === 0) return
  await repath(tx, { tenantId, ids: places.map(({ id }) => id), rows: JSON.stringify(places) })
}

const remove = prepared<InTenant & { id: string }>(
  (p) => sql`delete from categories where tenant_id = ${p.tenantId} and id = ${p.id} returning id`,
)
/** Whether there was one. */
export const deleteCategory = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await remove(tx, { tenantId, id })).length > 0

const take = prepared<Ids>(
  (p) =>
    sql`delete from category_products where tenant_id = ${p.tenantId} and product_id = any(${p.ids}::uuid[])`,
)
const put = prepared<InTenant & { rows: string; ids: readonly string[] }>(
  (p) => sql`
  with direct as (select * from jsonb_to_recordset(${p.rows}::jsonb) as r (product_id uuid, category_id uuid))
  insert into category_products (tenant_id, category_id, product_id, direct)
  select ${p.tenantId}, category_id, product_id, bool_or(direct) from (
    select product_id, category_id, true as direct from direct
    union all
    select d.product_id, above, false from direct d
      join categories c on c.tenant_id = ${p.tenantId} and c.id = any(${p.ids}::uuid[]) and c.id = d.category_id
      cross join unnest(c.path) as above) as wanted
  group by product_id, category_id`,
)

export type CategoriesOf = { productId: string; isNew: boolean; categoryIds: readonly string[] }

/** Gives each product these categories and all above them instead of what it had. */
export async function replaceCategories(
  tx: Tx,
  tenantId: string,
  lists: readonly CategoriesOf[],
): Promise<void> {
  const old = lists.filter((list) => !list.isNew).map((list) => list.productId)
  const rows = lists.flatMap(({ productId, categoryIds }) =>
    [...new Set(categoryIds)].map((category_id) => ({ product_id: productId, category_id })),
  )
  const ids = [...new Set(rows.map((row) => row.category_id))]
  await Promise.all([
    old.length > 0 && take(tx, { tenantId, ids: old }),
    rows.length > 0 && put(tx, { tenantId, ids, rows: JSON.stringify(rows) }),
  ])
}

const productsAfter = prepared<
  InTenant & { id: string; after: string; limit: number },
  { product_id: string }
>(
  (p) => sql`
  select product_id from category_products
  where tenant_id = ${p.tenantId} and category_id = ${p.id} and product_id > ${p.after}
  order by product_id limit ${p.limit}`,
)
/** Products of a category or of one below it, in the order of their ids. */
export const productsOf = async (
  tx: Tx,
  tenantId: string,
  page: { id: string; after: string; limit: number },
): Promise<string[]> => (await productsAfter(tx, { tenantId, ...page })).map((row) => row.product_id)

const direct = prepared<Ids, { product_id: string; category_id: string }>(
  (p) => sql`
  select product_id, category_id from category_products
  where tenant_id = ${p.tenantId} and product_id = any(${p.ids}::uuid[]) and direct`,
)
/** The products' own categories. */
export const ownCategories = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  direct(tx, { tenantId, ids })

/** SQL for the own categories of the product `p`, as an array of ids. */
export const ownCategoryIds = sql`array(select k.category_id from category_products k
  where k.tenant_id = p.tenant_id and k.product_id = p.id and k.direct)`

/** The same with all above them. */
export const allCategoryIds = sql`array(select k.category_id from category_products k
  where k.tenant_id = p.tenant_id and k.product_id = p.id)`
