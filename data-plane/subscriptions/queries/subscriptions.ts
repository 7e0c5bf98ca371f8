import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { AddressFields } from '../../addresses/index.ts'
import { type Buyer, buyerOf } from '../../customers/index.ts'
import type { Rhythm } from '../rules/dates.ts'
import { nextAction, type State } from '../rules/states.ts'

type In<P = object> = P & { tenantId: string }
type Key = In<{ id: string }>

export type Item = {
  variant_id: string
  product_id: string
  title: string
  variant_title: string
  quantity: number
  /** Minor units. */
  unit_amount: number
}

export type CycleRow = {
  cycle: number
  status: 'open' | 'ordered' | 'missed'
  period_start: string
  checkout_id: string | null
  order_id: string | null
  balance_amount: number
  attempts: number
  failure_code: string | null
  failure_message: string | null
  created_at: string
  updated_at: string
}

export type SubscriptionRow = State &
  Rhythm & {
    id: string
    customer_id: string
    plan_id: string
    email: string
    market_code: string
    currency: string
    items: Item[]
    shipping_address: AddressFields | null
    shipping_method: string | null
    payment_method: string
    saved_payment_method_id: string | null
    anchor_at: string
    step: number
    trial_ends_at: string | null
    period_start: string
    cycle: number
    balance_amount: number
    cancelled_at: string | null
    cancel_reason: string | null
    created_at: string
    updated_at: string
    open_cycle: CycleRow | null
  }

const times = [
  'anchor_at',
  'trial_ends_at',
  'period_start',
  'period_end',
  'cancelled_at',
  'paused_until',
  'retry_at',
  'created_at',
  'updated_at',
]
const cycleFields = sql`c.cycle, c.status, ${utc('c.period_start')} as period_start, c.checkout_id, c.order_id, c.balance_amount,
  c.attempts, c.failure_code, c.failure_message, ${utc('c.created_at')} as created_at, ${utc('c.updated_at')} as updated_at`
const fields = sql`s.id, s.customer_id, s.plan_id, s.status, s.email, s.interval, s.interval_count, s.market_code, s.currency,
  s.items, s.shipping_address, s.shipping_method, s.payment_method, s.saved_payment_method_id, s.step, s.cycle, s.cycles_left,
  s.balance_amount, s.cancel_at_period_end, s.cancel_reason,
  ${sql.join(
    times.map((name) => sql`${utc(`s.${name}`)} as ${sql.raw(name)}`),
    sql`, `,
  )},
  (select row_to_json(o) from (select ${cycleFields} from subscription_cycles c
    where c.tenant_id = s.tenant_id and c.subscription_id = s.id and c.cycle = s.cycle + 1 and c.status = 'open') o) as open_cycle`

const put = prepared<In<{ row: string }>>(
  (p) => sql`
    insert into subscriptions (tenant_id, id, customer_id, plan_id, status, email, interval, interval_count, market_code,
      currency, items, shipping_address, shipping_method, payment_method, saved_payment_method_id, anchor_at, step,
      trial_ends_at, period_start, period_end, cycle, cycles_left, balance_amount, cancel_at_period_end, cancelled_at,
      cancel_reason, paused_until, retry_at, next_action_at, created_at, updated_at)
    select ${p.tenantId}, id, customer_id, plan_id, status, email, interval, interval_count, market_code, currency, items,
      nullif(shipping_address, 'null'), shipping_method, payment_method, saved_payment_method_id, anchor_at, step,
      trial_ends_at, period_start, period_end, cycle, cycles_left, balance_amount, cancel_at_period_end, cancelled_at,
      cancel_reason, paused_until, retry_at, next_action_at, created_at, updated_at
    from jsonb_to_record(${p.row}::jsonb) as r (id uuid, customer_id uuid, plan_id uuid, status text, email text,
      interval text, interval_count integer, market_code text, currency text, items jsonb, shipping_address jsonb,
      shipping_method text, payment_method text, saved_payment_method_id uuid, anchor_at timestamptz, step integer,
      trial_ends_at timestamptz, period_start timestamptz, period_end timestamptz, cycle integer, cycles_left integer,
      balance_amount bigint, cancel_at_period_end boolean, cancelled_at timestamptz, cancel_reason text,
      paused_until timestamptz, retry_at timestamptz, next_action_at timestamptz, created_at timestamptz,
      updated_at timestamptz)
    on conflict (tenant_id, id) do update set plan_id = excluded.plan_id, status = excluded.status,
      interval = excluded.interval, interval_count = excluded.interval_count, items = excluded.items,
      shipping_address = excluded.shipping_address, shipping_method = excluded.shipping_method,
      payment_method = excluded.payment_method, saved_payment_method_id = excluded.saved_payment_method_id,
      anchor_at = excluded.anchor_at, step = excluded.step, trial_ends_at = excluded.trial_ends_at,
      period_start = excluded.period_start, period_end = excluded.period_end, cycle = excluded.cycle,
      cycles_left = excluded.cycles_left, balance_amount = excluded.balance_amount,
      cancel_at_period_end = excluded.cancel_at_period_end, cancelled_at = excluded.cancelled_at,
      cancel_reason = excluded.cancel_reason, paused_until = excluded.paused_until, retry_at = excluded.retry_at,
      next_action_at = excluded.next_action_at, updated_at = excluded.updated_at`,
)
/** Stores a subscription, new or changed, and when something is to be done with it. */
export const putSubscription = (tx: Tx, tenantId: string, { open_cycle: _, ...row }: SubscriptionRow) =>
  put(tx, { tenantId, row: JSON.stringify({ ...row, next_action_at: nextAction(row)?.at ?? null }) })

const readOne = prepared<Key, SubscriptionRow>(
  (p) => sql`select ${fields} from subscriptions s where s.tenant_id = ${p.tenantId} and s.id = ${p.id}`,
)
export const findSubscription = async (
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<SubscriptionRow | undefined> => (await readOne(tx, { tenantId, id }))[0]

const lockOne = prepared<Key>(
  (p) => sql`select from subscriptions where tenant_id = ${p.tenantId} and id = ${p.id} for update`,
)
/** The same, locked against all who renew or change it. */
export async function lockSubscription(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<SubscriptionRow | undefined> {
  // Read after the lock: its cycle may have been closed by whoever had it.
  const [, [row]] = await Promise.all([lockOne(tx, { tenantId, id }), readOne(tx, { tenantId, id })])
  return row
}

export type Filter = {
  limit: number
  before: string | undefined
  status: string | undefined
  customer_id: string | undefined
  subscription_plan_id: string | undefined
  order_id: string | undefined
}
/** Newest first. */
export function listSubscriptions(tx: Tx, tenantId: string, filter: Filter): Promise<SubscriptionRow[]> {
  const { limit, before, status, customer_id, subscription_plan_id, order_id } = filter
  const conditions = [
    sql`s.tenant_id = ${tenantId}`,
    ...(before === undefined ? [] : [sql`s.id < ${before}`]),
    ...(status === undefined ? [] : [sql`s.status = ${status}`]),
    ...(customer_id === undefined ? [] : [sql`s.customer_id = ${customer_id}`]),
    ...(subscription_plan_id === undefined ? [] : [sql`s.plan_id = ${subscription_plan_id}`]),
    ...(order_id === undefined
      ? []
      : [
          sql`s.id = any(array(select subscription_id from subscription_cycles
            where tenant_id = ${tenantId} and order_id = ${order_id}))`,
        ]),
  ]
  return tx.execute<SubscriptionRow>(sql`
    select ${fields} from subscriptions s where ${sql.join(conditions, sql` and `)} order by s.id desc limit ${limit}`)
}

const due = prepared<In<{ at: string; limit: number }>, { id: string }>(
  (p) => sql`
    select id from subscriptions where tenant_id = ${p.tenantId} and next_action_at <= ${p.at}
    order by next_action_at limit ${p.limit}`,
)
/** Those with which something is to be done by now, the longest due first. */
export const dueSubscriptions = async (
  tx: Tx,
  tenantId: string,
  at: string,
  limit: number,
): Promise<string[]> => (await due(tx, { tenantId, at, limit })).map(({ id }) => id)

const buyer = prepared<Key, { buyer: Buyer | null }>((p) => sql`select ${buyerOf(sql`${p.id}`)} as buyer`)
/** What prices depend on of a customer; null once there is none. */
export const findBuyer = async (tx: Tx, tenantId: string, id: string): Promise<Buyer | null> =>
  (await buyer(tx, { tenantId, id }))[0]?.buyer ?? null

export type Entry = {
  id: string
  kind: string
  actor_kind: string
  actor_id: string
  actor_label: string | null
  data: Record<string, unknown>
  at: string
}
const insertOfTimeline = prepared<In<{ subscriptionId: string; entry: string }>>(
  (p) => sql`
    insert into subscription_timeline (tenant_id, subscription_id, id, kind, actor_kind, actor_id, actor_label, data, at)
    select ${p.tenantId}, ${p.subscriptionId}, e.* from jsonb_to_record(${p.entry}::jsonb) as e (id uuid, kind text,
      actor_kind text, actor_id text, actor_label text, data jsonb, at timestamptz)`,
)
export const insertEntry = (tx: Tx, tenantId: string, subscriptionId: string, entry: Entry) =>
  insertOfTimeline(tx, { tenantId, subscriptionId, entry: JSON.stringify(entry) })

const timelinePage = (after: SQL) =>
  prepared<Key & { limit: number; before?: string }, Entry>(
    (p) => sql`
      select id, kind, actor_kind, actor_id, actor_label, data, ${utc('at')} as at from subscription_timeline
      where tenant_id = ${p.tenantId} and subscription_id = ${p.id} ${after} order by id desc limit ${p.limit}`,
  )
const firstEntries = timelinePage(sql``)
const laterEntries = timelinePage(sql`and id < ${sql.placeholder('before')}`)
/** Newest first. */
export const listEntries = (
  tx: Tx,
  tenantId: string,
  id: string,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<Entry[]> =>
  before === undefined
    ? firstEntries(tx, { tenantId, id, limit })
    : laterEntries(tx, { tenantId, id, limit, before })

const putOneCycle = prepared<Key & { cycle: string }>(
  (p) => sql`
    insert into subscription_cycles (tenant_id, subscription_id, cycle, status, period_start, checkout_id, order_id,
      balance_amount, attempts, failure_code, failure_message, created_at, updated_at)
    select ${p.tenantId}, ${p.id}, c.* from jsonb_to_record(${p.cycle}::jsonb) as c (cycle integer, status text,
      period_start timestamptz, checkout_id uuid, order_id uuid, balance_amount bigint, attempts integer,
      failure_code text, failure_message text, created_at timestamptz, updated_at timestamptz)
    on conflict (tenant_id, subscription_id, cycle) do update set status = excluded.status,
      checkout_id = excluded.checkout_id, order_id = excluded.order_id, balance_amount = excluded.balance_amount,
      attempts = excluded.attempts, failure_code = excluded.failure_code, failure_message = excluded.failure_message,
      updated_at = excluded.updated_at`,
)
/** Stores a cycle, new or changed. */
export const putCycle = (tx: Tx, tenantId: string, id: string, cycle: CycleRow) =>
  putOneCycle(tx, { tenantId, id, cycle: JSON.stringify(cycle) })

const cyclePage = prepared<Key & { limit: number; before: number }, CycleRow>(
  (p) => sql`
    select ${cycleFields} from subscription_cycles c
    where c.tenant_id = ${p.tenantId} and c.subscription_id = ${p.id} and c.cycle < ${p.before}
    order by c.cycle desc limit ${p.limit}`,
)
/** Newest first. */
export const listCycles = (
  tx: Tx,
  tenantId: string,
  id: string,
  { limit, before }: { limit: number; before: number },
) => cyclePage(tx, { tenantId, id, limit, before })
