// The only SQL of files.
import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Media, MediaUsage } from './schema.ts'

type InTenant = { tenantId: string }
type One = InTenant & { id: string }

export type MediaRow = Omit<Media, 'url'> & { content_hash: string }

const fields = sql`id, content_hash, filename, alt, content_type, size_bytes, width, height, ${utc('created_at')} as created_at`

const byId = prepared<One, MediaRow>(
  (p) => sql`select ${fields} from media where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export async function findMedia(tx: Tx, tenantId: string, id: string): Promise<MediaRow | undefined> {
  return (await byId(tx, { tenantId, id }))[0]
}

const byHash = prepared<InTenant & { hash: string }, MediaRow>(
  (p) => sql`select ${fields} from media where tenant_id = ${p.tenantId} and content_hash = ${p.hash}`,
)
export async function findByHash(tx: Tx, tenantId: string, hash: string): Promise<MediaRow | undefined> {
  return (await byHash(tx, { tenantId, hash }))[0]
}

export type NamedFile = Pick<Media, 'id' | 'filename' | 'alt' | 'content_type' | 'width' | 'height'>

const byIds = prepared<InTenant & { ids: readonly string[] }, NamedFile>(
  (p) => sql`
  select id, filename, alt, content_type, width, height from media
  where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])`,
)
export const findNamed = (tx: Tx, tenantId: string, ids: readonly string[]) => byIds(tx, { tenantId, ids })

const byIdsKept = prepared<InTenant & { ids: readonly string[] }, NamedFile>(
  (p) => sql`
  select id, filename, alt, content_type, width, height from media
  where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[]) order by id for key share`,
)
/** The same, kept from being deleted until the transaction ends. */
export const findNamedKept = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  byIdsKept(tx, { tenantId, ids })

const firstPage = prepared<InTenant & { limit: number }, MediaRow>(
  (p) => sql`select ${fields} from media where tenant_id = ${p.tenantId} order by id desc limit ${p.limit}`,
)
const laterPage = prepared<InTenant & { limit: number; before: string }, MediaRow>(
  (p) => sql`
  select ${fields} from media where tenant_id = ${p.tenantId} and id < ${p.before} order by id desc limit ${p.limit}`,
)
/** Newest first; `before` is the id of the last file already seen. */
export const listMedia = (
  tx: Tx,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<MediaRow[]> =>
  before === undefined ? firstPage(tx, { tenantId, limit }) : laterPage(tx, { tenantId, limit, before })

const insert = prepared<One & { row: string }, MediaRow>(
  (p) => sql`
  with finished as (delete from media_uploads where tenant_id = ${p.tenantId} and id = ${p.id} returning tenant_id, id),
  added as (
    insert into media (tenant_id, id, content_hash, content_type, filename, alt, size_bytes, width, height, created_at)
    select tenant_id, id, r.* from finished, jsonb_to_record(${p.row}::jsonb) as r (content_hash text, content_type text,
      filename text, alt text, size_bytes bigint, width integer, height integer, created_at timestamptz)
    on conflict (tenant_id, content_hash) do nothing
    returning *),
  counted as (
    insert into media_usage as u (tenant_id, files, size_bytes) select tenant_id, 1, size_bytes from added
    on conflict (tenant_id) do update set files = u.files + 1, size_bytes = u.size_bytes + excluded.size_bytes)
  select ${fields} from added`,
)
/** Ends an upload. Undefined when the store has a file of the same content, or the upload was given up. */
export async function insertMedia(
  tx: Tx,
  tenantId: string,
  { id, ...row }: MediaRow,
): Promise<MediaRow | undefined> {
  return (await insert(tx, { tenantId, id, row: JSON.stringify(row) }))[0]
}

const setAlt = prepared<One & { alt: string }, MediaRow>(
  (p) =>
    sql`update media set alt = ${p.alt} where tenant_id = ${p.tenantId} and id = ${p.id} returning ${fields}`,
)
export async function updateAlt(
  tx: Tx,
  tenantId: string,
  id: string,
  alt: string,
): Promise<MediaRow | undefined> {
  return (await setAlt(tx, { tenantId, id, alt }))[0]
}

const lockOne = prepared<One, { id: string }>(
  (p) => sql`select id from media where tenant_id = ${p.tenantId} and id = ${p.id} for update`,
)
/** Keeps others from beginning to use a file. Gives whether there is such a file. */
export const lockMedia = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await lockOne(tx, { tenantId, id })).length > 0

export type Use = {
  kind: 'product' | 'collection' | 'category' | 'brand' | 'page' | 'theme' | 'theme_draft'
  title: string
}

const useSome = prepared<One & { most: number }, Use>(
  (p) => sql`
  (select distinct 'product' as kind, p.title from product_images i
    join products p on p.tenant_id = i.tenant_id and p.id = i.product_id
    where i.tenant_id = ${p.tenantId} and i.media_id = ${p.id}::uuid limit ${p.most})
  union all
  (select 'collection', title from collections
    where tenant_id = ${p.tenantId} and strpos(image_url, ${p.id}::uuid::text) > 0 limit ${p.most})
  union all
  (select 'category', name from categories
    where tenant_id = ${p.tenantId} and strpos(image_url, ${p.id}::uuid::text) > 0 limit ${p.most})
  union all
  (select 'brand', name from brands
    where tenant_id = ${p.tenantId} and strpos(logo_url, ${p.id}::uuid::text) > 0 limit ${p.most})
  union all
  (select 'page', title from pages
    where tenant_id = ${p.tenantId} and strpos(lower(body || translations::text), ${p.id}::uuid::text) > 0 limit ${p.most})
  union all
  select 'theme', '' from themes
    where tenant_id = ${p.tenantId} and strpos(lower(published::text), ${p.id}::uuid::text) > 0
  union all
  select 'theme_draft', '' from themes
    where tenant_id = ${p.tenantId} and strpos(lower(draft::text), ${p.id}::uuid::text) > 0`,
)
/** What shows a file: of each kind at most so many. Collections and the like name its address, texts of pages and the theme in HTML. */
export const usesOf = (tx: Tx, tenantId: string, id: string, most: number) =>
  useSome(tx, { tenantId, id, most })

const remove = prepared<One & { now: Date }, { id: string }>(
  (p) => sql`
  with gone as (delete from media where tenant_id = ${p.tenantId} and id = ${p.id} returning id, size_bytes),
  counted as (
    update media_usage u set files = u.files - 1, size_bytes = u.size_bytes - gone.size_bytes
    from gone where u.tenant_id = ${p.tenantId}),
  noted as (insert into media_uploads (tenant_id, id, started_at) select ${p.tenantId}, id, ${p.now} from gone)
  select id from gone`,
)
/** Leaves a note of the bytes, which are still there. Gives whether there was such a file. */
export async function deleteMedia(tx: Tx, tenantId: string, id: string, now: Date): Promise<boolean> {
  return (await remove(tx, { tenantId, id, now })).length > 0
}

const usage = prepared<InTenant, MediaUsage>(
  (p) => sql`select files, size_bytes from media_usage where tenant_id = ${p.tenantId}`,
)
export async function readUsage(tx: Tx, tenantId: string): Promise<MediaUsage> {
  return (await usage(tx, { tenantId }))[0] ?? { files: 0, size_bytes: 0 }
}

const begin = prepared<One & { now: Date }>(
  (p) => sql`insert into media_uploads (tenant_id, id, started_at) values (${p.tenantId}, ${p.id}, ${p.now})`,
)
export const insertUpload = (tx: Tx, tenantId: string, id: string, now: Date) =>
  begin(tx, { tenantId, id, now })

const forget = prepared<One>(
  (p) => sql`delete from media_uploads where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** One statement for each, which travel together: for all in one, Postgres goes through all of an average store's uploads. */
export const deleteUploads = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  Promise.all(ids.map((id) => forget(tx, { tenantId, id })))

const startedBefore = prepared<InTenant & { time: Date; limit: number }, { id: string }>(
  (p) => sql`
  select id from media_uploads where tenant_id = ${p.tenantId} and started_at < ${p.time}
  order by started_at limit ${p.limit}`,
)
/** Uploads that began before `time`, oldest first. */
export async function staleUploads(tx: Tx, tenantId: string, time: Date, limit: number): Promise<string[]> {
  return (await startedBefore(tx, { tenantId, time, limit })).map(({ id }) => id)
}
