import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import { variantOf } from './levels.ts'

export type LowLevel = { variant_id: string; sku: string | null; location_id: string; available: number }

const readLow = prepared<{ tenantId: string; limit: number }, LowLevel>(
  (p) => sql`
    select t.variant_id, v.sku, t.location_id, t.available from inventory_levels t ${variantOf}
    where t.tenant_id = ${p.tenantId} and t.low order by t.id desc limit ${p.limit}`,
)
const countAll = prepared<{ tenantId: string }, { total: number }>(
  (p) => sql`select count(*)::integer as total from inventory_levels where tenant_id = ${p.tenantId} and low`,
)
/** The newest of what is low, at most `limit`, and how many there are in all. */
export async function readLowLevels(
  tx: Tx,
  tenantId: string,
  limit: number,
): Promise<{ total: number; levels: LowLevel[] }> {
  const [levels, [all]] = await Promise.all([readLow(tx, { tenantId, limit }), countAll(tx, { tenantId })])
  return { total: all?.total ?? 0, levels }
}
