import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { TaxRegion } from './schema.ts'

type InTenant = { tenantId: string }

const regionsWhere = (condition: SQL) => sql`
  select id, country, province, country_region_id, name, rates, ${utc('created_at')} as created_at,
    ${utc('updated_at')} as updated_at
  from tax_regions where tenant_id = ${sql.placeholder('tenantId')} and ${condition}`

const all = prepared<InTenant, TaxRegion>(() => regionsWhere(sql`true`))
export const listRegions = (tx: Tx, tenantId: string) => all(tx, { tenantId })

const firstPage = prepared<InTenant & { limit: number }, TaxRegion>((p) =>
  regionsWhere(sql`true order by id desc limit ${p.limit}`),
)
const laterPage = prepared<InTenant & { limit: number; before: string }, TaxRegion>((p) =>
  regionsWhere(sql`id < ${p.before} order by id desc limit ${p.limit}`),
)
/** Newest first; `before` is the id of the last region already seen. */
export const pageOfRegions = (
  tx: Tx,
  tenantId: string,
  { limit, before }: { limit: number; before: string | undefined },
) => (before === undefined ? firstPage(tx, { tenantId, limit }) : laterPage(tx, { tenantId, limit, before }))

type ById = InTenant & { id: string }
const byId = prepared<ById, TaxRegion>((p) => regionsWhere(sql`id = ${p.id}`))
export const findRegion = async (tx: Tx, tenantId: string, id: string): Promise<TaxRegion | undefined> =>
  (await byId(tx, { tenantId, id }))[0]

const lockById = prepared<ById, TaxRegion>((p) => regionsWhere(sql`id = ${p.id} for update`))
export const lockRegion = async (tx: Tx, tenantId: string, id: string): Promise<TaxRegion | undefined> =>
  (await lockById(tx, { tenantId, id }))[0]

const lockByCountry = prepared<InTenant & { country: string }, TaxRegion>((p) =>
  regionsWhere(sql`country = ${p.country} and province = '' for update`),
)
/** The region of a whole country, locked so that it stays while something is put below it. */
export const lockCountry = async (
  tx: Tx,
  tenantId: string,
  country: string,
): Promise<TaxRegion | undefined> => (await lockByCountry(tx, { tenantId, country }))[0]

const count = prepared<InTenant, { count: number }>(
  (p) => sql`select count(*)::integer as count from tax_regions where tenant_id = ${p.tenantId}`,
)
export const countRegions = async (tx: Tx, tenantId: string): Promise<number> =>
  (await count(tx, { tenantId }))[0]?.count ?? 0

const toInsert = (onConflict: SQL) =>
  prepared<InTenant & { rows: string }, { id: string }>(
    (p) => sql`
      insert into tax_regions (tenant_id, id, country, province, country_region_id, name, rates, created_at, updated_at)
      select ${p.tenantId}, r.* from jsonb_to_recordset(${p.rows}::jsonb) as r (id uuid, country text, province text,
        country_region_id uuid, name text, rates jsonb, created_at timestamptz, updated_at timestamptz)
      ${onConflict} returning id`,
  )
const insert = toInsert(sql``)
const insertMissing = toInsert(sql`on conflict on constraint tax_regions_place_key do nothing`)

export const insertRegions = (tx: Tx, tenantId: string, regions: readonly TaxRegion[]) =>
  insert(tx, { tenantId, rows: JSON.stringify(regions) })

/** Adds the regions of places that have none. Gives the ids of those that were added. */
export async function addMissingRegions(
  tx: Tx,
  tenantId: string,
  regions: readonly TaxRegion[],
): Promise<Set<string>> {
  const rows = await insertMissing(tx, { tenantId, rows: JSON.stringify(regions) })
  return new Set(rows.map(({ id }) => id))
}

const update = prepared<ById & { name: string; rates: string; at: string }>(
  (p) => sql`
    update tax_regions set name = ${p.name}, rates = ${p.rates}::jsonb, updated_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const updateRegion = (tx: Tx, tenantId: string, { id, name, rates, updated_at: at }: TaxRegion) =>
  update(tx, { tenantId, id, name, rates: JSON.stringify(rates), at })

const deleteOne = prepared<ById, { country: string; province: string }>(
  (p) =>
    sql`delete from tax_regions where tenant_id = ${p.tenantId} and id = ${p.id} returning country, province`,
)
/** Deletes a region with those below it and tells where it was; undefined when there was none. */
export const deleteRegion = async (
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ country: string; province: string } | undefined> => (await deleteOne(tx, { tenantId, id }))[0]

const productsAmong = prepared<InTenant & { ids: readonly string[] }, { id: string }>(
  (p) => sql`select id from products where tenant_id = ${p.tenantId} and id = any(${p.ids}::uuid[])`,
)
/** Those of the ids that are products of the store. */
export async function existingProducts(
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await productsAmong(tx, { tenantId, ids })
  return new Set(rows.map(({ id }) => id))
}
