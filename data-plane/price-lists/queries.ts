import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import { currencySettingsColumns, currencySettingsFrom } from '../currencies/index.ts'
import type { PriceSettings } from './rules/price-of.ts'
import type { ListPrice, PriceList } from './schema.ts'

type In<P> = P & { tenantId: string }

// The tenant by parameter, not by the variant: so Postgres looks once a statement.
const countingLists = sql`(select array_agg(a.id) from price_lists a
  where a.tenant_id = ${sql.placeholder('tenantId')} and a.status = 'active' and a.ends_at > now())`

/**
 * The prices that lists have for `variants v`, as ListPriceRows; null where there are none. For statements that are run
 * with a `tenantId`. "Is true" keeps Postgres from going through a whole list rather than through what a variant has in all.
 */
export const listPrices = sql`(
  select json_agg(json_build_array(q.price_list_id, q.currency, q.amount, q.min_quantity, q.max_quantity, q.rules))
  from price_list_prices q where q.tenant_id = v.tenant_id and q.variant_id = v.id
    and (q.price_list_id = any(${countingLists}::uuid[])) is true)`

const candidatesWith = (lists: SQL) => sql`json_build_array(
  (select json_agg(json_build_array(c.amount, c.currency)) from variant_prices c
    where c.tenant_id = v.tenant_id and c.variant_id = v.id), ${lists})`

/**
 * All prices of `variants v`, as PriceCandidates. For statements that are run with a `tenantId`. In a store without lists
 * nothing is looked for but whether there are any.
 */
export const priceCandidates = candidatesWith(
  sql`case when ${countingLists} is not null then ${listPrices} end`,
)
/** The same in a store that is known to have no lists. */
export const basePriceCandidates = candidatesWith(sql`null`)

const headFields = sql`'id', l.id, 'type', l.type, 'starts_at', ${utc('l.starts_at')},
  'ends_at', ${utc("nullif(l.ends_at, 'infinity')")}, 'priority', l.priority, 'rules', l.rules`

const readOne = prepared<In<object>, Omit<PriceSettings, 'rates'>>(
  (p) => sql`
    select ${currencySettingsColumns}, (select coalesce(json_object_agg(l.id, json_build_object(${headFields})), '{}')
      from price_lists l where l.tenant_id = ${p.tenantId} and l.status = 'active' and l.ends_at > now()) as lists
    from ${currencySettingsFrom}`,
)
/** Without rates. */
export async function readPriceSettings(tx: Tx, tenantId: string): Promise<Omit<PriceSettings, 'rates'>> {
  const [row] = await readOne(tx, { tenantId })
  if (row === undefined) throw new Error(`Tenant ${tenantId} has no store.`)
  return row
}

const listColumns = sql`l.id, l.name, l.description, l.type, l.status, ${utc('l.starts_at')} as starts_at,
  ${utc("nullif(l.ends_at, 'infinity')")} as ends_at, l.priority, l.rules, ${utc('l.created_at')} as created_at,
  ${utc('l.updated_at')} as updated_at`

const insertOne = prepared<In<{ row: string }>>(
  (p) => sql`
    insert into price_lists (tenant_id, id, name, description, type, status, starts_at, ends_at, priority, rules, created_at,
      updated_at)
    select ${p.tenantId}, r.id, r.name, r.description, r.type, r.status, r.starts_at, coalesce(r.ends_at, 'infinity'),
      r.priority, r.rules, r.created_at, r.updated_at
    from jsonb_to_record(${p.row}::jsonb) as r (id uuid, name text, description text, type text, status text,
      starts_at timestamptz, ends_at timestamptz, priority integer, rules jsonb, created_at timestamptz, updated_at timestamptz)`,
)
export const insertPriceList = (tx: Tx, tenantId: string, list: PriceList) =>
  insertOne(tx, { tenantId, row: JSON.stringify(list) })

const updateOne = prepared<In<{ id: string; row: string }>>(
  (p) => sql`
    update price_lists l set name = r.name, description = r.description, type = r.type, status = r.status,
      starts_at = r.starts_at, ends_at = coalesce(r.ends_at, 'infinity'), priority = r.priority, rules = r.rules,
      updated_at = r.updated_at
    from jsonb_to_record(${p.row}::jsonb) as r (name text, description text, type text, status text,
      starts_at timestamptz, ends_at timestamptz, priority integer, rules jsonb, updated_at timestamptz)
    where l.tenant_id = ${p.tenantId} and l.id = ${p.id}`,
)
export const updatePriceList = (tx: Tx, tenantId: string, list: PriceList) =>
  updateOne(tx, { tenantId, id: list.id, row: JSON.stringify(list) })

const deleteOne = prepared<In<{ id: string }>, { status: PriceList['status'] }>(
  (p) => sql`delete from price_lists where tenant_id = ${p.tenantId} and id = ${p.id} returning status`,
)
/** The status of what was deleted, or undefined when there was nothing. */
export const deletePriceList = async (tx: Tx, tenantId: string, id: string) =>
  (await deleteOne(tx, { tenantId, id }))[0]?.status

const readList = (locking: SQL) =>
  prepared<In<{ id: string }>, PriceList>(
    (p) => sql`
      select ${listColumns} from price_lists l where l.tenant_id = ${p.tenantId} and l.id = ${p.id} ${locking}`,
  )
const readUnlocked = readList(sql``)
const readLocked = readList(sql`for update`)
/** With `lock` it is locked against other writers. */
export const findPriceList = async (
  tx: Tx,
  tenantId: string,
  id: string,
  lock = false,
): Promise<PriceList | undefined> => (await (lock ? readLocked : readUnlocked)(tx, { tenantId, id }))[0]

const countOthers = prepared<In<{ id: string; at: string; most: number }>, { count: number }>(
  (p) => sql`
    select count(*)::integer as count from (select from price_lists l where l.tenant_id = ${p.tenantId}
      and l.status = 'active' and l.ends_at > ${p.at} and l.id <> ${p.id} limit ${p.most}) as counting`,
)
/** How many other lists are active and have not ended, counted up to `most`. */
export const countActive = async (
  tx: Tx,
  tenantId: string,
  { id, at, most }: { id: string; at: string; most: number },
): Promise<number> => (await countOthers(tx, { tenantId, id, at, most }))[0]?.count ?? 0

type Page = { limit: number; before?: string | undefined }

/** Statements for the filters that are given, each made once. */
function pagesOf<P extends Page, R extends Record<string, unknown>>(
  select: SQL,
  filters: Readonly<Record<string, SQL>>,
) {
  const made = new Map<string, (tx: Tx, values: In<P>) => Promise<R[]>>()
  return (tx: Tx, tenantId: string, page: P): Promise<R[]> => {
    const given = Object.keys(filters).filter((name) => page[name as keyof P] !== undefined)
    const key = given.join()
    const list =
      made.get(key) ??
      prepared<In<P>, R>(() => {
        const conditions = given.map((name) => sql` and ${filters[name]}`)
        return sql`${select} ${sql.join(conditions)} order by l.id desc limit ${sql.placeholder('limit')}`
      })
    made.set(key, list)
    return list(tx, { ...page, tenantId })
  }
}

const value = (name: string) => sql.placeholder(name)

/** Newest first; `before` is the id of the last one already seen. */
export const listPriceLists = pagesOf<Page & { status?: string | undefined }, PriceList>(
  sql`select ${listColumns} from price_lists l where l.tenant_id = ${value('tenantId')}`,
  { before: sql`l.id < ${value('before')}`, status: sql`l.status = ${value('status')}` },
)

const priceColumns = sql`l.id, l.variant_id, l.currency, l.amount, l.min_quantity, l.max_quantity, l.rules`

/** Newest first; `before` is the id of the last one already seen. */
export const listPricesOf = pagesOf<Page & { listId: string }, ListPrice>(
  sql`select ${priceColumns} from price_list_prices l
    where l.tenant_id = ${value('tenantId')} and l.price_list_id = ${value('listId')}`,
  { before: sql`l.id < ${value('before')}` },
)

const pricesAmong = prepared<In<{ listId: string; variantIds: readonly string[] }>, ListPrice>(
  (p) => sql`
    select ${priceColumns} from price_list_prices l where l.tenant_id = ${p.tenantId}
      and l.variant_id = any(${p.variantIds}::uuid[]) and (l.price_list_id = ${p.listId}) is true`,
)
/** All prices that a list has for these variants. */
export const pricesOfVariants = (tx: Tx, tenantId: string, listId: string, variantIds: readonly string[]) =>
  pricesAmong(tx, { tenantId, listId, variantIds })

const variantsOf = prepared<In<{ productId: string }>, { id: string }>(
  (p) => sql`select id from variants where tenant_id = ${p.tenantId} and product_id = ${p.productId}`,
)
/** All prices that a list has for a variant, or for those of a product; of both only where the one is the other's. */
export async function pricesOfProduct(
  tx: Tx,
  tenantId: string,
  listId: string,
  { variant_id, product_id }: { variant_id?: string | undefined; product_id?: string | undefined },
): Promise<ListPrice[]> {
  const one = variant_id === undefined ? [] : [variant_id.toLowerCase()]
  if (product_id === undefined) return pricesOfVariants(tx, tenantId, listId, one)
  const own = (await variantsOf(tx, { tenantId, productId: product_id })).map(({ id }) => id)
  const ids = variant_id === undefined ? own : own.filter((id) => one.includes(id))
  return pricesOfVariants(tx, tenantId, listId, ids)
}

const variantsAmong = prepared<In<{ variantIds: readonly string[] }>, { id: string }>(
  (p) => sql`
    select id from variants where tenant_id = ${p.tenantId} and id = any(${p.variantIds}::uuid[]) for key share`,
)
/** Those of the ids that are variants, which then stay until the transaction ends. */
export const knownVariants = async (
  tx: Tx,
  tenantId: string,
  variantIds: readonly string[],
): Promise<Set<string>> => new Set((await variantsAmong(tx, { tenantId, variantIds })).map((row) => row.id))

const putMany = prepared<In<{ listId: string; rows: string }>, ListPrice>(
  (p) => sql`
    insert into price_list_prices as l (tenant_id, price_list_id, id, variant_id, currency, amount, min_quantity,
      max_quantity, rules)
    select ${p.tenantId}, ${p.listId}, r.* from jsonb_to_recordset(${p.rows}::jsonb) as r (id uuid, variant_id uuid,
      currency text, amount bigint, min_quantity integer, max_quantity integer, rules jsonb)
    on conflict (tenant_id, variant_id, price_list_id, currency, min_quantity, rules_key)
      do update set amount = excluded.amount, max_quantity = excluded.max_quantity
    returning ${priceColumns}`,
)
/** Adds prices, or changes those that the list has for the same variant, currency, least quantity and rules. */
export const putPrices = (tx: Tx, tenantId: string, listId: string, prices: readonly ListPrice[]) =>
  putMany(tx, { tenantId, listId, rows: JSON.stringify(prices) })

const deletePriceRows = prepared<In<{ listId: string; ids: readonly string[] }>, { variant_id: string }>(
  (p) => sql`
    delete from price_list_prices where tenant_id = ${p.tenantId} and price_list_id = ${p.listId}
      and id = any(${p.ids}::uuid[]) returning variant_id`,
)
/** The variants whose prices were deleted, those of them that were there. */
export const deletePrices = async (
  tx: Tx,
  tenantId: string,
  listId: string,
  ids: readonly string[],
): Promise<string[]> =>
  ids.length === 0 ? [] : (await deletePriceRows(tx, { tenantId, listId, ids })).map((row) => row.variant_id)
