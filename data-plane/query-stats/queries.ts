// The only SQL on Postgres's own figures. It reads no table of a tenant.
import { sql } from 'drizzle-orm/sql'
import type { SlowQueryFilter } from '../../shared/contracts/slow-queries.ts'
import { utc } from '../../shared/db/columns.ts'
import type { Db } from '../../shared/db/connect.ts'
import type { ExplainedNode, Tables } from './rules.ts'
import type { Measured } from './schema.ts'

/** Whether the server collects figures and this role may read and reset them. */
export async function isTracking(db: Db): Promise<boolean> {
  const [row] = await db.execute<{ is_tracking: boolean }>(sql`
    select current_setting('pg_stat_statements.max', true) is not null
      and to_regprocedure('pg_stat_statements(boolean)') is not null
      and coalesce(has_function_privilege(
        to_regprocedure('pg_stat_statements_reset(oid, oid, bigint, boolean)'), 'execute'), false) as is_tracking`)
  return row?.is_tracking === true
}

type StatementRow = Measured & { plan: ExplainedNode | null }

/**
 * The statements of the application role in this database. Only those that Postgres strips of their values: the text of
 * other commands may hold some.
 */
export async function slowStatements(
  db: Db,
  { limit, min_mean_ms, order }: SlowQueryFilter,
): Promise<StatementRow[]> {
  const time = order === 'mean' ? sql`mean_exec_time` : sql`total_exec_time`
  return [
    ...(await db.execute<StatementRow>(sql`
      with slowest as materialized (
        select * from pg_stat_statements(true)
        where dbid = (select oid from pg_database where datname = current_database())
          and userid = current_user::regrole and toplevel and mean_exec_time >= ${min_mean_ms}
          and query ~* '^\\s*\\(*\\s*(select|insert|update|delete|merge|with|values)\\M'
          and query !~ 'pg_stat_statements|app[.]generic_plan'
        order by ${time} desc, queryid limit ${limit})
      select queryid::text as query_id, query, ${utc('stats_since')} as since, calls, total_exec_time as total_ms,
        mean_exec_time as mean_ms, max_exec_time as max_ms, rows::float8 / calls as rows_per_call,
        shared_blks_hit as blocks_hit, shared_blks_read as blocks_read, temp_blks_written as temp_blocks_written,
        app.generic_plan(query) as plan
      from slowest order by ${time} desc, queryid`)),
  ]
}

/** How large the tables are, by Postgres's own estimate, and what their columns are called. */
export async function readTables(db: Db): Promise<Tables> {
  const rows = await db.execute<{ name: string; rows: number; is_protected: boolean; columns: string[] }>(sql`
    select c.relname as name, c.reltuples::float8 as rows, c.relrowsecurity as is_protected,
      array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns
    from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)`)
  return new Map(rows.map(({ name, ...table }) => [name, table]))
}

export async function resetStatements(db: Db): Promise<void> {
  await db.execute(sql`
    select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)`)
}
