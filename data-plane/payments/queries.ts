import { sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { Payment } from './schema.ts'

export type NewPayment = {
  id: string
  orderId: string
  method: 'manual' | 'test'
  amount: number
  currency: string
  createdAt: string
}

const insertOne = prepared<NewPayment & { tenantId: string }>(
  (p) => sql`
    insert into payments (tenant_id, id, order_id, method, amount, currency, created_at)
    values (${p.tenantId}, ${p.id}, ${p.orderId}, ${p.method}, ${p.amount}, ${p.currency}, ${p.createdAt})`,
)
export const insertPayment = (tx: Tx, tenantId: string, payment: NewPayment) =>
  insertOne(tx, { tenantId, ...payment })

export async function listPayments(tx: Tx, tenantId: string, orderId: string): Promise<Payment[]> {
  return [
    ...(await tx.execute<Payment>(sql`
    select id, order_id, method, json_build_object('amount', amount, 'currency', currency) as amount,
      ${utc('created_at')} as created_at
    from payments where tenant_id = ${tenantId} and order_id = ${orderId} order by id`)),
  ]
}
