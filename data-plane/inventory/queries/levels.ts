// What there is of each variant at each location.
import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Level } from '../rules.ts'
import type { StockLevel } from '../schema.ts'
import { listing } from './listing.ts'

const tenant = sql.placeholder('tenantId')
/** The location where the catalog's quantities lie. */
const defaultLocation = sql`(select k.id from locations k where k.tenant_id = ${tenant} and k.is_default)`
const sellingLocations = sql`array(select k.id from locations k
  where k.tenant_id = ${tenant} and k.status = 'active' and k.fulfils_online)`

// By tenant and location Postgres expects a single row where it finds a store's whole stock. So that it goes by the variant,
// locations are compared in ways that no index knows: `is true`, and a filter.
const atDefault = (level: SQL) => sql`(${level}.location_id = ${defaultLocation}) is true`

// For the queries of the catalog, which have `variants v` and a value `tenantId`.
/** Joins the level `l` at the default location. */
export const defaultLevelJoin = sql`
  join inventory_levels l on l.tenant_id = v.tenant_id and l.variant_id = v.id and ${atDefault(sql`l`)}`
/** Arguments of json_build_object for a variant's stock, with `defaultLevelJoin`. */
export const levelFields = sql`'inventory_quantity', l.available, 'inventory_tracked', l.tracked, 'inventory_policy', l.policy`
/** Whether at least one unit can be sold now. */
export const isAvailable = sql`(
  select coalesce(bool_or(l.floor is null or l.available > l.floor) filter (where l.location_id = any (${sellingLocations})), false)
  from inventory_levels l where l.tenant_id = v.tenant_id and l.variant_id = v.id)`

const columns = sql`l.id, l.variant_id, l.location_id, l.tracked, l.on_hand, l.available, l.floor, l.low_at`

const readAmong = prepared<{ tenantId: string; variantIds: readonly string[] }, Level>(
  (p) => sql`
    select ${columns} from inventory_levels l
    where l.tenant_id = ${p.tenantId} and l.variant_id = any(${p.variantIds}::uuid[])`,
)
const readOf = prepared<{ tenantId: string; variantId: string }, Level>(
  (p) => sql`
    select ${columns} from inventory_levels l where l.tenant_id = ${p.tenantId} and l.variant_id = ${p.variantId}`,
)
export const readLevels = (tx: Tx, tenantId: string, variantIds: readonly string[]): Promise<Level[]> => {
  const [variantId, ...others] = variantIds
  // A list is planned anew each time, which takes longer than to read one.
  return variantId !== undefined && others.length === 0
    ? readOf(tx, { tenantId, variantId })
    : readAmong(tx, { tenantId, variantIds })
}

/** A sub-select of the ids of variants. */
export type VariantSelect = SQL

// Levels are locked in the order of their ids, as all balances are.
export const lockLevels = (tx: Tx, tenantId: string, variants: VariantSelect): Promise<Level[]> =>
  tx.execute<Level>(sql`
    select ${columns} from inventory_levels l
    where l.tenant_id = ${tenantId} and l.variant_id = any(array(${variants})) order by l.id for update`)

const lockAmong = prepared<{ tenantId: string; variantIds: readonly string[] }, Level>(
  (p) => sql`
    select ${columns} from inventory_levels l
    where l.tenant_id = ${p.tenantId} and l.variant_id = any(${p.variantIds}::uuid[]) order by l.id for update`,
)
export const lockLevelsOf = (tx: Tx, tenantId: string, variantIds: readonly string[]): Promise<Level[]> =>
  lockAmong(tx, { tenantId, variantIds })

export type LevelChange = {
  variantId: string
  /** Whether the variant is new, so that nobody else can know it yet. */
  isNew: boolean
  tracked: boolean
  policy: 'deny' | 'continue'
  available: number | undefined
}

/** What a level may fall to at the default location; only there stock is sold beyond what there is. */
const floorBy = (tracked: SQL, policy: SQL, threshold: SQL) =>
  sql`case when ${tracked} then coalesce(${threshold}, case ${policy} when 'deny' then 0 end) end`

type Upsert = { tenantId: string; rows: string; actor: string; at: string }
const upsert = (available: SQL) =>
  prepared<Upsert, { variant_id: string }>(
    (p) => sql`
    with changed as (
      insert into inventory_levels as l (tenant_id, variant_id, location_id, tracked, policy, on_hand, available, floor, low_at)
      select ${p.tenantId}, "variantId", ${defaultLocation}, tracked, policy, coalesce(available, 0), coalesce(available, 0),
        ${floorBy(sql`tracked`, sql`policy`, sql`null`)},
        (select s.low_stock_threshold from stores s where s.tenant_id = ${p.tenantId})
      from jsonb_to_recordset(${p.rows}::jsonb) as r ("variantId" uuid, tracked boolean, policy text, available bigint)
      order by "variantId"
      on conflict (tenant_id, variant_id, location_id)
        do update set tracked = excluded.tracked, policy = excluded.policy, available = ${available},
          on_hand = l.on_hand + ${available} - l.available,
          floor = ${floorBy(sql`excluded.tracked`, sql`excluded.policy`, sql`l.backorder_threshold`)}
      where (l.tracked, l.policy, l.available) is distinct from (excluded.tracked, excluded.policy, ${available})
      returning new.variant_id, new.location_id, new.available, new.floor, old.available as before
    ), told as (
      insert into stock_movements (tenant_id, variant_id, location_id, kind, on_hand, available, reason, actor, at)
      select ${p.tenantId}, variant_id, location_id, 'adjusted', available - coalesce(before, 0),
        available - coalesce(before, 0), 'Catalog', ${p.actor}, ${p.at}
      from changed where available <> coalesce(before, 0)
    )
    select variant_id from changed where before is null and available < floor limit 1`,
  )
const setStock = upsert(sql`excluded.available`)
const keepStock = upsert(sql`l.available`)

const alignOthers = prepared<{ tenantId: string; rows: string; variantIds: readonly string[] }>(
  (p) => sql`
    update inventory_levels l
    set tracked = r.tracked, policy = r.policy, floor = case when r.tracked then 0 end
    from jsonb_to_recordset(${p.rows}::jsonb) as r ("variantId" uuid, tracked boolean, policy text)
    where l.tenant_id = ${p.tenantId} and l.variant_id = any(${p.variantIds}::uuid[]) and l.variant_id = r."variantId"
      and l.location_id <> ${defaultLocation} and (l.tracked, l.policy) is distinct from (r.tracked, r.policy)`,
)

/**
 * Sets each variant's stock at the default location, with its movement; where `available` is undefined the figure stays
 * (0 for a new variant). Gives a new variant that would begin below its floor, if there is one. Levels that exist must be locked.
 */
export async function upsertLevels(
  tx: Tx,
  tenantId: string,
  levels: readonly LevelChange[],
  by: { actor: string; at: string },
): Promise<string | undefined> {
  const set = levels.filter((level) => level.available !== undefined)
  const kept = levels.filter((level) => level.available === undefined)
  const changed = levels.filter((level) => !level.isNew)
  const variantIds = changed.map((level) => level.variantId)
  const put = async (statement: typeof setStock, rows: readonly LevelChange[]) =>
    rows.length === 0 ? [] : statement(tx, { tenantId, rows: JSON.stringify(rows), ...by })
  const [tooLow] = await Promise.all([
    put(setStock, set),
    put(keepStock, kept),
    changed.length > 0 && alignOthers(tx, { tenantId, rows: JSON.stringify(changed), variantIds }),
  ])
  return tooLow[0]?.variant_id
}

export type Place = { variant_id: string; location_id: string }

const insertMissing = prepared<{ tenantId: string; rows: string; variantIds: readonly string[] }>(
  (p) => sql`
    insert into inventory_levels (tenant_id, variant_id, location_id, tracked, policy, on_hand, available, floor,
      backorder_threshold, low_stock_threshold, low_at)
    select d.tenant_id, d.variant_id, k.id, d.tracked, d.policy, 0, 0, case when d.tracked then 0 end, d.backorder_threshold,
      d.low_stock_threshold, d.low_at
    from inventory_levels d
    join jsonb_to_recordset(${p.rows}::jsonb) as r (variant_id uuid, location_id uuid) on r.variant_id = d.variant_id
    join locations k on k.tenant_id = ${p.tenantId} and k.id = r.location_id
    where d.tenant_id = ${p.tenantId} and d.variant_id = any(${p.variantIds}::uuid[]) and ${atDefault(sql`d`)}
    on conflict (tenant_id, variant_id, location_id) do nothing`,
)
/** Makes levels of nothing where a variant never lay. The other levels of the variants must be locked. */
export const insertMissingLevels = (tx: Tx, tenantId: string, places: readonly Place[]) =>
  insertMissing(tx, {
    tenantId,
    rows: JSON.stringify(places),
    variantIds: places.map((place) => place.variant_id),
  })

export type LevelDelta = { id: string; onHand: number; available: number }
const addDeltas = prepared<{ tenantId: string; ids: string[]; onHand: number[]; available: number[] }>(
  (p) => sql`
    update inventory_levels l set on_hand = l.on_hand + c.on_hand, available = l.available + c.available
    from unnest(${p.ids}::uuid[], ${p.onHand}::bigint[], ${p.available}::bigint[]) as c (id, on_hand, available)
    where l.tenant_id = ${p.tenantId} and l.id = any(${p.ids}::uuid[]) and l.id = c.id`,
)
/** Changes what is on hand and what is available; each level may appear once. */
export const changeLevels = (tx: Tx, tenantId: string, deltas: readonly LevelDelta[]) =>
  addDeltas(tx, {
    tenantId,
    ids: deltas.map(({ id }) => id),
    onHand: deltas.map(({ onHand }) => onHand),
    available: deltas.map(({ available }) => available),
  })

export type ItemPatch = {
  tracked?: boolean | undefined
  policy?: 'deny' | 'continue' | undefined
  backorder_threshold?: number | null | undefined
  low_stock_threshold?: number | null | undefined
}
/** Changes a variant's settings at all its locations. Gives the levels as they are then. */
export async function updateItem(
  tx: Tx,
  tenantId: string,
  variantId: string,
  patch: ItemPatch,
): Promise<Level[]> {
  const next = (name: keyof ItemPatch, type: SQL) =>
    patch[name] === undefined ? sql`l.${sql.identifier(name)}` : sql`${patch[name]}::${type}`
  const tracked = next('tracked', sql`boolean`)
  const policy = next('policy', sql`text`)
  const threshold = next('backorder_threshold', sql`bigint`)
  const low = next('low_stock_threshold', sql`bigint`)
  return tx.execute<Level>(sql`
    update inventory_levels l set tracked = ${tracked}, policy = ${policy}, backorder_threshold = ${threshold},
      floor = case when k.is_default then ${floorBy(tracked, policy, threshold)} else case when ${tracked} then 0 end end,
      low_stock_threshold = ${low}, low_at = coalesce(${low}, s.low_stock_threshold)
    from locations k, stores s
    where l.tenant_id = ${tenantId} and l.variant_id = ${variantId} and k.tenant_id = l.tenant_id and k.id = l.location_id
      and s.tenant_id = l.tenant_id returning ${columns}`)
}

const followStore = prepared<{ tenantId: string; after: string; limit: number }, { id: string }>(
  (p) => sql`
    with page as (
      select l.id from inventory_levels l where l.tenant_id = ${p.tenantId} and l.id > ${p.after}
      order by l.id limit ${p.limit} for update
    ), changed as (
      update inventory_levels l set low_at = s.low_stock_threshold from stores s
      where l.tenant_id = ${p.tenantId} and l.id = any (array(select id from page)) and s.tenant_id = ${p.tenantId}
        and l.low_stock_threshold is null and l.low_at <> s.low_stock_threshold)
    select id from page order by id desc limit 1`,
)
/** Gives the next levels the store's threshold, where they have none of their own. Undefined when there were no more. */
export const followStoreThreshold = async (
  tx: Tx,
  tenantId: string,
  after: string,
  limit: number,
): Promise<string | undefined> => (await followStore(tx, { tenantId, after, limit }))[0]?.id

type LevelFilter = {
  variant_id?: string | undefined
  location_id?: string | undefined
  sku?: string | undefined
  low?: string | undefined
}
/** The variant `v` of a level `t`, looked up row by row: a plain join for a store of average size would read all variants. */
export const variantOf = sql`
  cross join lateral (select v.product_id, v.sku from variants v where v.tenant_id = t.tenant_id and v.id = t.variant_id offset 0) v`
const levelTree = sql`
  select t.id, t.variant_id, v.product_id, v.sku, t.location_id, t.on_hand, t.available, t.on_hand - t.available as reserved,
    t.tracked, t.policy, t.backorder_threshold, t.low_stock_threshold, t.low
  from inventory_levels t ${variantOf}`
/** Newest first. */
export const listLevels = listing<StockLevel, LevelFilter>(levelTree, {
  variant_id: sql`t.variant_id = ${sql.placeholder('variant_id')}`,
  location_id: sql`t.location_id = ${sql.placeholder('location_id')}`,
  sku: sql`t.variant_id = (select s.id from variants s where s.tenant_id = ${tenant} and s.sku = ${sql.placeholder('sku')})`,
  low: sql`t.low`,
})

const readShown = prepared<{ tenantId: string; ids: readonly string[] }, StockLevel>(
  (p) =>
    sql`${levelTree} where t.tenant_id = ${p.tenantId} and t.id = any(${p.ids}::uuid[]) order by t.id desc`,
)
export const readStockLevels = (tx: Tx, tenantId: string, ids: readonly string[]) =>
  readShown(tx, { tenantId, ids })

const readProducts = prepared<
  { tenantId: string; variantIds: readonly string[] },
  { variant_id: string; product_id: string; handle: string }
>(
  (p) => sql`
    select v.id as variant_id, p.id as product_id, p.handle
    from variants v join products p on p.tenant_id = v.tenant_id and p.id = v.product_id
    where v.tenant_id = ${p.tenantId} and v.id = any(${p.variantIds}::uuid[])`,
)
export const productsOf = (tx: Tx, tenantId: string, variantIds: readonly string[]) =>
  readProducts(tx, { tenantId, variantIds })
