import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db } from '../../shared/db/connect.ts'

export type Counts = {
  status_2xx: number
  status_3xx: number
  status_4xx: number
  status_5xx: number
  /** By the ranges of `rules.ts`. */
  durations: number[]
}
export type CountRow = Counts & { tenant_id: string; at: string }

/** Adds to what other gateways counted. In one order, so that no two wait for each other. */
export async function addCounts(db: Db, rows: readonly CountRow[]): Promise<void> {
  await db.execute(sql`
    insert into traffic_minutes as t
    select * from json_populate_recordset(null::traffic_minutes, ${JSON.stringify(rows)}::text::json) order by tenant_id, at
    on conflict (tenant_id, at) do update set ${ADDED}`)
}

const ADDED = sql`
  status_2xx = t.status_2xx + excluded.status_2xx, status_3xx = t.status_3xx + excluded.status_3xx,
  status_4xx = t.status_4xx + excluded.status_4xx, status_5xx = t.status_5xx + excluded.status_5xx,
  durations = app.add_counts(t.durations, excluded.durations)`

const SUMS = sql`
  sum(status_2xx)::bigint as status_2xx, sum(status_3xx)::bigint as status_3xx, sum(status_4xx)::bigint as status_4xx,
  sum(status_5xx)::bigint as status_5xx, to_json(app.sum_counts(durations)) as durations`

/** Turns minutes that are over since `before` into hours, no more than `limit` at once. Gives how many. */
export async function rollUp(db: Db, before: string, limit: number): Promise<number> {
  const [row] = await db.execute<{ moved: number }>(sql`
    with old as (
      select tenant_id, at from traffic_minutes where at < date_trunc('hour', ${before}::timestamptz, 'UTC') order by at limit ${limit}),
    moved as (
      delete from traffic_minutes m using old where m.tenant_id = old.tenant_id and m.at = old.at returning m.*),
    hours as (
      insert into traffic_hours as t
      select tenant_id, date_trunc('hour', at, 'UTC'), sum(status_2xx), sum(status_3xx), sum(status_4xx), sum(status_5xx),
        app.sum_counts(durations)
      from moved group by 1, 2 order by 1, 2
      on conflict (tenant_id, at) do update set ${ADDED})
    select count(*)::integer as moved from moved`)
  return row?.moved ?? 0
}

export async function prune(db: Db, before: string, limit: number): Promise<number> {
  const rows = await db.execute(sql`
    with old as (select tenant_id, at from traffic_hours where at < ${before} order by at limit ${limit})
    delete from traffic_hours h using old where h.tenant_id = old.tenant_id and h.at = old.at returning 1 as one`)
  return rows.length
}

type Wanted = { from: string; to: string; stepSeconds: number; of: { tenantId: string } | { shard: string } }

/** Steps in which nothing was asked are left out. */
export const readTraffic = (db: Db, { from, to, stepSeconds, of }: Wanted) => {
  const whose =
    'tenantId' in of
      ? sql`tenant_id = ${of.tenantId}`
      : sql`tenant_id in (select id from tenants where shard = ${of.shard})`
  return db.execute<Counts & { at: string }>(sql`
    with steps as (
      select date_bin(make_interval(secs => ${stepSeconds}), at, 'epoch') as at, ${SUMS}
      from (${between(whose, from, to)}) counted group by 1)
    select ${utc('at')} as at, status_2xx, status_3xx, status_4xx, status_5xx, durations from steps order by 1`)
}

const between = (whose: SQL, from: string, to: string) => sql`
  select * from traffic_minutes where ${whose} and at >= ${from} and at < ${to}
  union all
  select * from traffic_hours where ${whose} and at >= ${from} and at < ${to}`

export type BusyRow = Counts & { id: string; slug: string; name: string }

/** The stores that were asked most. */
export const busiest = (
  db: Db,
  { from, to, limit, except }: { from: string; to: string; limit: number; except: string },
) =>
  db.execute<BusyRow>(sql`
    with busy as (
      select tenant_id, ${SUMS}, sum(status_2xx + status_3xx + status_4xx + status_5xx) as requests
      from (${between(sql`tenant_id <> ${except}`, from, to)}) counted
      group by tenant_id order by requests desc, tenant_id limit ${limit})
    select t.id, t.slug, t.name, b.status_2xx, b.status_3xx, b.status_4xx, b.status_5xx, b.durations
    from busy b join tenants t on t.id = b.tenant_id order by b.requests desc, t.id`)

/** The shards that hold stores, or the given one. */
export async function shardNames(db: Db, name: string | undefined): Promise<string[]> {
  const rows = await db.execute<{ name: string }>(
    sql`select name from shards ${name === undefined ? sql`` : sql`where name = ${name}`} order by name`,
  )
  return rows.map((row) => row.name)
}

export async function shardOf(db: Db, tenantId: string): Promise<string | undefined> {
  const [row] = await db.execute<{ shard: string }>(sql`select shard from tenants where id = ${tenantId}`)
  return row?.shard
}
