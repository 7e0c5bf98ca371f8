import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { MarketSettings } from './rules.ts'
import type { Market } from './schema.ts'

type InTenant = { tenantId: string }

/** The columns of a market's settings with their types, in the order in which they are written. */
const SETTINGS = {
  name: 'text',
  status: 'text',
  countries: 'text[]',
  currency: 'text',
  currencies: 'text[]',
  locale: 'text',
  locales: 'text[]',
  prices_include_tax: 'boolean',
  tax_rounding: 'text',
  rate_rounding: 'text',
  rounding: 'text',
  tax_basis: 'text',
  shipping_tax: 'text',
  percent_rounding: 'text',
  percent_rounds: 'text',
  total_rounding: 'integer',
  tax_origin: 'jsonb',
  payment_methods: 'text[]',
  cash_on_delivery_limits: 'jsonb',
  shipping_methods: 'jsonb',
  business_hours: 'jsonb',
} as const satisfies Record<keyof MarketSettings, string>
const names = Object.keys(SETTINGS)
const types = Object.entries(SETTINGS).map(([name, type]) => `${name} ${type}`)
const raw = (parts: readonly string[]) => sql.raw(parts.join(', '))

const marketsWhere = (condition: SQL) => sql`
  select m.id, m.code, m.code = s.default_market as is_default, ${raw(names.map((name) => `m.${name}`))},
    ${utc('m.updated_at')} as updated_at
  from markets m join stores s on s.tenant_id = m.tenant_id
  where m.tenant_id = ${sql.placeholder('tenantId')} and ${condition}`

const all = prepared<InTenant, Market>(() => marketsWhere(sql`true order by m.code`))
/** By code. */
export const listMarkets = (tx: Tx, tenantId: string) => all(tx, { tenantId })

const firstPage = prepared<InTenant & { limit: number }, Market>((p) =>
  marketsWhere(sql`true order by m.id desc limit ${p.limit}`),
)
const laterPage = prepared<InTenant & { limit: number; before: string }, Market>((p) =>
  marketsWhere(sql`m.id < ${p.before} order by m.id desc limit ${p.limit}`),
)
/** Newest first; `before` is the id of the last market already seen. */
export const pageOfMarkets = (
  tx: Tx,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
) => (before === undefined ? firstPage(tx, { tenantId, limit }) : laterPage(tx, { tenantId, limit, before }))

export type MarketKey = { id: string } | { code: string }

const byId = prepared<InTenant & { id: string }, Market>((p) => marketsWhere(sql`m.id = ${p.id}`))
const byCode = prepared<InTenant & { code: string }, Market>((p) => marketsWhere(sql`m.code = ${p.code}`))
export const findMarket = async (tx: Tx, tenantId: string, key: MarketKey): Promise<Market | undefined> =>
  (await ('id' in key ? byId(tx, { tenantId, ...key }) : byCode(tx, { tenantId, ...key })))[0]

const lockById = prepared<InTenant & { id: string }, Market>((p) =>
  marketsWhere(sql`m.id = ${p.id} for update of m`),
)
const lockByCode = prepared<InTenant & { code: string }, Market>((p) =>
  marketsWhere(sql`m.code = ${p.code} for update of m`),
)
/** The same, locked against other writers. */
export const lockMarket = async (tx: Tx, tenantId: string, key: MarketKey): Promise<Market | undefined> =>
  (await ('id' in key ? lockById(tx, { tenantId, ...key }) : lockByCode(tx, { tenantId, ...key })))[0]

const count = prepared<InTenant, { count: number }>(
  (p) => sql`select count(*)::integer as count from markets where tenant_id = ${p.tenantId}`,
)
export const countMarkets = async (tx: Tx, tenantId: string): Promise<number> =>
  (await count(tx, { tenantId }))[0]?.count ?? 0

const insert = prepared<InTenant & { rows: string; at: string }>(
  (p) => sql`
    insert into markets (tenant_id, id, code, ${raw(names)}, updated_at)
    select ${p.tenantId}, id, code, ${raw(names)}, ${p.at}::timestamptz
    from jsonb_to_recordset(${p.rows}::jsonb) as m (id uuid, code text, ${raw(types)})`,
)
export type NewMarket = MarketSettings & { id: string; code: string }
export const insertMarkets = (
  tx: Tx,
  tenantId: string,
  { markets, at }: { markets: readonly NewMarket[]; at: string },
) => insert(tx, { tenantId, rows: JSON.stringify(markets), at })

const update = prepared<InTenant & { id: string; settings: string; at: string }>(
  (p) => sql`
    update markets m set ${raw(names.map((name) => `${name} = r.${name}`))}, updated_at = ${p.at}
    from jsonb_to_record(${p.settings}::jsonb) as r (${raw(types)})
    where m.tenant_id = ${p.tenantId} and m.id = ${p.id}`,
)
export const updateMarket = (
  tx: Tx,
  tenantId: string,
  id: string,
  { settings, at }: { settings: MarketSettings; at: string },
) => update(tx, { tenantId, id, settings: JSON.stringify(settings), at })

const deleteOne = prepared<InTenant & { id: string }>(
  (p) => sql`delete from markets where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const deleteMarket = (tx: Tx, tenantId: string, id: string) => deleteOne(tx, { tenantId, id })

// A range and an order, because of a plan for any market Postgres takes every index of orders to be as good.
const ordered = prepared<InTenant & { code: string }, { market_code: string }>(
  (p) => sql`
    select market_code from orders where tenant_id = ${p.tenantId} and market_code between ${p.code} and ${p.code}
    order by market_code limit 1`,
)
/** Whether an order was placed in a market. */
export const hasOrders = async (tx: Tx, tenantId: string, code: string): Promise<boolean> =>
  (await ordered(tx, { tenantId, code })).length > 0
