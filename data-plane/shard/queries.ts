// What is known of the whole shard. It reads no table of a tenant.
import { sql } from 'drizzle-orm/sql'
import type { EventCountFilter } from '../../shared/contracts/event-counts.ts'
import { utc } from '../../shared/db/columns.ts'
import type { Db } from '../../shared/db/connect.ts'

export type DatabaseFigures = {
  database_bytes: number
  connections: number
  max_connections: number
  tenants: number
}

export async function readDatabase(db: Db): Promise<DatabaseFigures> {
  const [row] = await db.execute<DatabaseFigures>(sql`
    select pg_database_size(current_database()) as database_bytes,
      (select numbackends from pg_stat_database where datname = current_database()) as connections,
      current_setting('max_connections')::integer as max_connections,
      (select count(*) from app.tenants) as tenants`)
  if (row === undefined) throw new Error('The database told nothing of itself.')
  return row
}

/** Names of the migrations that were applied, in their order. */
export async function listMigrations(db: Db): Promise<string[]> {
  const rows = await db.execute<{ name: string }>(sql`select name from schema_migrations order by name`)
  return rows.map(({ name }) => name)
}

/** Steps in which nothing happened are left out. */
export const countEvents = (
  db: Db,
  { name, from, to, step_seconds }: EventCountFilter,
): Promise<{ at: string; count: number }[]> =>
  db.execute<{ at: string; count: number }>(sql`
    with steps as (
      select date_bin(make_interval(secs => ${step_seconds}), minute, 'epoch') as at, sum(count)::bigint as count
      from app.event_counts where name = ${name} and minute >= ${from} and minute < ${to} group by 1)
    select ${utc('at')} as at, count from steps order by 1`)
