// Who belongs to which collection.
import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { KeyPosition } from '../../../shared/http/page.ts'
import { allCategoryIds } from '../../categories/index.ts'
import type { Facts } from '../rules.ts'
import type { Rule, Sort } from '../schema.ts'

type In<P = object> = P & { tenantId: string }
type Ids = { ids: readonly string[] }

/** What a collection takes in by, and in which order. */
export type Definition = { id: string; rule: Rule | null; sort: Sort; sort_currency: string | null }

const definitionFields = sql`c.id, c.rule, c.sort, c.sort_currency`

const concerning = prepared<In<Ids>, Definition>(
  (p) => sql`
  select ${definitionFields} from collections c where c.tenant_id = ${p.tenantId} and c.rule is not null
  union all
  select ${definitionFields} from (
    select distinct collection_id from collection_products
    where tenant_id = ${p.tenantId} and product_id = any(${p.ids}::uuid[])) m
  cross join lateral (
    select * from collections c where c.tenant_id = ${p.tenantId} and c.id = m.collection_id offset 0) c
  where c.rule is null and c.sort <> 'manual'`,
)
/** All collections with a rule, and those others of the products whose order follows what products are. */
export const definitionsFor = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  concerning(tx, { tenantId, ids })

const ofOne = prepared<In<{ id: string }>, Definition>(
  (p) =>
    sql`select ${definitionFields} from collections c where c.tenant_id = ${p.tenantId} and c.id = ${p.id}`,
)
export const findDefinition = async (tx: Tx, tenantId: string, id: string): Promise<Definition | undefined> =>
  (await ofOne(tx, { tenantId, id }))[0]

const ruled = prepared<In, Definition>(
  (p) => sql`
  select ${definitionFields} from collections c where c.tenant_id = ${p.tenantId} and c.rule is not null`,
)
export const definitionsWithRule = (tx: Tx, tenantId: string) => ruled(tx, { tenantId })

const facts = prepared<In<Ids>, Facts>(
  (p) => sql`
  select p.id, p.title, p.product_type, p.vendor, p.brand_id, p.tags, ${allCategoryIds} as category_ids,
    s.stock, coalesce(s.prices, '[]') as prices
  from products p
  cross join lateral (
    select case when bool_and(l.tracked) then sum(l.available)::float8 end as stock, (
      select json_agg(json_build_object('amount', c.amount, 'currency', c.currency))
      from variants w join variant_prices c on c.tenant_id = w.tenant_id and c.variant_id = w.id
      where w.tenant_id = p.tenant_id and w.product_id = p.id) as prices
    from variants v join inventory_levels l on l.tenant_id = v.tenant_id and l.variant_id = v.id
    where v.tenant_id = p.tenant_id and v.product_id = p.id) s
  where p.tenant_id = ${p.tenantId} and p.id = any(${p.ids}::uuid[])`,
)
/** What conditions and orders look at of each of the products. */
export const factsOf = (tx: Tx, tenantId: string, ids: readonly string[]) => facts(tx, { tenantId, ids })

const lock = prepared<In<Ids>>(
  (p) => sql`
  select id from products where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])
  order by id for no key update`,
)
/** Waits until nobody edits the products, and keeps others from it, always in the same order. */
export const lockProducts = (tx: Tx, tenantId: string, ids: readonly string[]) => lock(tx, { tenantId, ids })

const nextProducts = prepared<In<{ after: string; limit: number }>, { id: string }>(
  (p) => sql`
  select id from products where tenant_id = ${p.tenantId} and id > ${p.after} order by id limit ${p.limit}`,
)
const nextMembers = prepared<In<{ after: string; limit: number; collectionId: string }>, { id: string }>(
  (p) => sql`
  select product_id as id from collection_products
  where tenant_id = ${p.tenantId} and collection_id = ${p.collectionId} and product_id > ${p.after}
  order by product_id limit ${p.limit}`,
)
/** Products in the order of their ids: those of a collection, or all. */
export const productsAfter = async (
  tx: Tx,
  tenantId: string,
  page: { after: string; limit: number; collectionId: string | undefined },
): Promise<string[]> => {
  const { collectionId, ...rest } = page
  const rows =
    collectionId === undefined
      ? nextProducts(tx, { tenantId, ...rest })
      : nextMembers(tx, { tenantId, ...rest, collectionId })
  return (await rows).map((row) => row.id)
}

export type Membership = { collection_id: string; product_id: string; position: number; sort_key: string }

const current = prepared<In<Ids>, Membership>(
  (p) => sql`
  select collection_id, product_id, position, sort_key from collection_products
  where tenant_id = ${p.tenantId} and product_id = any(${p.ids}::uuid[])`,
)
export const membershipsOf = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  current(tx, { tenantId, ids })

const put = prepared<In<{ rows: string }>>(
  (p) => sql`
  insert into collection_products (tenant_id, collection_id, product_id, position, sort_key)
  select ${p.tenantId}, r.* from jsonb_to_recordset(${p.rows}::jsonb)
    as r (collection_id uuid, product_id uuid, position integer, sort_key text)
  order by collection_id, product_id
  on conflict (tenant_id, collection_id, product_id)
    do update set position = excluded.position, sort_key = excluded.sort_key`,
)
export async function putMemberships(tx: Tx, tenantId: string, rows: readonly Membership[]): Promise<void> {
  if (rows.length > 0) await put(tx, { tenantId, rows: JSON.stringify(rows) })
}

const remove = prepared<In<Ids & { rows: string }>>(
  (p) => sql`
  delete from collection_products m
  using jsonb_to_recordset(${p.rows}::jsonb) as r (collection_id uuid, product_id uuid)
  where m.tenant_id = ${p.tenantId} and m.product_id = any(${p.ids}::uuid[])
    and m.product_id = r.product_id and m.collection_id = r.collection_id
  returning m.product_id`,
)
/** Gives how many there were. */
export async function deleteMemberships(
  tx: Tx,
  tenantId: string,
  rows: readonly { collection_id: string; product_id: string }[],
): Promise<number> {
  if (rows.length === 0) return 0
  const ids = [...new Set(rows.map((row) => row.product_id))]
  return (await remove(tx, { tenantId, ids, rows: JSON.stringify(rows) })).length
}

const order = prepared<In<{ id: string }>, Membership>(
  (p) => sql`
  select collection_id, product_id, position, sort_key from collection_products
  where tenant_id = ${p.tenantId} and collection_id = ${p.id}`,
)
/** All products of a collection that has no rule: as many as it may have. */
export const allMembers = (tx: Tx, tenantId: string, id: string) => order(tx, { tenantId, id })

type Member = { product_id: string; title: string; handle: string; sort_key: string }

const page = (after: SQL) =>
  prepared<In<{ collectionId: string; limit: number; id?: string; key?: string }>, Member>(
    (p) => sql`
    select m.product_id, p.title, p.handle, m.sort_key from (
      select product_id, sort_key from collection_products
      where tenant_id = ${p.tenantId} and collection_id = ${p.collectionId} ${after}
      order by sort_key, product_id limit ${p.limit}) m
    cross join lateral (
      select * from products p where p.tenant_id = ${p.tenantId} and p.id = m.product_id offset 0) p
    order by m.sort_key, m.product_id`,
  )
const firstPage = page(sql``)
const laterPage = page(
  sql`and (sort_key, product_id) > (${sql.placeholder('key')}::text, ${sql.placeholder('id')}::uuid)`,
)
/** The products of a collection in its order; `after` is where the last one already seen stands. */
export const listMembers = (
  tx: Tx,
  tenantId: string,
  { collectionId, limit, after }: { collectionId: string; limit: number; after: KeyPosition | undefined },
): Promise<Member[]> =>
  after === undefined
    ? firstPage(tx, { tenantId, collectionId, limit })
    : laterPage(tx, { tenantId, collectionId, limit, ...after })

/** SQL for the collections of the product `p`, as an array of ids. */
export const collectionIds = sql`array(select m.collection_id from collection_products m
  where m.tenant_id = p.tenant_id and m.product_id = p.id)`
