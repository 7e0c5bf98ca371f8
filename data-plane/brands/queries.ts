// The only SQL of brands.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { KeyPosition } from '../../shared/http/page.ts'
import type { Scores, Sold } from './rules.ts'
import type { Brand, StoreBrand } from './schema.ts'

type In<P = object> = P & { tenantId: string }

const fields = sql`id, name, handle, logo_url, description, popularity_score, popularity_override, quality_score,
  quality_override, seo_title, seo_description, metadata, ${utc('created_at')} as created_at,
  ${utc('updated_at')} as updated_at`

const byId = (locking: SQL) =>
  prepared<In<{ id: string }>, Brand>(
    (p) => sql`select ${fields} from brands where tenant_id = ${p.tenantId} and id = ${p.id} ${locking}`,
  )
const read = byId(sql``)
const lock = byId(sql`for update`)

export const findBrand = async (tx: Tx, tenantId: string, id: string): Promise<Brand | undefined> =>
  (await read(tx, { tenantId, id }))[0]
/** The same, locked against other writers. */
export const lockBrand = async (tx: Tx, tenantId: string, id: string): Promise<Brand | undefined> =>
  (await lock(tx, { tenantId, id }))[0]

const page = (condition: SQL) =>
  prepared<In<{ limit: number; before?: string; handle?: string }>, Brand>(
    (p) => sql`
    select ${fields} from brands where tenant_id = ${p.tenantId} ${condition} order by id desc limit ${p.limit}`,
  )
const firstPage = page(sql``)
const laterPage = page(sql`and id < ${sql.placeholder('before')}`)
const named = page(sql`and handle = ${sql.placeholder('handle')}`)

/** Newest first; `before` is the id of the last one already seen. */
export const listBrands = (
  tx: Tx,
  tenantId: string,
  { limit, before, handle }: { limit: number; before: string | undefined; handle: string | undefined },
): Promise<Brand[]> => {
  if (handle !== undefined) return named(tx, { tenantId, limit, handle })
  return before === undefined
    ? firstPage(tx, { tenantId, limit })
    : laterPage(tx, { tenantId, limit, before })
}

const storeFields = sql`id, name, handle, logo_url, description, popularity as popularity_score,
  coalesce(quality_override, quality_score) as quality_score, seo_title, seo_description`

const storePage = (after: SQL) =>
  prepared<In<{ limit: number; id?: string; key?: string }>, StoreBrand>(
    (p) => sql`
    select ${storeFields} from brands where tenant_id = ${p.tenantId} ${after}
    order by popularity desc, id desc limit ${p.limit}`,
  )
const firstStorePage = storePage(sql``)
const laterStorePage = storePage(
  sql`and (popularity, id) < (${sql.placeholder('key')}::integer, ${sql.placeholder('id')}::uuid)`,
)
/** The most popular first; `after` is the score and id of the last one already seen. */
export const listStoreBrands = (
  tx: Tx,
  tenantId: string,
  { limit, after }: { limit: number; after: KeyPosition | undefined },
): Promise<StoreBrand[]> =>
  after === undefined
    ? firstStorePage(tx, { tenantId, limit })
    : laterStorePage(tx, { tenantId, limit, ...after })

const storeById = prepared<In<{ id: string }>, StoreBrand>(
  (p) => sql`select ${storeFields} from brands where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
const storeByHandle = prepared<In<{ handle: string }>, StoreBrand>(
  (p) => sql`select ${storeFields} from brands where tenant_id = ${p.tenantId} and handle = ${p.handle}`,
)
export const findStoreBrand = async (
  tx: Tx,
  tenantId: string,
  by: { id: string } | { handle: string },
): Promise<StoreBrand | undefined> =>
  (await ('id' in by ? storeById(tx, { tenantId, ...by }) : storeByHandle(tx, { tenantId, ...by })))[0]

const among = prepared<In<{ handles: readonly string[] }>, { handle: string }>(
  (p) =>
    sql`select handle from brands where tenant_id = ${p.tenantId} and handle = any(${p.handles}::text[])`,
)
/** Those of the handles that are in use. */
export const takenHandles = async (tx: Tx, tenantId: string, handles: readonly string[]) =>
  new Set((await among(tx, { tenantId, handles })).map((row) => row.handle))

export type BrandRow = Omit<Brand, `${string}_at` | `${string}_score`>

const put = prepared<In<{ row: string }>>(
  (p) => sql`
  insert into brands as b (tenant_id, id, name, handle, logo_url, description, popularity_override, quality_override,
    seo_title, seo_description, metadata)
  select ${p.tenantId}, r.* from jsonb_to_record(${p.row}::jsonb) as r (id uuid, name text, handle text, logo_url text,
    description text, popularity_override integer, quality_override integer, seo_title text, seo_description text,
    metadata jsonb)
  on conflict (tenant_id, id) do update set name = excluded.name, handle = excluded.handle,
    logo_url = excluded.logo_url, description = excluded.description,
    popularity_override = excluded.popularity_override, quality_override = excluded.quality_override,
    seo_title = excluded.seo_title, seo_description = excluded.seo_description, metadata = excluded.metadata,
    updated_at = now()`,
)
/** Adds a brand, or changes the one with this id. */
export const putBrand = (tx: Tx, tenantId: string, row: BrandRow) =>
  put(tx, { tenantId, row: JSON.stringify(row) })

const remove = prepared<In<{ id: string }>>(
  (p) => sql`delete from brands where tenant_id = ${p.tenantId} and id = ${p.id} returning id`,
)
/** Whether there was one. */
export const deleteBrand = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await remove(tx, { tenantId, id })).length > 0

const anyBrand = prepared<In>((p) => sql`select 1 from brands where tenant_id = ${p.tenantId} limit 1`)
export const hasBrands = async (tx: Tx, tenantId: string): Promise<boolean> =>
  (await anyBrand(tx, { tenantId })).length > 0

const sold = prepared<In<{ since: string }>, Sold>(
  (p) => sql`
  with lines as (
    select l.product_id, sum(l.quantity) as units, sum(l.quantity) filter (where o.status = 'cancelled') as cancelled
    from orders o join order_line_items l on l.tenant_id = o.tenant_id and l.order_id = o.id
    where o.tenant_id = ${p.tenantId} and o.id > ${p.since}
    group by l.product_id),
  facts as (
    select p.brand_id, sum(l.units) as units, sum(l.cancelled) as cancelled, sum(r.rating_count) as ratings,
      sum(r.stars_1 + 2 * r.stars_2 + 3 * r.stars_3 + 4 * r.stars_4 + 5 * r.stars_5) as stars
    from products p
    left join lines l on l.product_id = p.id
    left join product_ratings r on r.tenant_id = p.tenant_id and r.product_id = p.id
    where p.tenant_id = ${p.tenantId} and p.brand_id is not null
    group by p.brand_id)
  select b.id as brand_id, coalesce(f.units, 0)::integer as units, coalesce(f.cancelled, 0)::integer as cancelled,
    coalesce(f.ratings, 0)::integer as ratings, coalesce(f.stars, 0)::integer as stars
  from brands b left join facts f on f.brand_id = b.id
  where b.tenant_id = ${p.tenantId}`,
)
/** What was ordered of each brand. @param since the least id that an order of that time can have */
export const soldSince = (tx: Tx, tenantId: string, since: string) => sold(tx, { tenantId, since })

const score = prepared<In<{ rows: string }>>(
  (p) => sql`
  update brands b set popularity_score = r.popularity_score, quality_score = r.quality_score
  from jsonb_to_recordset(${p.rows}::jsonb) as r (brand_id uuid, popularity_score integer, quality_score integer)
  where b.tenant_id = ${p.tenantId} and b.id = r.brand_id
    and (b.popularity_score, b.quality_score) is distinct from (r.popularity_score, r.quality_score)
  returning b.id`,
)
/** Whether any brand has other scores than before. */
export const setScores = async (tx: Tx, tenantId: string, scores: readonly Scores[]): Promise<boolean> =>
  (await score(tx, { tenantId, rows: JSON.stringify(scores) })).length > 0
