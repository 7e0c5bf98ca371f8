// The SQL of menus and of what they lead to.
import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { CategoryPlace, Place } from '../rules/menus.ts'
import type { Menus } from '../schema.ts'

type In<P = object> = P & { tenantId: string }

const read = prepared<In, Menus>(
  (p) => sql`
  select header, footer, ${utc('updated_at')} as updated_at from menus where tenant_id = ${p.tenantId}`,
)
export const readMenus = async (tx: Tx, tenantId: string): Promise<Menus> =>
  (await read(tx, { tenantId }))[0] ?? { header: null, footer: null, updated_at: null }

const put = prepared<In<{ row: string; now: Date }>>(
  (p) => sql`
  insert into menus as m (tenant_id, header, footer, updated_at)
  select ${p.tenantId}, r.header, r.footer, ${p.now}
  from jsonb_to_record(${p.row}::jsonb) as r (header jsonb, footer jsonb)
  on conflict (tenant_id) do update
    set header = case when ${p.row}::jsonb ? 'header' then excluded.header else m.header end,
      footer = case when ${p.row}::jsonb ? 'footer' then excluded.footer else m.footer end,
      updated_at = excluded.updated_at`,
)
/** Changes the menus that `row` has. */
export const putMenus = (
  tx: Tx,
  tenantId: string,
  { now, ...row }: Partial<Pick<Menus, 'header' | 'footer'>> & { now: Date },
) => put(tx, { tenantId, now, row: JSON.stringify(row) })

const always = sql`null::text[] as markets, null::text as starts_at, null::text as ends_at`
const period = sql`markets, ${utc('starts_at')} as starts_at, ${utc('ends_at')} as ends_at`

const places = prepared<In<{ ids: readonly string[] }>, Place>(
  (p) => sql`
  select 'collection' as kind, id, title, handle, ${period}
  from collections where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])
  union all
  select 'category', id, name, handle, markets, null, null
  from categories where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])
  union all
  select 'product', id, title, handle, null, null, null
  from products where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[]) and status = 'active'
  union all
  select 'page', id, title, handle, null, null, null
  from pages where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[]) and status = 'published'`,
)
/** Those of these rows that shoppers may see. */
export const placesOf = async (tx: Tx, tenantId: string, ids: readonly string[]): Promise<Place[]> =>
  ids.length === 0 ? [] : places(tx, { tenantId, ids })

const known = prepared<In<{ ids: readonly string[] }>, Pick<Place, 'kind' | 'id'>>(
  (p) => sql`
  select 'collection' as kind, id from collections where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])
  union all
  select 'category', id from categories where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])
  union all
  select 'product', id from products where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])
  union all
  select 'page', id from pages where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])`,
)
/** Which of these rows the store has, as in `page {id}`. */
export const knownAmong = async (tx: Tx, tenantId: string, ids: readonly string[]): Promise<Set<string>> =>
  ids.length === 0
    ? new Set()
    : new Set((await known(tx, { tenantId, ids })).map(({ kind, id }) => `${kind} ${id}`))

const categories = prepared<In, CategoryPlace>(
  (p) => sql`
  select 'category' as kind, id, name as title, handle, parent_id, markets, null::text as starts_at, null::text as ends_at
  from categories where tenant_id = ${p.tenantId} and cardinality(path) < 2
  order by position, id`,
)
/** The two upper ranks of categories, in their order. */
export const upperCategories = (tx: Tx, tenantId: string) => categories(tx, { tenantId })

const collections = prepared<In, Place>(
  (p) => sql`
  select 'collection' as kind, id, title, handle, ${period}
  from collections where tenant_id = ${p.tenantId} order by id desc limit 50`,
)
/** The newest collections. */
export const newCollections = (tx: Tx, tenantId: string) => collections(tx, { tenantId })

const pages = prepared<In, Place>(
  (p) => sql`
  select 'page' as kind, id, title, handle, ${always}
  from pages where tenant_id = ${p.tenantId} and status = 'published' order by id`,
)
/** The published pages, oldest first: as many as a store may have. */
export const publishedPages = (tx: Tx, tenantId: string) => pages(tx, { tenantId })
