import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { BalanceSelect } from '../../balances/index.ts'
import type { GiftCardPatch } from '../schema.ts'

type InTenant = { tenantId: string }

export type GiftCardRow = {
  id: string
  last4: string
  currency: string
  available: number
  active: boolean
  expires_at: string | null
  customer_email: string | null
  note: string
  created_at: string
  updated_at: string
}

const card = sql`
  select id, last4, currency, available, active, ${utc('expires_at')} as expires_at, customer_email, note,
    ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at
  from gift_cards`

const insertRows = prepared<InTenant & { rows: string }>(
  (p) => sql`
    insert into gift_cards (tenant_id, id, code_hash, last4, currency, available, expires_at, customer_email, note,
      created_at, updated_at)
    select ${p.tenantId}, id, code_hash, last4, currency, available, expires_at, customer_email, note, created_at, updated_at
    from jsonb_to_recordset(${p.rows}::jsonb) as r (id uuid, code_hash text, last4 text, currency text, available bigint,
      expires_at timestamptz, customer_email text, note text, created_at timestamptz, updated_at timestamptz)`,
)
export const insertCards = (
  tx: Tx,
  tenantId: string,
  rows: readonly (GiftCardRow & { code_hash: string })[],
) => insertRows(tx, { tenantId, rows: JSON.stringify(rows) })

const byId = prepared<InTenant & { id: string }, GiftCardRow>(
  (p) => sql`${card} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const findCard = async (tx: Tx, tenantId: string, id: string): Promise<GiftCardRow | undefined> =>
  (await byId(tx, { tenantId, id }))[0]

// One by one, because for a list Postgres reads all rows of a store that it takes for small.
export const findCards = (tx: Tx, tenantId: string, ids: BalanceSelect): Promise<GiftCardRow[]> =>
  tx.execute<GiftCardRow>(sql`
    select c.* from (${ids}) as w (id)
    cross join lateral (${card} where tenant_id = ${tenantId} and id = w.id limit 1) c`)

const byHash = prepared<InTenant & { hash: string }, GiftCardRow>(
  (p) => sql`${card} where tenant_id = ${p.tenantId} and code_hash = ${p.hash}`,
)
export const findCardByHash = async (
  tx: Tx,
  tenantId: string,
  hash: string,
): Promise<GiftCardRow | undefined> => (await byHash(tx, { tenantId, hash }))[0]

/** What a listing may ask for; `before` is the id of the last card already seen. */
const FILTERS = {
  before: sql`id < ${sql.placeholder('before')}`,
  last4: sql`last4 = ${sql.placeholder('last4')}`,
  customer_email: sql`customer_email = ${sql.placeholder('customer_email')}`,
}
type Filter = keyof typeof FILTERS
type Listing = { limit: number } & { [F in Filter]?: string | undefined }

const listingOf = (filters: readonly Filter[]) =>
  prepared<Listing & InTenant, GiftCardRow>((p) => {
    const conditions = [sql`tenant_id = ${p.tenantId}`, ...filters.map((filter) => FILTERS[filter])]
    return sql`${card} where ${sql.join(conditions, sql` and `)} order by id desc limit ${p.limit}`
  })
const listings = new Map<string, ReturnType<typeof listingOf>>()

/** Newest first. */
export async function listCards(tx: Tx, tenantId: string, listing: Listing): Promise<GiftCardRow[]> {
  const filters = (Object.keys(FILTERS) as Filter[]).filter((filter) => listing[filter] !== undefined)
  const key = filters.join()
  const list = listings.get(key) ?? listingOf(filters)
  listings.set(key, list)
  return list(tx, { ...listing, tenantId })
}

export type CardChange = GiftCardPatch & { active?: boolean }

const updateOne = prepared<InTenant & { id: string; change: string; at: string }, GiftCardRow>(
  (p) => sql`
    update gift_cards g set active = coalesce(n.active, g.active), note = coalesce(n.note, g.note),
      expires_at = case when ${p.change}::jsonb ? 'expires_at' then n.expires_at else g.expires_at end,
      customer_email = case when ${p.change}::jsonb ? 'customer_email' then n.customer_email else g.customer_email end,
      updated_at = ${p.at}
    from jsonb_to_record(${p.change}::jsonb) as n (active boolean, note text, expires_at timestamptz, customer_email text)
    where g.tenant_id = ${p.tenantId} and g.id = ${p.id}
    returning g.id, last4, currency, available, g.active, ${utc('g.expires_at')} as expires_at, g.customer_email, g.note,
      ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at`,
)
/** Changes what `change` mentions. Undefined when there is no such card. */
export const updateCard = async (
  tx: Tx,
  tenantId: string,
  id: string,
  { at, ...change }: CardChange & { at: string },
): Promise<GiftCardRow | undefined> =>
  (await updateOne(tx, { tenantId, id, change: JSON.stringify(change), at }))[0]
