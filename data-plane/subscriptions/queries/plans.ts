import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Dunning } from '../rules/states.ts'
import type { StorePlans, SubscriptionPlan } from '../schema/plans.ts'

type In<P = object> = P & { tenantId: string }

const terms = sql`s.id, s.name, s.interval, s.interval_count, s.trial_days, s.cycles, s.discount, s.markets`
const fields = sql`${terms},
  array(select p.product_id from subscription_plan_products p
    where p.tenant_id = s.tenant_id and p.plan_id = s.id order by 1) as product_ids,
  array(select v.variant_id from subscription_plan_variants v
    where v.tenant_id = s.tenant_id and v.plan_id = s.id order by 1) as variant_ids,
  ${utc('s.archived_at')} as archived_at, ${utc('s.created_at')} as created_at, ${utc('s.updated_at')} as updated_at`

const insertOne = prepared<In<{ plan: string }>>(
  (p) => sql`
    insert into subscription_plans (tenant_id, id, name, interval, interval_count, trial_days, cycles, discount, markets,
      archived_at, created_at, updated_at)
    select ${p.tenantId}, s.* from jsonb_to_record(${p.plan}::jsonb) as s (id uuid, name text, interval text,
      interval_count integer, trial_days integer, cycles integer, discount jsonb, markets text[], archived_at timestamptz,
      created_at timestamptz, updated_at timestamptz)
    on conflict (tenant_id, id) do update set name = excluded.name, interval = excluded.interval,
      interval_count = excluded.interval_count, trial_days = excluded.trial_days, cycles = excluded.cycles,
      discount = excluded.discount, markets = excluded.markets, archived_at = excluded.archived_at,
      updated_at = excluded.updated_at`,
)
type Applying = In<{ planId: string; ids: readonly string[] }>
const leaveProducts = prepared<Applying>(
  (p) => sql`
    delete from subscription_plan_products where tenant_id = ${p.tenantId} and plan_id = ${p.planId}
      and not product_id = any(${p.ids}::uuid[])`,
)
const addProducts = prepared<Applying>(
  (p) => sql`
    insert into subscription_plan_products (tenant_id, plan_id, product_id)
    select ${p.tenantId}, ${p.planId}, unnest(${p.ids}::uuid[]) on conflict do nothing`,
)
const leaveVariants = prepared<Applying>(
  (p) => sql`
    delete from subscription_plan_variants where tenant_id = ${p.tenantId} and plan_id = ${p.planId}
      and not variant_id = any(${p.ids}::uuid[])`,
)
const addVariants = prepared<Applying>(
  (p) => sql`
    insert into subscription_plan_variants (tenant_id, plan_id, variant_id)
    select ${p.tenantId}, ${p.planId}, unnest(${p.ids}::uuid[]) on conflict do nothing`,
)
/** Stores a plan, new or changed, with what it applies to. */
export const putPlan = (tx: Tx, tenantId: string, plan: SubscriptionPlan) => {
  const products = { tenantId, planId: plan.id, ids: plan.product_ids }
  const variants = { tenantId, planId: plan.id, ids: plan.variant_ids }
  return Promise.all([
    insertOne(tx, { tenantId, plan: JSON.stringify(plan) }),
    leaveProducts(tx, products),
    addProducts(tx, products),
    leaveVariants(tx, variants),
    addVariants(tx, variants),
  ])
}

const byId = (locking: SQL) =>
  prepared<In<{ id: string }>, SubscriptionPlan>(
    (p) => sql`
      select ${fields} from subscription_plans s where s.tenant_id = ${p.tenantId} and s.id = ${p.id} ${locking}`,
  )
const readOne = byId(sql``)
const lockOne = byId(sql`for update of s`)
export const findPlan = async (tx: Tx, tenantId: string, id: string): Promise<SubscriptionPlan | undefined> =>
  (await readOne(tx, { tenantId, id }))[0]
/** The same, locked against other writers. */
export const lockPlan = async (tx: Tx, tenantId: string, id: string): Promise<SubscriptionPlan | undefined> =>
  (await lockOne(tx, { tenantId, id }))[0]

const page = (after: SQL) =>
  prepared<In<{ limit: number; before?: string }>, SubscriptionPlan>(
    (p) => sql`
      select ${fields} from subscription_plans s where s.tenant_id = ${p.tenantId} ${after}
      order by s.id desc limit ${p.limit}`,
  )
const firstPage = page(sql``)
const laterPage = page(sql`and s.id < ${sql.placeholder('before')}`)
/** Newest first; `before` is the id of the last one already seen. */
export const listPlans = (
  tx: Tx,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<SubscriptionPlan[]> =>
  before === undefined ? firstPage(tx, { tenantId, limit }) : laterPage(tx, { tenantId, limit, before })

const offered = prepared<In<{ productId: string }>, StorePlans['data'][number]>(
  (p) => sql`
    select ${terms}, case when a.whole then null else a.variant_ids end as variant_ids
    from (select plan_id, bool_or(whole) as whole, array_agg(variant_id) as variant_ids from (
        select plan_id, true as whole, null::uuid as variant_id from subscription_plan_products
        where tenant_id = ${p.tenantId} and product_id = ${p.productId}
        union all
        select m.plan_id, false, v.id from variants v
        join subscription_plan_variants m on m.tenant_id = v.tenant_id and m.variant_id = v.id
        where v.tenant_id = ${p.tenantId} and v.product_id = ${p.productId}) x group by plan_id) a
    join subscription_plans s on s.tenant_id = ${p.tenantId} and s.id = a.plan_id
    where s.archived_at is null order by s.id`,
)
/** Those that apply to a product or some of its variants, oldest first. */
export const plansOf = (tx: Tx, tenantId: string, productId: string) => offered(tx, { tenantId, productId })

type Known = { products: string[]; variants: string[] }
const among = prepared<In<{ products: readonly string[]; variants: readonly string[] }>, Known>(
  (p) => sql`
    select array(select id from products where tenant_id = ${p.tenantId} and id = any(${p.products}::uuid[])) as products,
      array(select id from variants where tenant_id = ${p.tenantId} and id = any(${p.variants}::uuid[])) as variants`,
)
/** Which of these there are. */
export const knownGoods = async (
  tx: Tx,
  tenantId: string,
  goods: { products: readonly string[]; variants: readonly string[] },
): Promise<Known> => (await among(tx, { tenantId, ...goods }))[0] as Known

const readSettingsOf = prepared<In, Dunning>(
  (p) => sql`select retry_days, final_action from subscription_settings where tenant_id = ${p.tenantId}`,
)
export const readSettings = async (tx: Tx, tenantId: string): Promise<Dunning | undefined> =>
  (await readSettingsOf(tx, { tenantId }))[0]

const putSettingsOf = prepared<In<Dunning & { at: string }>>(
  (p) => sql`
    insert into subscription_settings (tenant_id, retry_days, final_action, updated_at)
    values (${p.tenantId}, ${p.retry_days}::integer[], ${p.final_action}, ${p.at})
    on conflict (tenant_id) do update set retry_days = excluded.retry_days, final_action = excluded.final_action,
      updated_at = excluded.updated_at`,
)
export const putSettings = (tx: Tx, tenantId: string, settings: Dunning & { at: string }) =>
  putSettingsOf(tx, { tenantId, ...settings })
