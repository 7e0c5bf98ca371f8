// Versions of cache tags in the shard's database. A tag's version changes in the transaction that changes what it stands for.
import { sql } from 'drizzle-orm/sql'
import type { Tx } from './connect.ts'

/** Where `app.touch_cache_tags` tells of new versions. */
export const CACHE_CHANNEL = 'cache_tags'

/** Gives the tenant's tags new versions within the transaction; gives what other processes are told of it. */
export async function touchCacheTags(tx: Tx, tags: Iterable<string>): Promise<string> {
  const [row] = await tx.run({ text: 'select app.touch_cache_tags($1) as change', values: [[...tags]] })
  return String(row?.change)
}

/** The versions of those tags that have one; any other has version 0. */
export async function readTagVersions(
  tx: Tx,
  tenantId: string,
  tags: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.execute<{ tag: string; version: number }>(sql`
    select tag, version from cache_tags where tenant_id = ${tenantId} and tag = any(${sql.param([...tags])}::text[])`)
  return new Map(rows.map(({ tag, version }) => [tag, version]))
}

/**
 * Removes the versions of tags that did not change lately, which then count as 0 again. No entry that was kept while the
 * tag last had version 0 is left by then, because this time is longer than any entry may be kept.
 */
export async function deleteOldTags(tx: Tx, tenantId: string, olderThanHours: number): Promise<void> {
  await tx.execute(sql`
    delete from cache_tags where tenant_id = ${tenantId}
      and version < (extract(epoch from now() - make_interval(hours => ${olderThanHours})) * 1000000)::bigint`)
}
