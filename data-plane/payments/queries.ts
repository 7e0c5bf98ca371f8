import { sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import type { Payment } from './schema.ts'

export type NewPayment = {
  orderId: string
  method: 'manual' | 'test'
  amount: number
  currency: string
  createdAt: string
}

export async function insertPayment(tx: Tx, tenantId: string, payment: NewPayment): Promise<Payment> {
  const [row] = await tx.execute<{ id: string; created_at: string }>(sql`
    insert into payments (tenant_id, order_id, method, amount, currency, created_at)
    values (${tenantId}, ${payment.orderId}, ${payment.method}, ${payment.amount}, ${payment.currency}, ${payment.createdAt})
    returning id, ${utc('created_at')} as created_at`)
  if (row === undefined) throw new Error('A payment was not stored.')
  const { orderId, method, amount, currency } = payment
  return { ...row, order_id: orderId, method, amount: { amount, currency } }
}

export async function listPayments(tx: Tx, tenantId: string, orderId: string): Promise<Payment[]> {
  return [
    ...(await tx.execute<Payment>(sql`
    select id, order_id, method, json_build_object('amount', amount, 'currency', currency) as amount,
      ${utc('created_at')} as created_at
    from payments where tenant_id = ${tenantId} and order_id = ${orderId} order by id`)),
  ]
}
