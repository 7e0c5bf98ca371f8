import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { AddressFields } from '../../addresses/index.ts'
import type { Sums } from '../rules.ts'
import type { Order } from '../schema.ts'

export type OrderState = {
  status: Order['status']
  currency: string
  email: string
  customer_id: string | null
} & Sums
const lockOne = prepared<{ tenantId: string; id: string }, OrderState>(
  (p) => sql`
    select status, currency, email, customer_id, total_amount as total, credited_amount as credited, authorized_amount as authorized,
      paid_amount as paid, refunded_amount as refunded
    from orders where tenant_id = ${p.tenantId} and id = ${p.id} for update`,
)
export const lockOrder = async (tx: Tx, tenantId: string, id: string): Promise<OrderState | undefined> =>
  (await lockOne(tx, { tenantId, id }))[0]

const addAmounts = prepared<
  { tenantId: string; id: string } & Record<'credited' | 'authorized' | 'paid' | 'refunded', number>
>(
  (p) => sql`
    update orders set credited_amount = credited_amount + ${p.credited},
      authorized_amount = authorized_amount + ${p.authorized}, paid_amount = paid_amount + ${p.paid},
      refunded_amount = refunded_amount + ${p.refunded}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** Adds to the sums of an order, or takes from them by negative amounts. */
export const addToSums = (tx: Tx, tenantId: string, id: string, change: Partial<Omit<Sums, 'total'>>) =>
  addAmounts(tx, { tenantId, id, credited: 0, authorized: 0, paid: 0, refunded: 0, ...change })

export type OrderDetails = Pick<Order, 'email' | 'tags' | 'metadata' | 'status' | 'fulfillment_status'> & {
  note: string
  shipping_address: AddressFields | null
  lines: { title: string; sku: string | null }[]
}
const lockDetailsOf = prepared<{ tenantId: string; id: string }, OrderDetails>(
  (p) => sql`
    select email, note, tags, metadata, shipping_address, status, fulfillment_status,
      (select json_agg(json_build_object('title', l.title, 'sku', l.sku)) from order_line_items l
        where l.tenant_id = o.tenant_id and l.order_id = o.id) as lines
    from orders o where o.tenant_id = ${p.tenantId} and o.id = ${p.id} for update`,
)
export const lockDetails = async (tx: Tx, tenantId: string, id: string): Promise<OrderDetails | undefined> =>
  (await lockDetailsOf(tx, { tenantId, id }))[0]

const update = prepared<{ tenantId: string; id: string; details: string }>(
  (p) => sql`
    update orders o set email = n.email, note = n.note, tags = n.tags, metadata = n.metadata,
      shipping_address = nullif(n.shipping_address, 'null')
    from jsonb_to_record(${p.details}::jsonb) as n (email text, note text, tags text[], metadata jsonb, shipping_address jsonb)
    where o.tenant_id = ${p.tenantId} and o.id = ${p.id}`,
)
export const updateDetails = (tx: Tx, tenantId: string, id: string, details: OrderDetails) =>
  update(tx, { tenantId, id, details: JSON.stringify(details) })
