import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Campaign } from '../schema/campaign.ts'

type InTenant = { tenantId: string }
type Key = InTenant & { id: string }

const campaign = sql`
  select c.id, c.name, c.currency, ${utc('c.starts_at')} as starts_at, ${utc('c.ends_at')} as ends_at,
    -c.floor as budget_amount, -c.available as spent_amount, u.usage_limit, u.uses,
    ${utc('c.created_at')} as created_at, ${utc('c.updated_at')} as updated_at
  from campaigns c cross join lateral (
    select -a.floor as usage_limit, -a.available as uses from promotion_allowances a
    where a.tenant_id = c.tenant_id and a.campaign_id = c.id limit 1) u`

const findOne = prepared<Key, Campaign>(
  (p) => sql`${campaign} where c.tenant_id = ${p.tenantId} and c.id = ${p.id}`,
)
export const findCampaign = async (tx: Tx, tenantId: string, id: string): Promise<Campaign | undefined> =>
  (await findOne(tx, { tenantId, id }))[0]

const holdOne = prepared<Key, Pick<Campaign, 'currency'>>(
  (p) => sql`select currency from campaigns where tenant_id = ${p.tenantId} and id = ${p.id} for key share`,
)
/** Keeps a campaign from being deleted. */
export const holdCampaign = async (tx: Tx, tenantId: string, id: string) =>
  (await holdOne(tx, { tenantId, id }))[0]

const firstPage = prepared<InTenant & { limit: number }, Campaign>(
  (p) => sql`${campaign} where c.tenant_id = ${p.tenantId} order by c.id desc limit ${p.limit}`,
)
const nextPage = prepared<InTenant & { limit: number; before: string }, Campaign>(
  (p) => sql`
    ${campaign} where c.tenant_id = ${p.tenantId} and c.id < ${p.before} order by c.id desc limit ${p.limit}`,
)
/** Newest first; `before` is the id of the last one already seen. */
export const listCampaigns = (
  tx: Tx,
  tenantId: string,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<Campaign[]> =>
  before === undefined ? firstPage(tx, { tenantId, limit }) : nextPage(tx, { tenantId, limit, before })

const insertOne = prepared<Key & { row: string }>(
  (p) => sql`
    insert into campaigns (tenant_id, id, name, currency, starts_at, ends_at, floor, created_at, updated_at)
    select ${p.tenantId}, ${p.id}, name, currency, starts_at, ends_at, -budget_amount, updated_at, updated_at
    from jsonb_to_record(${p.row}::jsonb) as r (name text, currency text, starts_at timestamptz, ends_at timestamptz,
      budget_amount bigint, updated_at timestamptz)`,
)
const insertAllowance = prepared<Key & { limit: number | null }>(
  (p) => sql`
    insert into promotion_allowances (tenant_id, campaign_id, scope, floor)
    values (${p.tenantId}, ${p.id}, 'all', -(${p.limit}::bigint))`,
)
/** Stores a new campaign and the balance of its uses. */
export async function insertCampaign(tx: Tx, tenantId: string, row: Campaign): Promise<void> {
  const key = { tenantId, id: row.id }
  await Promise.all([
    insertOne(tx, { ...key, row: JSON.stringify(row) }),
    insertAllowance(tx, { ...key, limit: row.usage_limit }),
  ])
}

const updateOne = prepared<Key & { row: string }>(
  (p) => sql`
    update campaigns c set name = r.name, starts_at = r.starts_at, ends_at = r.ends_at, floor = -r.budget_amount,
      updated_at = r.updated_at
    from jsonb_to_record(${p.row}::jsonb) as r (name text, starts_at timestamptz, ends_at timestamptz,
      budget_amount bigint, updated_at timestamptz)
    where c.tenant_id = ${p.tenantId} and c.id = ${p.id}`,
)
const setFloor = prepared<Key & { limit: number | null }>(
  (p) => sql`
    update promotion_allowances set floor = -(${p.limit}::bigint)
    where tenant_id = ${p.tenantId} and campaign_id = ${p.id}`,
)
/** Stores a campaign, whose balances must be locked. */
export async function updateCampaign(tx: Tx, tenantId: string, row: Campaign): Promise<void> {
  const key = { tenantId, id: row.id }
  await Promise.all([
    updateOne(tx, { ...key, row: JSON.stringify(row) }),
    setFloor(tx, { ...key, limit: row.usage_limit }),
  ])
}

const deleteOne = prepared<Key, { id: string }>(
  (p) => sql`
    delete from campaigns where tenant_id = ${p.tenantId} and id = ${p.id}
      and not exists (select from promotions where tenant_id = ${p.tenantId} and campaign_id = ${p.id})
    returning id`,
)
/** Deletes a campaign without promotions; false when it has some. */
export const deleteCampaign = async (tx: Tx, tenantId: string, id: string): Promise<boolean> =>
  (await deleteOne(tx, { tenantId, id })).length > 0

/** A campaign's balances, for `lockBalances`. */
export const balancesOf = (tenantId: string, id: string) => ({
  promotion_uses: sql`select id from promotion_allowances where tenant_id = ${tenantId} and campaign_id = ${id}`,
  campaign_budget: sql`select ${id}::uuid`,
})
