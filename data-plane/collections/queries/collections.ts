// How collections themselves are read and stored.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Collection, StoreCollection } from '../schema.ts'

type In<P = object> = P & { tenantId: string }

const fields = sql`id, title, handle, description, image_url, rule, sort, sort_currency,
  ${utc('starts_at')} as starts_at, ${utc('ends_at')} as ends_at, markets, seo_title, seo_description, metadata,
  json_build_object('status', case when refreshed_to is null then 'done' else 'running' end,
    'processed_products', refreshed_products) as refresh,
  ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at`

const byId = (locking: SQL) =>
  prepared<In<{ id: string }>, Collection>(
    (p) => sql`select ${fields} from collections where tenant_id = ${p.tenantId} and id = ${p.id} ${locking}`,
  )
const read = byId(sql``)
const lock = byId(sql`for no key update`)

export const findCollection = async (tx: Tx, tenantId: string, id: string): Promise<Collection | undefined> =>
  (await read(tx, { tenantId, id }))[0]
/** The same, locked against other writers of it or of its products. */
export const lockCollection = async (tx: Tx, tenantId: string, id: string): Promise<Collection | undefined> =>
  (await lock(tx, { tenantId, id }))[0]

type PageOf = { limit: number; before: string | undefined; handle: string | undefined }

const page = (from: SQL, condition: SQL) =>
  prepared<In<Partial<PageOf> & { product?: string }>, Collection>(
    (p) => sql`
    select ${fields} from ${from} where tenant_id = ${p.tenantId} ${condition} order by id desc limit ${p.limit}`,
  )
const pages = (from: SQL) => ({
  first: page(from, sql``),
  later: page(from, sql`and id < ${sql.placeholder('before')}`),
  named: page(from, sql`and handle = ${sql.placeholder('handle')}`),
})
const all = pages(sql`collections`)
// A product is in few: they are looked up one by one, rather than asking of each collection whether the product is in it.
const having = pages(sql`(
  select c.* from collection_products m
  cross join lateral (select * from collections c where c.tenant_id = m.tenant_id and c.id = m.collection_id offset 0) c
  where m.tenant_id = ${sql.placeholder('tenantId')} and m.product_id = ${sql.placeholder('product')} offset 0) c`)

/** Newest first; `before` is the id of the last one already seen, `product` of one that is in them. */
export const listCollections = (
  tx: Tx,
  tenantId: string,
  { before, handle, product, limit }: PageOf & { product: string | undefined },
): Promise<Collection[]> => {
  const { named, first, later } = product === undefined ? all : having
  const values = { tenantId, limit, ...(product !== undefined && { product }) }
  if (handle !== undefined) return named(tx, { ...values, handle })
  return before === undefined ? first(tx, values) : later(tx, { ...values, before })
}

export type ShownCollection = StoreCollection & { markets: string[] | null }

const shown = prepared<In, ShownCollection>(
  (p) => sql`
  select id, title, handle, description, image_url, ${utc('starts_at')} as starts_at, ${utc('ends_at')} as ends_at,
    seo_title, seo_description, markets
  from collections where tenant_id = ${p.tenantId} order by id desc`,
)
/** All collections of a store, newest first: as many as one may have. */
export const allCollections = (tx: Tx, tenantId: string) => shown(tx, { tenantId })

const numbers = prepared<In, { collections: number; rules: number }>(
  (p) => sql`
  select count(*)::integer as collections, count(rule)::integer as rules
  from collections where tenant_id = ${p.tenantId}`,
)
export const countCollections = async (tx: Tx, tenantId: string) =>
  (await numbers(tx, { tenantId }))[0] ?? { collections: 0, rules: 0 }

const among = prepared<In<{ handles: readonly string[] }>, { handle: string }>(
  (p) =>
    sql`select handle from collections where tenant_id = ${p.tenantId} and handle = any(${p.handles}::text[])`,
)
/** Those of the handles that are in use. */
export const takenHandles = async (tx: Tx, tenantId: string, handles: readonly string[]) =>
  new Set((await among(tx, { tenantId, handles })).map((row) => row.handle))

export type CollectionRow = Omit<Collection, 'refresh' | 'created_at' | 'updated_at'>

const put = prepared<In<{ row: string }>>(
  (p) => sql`
  insert into collections (tenant_id, id, title, handle, description, image_url, rule, sort, sort_currency, starts_at,
    ends_at, markets, seo_title, seo_description, metadata)
  select ${p.tenantId}, r.* from jsonb_to_record(${p.row}::jsonb) as r (id uuid, title text, handle text,
    description text, image_url text, rule jsonb, sort text, sort_currency text, starts_at timestamptz,
    ends_at timestamptz, markets text[], seo_title text, seo_description text, metadata jsonb)
  on conflict (tenant_id, id) do update set title = excluded.title, handle = excluded.handle,
    description = excluded.description, image_url = excluded.image_url, rule = excluded.rule, sort = excluded.sort,
    sort_currency = excluded.sort_currency, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    markets = excluded.markets, seo_title = excluded.seo_title, seo_description = excluded.seo_description,
    metadata = excluded.metadata, updated_at = now()`,
)
/** Adds a collection, or changes the one with this id. */
export const putCollection = (tx: Tx, tenantId: string, row: CollectionRow) =>
  put(tx, { tenantId, row: JSON.stringify(row) })

const remove = prepared<In<{ id: string }>>(
  (p) => sql`delete from collections where tenant_id = ${p.tenantId} and id = ${p.id} returning id`,
)
/** Whether there was one. */
export const deleteCollection = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await remove(tx, { tenantId, id })).length > 0

const setRefresh = prepared<In<{ id: string; to: string | null; count: number }>>(
  (p) => sql`
  update collections set refreshed_to = ${p.to}, refreshed_products = ${p.count}
  where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** Notes how far a refresh has come; `to` is null when it is done. */
export const noteRefresh = (
  tx: Tx,
  tenantId: string,
  progress: { id: string; to: string | null; count: number },
) => setRefresh(tx, { tenantId, ...progress })

const lockRefresh = prepared<In<{ id: string }>, { to: string | null; count: number }>(
  (p) => sql`
  select refreshed_to as to, refreshed_products as count from collections
  where tenant_id = ${p.tenantId} and id = ${p.id} for no key update`,
)
/** How far the refresh of a collection has come, locked against other runs. */
export const lockProgress = async (tx: Tx, tenantId: string, id: string) =>
  (await lockRefresh(tx, { tenantId, id }))[0]

const existing = prepared<In<{ brands: readonly string[]; categories: readonly string[] }>, { id: string }>(
  (p) => sql`
  select id from brands where tenant_id = ${p.tenantId} and id = any(${p.brands}::uuid[])
  union all
  select id from categories where tenant_id = ${p.tenantId} and id = any(${p.categories}::uuid[])`,
)
/** Those of the brands and categories that exist. */
export const knownAmong = async (
  tx: Tx,
  tenantId: string,
  ids: { brands: readonly string[]; categories: readonly string[] },
) => new Set((await existing(tx, { tenantId, ...ids })).map((row) => row.id))
