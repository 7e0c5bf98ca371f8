import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Order } from '../orders/index.ts'
import type { CancelInput } from './schema.ts'

export type Cancellation = Omit<CancelInput, 'refund'>
/** Of an order, what decides whether it can be cancelled; the last three are null unless it was. */
export type OrderState = Pick<Order, 'status' | 'fulfillment_status'> & {
  [K in keyof Cancellation]: Cancellation[K] | null
}

type Key = { tenantId: string; id: string }
const lockOne = prepared<Key, OrderState>(
  (p) => sql`
    select status, fulfillment_status, cancel_reason as reason, cancel_note as note, restocked as restock from orders
    where tenant_id = ${p.tenantId} and id = ${p.id} for update`,
)
export const lockOrder = async (tx: Tx, tenantId: string, id: string): Promise<OrderState | undefined> =>
  (await lockOne(tx, { tenantId, id }))[0]

const cancelOne = prepared<Key & Cancellation & { at: string }>(
  (p) => sql`
    update orders set status = 'cancelled', cancelled_at = ${p.at}, cancel_reason = ${p.reason}, cancel_note = ${p.note},
      restocked = ${p.restock}, credited_amount = total_amount
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const markCancelled = (tx: Tx, tenantId: string, id: string, input: Cancellation & { at: string }) =>
  cancelOne(tx, { tenantId, id, ...input })
