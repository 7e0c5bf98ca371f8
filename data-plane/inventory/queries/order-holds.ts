import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Hold } from '../rules.ts'

type Changed = { tenantId: string; orderId: string; rows: string }
const putAll = prepared<Changed>(
  (p) => sql`
    insert into stock_reservations (tenant_id, holder_id, holder, level_id, quantity)
    select ${p.tenantId}, ${p.orderId}, 'order', level_id, quantity
    from jsonb_to_recordset(${p.rows}::jsonb) as r (level_id uuid, quantity bigint)
    on conflict (tenant_id, holder_id, level_id) do update set quantity = excluded.quantity`,
)
const deleteAmong = prepared<Omit<Changed, 'rows'> & { levelIds: readonly string[] }>(
  (p) => sql`
    delete from stock_reservations
    where tenant_id = ${p.tenantId} and holder_id = ${p.orderId} and level_id = any(${p.levelIds}::uuid[])`,
)
/** Makes an order hold these quantities of these levels, 0 for none. */
export async function putOrderHolds(
  tx: Tx,
  tenantId: string,
  orderId: string,
  holds: readonly Hold[],
): Promise<void> {
  const kept = holds.filter(({ quantity }) => quantity > 0)
  const gone = holds.filter(({ quantity }) => quantity === 0).map(({ level_id }) => level_id)
  await Promise.all([
    gone.length > 0 && deleteAmong(tx, { tenantId, orderId, levelIds: gone }),
    kept.length > 0 && putAll(tx, { tenantId, orderId, rows: JSON.stringify(kept) }),
  ])
}
