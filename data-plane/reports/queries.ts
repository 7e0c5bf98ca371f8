import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { KeyRange } from './rules/calendar.ts'
import {
  type CartFacts,
  type Change,
  type Counted,
  FIGURES,
  type OrderFacts,
  type Sums,
} from './rules/counting.ts'

type Tenant = { tenantId: string }

/** As fine as it is stored, unlike what the API shows: a walk must not come back to where it was. */
const exact = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`)

const openOne = prepared<Tenant & { timeZone: string }>(
  (p) => sql`
    insert into report_states (tenant_id, time_zone) values (${p.tenantId}, ${p.timeZone}) on conflict do nothing`,
)
/** Begins to count a store by `timeZone`, unless it has begun. */
export const openState = (tx: Tx, tenantId: string, timeZone: string) => openOne(tx, { tenantId, timeZone })

const shareZone = prepared<Tenant, { time_zone: string }>(
  (p) => sql`select time_zone from report_states where tenant_id = ${p.tenantId} for share`,
)
/** The time zone by which all is counted, which stays until the transaction ends; `timeZone` if nothing was counted yet. */
export async function zoneForCounting(tx: Tx, tenantId: string, timeZone: string): Promise<string> {
  const [, [state]] = await Promise.all([openState(tx, tenantId, timeZone), shareZone(tx, { tenantId })])
  return state?.time_zone ?? timeZone
}

const readZone = prepared<Tenant, { time_zone: string }>(
  (p) => sql`select time_zone from report_states where tenant_id = ${p.tenantId}`,
)
export const zoneOf = async (tx: Tx, tenantId: string): Promise<string | undefined> =>
  (await readZone(tx, { tenantId }))[0]?.time_zone

const beginAgain = prepared<Tenant & { timeZone: string }>(
  (p) => sql`
    insert into report_states (tenant_id, time_zone) values (${p.tenantId}, ${p.timeZone})
    on conflict (tenant_id) do update set time_zone = excluded.time_zone, order_changed_at = null, order_id = null,
      checkout_id = null`,
)
/** Has all be counted from the beginning, by `timeZone`. */
export const restart = (tx: Tx, tenantId: string, timeZone: string) => beginAgain(tx, { tenantId, timeZone })

export type State = {
  time_zone: string
  order_changed_at: string | null
  order_id: string | null
  checkout_id: string | null
}
const lockOne = prepared<Tenant, State>(
  (p) => sql`
    select time_zone, ${exact('order_changed_at')} as order_changed_at, order_id, checkout_id from report_states
    where tenant_id = ${p.tenantId} for update`,
)
export const lockState = async (tx: Tx, tenantId: string): Promise<State | undefined> =>
  (await lockOne(tx, { tenantId }))[0]

const moveOne = prepared<Tenant & Omit<State, 'time_zone'>>(
  (p) => sql`
    update report_states set order_changed_at = ${p.order_changed_at}, order_id = ${p.order_id}, checkout_id = ${p.checkout_id}
    where tenant_id = ${p.tenantId}`,
)
export const moveState = (tx: Tx, tenantId: string, to: Omit<State, 'time_zone'>) =>
  moveOne(tx, { tenantId, ...to })

type After = Tenant & { at: string; id: string; limit: number }
const changedAfter = prepared<After, { id: string; at: string }>(
  (p) => sql`
    select id, ${exact('updated_at')} as at from orders
    where tenant_id = ${p.tenantId} and (updated_at, id) > (${p.at}::timestamptz, ${p.id}::uuid)
    order by updated_at, id limit ${p.limit}`,
)
/** Orders in the order of their last changes. */
export const ordersChangedAfter = (tx: Tx, after: After) => changedAfter(tx, after)

const begunAfter = prepared<Tenant & { id: string; limit: number }, { id: string; cart_id: string | null }>(
  (p) => sql`
    select id, case when subscription_id is null then cart_id end as cart_id from checkouts
    where tenant_id = ${p.tenantId} and id > ${p.id}::uuid order by id limit ${p.limit}`,
)
/** Checkouts in the order of their ids; no cart for those that a subscription made. */
export const checkoutsAfter = (tx: Tx, after: Tenant & { id: string; limit: number }) => begunAfter(tx, after)

type Ids = Tenant & { ids: readonly string[] }
const openEntries = prepared<Ids>(
  (p) => sql`
    insert into report_entries (tenant_id, id) select ${p.tenantId}, id from unnest(${p.ids}::uuid[]) as id order by id
    on conflict do nothing`,
)
const lockAll = prepared<Ids, Counted & { id: string }>(
  (p) => sql`
    select id, time_zone, facts from report_entries where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])
    order by id for update`,
)
const readOrders = prepared<Ids, OrderFacts>(
  (p) => sql`
    select o.id, o.status, ${utc('o.placed_at')} as placed_at, o.currency, o.market_code as market, o.subtotal_amount as gross,
      o.discount_amount as discounts, o.shipping_amount as shipping, o.tax_amount as tax, o.total_amount as total,
      not exists (
        select from orders e where e.tenant_id = o.tenant_id and e.email_lower = o.email_lower
          and (e.placed_at, e.id) < (o.placed_at, o.id)) as is_first,
      (select coalesce(json_agg(json_build_array(l.product_id, l.quantity, l.net_amount) order by l.id), '[]')
        from order_line_items l where l.tenant_id = o.tenant_id and l.order_id = o.id) as lines,
      (select coalesce(json_agg(json_build_object('at', ${utc('r.created_at')}, 'amount', r.credited_amount,
          'tax', r.tax_amount, 'lines', (
            select coalesce(json_agg(json_build_array(l.product_id, i.quantity, i.amount - i.tax_amount) order by l.id), '[]')
            from refund_line_items i
            cross join lateral (
              select l.id, l.product_id from order_line_items l
              where l.tenant_id = i.tenant_id and l.id = i.line_item_id offset 0) l
            where i.tenant_id = r.tenant_id and i.refund_id = r.id)) order by r.id), '[]')
        from refunds r where r.tenant_id = o.tenant_id and r.order_id = o.id) as refunds
    from orders o where o.tenant_id = ${p.tenantId} and o.id = any(${p.ids}::uuid[])`,
)
const readCarts = prepared<Ids, CartFacts>(
  (p) => sql`
    select i.id, c.* from unnest(${p.ids}::uuid[]) as i (id) cross join lateral (
      select ${utc('min(c.created_at)')} as begun_at,
        (array_agg(c.currency order by c.created_at, c.id))[1] as currency,
        (array_agg(c.market_code order by c.created_at, c.id))[1] as market, bool_or(c.order_id is not null) as is_completed
      from checkouts c where c.tenant_id = ${p.tenantId} and c.cart_id = i.id and c.subscription_id is null
      having count(*) > 0) c`,
)
export type Subjects = { orders: readonly string[]; carts: readonly string[] }
/** Locks what is counted of some orders and carts, and then reads what they are now. */
export async function readSubjects(tx: Tx, tenantId: string, { orders, carts }: Subjects) {
  const ids = [...orders, ...carts]
  const [, entries, orderFacts, cartFacts] = await Promise.all([
    openEntries(tx, { tenantId, ids }),
    lockAll(tx, { tenantId, ids }),
    orders.length > 0 ? readOrders(tx, { tenantId, ids: orders }) : [],
    carts.length > 0 ? readCarts(tx, { tenantId, ids: carts }) : [],
  ])
  return { entries, orderFacts, cartFacts }
}

type Rows = Tenant & { rows: string }
const putEntries = prepared<Rows & { ids: readonly string[] }>(
  (p) => sql`
    update report_entries e set time_zone = n.time_zone, facts = n.facts
    from jsonb_to_recordset(${p.rows}::jsonb) as n (id uuid, time_zone text, facts jsonb)
    where e.tenant_id = ${p.tenantId} and e.id = any(${p.ids}::uuid[]) and e.id = n.id`,
)
const columns = sql.raw(FIGURES.join(', '))
// Rows are written in one order, so that no two transactions wait for each other.
const addToSums = prepared<Rows>(
  (p) => sql`
    insert into report_sums as s (tenant_id, unit, start, currency, market_code, ${columns})
    select ${p.tenantId}, unit, start, currency, market_code, ${columns}
    from jsonb_to_recordset(${p.rows}::jsonb) as d (unit text, start text, currency text, market_code text,
      ${sql.raw(FIGURES.map((figure) => `${figure} bigint`).join(', '))})
    order by unit, start, currency, market_code
    on conflict (tenant_id, unit, start, currency, market_code) do update set
      ${sql.raw(FIGURES.map((figure) => `${figure} = s.${figure} + excluded.${figure}`).join(', '))}`,
)
const addToProducts = prepared<Rows>(
  (p) => sql`
    insert into report_products as s (tenant_id, unit, start, currency, product_id, units, revenue)
    select ${p.tenantId}, unit, start, currency, product_id, units, revenue
    from jsonb_to_recordset(${p.rows}::jsonb) as d (unit text, start text, currency text, product_id uuid, units bigint,
      revenue bigint)
    order by unit, start, currency, product_id
    on conflict (tenant_id, unit, start, currency, product_id) do update set units = s.units + excluded.units,
      revenue = s.revenue + excluded.revenue`,
)
/** Adds a change to the sums, after the entries that it follows from. */
export async function writeChange(
  tx: Tx,
  tenantId: string,
  entries: readonly (Counted & { id: string })[],
  { sums, products }: Change,
): Promise<void> {
  const json = (rows: readonly unknown[]) => ({ tenantId, rows: JSON.stringify(rows) })
  await Promise.all([
    entries.length > 0 && putEntries(tx, { ...json(entries), ids: entries.map(({ id }) => id) }),
    sums.length > 0 && addToSums(tx, json(sums)),
    products.length > 0 && addToProducts(tx, json(products)),
  ])
}

/** Ranges of several parts of a report, each under its number. */
export type NumberedRange = KeyRange & { part: number }
type Reading = Tenant & { parts: number[]; units: string[]; froms: string[]; tos: string[] }
const inRanges = (p: { readonly [K in keyof Reading]: SQL }, table: SQL) => sql`
  unnest(${p.parts}::integer[], ${p.units}::text[], ${p.froms}::text[], ${p.tos}::text[]) as r (part, unit, first, last)
  cross join lateral (
    select * from ${table} s where s.tenant_id = ${p.tenantId} and s.unit = r.unit and s.start >= r.first collate "C"
      and s.start < r.last collate "C" offset 0) s`
const readingOf = (tenantId: string, ranges: readonly NumberedRange[]): Reading => ({
  tenantId,
  parts: ranges.map(({ part }) => part),
  units: ranges.map(({ unit }) => unit),
  froms: ranges.map(({ from }) => from),
  tos: ranges.map(({ to }) => to),
})

export type PartSums = Sums & { part: number; currency: string; market: string }
const summed = sql.raw(FIGURES.map((figure) => `sum(s.${figure})::bigint as ${figure}`).join(', '))
const sumUp = prepared<Reading, PartSums>(
  (p) => sql`
    select r.part, s.currency, s.market_code as market, ${summed} from ${inRanges(p, sql`report_sums`)}
    group by r.part, s.currency, s.market_code`,
)
/** What there is in each part's ranges, by currency and market. */
export const readSums = (tx: Tx, tenantId: string, ranges: readonly NumberedRange[]): Promise<PartSums[]> =>
  sumUp(tx, readingOf(tenantId, ranges))

export type ProductSums = {
  currency: string
  product_id: string
  title: string
  handle: string | null
  units: number
  revenue: number
  previous_units: number
  previous_revenue: number
}
const topOf = (by: 'revenue' | 'units') =>
  prepared<Reading & { limit: number }, ProductSums>(
    (p) => sql`
      select t.currency, t.product_id, t.units, t.revenue, t.previous_units, t.previous_revenue, product.handle,
        coalesce(product.title, line.title, '') as title
      from (
        select *, row_number() over (partition by currency order by ${sql.raw(by)} desc, product_id) as place
        from (
          select s.currency, s.product_id,
            coalesce(sum(s.units) filter (where r.part = 0), 0)::bigint as units,
            coalesce(sum(s.revenue) filter (where r.part = 0), 0)::bigint as revenue,
            coalesce(sum(s.units) filter (where r.part = 1), 0)::bigint as previous_units,
            coalesce(sum(s.revenue) filter (where r.part = 1), 0)::bigint as previous_revenue
          from ${inRanges(p, sql`report_products`)} group by 1, 2) s
        where units <> 0 or revenue <> 0) t
      left join lateral (
        select title, handle from products where tenant_id = ${p.tenantId} and id = t.product_id offset 0) product on true
      left join lateral (
        select title from order_line_items where tenant_id = ${p.tenantId} and product_id = t.product_id
        order by order_id desc limit 1) line on product.title is null
      where t.place <= ${p.limit}
      order by t.currency, t.place`,
  )
const top = { revenue: topOf('revenue'), units: topOf('units') }
/** The most sold products of part 0 in each currency, and what they sold in part 1. No handle: it was deleted. */
export const readTopProducts = (
  tx: Tx,
  tenantId: string,
  ranges: readonly NumberedRange[],
  { sort, limit }: { sort: 'revenue' | 'units'; limit: number },
): Promise<ProductSums[]> => top[sort](tx, { ...readingOf(tenantId, ranges), limit })
