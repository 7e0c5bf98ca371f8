import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import { REFERRED, type Reference, type Referred } from '../rules.ts'
import type { Promotion, PromotionStatistics } from '../schema/promotion.ts'

type InTenant = { tenantId: string }
type Key = InTenant & { id: string }

const promotion = sql`
  select p.id, p.name, p.trigger, p.active, p.campaign_id, p.priority, p.stacking, p."group", p.currency,
    ${utc('p.starts_at')} as starts_at, ${utc('p.ends_at')} as ends_at, p.conditions, p.effect, p.usage_limit,
    p.customer_limit, p.code_limit,
    (select -a.available from promotion_allowances a
      where a.tenant_id = p.tenant_id and a.promotion_id = p.id and a.scope = 'all' and a.subject = '') as uses,
    ${utc('p.created_at')} as created_at, ${utc('p.updated_at')} as updated_at
  from promotions p`

const findOne = prepared<Key, Promotion>(
  (p) => sql`${promotion} where p.tenant_id = ${p.tenantId} and p.id = ${p.id}`,
)
export const findPromotion = async (tx: Tx, tenantId: string, id: string): Promise<Promotion | undefined> =>
  (await findOne(tx, { tenantId, id }))[0]

// Orders that use it only need its key, so they do not wait for this lock while they hold its balances.
const lockOne = prepared<Key, Promotion>(
  (p) => sql`${promotion} where p.tenant_id = ${p.tenantId} and p.id = ${p.id} for no key update of p`,
)
/** Locks a promotion against other changes. */
export const lockPromotion = async (tx: Tx, tenantId: string, id: string): Promise<Promotion | undefined> =>
  (await lockOne(tx, { tenantId, id }))[0]

/** What a listing may ask for; `before` is the id of the last promotion already seen. */
const FILTERS = {
  before: sql`p.id < ${sql.placeholder('before')}`,
  campaign_id: sql`p.campaign_id = ${sql.placeholder('campaign_id')}`,
  code: sql`p.id = (select k.promotion_id from promotion_codes k
    where k.tenant_id = ${sql.placeholder('tenantId')} and k.code = ${sql.placeholder('code')})`,
}
type Filter = keyof typeof FILTERS
type Listing = { limit: number } & { [F in Filter]?: string | undefined }

const listingOf = (filters: readonly Filter[]) =>
  prepared<Listing & InTenant, Promotion>((p) => {
    const conditions = [sql`p.tenant_id = ${p.tenantId}`, ...filters.map((filter) => FILTERS[filter])]
    return sql`${promotion} where ${sql.join(conditions, sql` and `)} order by p.id desc limit ${p.limit}`
  })
const listings = new Map<string, ReturnType<typeof listingOf>>()

/** Newest first. */
export async function listPromotions(tx: Tx, tenantId: string, listing: Listing): Promise<Promotion[]> {
  const filters = (Object.keys(FILTERS) as Filter[]).filter((filter) => listing[filter] !== undefined)
  const key = filters.join()
  const list = listings.get(key) ?? listingOf(filters)
  listings.set(key, list)
  return list(tx, { ...listing, tenantId })
}

const columns = sql`name, trigger, active, campaign_id, priority, stacking, "group", currency, starts_at, ends_at,
  conditions, effect, usage_limit, customer_limit, code_limit, updated_at`
const asRow = sql`as r (name text, trigger text, active boolean, campaign_id uuid, priority integer, stacking text,
  "group" text, currency text, starts_at timestamptz, ends_at timestamptz, conditions jsonb, effect jsonb,
  usage_limit integer, customer_limit integer, code_limit integer, updated_at timestamptz)`

const insertOne = prepared<Key & { row: string }>(
  (p) => sql`
    insert into promotions (tenant_id, id, created_at, ${columns})
    select ${p.tenantId}, ${p.id}, updated_at, ${columns} from jsonb_to_record(${p.row}::jsonb) ${asRow}`,
)
const insertAllowance = prepared<Key & { limit: number | null }>(
  (p) => sql`
    insert into promotion_allowances (tenant_id, promotion_id, scope, floor)
    values (${p.tenantId}, ${p.id}, 'all', -(${p.limit}::bigint))`,
)
/** Stores a new promotion and the balance of its uses. */
export async function insertPromotion(tx: Tx, tenantId: string, row: Promotion): Promise<void> {
  const key = { tenantId, id: row.id }
  await Promise.all([
    insertOne(tx, { ...key, row: JSON.stringify(row) }),
    insertAllowance(tx, { ...key, limit: row.usage_limit }),
  ])
}

const updateOne = prepared<Key & { row: string }>(
  (p) => sql`
    update promotions set (${columns}) = (select ${columns} from jsonb_to_record(${p.row}::jsonb) ${asRow})
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const updatePromotion = (tx: Tx, tenantId: string, row: Promotion) =>
  updateOne(tx, { tenantId, id: row.id, row: JSON.stringify(row) })

const setFloors = prepared<Key & { usageLimit: number | null; customerLimit: number | null }>(
  (p) => sql`
    update promotion_allowances
    set floor = case scope when 'all' then -(${p.usageLimit}::bigint) else -(${p.customerLimit}::bigint) end
    where tenant_id = ${p.tenantId} and promotion_id = ${p.id} and scope in ('all', 'customer')`,
)
/** Makes the balances of a promotion's uses, which must be locked, obey its limits. */
export const applyLimits = (tx: Tx, tenantId: string, { id, usage_limit, customer_limit }: Promotion) =>
  setFloors(tx, { tenantId, id, usageLimit: usage_limit, customerLimit: customer_limit })

/** All balances of a promotion's uses, for `lockBalances`. */
export const allowancesOf = (tenantId: string, id: string) =>
  sql`select id from promotion_allowances where tenant_id = ${tenantId} and promotion_id = ${id}`

const deleteOne = prepared<Key, { id: string }>(
  (p) => sql`
    delete from promotions where tenant_id = ${p.tenantId} and id = ${p.id}
      and not exists (select from promotion_uses where tenant_id = ${p.tenantId} and promotion_id = ${p.id})
    returning id`,
)
/** Deletes a promotion that was never used; false when it was. */
export const deletePromotion = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await deleteOne(tx, { tenantId, id })).length > 0

const countAutomatic = prepared<InTenant, { count: number }>(
  (p) => sql`
    select count(*) as count from promotions where tenant_id = ${p.tenantId} and active and trigger = 'automatic'`,
)
export const countActiveAutomatic = async (tx: Tx, tenantId: string): Promise<number> =>
  (await countAutomatic(tx, { tenantId }))[0]?.count ?? 0

const totalsOf = prepared<Key, PromotionStatistics['totals'][number]>(
  (p) => sql`
    select currency, orders, amount as discount_amount from promotion_totals
    where tenant_id = ${p.tenantId} and promotion_id = ${p.id} order by currency`,
)
export const readTotals = (tx: Tx, tenantId: string, id: string) => totalsOf(tx, { tenantId, id })

// One by one: for a list Postgres may read all rows of a store that it takes for small. The limit keeps it from joining.
const existing = prepared<InTenant & Record<Referred, string[]>, { id: string }>((p) =>
  sql.join(
    REFERRED.map(
      (table) => sql`
    select t.id from unnest(${p[table]}::uuid[]) as w (id)
    cross join lateral (
      select x.id from ${sql.identifier(table)} x where x.tenant_id = ${p.tenantId} and x.id = w.id limit 1) t`,
    ),
    sql` union all`,
  ),
)
/** The ids of those that exist. */
export async function existingAmong(
  tx: Tx,
  tenantId: string,
  references: readonly Reference[],
): Promise<Set<string>> {
  const ids = Object.fromEntries(
    REFERRED.map((name) => [name, references.filter(({ table }) => table === name).map(({ id }) => id)]),
  ) as Record<Referred, string[]>
  return new Set((await existing(tx, { tenantId, ...ids })).map(({ id }) => id))
}
