import { sql } from 'drizzle-orm/sql'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Shard } from './schema.ts'

/**
 * Takes a place on the active shard with the most room; undefined when all are full. Sign-ups take turns: whoever waits
 * sees where the others went.
 */
export async function takePlace(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.execute<{ name: string }>(sql`
    with active as (
      select name, max_tenants - current_tenants as room from shards where status = 'active' order by name for update)
    update shards set current_tenants = current_tenants + 1
    where name = (select name from active where room > 0 order by room desc, name limit 1)
    returning name`)
  return row?.name
}

export async function listShards(db: Db): Promise<Shard[]> {
  return [
    ...(await db.execute<Shard>(sql`
    select name, region, status, max_tenants, current_tenants, worker_url from shards order by name`)),
  ]
}
