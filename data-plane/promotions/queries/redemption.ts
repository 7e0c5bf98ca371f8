// Using promotions in an order, and giving the uses back.
import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { BalanceSelect } from '../../balances/index.ts'
import type { RedemptionPlan, RedemptionTerms, UseRow } from '../rules.ts'

/** What is used: rows (promotion_id, code, email, campaign_id). */
type Uses = SQL

export type Wanted = {
  /** A select of `promotion_id, code` of what a checkout uses; the code is null for automatic ones. */
  applied: SQL
  /** The shopper's e-mail address, as an expression. */
  email: SQL
}

const usesOf = (tenantId: string, { applied, email }: Wanted): Uses => sql`
  select x.promotion_id, x.code, lower(${email}) as email,
    (select p.campaign_id from promotions p where p.tenant_id = ${tenantId} and p.id = x.promotion_id) as campaign_id
  from (${applied}) as x (promotion_id, code)`

// Sub-selects for single rows, because Postgres would join to all rows of a store that it takes for small.
const allowance = (tenantId: string, of: SQL) => sql`(
  select a.id from promotion_allowances a where a.tenant_id = ${tenantId} and ${of})`

/** The ids, or nulls, of the balances of uses `u`. */
const allowancesOf = (tenantId: string) => [
  allowance(tenantId, sql`a.promotion_id = u.promotion_id and a.scope = 'all' and a.subject = ''`),
  allowance(tenantId, sql`a.promotion_id = u.promotion_id and a.scope = 'customer' and a.subject = u.email`),
  allowance(tenantId, sql`a.promotion_id = u.promotion_id and a.scope = 'code' and a.subject = u.code`),
  allowance(tenantId, sql`a.campaign_id = u.campaign_id`),
]

const locksOf = (
  tenantId: string,
  uses: Uses,
): { promotion_uses: BalanceSelect; campaign_budget: BalanceSelect } => ({
  promotion_uses: sql`select unnest(array[${sql.join(allowancesOf(tenantId), sql`, `)}]) from (${uses}) as u`,
  campaign_budget: sql`select u.campaign_id from (${uses}) as u`,
})

/** The balances to lock for what a checkout uses. */
export const locksFor = (tenantId: string, wanted: Wanted) => locksOf(tenantId, usesOf(tenantId, wanted))

/**
 * Makes the balances of the customer and the codes where they are limited and have none yet; a customer's earlier uses
 * count. The shared lock keeps the limits from changing until the new balances are there for all to see.
 */
export const ensureAllowances = (tx: Tx, tenantId: string, { applied, email }: Wanted) =>
  tx.execute(sql`
    insert into promotion_allowances (tenant_id, promotion_id, scope, subject, available, floor)
    select ${tenantId}, p.id, n.scope, n.subject, n.available, n.floor
    from (select distinct x.promotion_id from (${applied}) as x (promotion_id, code) order by x.promotion_id) as x
    cross join lateral (
      select p.id, p.customer_limit, p.code_limit from promotions p
      where p.tenant_id = ${tenantId} and p.id = x.promotion_id and (p.customer_limit is not null or p.code_limit is not null)
      for share) p
    cross join lateral (
      select 'customer' as scope, lower(${email}) as subject, -p.customer_limit as floor,
        -(select coalesce(sum(u.uses), 0) from promotion_uses u
          where u.tenant_id = ${tenantId} and u.promotion_id = p.id and u.email = lower(${email})) as available
      union all
      select 'code', x.code, -p.code_limit, 0 from (${applied}) as x (promotion_id, code) where x.promotion_id = p.id) n
    where n.floor is not null and n.subject is not null
    order by p.id, n.scope, n.subject
    on conflict do nothing`)

export const readTerms = (tx: Tx, tenantId: string, wanted: Wanted): Promise<RedemptionTerms[]> =>
  tx.execute<RedemptionTerms>(sql`
    select u.promotion_id, p.name, u.code, u.campaign_id,
      (select c.currency from campaigns c where c.tenant_id = ${tenantId} and c.id = u.campaign_id) as campaign_currency,
      array_remove(array[${sql.join(allowancesOf(tenantId), sql`, `)}], null) as allowance_ids
    from (${usesOf(tenantId, wanted)}) as u
    cross join lateral (select p.name from promotions p where p.tenant_id = ${tenantId} and p.id = u.promotion_id limit 1) p`)

type Recorded = { checkoutId: string; email: string; currency: string; at: string }

const insertUses = prepared<Recorded & { tenantId: string; rows: string }>(
  (p) => sql`
    insert into promotion_uses (tenant_id, order_id, promotion_id, kind, checkout_id, campaign_id, code, email, uses, amount,
      currency, created_at)
    select ${p.tenantId}, order_id, promotion_id, 'use', ${p.checkoutId}, campaign_id, code, ${p.email}, uses, amount,
      ${p.currency}, ${p.at}
    from jsonb_to_recordset(${p.rows}::jsonb)
      as r (order_id uuid, promotion_id uuid, campaign_id uuid, code text, uses integer, amount bigint)`,
)
const addTotals = prepared<{ tenantId: string; rows: string }>(
  (p) => sql`
    insert into promotion_totals as t (tenant_id, promotion_id, currency, orders, amount)
    select ${p.tenantId}, promotion_id, currency, orders, amount
    from jsonb_to_recordset(${p.rows}::jsonb) as r (promotion_id uuid, currency text, orders bigint, amount bigint)
    order by promotion_id, currency
    on conflict (tenant_id, promotion_id, currency)
      do update set orders = t.orders + excluded.orders, amount = t.amount + excluded.amount`,
)

export async function recordUses(
  tx: Tx,
  tenantId: string,
  { rows, totals }: { rows: readonly UseRow[]; totals: RedemptionPlan['totals'] },
  of: Recorded,
): Promise<void> {
  await Promise.all([
    insertUses(tx, { tenantId, ...of, rows: JSON.stringify(rows) }),
    recordTotals(
      tx,
      tenantId,
      totals.map((total) => ({ ...total, currency: of.currency })),
    ),
  ])
}

export type Total = RedemptionPlan['totals'][number] & { currency: string }
export const recordTotals = (tx: Tx, tenantId: string, totals: readonly Total[]) =>
  addTotals(tx, { tenantId, rows: JSON.stringify(totals) })

const usedIn = (tenantId: string, orderId: string): Uses => sql`
  select promotion_id, code, email, campaign_id from promotion_uses
  where tenant_id = ${tenantId} and order_id = ${orderId} and kind = 'use'`

/** The balances to lock before an order's uses are released. */
export const locksOfOrder = (tenantId: string, orderId: string) =>
  locksOf(tenantId, usedIn(tenantId, orderId))

export type Released = {
  promotion_id: string
  /** -1 or 0. */
  uses: number
  /** Negative. */
  amount: number
  currency: string
  /** Null where nothing was taken of a campaign's budget. */
  campaign_id: string | null
  allowance_ids: string[]
}

/**
 * Records that an order no longer uses its promotions, once. The checkout's one use ends with the last of its orders, so
 * the uses must be locked.
 */
export const insertReleases = (tx: Tx, tenantId: string, orderId: string, at: string): Promise<Released[]> =>
  tx.execute<Released>(sql`
    insert into promotion_uses as u (tenant_id, order_id, promotion_id, kind, checkout_id, campaign_id, code, email, uses,
      amount, currency, created_at)
    select u.tenant_id, u.order_id, u.promotion_id, 'release', u.checkout_id, u.campaign_id, u.code, u.email,
      case when exists (
        select from promotion_uses o
        where o.tenant_id = ${tenantId} and o.checkout_id = u.checkout_id and o.promotion_id = u.promotion_id
          and o.kind = 'use' and o.order_id <> u.order_id and not exists (
            select from promotion_uses r where r.tenant_id = ${tenantId} and r.order_id = o.order_id
              and r.promotion_id = o.promotion_id and r.kind = 'release')) then 0 else -1 end,
      -u.amount, u.currency, ${at}
    from promotion_uses u where u.tenant_id = ${tenantId} and u.order_id = ${orderId} and u.kind = 'use'
    on conflict do nothing
    returning promotion_id, uses, amount, currency,
      (select c.id from campaigns c
        where c.tenant_id = ${tenantId} and c.id = u.campaign_id and c.currency = u.currency) as campaign_id,
      array_remove(array[${sql.join(allowancesOf(tenantId), sql`, `)}], null) as allowance_ids`)
