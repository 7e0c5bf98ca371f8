import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'

export type OperationKind = 'create' | 'authorize' | 'capture' | 'cancel' | 'refund'
type OperationStatus = 'pending' | 'succeeded' | 'failed'
export type Operation = {
  id: string
  payment_id: string
  gateway_id: string
  kind: OperationKind
  amount: number
  refund_id: string | null
  status: OperationStatus
  reference: string | null
  failure_code: string | null
  failure_message: string | null
  attempts: number
  milliseconds: number | null
  run_after: string | null
}

type Key = { tenantId: string; id: string }

const insert = prepared<{ tenantId: string; at: string; operation: string }>(
  (p) => sql`
    insert into payment_operations (tenant_id, created_at, updated_at, id, payment_id, gateway_id, kind, amount, refund_id,
      status, reference, failure_code, failure_message, attempts, milliseconds, run_after)
    select ${p.tenantId}, ${p.at}, ${p.at}, n.* from jsonb_to_record(${p.operation}::jsonb) as n (id uuid, payment_id uuid,
      gateway_id uuid, kind text, amount bigint, refund_id uuid, status text, reference text, failure_code text,
      failure_message text, attempts integer, milliseconds integer, run_after timestamptz)`,
)
export const insertOperation = (tx: Tx, tenantId: string, operation: Operation, at: string) =>
  insert(tx, { tenantId, at, operation: JSON.stringify(operation) })

const claim = prepared<Key & { at: string; until: string }, Operation>(
  (p) => sql`
    update payment_operations set run_after = ${p.until}, attempts = attempts + 1, updated_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'pending' and run_after <= ${p.at}
    returning id, payment_id, gateway_id, kind, amount, refund_id, status, reference, failure_code, failure_message,
      attempts, milliseconds`,
)
/** Takes a pending operation until then; undefined when somebody else has it, or it is done. */
export const claimOperation = async (
  tx: Tx,
  tenantId: string,
  id: string,
  lease: { at: string; until: string },
): Promise<Operation | undefined> => (await claim(tx, { tenantId, id, ...lease }))[0]

export type OperationEnd = {
  status: OperationStatus
  reference: string | null
  failureCode: string | null
  failureMessage: string | null
  milliseconds: number | null
  runAfter: string | null
  at: string
}
const end = prepared<Key & OperationEnd, { id: string }>(
  (p) => sql`
    update payment_operations set status = ${p.status}, reference = ${p.reference}, failure_code = ${p.failureCode},
      failure_message = ${p.failureMessage}, milliseconds = coalesce(${p.milliseconds}, milliseconds),
      run_after = ${p.runAfter}, updated_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id} and status = 'pending' returning id`,
)
/** Notes how far an operation came; false when it had ended before. */
export const endOperation = async (
  tx: Tx,
  tenantId: string,
  id: string,
  outcome: OperationEnd,
): Promise<boolean> => (await end(tx, { tenantId, id, ...outcome })).length > 0

export type PaymentOperation = Pick<Operation, 'id' | 'kind' | 'status' | 'amount'>
const ofPayment = prepared<{ tenantId: string; paymentId: string }, PaymentOperation>(
  (p) => sql`
    select id, kind, status, amount from payment_operations
    where tenant_id = ${p.tenantId} and payment_id = ${p.paymentId} order by id`,
)
export const operationsOf = (tx: Tx, tenantId: string, paymentId: string) =>
  ofPayment(tx, { tenantId, paymentId })

const due = prepared<{ tenantId: string; at: string }, { id: string }>(
  (p) => sql`
    select id from payment_operations
    where tenant_id = ${p.tenantId} and status = 'pending' and run_after <= ${p.at} order by run_after limit 100`,
)
/** Those that nobody finished, such as after a crash. */
export const dueOperations = (tx: Tx, tenantId: string, at: string) => due(tx, { tenantId, at })

export type RefundOperation = { id: string; paymentId: string; refundId: string; amount: number; at: string }
const insertRefund = prepared<RefundOperation & { tenantId: string }>(
  (p) => sql`
    insert into payment_operations (tenant_id, id, payment_id, kind, amount, refund_id, status, created_at, updated_at)
    values (${p.tenantId}, ${p.id}, ${p.paymentId}, 'refund', ${p.amount}, ${p.refundId}, 'succeeded', ${p.at}, ${p.at})`,
)
/** Notes a refund that happened in our own books, or outside by staff. */
export const insertDoneRefund = (tx: Tx, tenantId: string, refund: RefundOperation) =>
  insertRefund(tx, { tenantId, ...refund })

const pendingRefunds = prepared<{ tenantId: string; paymentId: string }, { amount: number }>(
  (p) => sql`
    select coalesce(sum(amount), 0)::bigint as amount from payment_operations
    where tenant_id = ${p.tenantId} and payment_id = ${p.paymentId} and kind = 'refund' and status = 'pending'`,
)
/** How much of a payment is on its way back. */
export const pendingRefund = async (tx: Tx, tenantId: string, paymentId: string): Promise<number> =>
  (await pendingRefunds(tx, { tenantId, paymentId }))[0]?.amount ?? 0
