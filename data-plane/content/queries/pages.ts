// The SQL of pages.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Page, PageFilter } from '../schema-pages.ts'

type In<P = object> = P & { tenantId: string }

const fields = sql`id, title, handle, body, seo_title, seo_description, status, translations, metadata,
  ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at`

const byId = (locking: SQL) =>
  prepared<In<{ id: string }>, Page>(
    (p) => sql`select ${fields} from pages where tenant_id = ${p.tenantId} and id = ${p.id} ${locking}`,
  )
const read = byId(sql``)
const lock = byId(sql`for update`)

export const findPage = async (tx: Tx, tenantId: string, id: string): Promise<Page | undefined> =>
  (await read(tx, { tenantId, id }))[0]
/** The same, locked against other writers. */
export const lockPage = async (tx: Tx, tenantId: string, id: string): Promise<Page | undefined> =>
  (await lock(tx, { tenantId, id }))[0]

const published = prepared<In<{ handle: string }>, Page>(
  (p) => sql`
  select ${fields} from pages where tenant_id = ${p.tenantId} and handle = ${p.handle} and status = 'published'`,
)
export const findPublished = async (tx: Tx, tenantId: string, handle: string): Promise<Page | undefined> =>
  (await published(tx, { tenantId, handle }))[0]

const page = prepared<
  In<{ limit: number; before: string | null; status: string | null; pattern: string | null }>,
  Page
>(
  (p) => sql`
  select ${fields} from pages
  where tenant_id = ${p.tenantId} and id < coalesce(${p.before}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    and (${p.status}::text is null or status = ${p.status})
    and (${p.pattern}::text is null or title ilike ${p.pattern} or handle ilike ${p.pattern})
  order by id desc limit ${p.limit}`,
)
/** Newest first; `before` is the id of the last one already seen. A store has few enough of them to look at each. */
export const listPages = (
  tx: Tx,
  tenantId: string,
  { limit, before, status, q }: Pick<PageFilter, 'limit' | 'status' | 'q'> & { before: string | undefined },
): Promise<Page[]> =>
  page(tx, {
    tenantId,
    limit,
    before: before ?? null,
    status: status ?? null,
    pattern: q === undefined ? null : `%${q.replace(/[\\%_]/g, '\\$&')}%`,
  })

const among = prepared<In<{ handles: readonly string[] }>, { handle: string }>(
  (p) => sql`select handle from pages where tenant_id = ${p.tenantId} and handle = any(${p.handles}::text[])`,
)
/** Those of the handles that are in use. */
export const takenHandles = async (tx: Tx, tenantId: string, handles: readonly string[]) =>
  new Set((await among(tx, { tenantId, handles })).map((row) => row.handle))

const number = prepared<In, { pages: number }>(
  (p) => sql`select count(*)::integer as pages from pages where tenant_id = ${p.tenantId}`,
)
export const countPages = async (tx: Tx, tenantId: string): Promise<number> =>
  (await number(tx, { tenantId }))[0]?.pages ?? 0

export type PageRow = Omit<Page, `${string}_at`>

const put = prepared<In<{ row: string }>>(
  (p) => sql`
  insert into pages (tenant_id, id, title, handle, body, seo_title, seo_description, status, translations, metadata)
  select ${p.tenantId}, r.* from jsonb_to_record(${p.row}::jsonb) as r (id uuid, title text, handle text, body text,
    seo_title text, seo_description text, status text, translations jsonb, metadata jsonb)
  on conflict (tenant_id, id) do update set title = excluded.title, handle = excluded.handle, body = excluded.body,
    seo_title = excluded.seo_title, seo_description = excluded.seo_description, status = excluded.status,
    translations = excluded.translations, metadata = excluded.metadata, updated_at = now()`,
)
/** Adds a page, or changes the one with this id. */
export const putPage = (tx: Tx, tenantId: string, row: PageRow) =>
  put(tx, { tenantId, row: JSON.stringify(row) })

const remove = prepared<In<{ id: string }>, { handle: string }>(
  (p) => sql`delete from pages where tenant_id = ${p.tenantId} and id = ${p.id} returning handle`,
)
/** The handle that it had; undefined when there was none. */
export const deletePage = async (tx: Tx, tenantId: string, id: string): Promise<string | undefined> =>
  (await remove(tx, { tenantId, id }))[0]?.handle
