import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { CurrencySettings } from './rules/currencies.ts'
import type { CurrencyInput, ExchangeRate } from './schema.ts'

type In<P> = P & { tenantId: string }

/** The columns of a CurrencySettings, of `currencySettingsFrom`. */
export const currencySettingsColumns = sql`s.default_market, b.currency as base_currency,
  (select json_agg(json_build_object('code', m.code, 'currency', m.currency) order by m.code)
    from markets m where m.tenant_id = s.tenant_id) as markets,
  (select coalesce(json_agg(json_build_object('code', c.code, 'status', c.status, 'conversion', c.conversion,
      'margin_basis_points', c.margin_basis_points, 'rounding_increment', c.rounding_increment,
      'price_ending', c.price_ending) order by c.code), '[]')
    from store_currencies c where c.tenant_id = s.tenant_id) as currencies`
export const currencySettingsFrom = sql`stores s
  join markets b on b.tenant_id = s.tenant_id and b.code = s.default_market
  where s.tenant_id = ${sql.placeholder('tenantId')}`

const readOne = prepared<In<object>, CurrencySettings>(
  () => sql`select ${currencySettingsColumns} from ${currencySettingsFrom}`,
)
export async function readSettings(tx: Tx, tenantId: string): Promise<CurrencySettings> {
  const [row] = await readOne(tx, { tenantId })
  if (row === undefined) throw new Error(`Tenant ${tenantId} has no store.`)
  return row
}

/** The latest first, among those of a pair: as its index has them, and no other. */
const latestOfPair = sql`r.valid_from desc nulls last, r.id desc`

// Those with an end are few, and are put in order after they were found: else Postgres looks for them through all others.
const currentAmong = prepared<In<{ pairs: readonly string[] }>, { pair: string; rate: string | null }>(
  (p) => sql`
    select w.pair, coalesce(
      (select (array_agg(r.rate order by r.valid_from desc, r.id desc))[1] from exchange_rates r
        where r.tenant_id = ${p.tenantId} and r.pair = w.pair and r.valid_until > now() and (r.valid_from <= now()) is true),
      (select r.rate from exchange_rates r
        where r.tenant_id = ${p.tenantId} and r.pair = w.pair and r.valid_until is null and r.valid_from <= now()
        order by ${latestOfPair} limit 1))::text as rate
    from unnest(${p.pairs}::text[]) as w (pair)`,
)
/** The rate that holds now for each pair that has one: one with an end as long as it is valid, else the latest of the others. */
export async function currentRates(
  tx: Tx,
  tenantId: string,
  pairs: readonly string[],
): Promise<Record<string, string>> {
  const rows = await currentAmong(tx, { tenantId, pairs })
  return Object.fromEntries(rows.flatMap(({ pair, rate }) => (rate === null ? [] : [[pair, rate]])))
}

const putOne = prepared<In<CurrencyInput & { code: string; at: string }>>(
  (p) => sql`
    insert into store_currencies (tenant_id, code, status, conversion, margin_basis_points, rounding_increment,
      price_ending, updated_at)
    values (${p.tenantId}, ${p.code}, ${p.status}, ${p.conversion}, ${p.margin_basis_points}, ${p.rounding_increment},
      ${p.price_ending}, ${p.at})
    on conflict (tenant_id, code) do update set status = excluded.status, conversion = excluded.conversion,
      margin_basis_points = excluded.margin_basis_points, rounding_increment = excluded.rounding_increment,
      price_ending = excluded.price_ending, updated_at = excluded.updated_at`,
)
export const putCurrency = (tx: Tx, tenantId: string, row: CurrencyInput & { code: string; at: string }) =>
  putOne(tx, { tenantId, ...row })

const deleteOne = prepared<In<{ code: string }>, { code: string }>(
  (p) =>
    sql`delete from store_currencies where tenant_id = ${p.tenantId} and code = ${p.code} returning code`,
)
/** Whether there was one. */
export const deleteCurrency = async (tx: Tx, tenantId: string, code: string): Promise<boolean> =>
  (await deleteOne(tx, { tenantId, code })).length > 0

export type RateRow = {
  id: string
  pair: string
  rate: string
  source: string
  confidence: number
  trend: ExchangeRate['trend']
  valid_from: string
  valid_until: string | null
  created_at: string
}

const insertMany = prepared<In<{ rows: string }>>(
  (p) => sql`
    insert into exchange_rates (tenant_id, id, pair, rate, source, confidence, trend, valid_from, valid_until, created_at)
    select ${p.tenantId}, r.* from jsonb_to_recordset(${p.rows}::jsonb) as r (id uuid, pair text, rate numeric,
      source text, confidence integer, trend text, valid_from timestamptz, valid_until timestamptz, created_at timestamptz)`,
)
/** Rates are texts in the JSON too, so that they stay exact. */
export const insertRates = (tx: Tx, tenantId: string, rows: readonly RateRow[]) =>
  insertMany(tx, { tenantId, rows: JSON.stringify(rows) })

const endOthers = prepared<In<{ pair: string; at: string }>>(
  (p) => sql`
    update exchange_rates set valid_until = ${p.at} where tenant_id = ${p.tenantId} and pair = ${p.pair}
      and valid_until > ${p.at} and valid_from < ${p.at}`,
)
/** Ends the rates of a pair that would hold beyond `at`, whatever else is added. */
export const endRates = (tx: Tx, tenantId: string, pair: string, at: string) =>
  endOthers(tx, { tenantId, pair, at })

const latestAmong = prepared<In<{ pairs: readonly string[] }>, { pair: string; rate: string }>(
  (p) => sql`
    select w.pair, r.rate::text as rate from unnest(${p.pairs}::text[]) as w (pair)
    cross join lateral (select rate from exchange_rates r where r.tenant_id = ${p.tenantId} and r.pair = w.pair
      and r.valid_from <= now() order by ${latestOfPair} limit 1) r`,
)
/** The rate of each pair that began last. */
export const latestRates = (tx: Tx, tenantId: string, pairs: readonly string[]) =>
  latestAmong(tx, { tenantId, pairs })

const FILTERS = {
  before: sql`(r.valid_from, r.id) < (select b.valid_from, b.id from exchange_rates b
    where b.tenant_id = ${sql.placeholder('tenantId')} and b.id = ${sql.placeholder('before')})`,
  pair: sql`r.pair = ${sql.placeholder('pair')}`,
  at: sql`r.valid_from <= ${sql.placeholder('at')} and (r.valid_until is null or r.valid_until > ${sql.placeholder('at')})`,
}
type Filter = keyof typeof FILTERS
export type RateListing = { limit: number } & { [F in Filter]?: string | undefined }

const listingOf = (filters: readonly Filter[]) =>
  prepared<In<RateListing>, RateRow>((p) => {
    const conditions = [sql`r.tenant_id = ${p.tenantId}`, ...filters.map((filter) => FILTERS[filter])]
    return sql`
      select r.id, r.pair, r.rate::text as rate, r.source, r.confidence, r.trend, ${utc('r.valid_from')} as valid_from,
        ${utc('r.valid_until')} as valid_until, ${utc('r.created_at')} as created_at
      from exchange_rates r where ${sql.join(conditions, sql` and `)}
      order by ${filters.includes('pair') ? latestOfPair : sql`r.valid_from desc, r.id desc`} limit ${p.limit}`
  })
const listings = new Map<string, ReturnType<typeof listingOf>>()

/** Those that began last first; `before` is the id of the last one already seen. */
export async function listRates(tx: Tx, tenantId: string, listing: RateListing): Promise<RateRow[]> {
  const filters = (Object.keys(FILTERS) as Filter[]).filter((filter) => listing[filter] !== undefined)
  const key = filters.join()
  const list = listings.get(key) ?? listingOf(filters)
  listings.set(key, list)
  return list(tx, { ...listing, tenantId })
}
