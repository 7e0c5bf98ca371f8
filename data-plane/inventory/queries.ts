import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Level } from './rules.ts'

/** Arguments of json_build_object for a variant's stock, where `l` is its row of inventory_levels. */
export const levelFields = sql`'inventory_quantity', l.available, 'inventory_tracked', l.tracked, 'inventory_policy', l.policy`

/** Whether at least one unit can be sold now, where `l` is a variant's row of inventory_levels. */
export const isAvailable = sql`not l.tracked or l.policy = 'continue' or l.available > 0`

export type LevelChange = {
  variantId: string
  tracked: boolean
  policy: 'deny' | 'continue'
  available: number | undefined
}

const upsert = (available: SQL) =>
  prepared<{ tenantId: string; rows: string }>(
    (p) => sql`
    insert into inventory_levels as l (tenant_id, variant_id, tracked, policy, available)
    select ${p.tenantId}, "variantId", tracked, policy, coalesce(available, 0)
    from jsonb_to_recordset(${p.rows}::jsonb) as r ("variantId" uuid, tracked boolean, policy text, available integer)
    order by "variantId"
    on conflict (tenant_id, variant_id)
      do update set tracked = excluded.tracked, policy = excluded.policy, available = ${available}
    where (l.tracked, l.policy, l.available) is distinct from (excluded.tracked, excluded.policy, ${available})`,
  )
const setStock = upsert(sql`excluded.available`)
const keepStock = upsert(sql`l.available`)

/** Sets each variant's stock; where `available` is undefined the figure stays (0 for a new variant). */
export async function upsertLevels(tx: Tx, tenantId: string, levels: readonly LevelChange[]): Promise<void> {
  const set = levels.filter((level) => level.available !== undefined)
  const kept = levels.filter((level) => level.available === undefined)
  await Promise.all([
    set.length > 0 && setStock(tx, { tenantId, rows: JSON.stringify(set) }),
    kept.length > 0 && keepStock(tx, { tenantId, rows: JSON.stringify(kept) }),
  ])
}

const readAmong = prepared<{ tenantId: string; variantIds: readonly string[] }, Level>(
  (p) => sql`
    select variant_id, tracked, policy, available from inventory_levels
    where tenant_id = ${p.tenantId} and variant_id = any(${p.variantIds}::uuid[])`,
)
export const readLevels = (tx: Tx, tenantId: string, variantIds: readonly string[]): Promise<Level[]> =>
  readAmong(tx, { tenantId, variantIds })

/** A sub-select of the ids of variants. */
export type VariantSelect = SQL

/** Reads and locks levels, always in the same order, so that two orders cannot wait for each other. */
export const lockLevels = (tx: Tx, tenantId: string, variants: VariantSelect): Promise<Level[]> =>
  tx.execute<Level>(sql`
    select variant_id, tracked, policy, available from inventory_levels
    where tenant_id = ${tenantId} and variant_id = any(${variants})
    order by variant_id for update`)

// The ids are given once more for the index: by the join alone Postgres reads all levels of a store that it takes for small.
const subtract = prepared<{ tenantId: string; variantIds: string[]; quantities: number[] }>(
  (p) => sql`
    update inventory_levels l set available = available - t.quantity
    from unnest(${p.variantIds}::uuid[], ${p.quantities}::integer[]) as t (variant_id, quantity)
    where l.tenant_id = ${p.tenantId} and l.variant_id = any(${p.variantIds}::uuid[]) and l.variant_id = t.variant_id`,
)
export const subtractLevels = (
  tx: Tx,
  tenantId: string,
  takes: readonly { variantId: string; quantity: number }[],
) =>
  subtract(tx, {
    tenantId,
    variantIds: takes.map((take) => take.variantId),
    quantities: takes.map((take) => take.quantity),
  })

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
