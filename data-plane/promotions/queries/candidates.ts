// Promotions as the totals take them.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Promotion } from '../../pricing/index.ts'

type InTenant = { tenantId: string }

/** What changes only when staff change it. Times are RFC 3339; the campaign's period and currency are worked in. */
export type CandidateRow = Omit<Promotion, 'code' | 'starts_at' | 'ends_at' | 'budget_left' | 'uses_left'> & {
  starts_at: string | null
  ends_at: string | null
}
export type Left = { uses_left: number | null; budget_left: number | null }

/** Whether a store has promotions at all. For statements that are run with a `tenantId`. */
export const anyPromotion = sql`exists (select from promotions x where x.tenant_id = ${sql.placeholder('tenantId')})`

const candidate = sql`p.id, p.name, p.priority, p.stacking, p."group",
  coalesce(p.currency, case when c.floor is not null then c.currency end) as currency,
  ${utc('greatest(p.starts_at, c.starts_at)')} as starts_at, ${utc('least(p.ends_at, c.ends_at)')} as ends_at,
  p.conditions, p.effect`
// Here and below the limit keeps Postgres from joining to all rows of a store that it takes for small.
const itsCampaign = sql`left join lateral (
  select c.* from campaigns c where c.tenant_id = p.tenant_id and c.id = p.campaign_id limit 1) c on true`

const allowance = (of: SQL) => sql`(
  select a.available - a.floor from promotion_allowances a where a.tenant_id = p.tenant_id and ${of})`
/** The least that any limit leaves; a customer who has no row yet may have used it before there was a limit. */
const left = (email: SQL, code: SQL | null) => sql`c.available - c.floor as budget_left, least(
  ${allowance(sql`a.promotion_id = p.id and a.scope = 'all' and a.subject = ''`)},
  ${allowance(sql`a.campaign_id = p.campaign_id`)},
  case when p.customer_limit is not null then coalesce(
    ${allowance(sql`a.promotion_id = p.id and a.scope = 'customer' and a.subject = ${email}`)},
    p.customer_limit - (select coalesce(sum(u.uses), 0) from promotion_uses u
      where u.tenant_id = p.tenant_id and u.promotion_id = p.id and u.email = ${email})) end
  ${
    code === null
      ? sql``
      : sql`, case when p.code_limit is not null then coalesce(
          ${allowance(sql`a.promotion_id = p.id and a.scope = 'code' and a.subject = ${code}`)}, p.code_limit) end`
  }) as uses_left`

const automatic = prepared<InTenant & { now: string; limit: number }, CandidateRow & { limited: boolean }>(
  (p) => sql`
    select ${candidate}, p.usage_limit is not null or p.customer_limit is not null or p.campaign_id is not null as limited
    from promotions p ${itsCampaign}
    where p.tenant_id = ${p.tenantId} and p.active and p.trigger = 'automatic'
      and (p.ends_at is null or p.ends_at > ${p.now})
    order by p.priority, p.id limit ${p.limit}`,
)
/** Those that apply by themselves and have not ended, in their order. */
export const findAutomatic = (tx: Tx, tenantId: string, page: { now: string; limit: number }) =>
  automatic(tx, { tenantId, ...page })

const leftOf = prepared<InTenant & { ids: string[]; email: string | null }, Left & { id: string }>(
  (p) => sql`
    select p.id, ${left(sql`${p.email}::text`, null)}
    from unnest(${p.ids}::uuid[]) as w (id)
    cross join lateral (select p.* from promotions p where p.tenant_id = ${p.tenantId} and p.id = w.id limit 1) p
    ${itsCampaign}`,
)
export const readLeft = (tx: Tx, tenantId: string, of: { ids: string[]; email: string | null }) =>
  leftOf(tx, { tenantId, ...of })

const byCodes = prepared<
  InTenant & { codes: string[]; email: string | null },
  CandidateRow & Left & { code: string; active: boolean }
>(
  (p) => sql`
    select k.code, ${candidate}, p.active, ${left(sql`${p.email}::text`, sql`k.code`)}
    from unnest(${p.codes}::text[]) as w (code)
    cross join lateral (
      select k.* from promotion_codes k where k.tenant_id = ${p.tenantId} and k.code = w.code limit 1) k
    cross join lateral (
      select p.* from promotions p where p.tenant_id = ${p.tenantId} and p.id = k.promotion_id limit 1) p
    ${itsCampaign}`,
)
export const findByCodes = (tx: Tx, tenantId: string, of: { codes: string[]; email: string | null }) =>
  byCodes(tx, { tenantId, ...of })
