import type postgres from 'postgres'

/** Gives each store files, whose bytes are nowhere, with an upload under way for each, and makes some of them images of products. */
export async function seedMedia(sql: postgres.Sql, ids: string[], count: number): Promise<void> {
  await sql`
    insert into media (tenant_id, id, content_hash, content_type, filename, alt, size_bytes, width, height, created_at)
    select t, uuidv7(), md5(n::text), 'image/png', 'shirt-' || n || '.png', '', 1000, 10, 10, now()
    from unnest(${ids}::uuid[]) as t, generate_series(1, ${count}) as n`
  await sql`analyze media`
  await sql`
    insert into media_uploads (tenant_id, id, started_at)
    select t, uuidv7(), now() from unnest(${ids}::uuid[]) as t, generate_series(1, ${count})`
  await sql`
    insert into media_usage (tenant_id, files, size_bytes)
    select t, ${count}, ${count} * 1000 from unnest(${ids}::uuid[]) as t`
  await sql`
    insert into product_images (tenant_id, product_id, url, alt, media_id, position)
    select m.tenant_id, p.id, '/store/v1/media/' || m.id || '/' || m.filename, '', m.id, 1
    from media m join products p on p.tenant_id = m.tenant_id and p.handle = replace(m.filename, '.png', '')
    where m.tenant_id = any(${ids}::uuid[])`
}
