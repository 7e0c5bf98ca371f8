import { sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Payment } from './schema.ts'

export type NewPayment = {
  id: string
  orderId: string
  method: Payment['method']
  /** The gift card or the account of store credit. */
  sourceId: string | null
  amount: number
  currency: string
  createdAt: string
}

const insertOne = prepared<NewPayment & { tenantId: string }>(
  (p) => sql`
    insert into payments (tenant_id, id, order_id, method, source_id, amount, currency, created_at)
    values (${p.tenantId}, ${p.id}, ${p.orderId}, ${p.method}, ${p.sourceId}, ${p.amount}, ${p.currency}, ${p.createdAt})`,
)
export const insertPayment = (tx: Tx, tenantId: string, payment: NewPayment) =>
  insertOne(tx, { tenantId, ...payment })

export async function listPayments(tx: Tx, tenantId: string, orderId: string): Promise<Payment[]> {
  return [
    ...(await tx.execute<Payment>(sql`
    select id, order_id, method, source_id, json_build_object('amount', amount, 'currency', currency) as amount,
      ${utc('created_at')} as created_at
    from payments where tenant_id = ${tenantId} and order_id = ${orderId} order by id`)),
  ]
}
