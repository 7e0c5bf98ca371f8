// All that a tenant has in a database, found by its columns rather than by a list that somebody must keep.
import type { Queryable } from './offenders.ts'

/** Rows by table, each row as JSON. */
export type Belongings = ReadonlyMap<string, readonly Record<string, unknown>[]>
export type Owner = { id: string; accountId: string }

/** Reads the rows of a tenant and of its owner's account, in every table but the queue's, which holds only ids. */
export async function belongingsIn(sql: Queryable, owner: Owner): Promise<Belongings> {
  const statement = statements.get(sql) ?? selectOf(sql)
  statements.set(sql, statement)
  const rows = await sql.unsafe(await statement, [owner.id, owner.accountId], { prepare: true })
  const grouped = Map.groupBy(rows, (row) => String(row.table))
  return new Map([...grouped].map(([table, rows]) => [table, rows.map(({ row }) => row)]))
}

/** Changes when any of those rows does, but for those of the tables `without`. */
export async function digestIn(sql: Queryable, owner: Owner, without: ReadonlySet<string>): Promise<string> {
  const statement = statements.get(sql) ?? selectOf(sql)
  statements.set(sql, statement)
  const [row] = await sql.unsafe(
    `select md5(string_agg(b.table || b.row::text, ' ' order by b.table, b.row)) as digest from (${await statement}) b
     where b.table <> all($3::text[])`,
    [owner.id, owner.accountId, [...without]],
    { prepare: true },
  )
  return String(row?.digest)
}

/** By database; the tables of one stay what they are while a test runs. */
const statements = new WeakMap<Queryable, Promise<string>>()

async function selectOf(sql: Queryable): Promise<string> {
  const tables = await sql.unsafe(`
    select c.oid::regclass::text as name, array_agg(a.attname::text) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition
      -- Requests count there whoever sends them.
      and c.oid is distinct from to_regclass('public.rate_limit_counts')
      and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss') and n.nspname !~ '^pg_(toast|temp)'
    group by c.oid`)
  const selects = tables.flatMap(({ name, columns }) => {
    const condition = conditionOf(name, columns)
    return condition === undefined
      ? []
      : [`select '${name}' as table, to_jsonb(t) as row from ${name} t, mine where ${condition}`]
  })
  return `with mine (tenant, account) as (select $1::uuid, $2::uuid) ${selects.join(' union all ')} order by 1, 2`
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
