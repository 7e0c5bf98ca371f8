// What leaves its shelf for an order, and what comes back to it.
import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'

export type HeldAt = { variant_id: string; location_id: string; quantity: number }

const readHeld = prepared<{ tenantId: string; orderId: string }, HeldAt>(
  (p) => sql`
    select h.variant_id, h.location_id, r.quantity
    from stock_reservations r
    cross join lateral (
      select l.variant_id, l.location_id from inventory_levels l
      where l.tenant_id = r.tenant_id and l.id = r.level_id offset 0) h
    where r.tenant_id = ${p.tenantId} and r.holder_id = ${p.orderId} order by r.level_id`,
)
export const readHeldAt = (tx: Tx, tenantId: string, orderId: string): Promise<HeldAt[]> =>
  readHeld(tx, { tenantId, orderId })

type Change = { tenantId: string; orderId: string; levelId: string; quantity: number }
const deleteOne = prepared<Change>(
  (p) => sql`
    delete from stock_reservations where tenant_id = ${p.tenantId} and holder_id = ${p.orderId}
      and level_id = ${p.levelId} and quantity = ${p.quantity}`,
)
const lower = prepared<Change>(
  (p) => sql`
    update stock_reservations set quantity = quantity - ${p.quantity} where tenant_id = ${p.tenantId}
      and holder_id = ${p.orderId} and level_id = ${p.levelId} and quantity > ${p.quantity}`,
)
const raise = prepared<Change>(
  (p) => sql`
    insert into stock_reservations as r (tenant_id, holder_id, holder, level_id, quantity)
    values (${p.tenantId}, ${p.orderId}, 'order', ${p.levelId}, ${p.quantity})
    on conflict (tenant_id, holder_id, level_id) do update set quantity = r.quantity + excluded.quantity`,
)
/** Makes an order hold less of a level, or nothing. The level must be locked. */
export const lowerHold = (tx: Tx, change: Change) => Promise.all([deleteOne(tx, change), lower(tx, change)])
/** Makes an order hold more of a level, which must be locked. */
export const raiseHold = (tx: Tx, change: Change) => raise(tx, change)
