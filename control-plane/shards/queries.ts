import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Shard, Sighting, SightingStep } from './schema.ts'

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

/** Each with what the last look found. */
export const listShards = (db: Db): Promise<Shard[]> =>
  db.execute<Shard>(sql`
    select name, region, status, max_tenants, current_tenants, worker_url,
      (select json_build_object('at', ${utc('at')}, 'latency_ms', latency_ms, 'database_bytes', database_bytes,
          'connections', connections, 'waiting_jobs', waiting_jobs, 'failed_jobs', failed_jobs)
        from shard_sightings where shard = name order by at desc limit 1) as last_sighting,
      (select ${utc('at')} from shard_sightings where shard = name and latency_ms is not null order by at desc limit 1)
        as last_seen_at
    from shards order by name`)

export const shardNames = async (db: Db): Promise<string[]> =>
  (await db.execute<{ name: string }>(sql`select name from shards order by name`)).map(({ name }) => name)

export async function insertSighting(db: Db, shard: string, sighting: Sighting): Promise<void> {
  const { at, latency_ms, database_bytes, connections, waiting_jobs, failed_jobs } = sighting
  await db.execute(sql`
    insert into shard_sightings (shard, at, latency_ms, database_bytes, connections, waiting_jobs, failed_jobs)
    select name, ${at}, ${latency_ms}, ${database_bytes}, ${connections}, ${waiting_jobs}, ${failed_jobs}
    from shards where name = ${shard}
    on conflict do nothing`)
}

export async function deleteSightings(db: Db, before: string): Promise<void> {
  await db.execute(sql`delete from shard_sightings where at < ${before}`)
}

/** Steps without a look are left out. */
export const listSightings = (
  db: Db,
  shard: string,
  { from, to, stepSeconds }: { from: string; to: string; stepSeconds: number },
): Promise<SightingStep[]> =>
  db.execute<SightingStep>(sql`
    with steps as (
      select date_bin(make_interval(secs => ${stepSeconds}), at, 'epoch') as at, count(*)::integer as looks,
        count(latency_ms)::integer as answered, avg(latency_ms) as latency_ms, max(database_bytes) as database_bytes,
        max(connections) as connections, max(waiting_jobs) as waiting_jobs, max(failed_jobs) as failed_jobs
      from shard_sightings where shard = ${shard} and at >= ${from} and at < ${to} group by 1)
    select ${utc('at')} as at, looks, answered, latency_ms, database_bytes, connections, waiting_jobs, failed_jobs
    from steps order by 1`)
