import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Dated } from './rules.ts'
import type { Override, OverrideInput, RateTier, ScopedRateLimits } from './schema.ts'

const columns = sql`id, scope, limits, ${utc('effective_from')} as effective_from,
  ${utc('effective_until')} as effective_until, reason, ${utc('created_at')} as created_at`

export async function findPlan(
  db: Db | Tx,
  tenantId: string,
): Promise<{ plan: string; rate_limits: ScopedRateLimits } | undefined> {
  const [row] = await db.execute<{ plan: string; rate_limits: ScopedRateLimits }>(sql`
    select t.plan, p.rate_limits from tenants t join plans p on p.name = t.plan where t.id = ${tenantId}`)
  return row
}

/** Those that have not ended, oldest first. */
export const listDated = (db: Db, tenantId: string): Promise<Dated[]> =>
  db.execute<Dated>(sql`
    select id, scope, limits, (extract(epoch from effective_from) * 1000)::float8 as from,
      (extract(epoch from effective_until) * 1000)::float8 as until
    from rate_limit_overrides
    where tenant_id = ${tenantId} and (effective_until is null or effective_until > now()) order by id`)

export async function insertOverride(tx: Tx, tenantId: string, input: OverrideInput): Promise<Override> {
  const [row] = await tx.execute<Override>(sql`
    insert into rate_limit_overrides (tenant_id, scope, limits, effective_from, effective_until, reason)
    values (${tenantId}, ${input.scope}, ${JSON.stringify(input.limits)}::jsonb,
      coalesce(${input.effective_from ?? null}::timestamptz, now()), ${input.effective_until ?? null}::timestamptz, ${input.reason})
    returning ${columns}`)
  if (row === undefined) throw new Error('An override was not stored.')
  return row
}

/** Newest first; `before` is the id of the last one already seen. */
export const listOverrides = (
  db: Db,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<Override[]> =>
  db.execute<Override>(sql`
    select ${columns} from rate_limit_overrides
    where tenant_id = ${tenantId} ${before === undefined ? sql`` : sql`and id < ${before}`} order by id desc limit ${limit}`)

export async function deleteOverride(tx: Tx, tenantId: string, id: string): Promise<Override | undefined> {
  const [row] = await tx.execute<Override>(
    sql`delete from rate_limit_overrides where tenant_id = ${tenantId} and id = ${id} returning ${columns}`,
  )
  return row
}

export const listTiers = (db: Db): Promise<RateTier[]> =>
  db.execute<RateTier>(sql`select name, per_minute from rate_tiers order by per_minute, name`)

export type TieredKey = { api_key_id: string; rate_tier: string; per_minute: number }

export const listTieredKeys = (db: Db, tenantId: string): Promise<TieredKey[]> =>
  db.execute<TieredKey>(sql`
    select k.id as api_key_id, k.rate_tier, r.per_minute from api_keys k join rate_tiers r on r.name = k.rate_tier
    where k.tenant_id = ${tenantId} and k.revoked_at is null order by k.id`)

/** Gives the kind of the key. */
export async function setTier(
  tx: Tx,
  tenantId: string,
  keyId: string,
  tier: string | null,
): Promise<string | undefined> {
  const [row] = await tx.execute<{ kind: string }>(sql`
    update api_keys set rate_tier = ${tier} where tenant_id = ${tenantId} and id = ${keyId} returning kind`)
  return row?.kind
}

/** Beginnings of windows in ms. */
export type CountRow = {
  subject_id: string
  hour: number
  in_hour: number
  day: number
  in_day: number
  month: number
  in_month: number
}

const UNITS = ['hour', 'day', 'month'] as const
const each = (of: (unit: SQL, count: SQL) => SQL) =>
  sql.join(
    UNITS.map((unit) => of(sql.raw(unit), sql.raw(`in_${unit}`))),
    sql`, `,
  )
const countColumns = sql`c.subject_id, ${each((unit, count) => sql`(extract(epoch from c.${unit}) * 1000)::float8 as ${unit}, c.${count}`)}`

export async function findCounts(db: Db, tenantId: string, subjectId: string): Promise<CountRow | undefined> {
  const [row] = await db.execute<CountRow>(sql`
    select ${countColumns} from rate_limit_counts c where tenant_id = ${tenantId} and subject_id = ${subjectId}`)
  return row
}

export type AddedCounts = {
  tenantId: string
  subjectId: string
  /** By window, of which the first is not kept. */
  starts: readonly number[]
  added: readonly number[]
}

/** Adds to the counts of the windows that are the latest known, and gives what they are then. */
export function addCounts(db: Db, counts: readonly AddedCounts[]): Promise<CountRow[]> {
  if (counts.length === 0) return Promise.resolve([])
  // In one order for all, so that no two processes wait for each other.
  const sorted = counts.toSorted((a, b) => (a.subjectId < b.subjectId ? -1 : 1))
  const column = (of: (row: AddedCounts) => string | number, type: string) =>
    sql`${sql.param(sorted.map(of))}::${sql.raw(type)}[]`
  const values = UNITS.map(
    (_, i) => sql`${column(({ starts }) => new Date(starts[i + 1] as number).toISOString(), 'timestamptz')},
      ${column(({ added }) => added[i + 1] as number, 'bigint')}`,
  )
  return db.execute<CountRow>(sql`
    insert into rate_limit_counts as c (tenant_id, subject_id, ${each((unit, count) => sql`${unit}, ${count}`)})
    select a.* from unnest(${column(({ tenantId }) => tenantId, 'uuid')}, ${column(({ subjectId }) => subjectId, 'uuid')},
      ${sql.join(values, sql`, `)}) as a (tenant_id, subject_id, ${each((unit, count) => sql`${unit}, ${count}`)})
    where exists (select from tenants t where t.id = a.tenant_id)
    on conflict (tenant_id, subject_id) do update set ${each(
      (unit, count) => sql`
      ${count} = case when excluded.${unit} > c.${unit} then excluded.${count}
        when excluded.${unit} = c.${unit} then c.${count} + excluded.${count} else c.${count} end,
      ${unit} = greatest(c.${unit}, excluded.${unit})`,
    )}
    returning ${countColumns}`)
}
