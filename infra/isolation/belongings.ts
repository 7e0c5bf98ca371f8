// All that a tenant has in a database, found by its columns rather than by a list that somebody must keep.
import type { Queryable } from './offenders.ts'

/** Rows by table, each row as JSON. */
export type Belongings = ReadonlyMap<string, readonly Record<string, unknown>[]>
export type Owner = { id: string; accountId: string }

/** Reads the rows of a tenant and of its owner's account, in every table but the queue's, which holds only ids. */
export async function belongingsIn(sql: Queryable, owner: Owner): Promise<Belongings> {
  const selects = (await tablesOf(sql)).map(
    ({ name, condition }) =>
      `select '${name}' as table, to_jsonb(t) as row from ${name} t, mine where ${condition}`,
  )
  const statement = `${MINE} ${selects.join(' union all ')} order by 1, 2`
  const rows = await sql.unsafe(statement, [owner.id, owner.accountId], { prepare: true })
  const grouped = Map.groupBy(rows, (row) => String(row.table))
  return new Map([...grouped].map(([table, rows]) => [table, rows.map(({ row }) => row)]))
}

/**
 * Changes whenever any of those rows is written, but for those of the tables `without`. Later transactions have higher numbers:
 * where there are as many rows as before, one that was written anew adds to the sum.
 */
export async function digestIn(sql: Queryable, owner: Owner, without: ReadonlySet<string>): Promise<string> {
  const tables = (await tablesOf(sql)).filter(({ name }) => !without.has(name))
  const sums = tables.map(
    ({ name, condition }) =>
      `(select count(*) || ' ' || sum(t.xmin::text::bigint) from ${name} t, mine where ${condition})`,
  )
  const statement = `${MINE} select array_to_string(array[${sums.join(', ')}], ',', '') as digest`
  const [row] = await sql.unsafe(statement, [owner.id, owner.accountId], { prepare: true })
  return String(row?.digest)
}

const MINE = 'with mine (tenant, account) as (select $1::uuid, $2::uuid)'

type Table = { name: string; condition: string }

/** By database; the tables of one stay what they are while a test runs. */
const tables = new WeakMap<Queryable, Promise<Table[]>>()

function tablesOf(sql: Queryable): Promise<Table[]> {
  const known = tables.get(sql) ?? readTables(sql)
  tables.set(sql, known)
  return known
}

async function readTables(sql: Queryable): Promise<Table[]> {
  const rows = await sql.unsafe(`
    select c.oid::regclass::text as name, array_agg(a.attname::text) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition
      -- Requests count there whoever sends them.
      and c.oid is distinct from to_regclass('public.rate_limit_counts')
      and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss') and n.nspname !~ '^pg_(toast|temp)'
    group by c.oid`)
  return rows.flatMap(({ name, columns }) => {
    const condition = conditionOf(name, columns)
    return condition === undefined ? [] : [{ name, condition }]
  })
}

function conditionOf(table: string, columns: readonly string[]): string | undefined {
  if (columns.includes('tenant_id')) return 't.tenant_id = mine.tenant'
  if (columns.includes('account_id')) return 't.account_id = mine.account'
  if (table === 'tenants') return 't.id = mine.tenant'
  if (table === 'accounts') return 't.id = mine.account'
  return undefined
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

export const uuidsIn = (text: string): Set<string> =>
  new Set([...text.matchAll(UUID)].map(([id]) => id.toLowerCase()))

export const withoutUuids = (text: string): string => text.replaceAll(UUID, 'an id')

/** Every id that stands anywhere in what the tenant has. */
export const idsOf = (belongings: Belongings): Set<string> => uuidsIn(JSON.stringify([...belongings]))
