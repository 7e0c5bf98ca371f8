// Themes, pages and menus of stores.
import type postgres from 'postgres'

/** More than stores have, fewer than they may. */
const PAGES = 50

export async function seedContent(sql: postgres.Sql, ids: string[]): Promise<void> {
  await sql`
    insert into themes (tenant_id, version, draft, published, updated_at)
    select t, 2, '{}', '{}', now() from unnest(${ids}::uuid[]) as t`
  await sql`
    insert into pages (tenant_id, id, title, handle, body, seo_title, seo_description, status, translations, metadata)
    select t, uuidv7(), 'Page ' || n, 'page-' || n, '', '', '', case when n % 10 = 0 then 'draft' else 'published' end, '{}', '{}'
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${PAGES}) as n`
  await sql`
    insert into menus (tenant_id, updated_at) select t, now() from unnest(${ids}::uuid[]) as t`
}
