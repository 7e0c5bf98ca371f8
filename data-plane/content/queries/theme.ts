// The SQL of themes.
import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Named } from '../rules/theme.ts'

type In<P = object> = P & { tenantId: string }

export type ThemeRow = {
  version: number
  /** Settings as they were stored. */
  draft: unknown
  published: unknown
  updated_at: string | null
  published_at: string | null
}

const NEW: ThemeRow = { version: 0, draft: null, published: null, updated_at: null, published_at: null }

const read = prepared<In, ThemeRow>(
  (p) => sql`
  select version, draft, published, ${utc('updated_at')} as updated_at, ${utc('published_at')} as published_at
  from themes where tenant_id = ${p.tenantId}`,
)
/** Of a store that never changed anything, version 0. */
export const readTheme = async (tx: Tx, tenantId: string): Promise<ThemeRow> =>
  (await read(tx, { tenantId }))[0] ?? NEW

const begin = prepared<In<{ now: Date }>>(
  (p) => sql`
  insert into themes (tenant_id, version, updated_at) values (${p.tenantId}, 0, ${p.now})
  on conflict (tenant_id) do update set version = themes.version`,
)
/** The same, kept from other writers until the transaction ends. */
export async function lockTheme(tx: Tx, tenantId: string, now: Date): Promise<ThemeRow> {
  await begin(tx, { tenantId, now })
  return readTheme(tx, tenantId)
}

type Change = Pick<ThemeRow, 'draft' | 'published'> & { now: Date; isPublished: boolean }

const update = prepared<In<{ row: string; now: Date }>>(
  (p) => sql`
  update themes t set version = t.version + 1, draft = r.draft, published = r.published,
    updated_at = ${p.now}, published_at = case when r.is_published then ${p.now} else t.published_at end
  from jsonb_to_record(${p.row}::jsonb) as r (draft jsonb, published jsonb, is_published boolean)
  where t.tenant_id = ${p.tenantId}`,
)
export const updateTheme = (tx: Tx, tenantId: string, { draft, published, now, isPublished }: Change) =>
  update(tx, { tenantId, now, row: JSON.stringify({ draft, published, is_published: isPublished }) })

const known = prepared<In<{ collections: readonly string[]; products: readonly string[] }>, { id: string }>(
  (p) => sql`
  select id from collections where tenant_id = ${p.tenantId} and id = any(${p.collections}::uuid[])
  union all
  select id from products where tenant_id = ${p.tenantId} and id = any(${p.products}::uuid[])`,
)
/** The ids of those collections and products that the store has. */
export async function knownAmong(tx: Tx, tenantId: string, named: readonly Named[]): Promise<Set<string>> {
  const ids = (kind: Named['kind']) => named.filter((one) => one.kind === kind).map(({ id }) => id)
  const wanted = { collections: ids('collection'), products: ids('product') }
  if (wanted.collections.length + wanted.products.length === 0) return new Set()
  return new Set((await known(tx, { tenantId, ...wanted })).map(({ id }) => id))
}
