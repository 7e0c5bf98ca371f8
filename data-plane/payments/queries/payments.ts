import { sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Failure, PaymentAction } from '../providers/provider.ts'
import type { Payment } from '../schema/payments.ts'

type Key = { tenantId: string; id: string }

export type NewPayment = {
  id: string
  orderId: string
  method: string
  /** The gift card or the account of store credit. */
  sourceId: string | null
  amount: number
  currency: string
  createdAt: string
}

const insertOne = prepared<NewPayment & { tenantId: string }>(
  (p) => sql`
    insert into payments (tenant_id, id, order_id, method, source_id, amount, currency, created_at, status, captured_amount)
    values (${p.tenantId}, ${p.id}, ${p.orderId}, ${p.method}, ${p.sourceId}, ${p.amount}, ${p.currency}, ${p.createdAt},
      'captured', ${p.amount})`,
)
export const insertPayment = (tx: Tx, tenantId: string, payment: NewPayment) =>
  insertOne(tx, { tenantId, ...payment })

const money = (column: string) => sql.raw(`json_build_object('amount', p.${column}, 'currency', p.currency)`)

const readOf = prepared<{ tenantId: string; orderId: string }, Payment>(
  (p) => sql`
    select p.id, p.order_id, p.method, p.source_id, p.gateway_id, p.reference, p.status, ${money('amount')} as amount,
      ${money('captured_amount')} as captured, ${money('refunded_amount')} as refunded,
      case when p.failure_code is not null then
        json_build_object('code', p.failure_code, 'message', p.failure_message) end as failure,
      coalesce((select json_agg(json_build_object('id', o.id, 'kind', o.kind, 'status', o.status,
          'amount', json_build_object('amount', o.amount, 'currency', p.currency), 'refund_id', o.refund_id,
          'reference', o.reference, 'attempts', o.attempts, 'created_at', ${utc('o.created_at')},
          'failure', case when o.failure_code is not null then
            json_build_object('code', o.failure_code, 'message', o.failure_message) end) order by o.id)
        from payment_operations o where o.tenant_id = p.tenant_id and o.payment_id = p.id), '[]'::json) as operations,
      ${utc('p.created_at')} as created_at
    from payments p where p.tenant_id = ${p.tenantId} and p.order_id = ${p.orderId} order by p.id`,
)
export const listPayments = (tx: Tx, tenantId: string, orderId: string): Promise<Payment[]> =>
  readOf(tx, { tenantId, orderId })

/** A payment at a provider, as we know it. Minor units. */
export type GatewayPayment = {
  id: string
  order_id: string | null
  checkout_id: string | null
  gateway_id: string
  method: string
  status: Payment['status']
  amount: number
  captured: number
  refunded: number
  currency: string
  reference: string | null
  action: PaymentAction | null
  provider_data: Record<string, string>
  failure_code: Failure['code'] | null
  failure_message: string | null
  customer_id: string | null
  save: boolean
  saved_method_id: string | null
  off_session: boolean
  email: string | null
  return_url: string | null
  released_at: string | null
  created_at: string
}

const gatewayColumns = sql`id, order_id, checkout_id, gateway_id, method, status, amount, captured_amount as captured,
  refunded_amount as refunded, currency, reference, action, provider_data, failure_code, failure_message, customer_id, save,
  saved_method_id, off_session, email, return_url, ${utc('released_at')} as released_at, ${utc('created_at')} as created_at`

const insertNew = prepared<{ tenantId: string; payment: string }>(
  (p) => sql`
    insert into payments (tenant_id, id, order_id, checkout_id, gateway_id, method, status, amount, currency, customer_id,
      save, saved_method_id, off_session, email, return_url, created_at, check_at)
    select ${p.tenantId}, n.* from jsonb_to_record(${p.payment}::jsonb) as n (id uuid, order_id uuid, checkout_id uuid,
      gateway_id uuid, method text, status text, amount bigint, currency text, customer_id uuid, save boolean,
      saved_method_id uuid, off_session boolean, email text, return_url text, created_at timestamptz, check_at timestamptz)`,
)
/** Records a payment before the provider is asked for it. */
export const insertGatewayPayment = (
  tx: Tx,
  tenantId: string,
  payment: GatewayPayment & { check_at: string },
) => insertNew(tx, { tenantId, payment: JSON.stringify(payment) })

const readOne = prepared<Key, GatewayPayment>(
  (p) => sql`
    select ${gatewayColumns} from payments
    where tenant_id = ${p.tenantId} and id = ${p.id} and gateway_id is not null`,
)
const lockOne = prepared<Key, GatewayPayment>(
  (p) => sql`
    select ${gatewayColumns} from payments
    where tenant_id = ${p.tenantId} and id = ${p.id} and gateway_id is not null for update`,
)
export const findPayment = async (
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<GatewayPayment | undefined> => (await readOne(tx, { tenantId, id }))[0]

const lockOrder = prepared<Key, { id: string; status: 'open' | 'cancelled' }>(
  (p) => sql`
    select id, status from orders where tenant_id = ${p.tenantId}
      and id = (select order_id from payments where tenant_id = ${p.tenantId} and id = ${p.id}) for update`,
)
/** Locks a payment, and before it the order that it is for. */
export async function lockPayment(tx: Tx, tenantId: string, id: string) {
  const [orders, payments] = await Promise.all([
    lockOrder(tx, { tenantId, id }),
    lockOne(tx, { tenantId, id }),
  ])
  return { order: orders[0], payment: payments[0] }
}

const lockAt = prepared<{ tenantId: string; checkoutId: string }, GatewayPayment>(
  (p) => sql`
    select ${gatewayColumns} from payments
    where tenant_id = ${p.tenantId} and checkout_id = ${p.checkoutId} and gateway_id is not null order by id for update`,
)
/** Locks all payments at providers that a checkout had, oldest first. Its checkout must be locked. */
export const lockPaymentsAt = (tx: Tx, tenantId: string, checkoutId: string) =>
  lockAt(tx, { tenantId, checkoutId })

const lockOfOrder = prepared<{ tenantId: string; orderId: string }, GatewayPayment>(
  (p) => sql`
    select ${gatewayColumns} from payments
    where tenant_id = ${p.tenantId} and order_id = ${p.orderId} and gateway_id is not null order by id for update`,
)
/** Locks those of an order, which must be locked. */
export const lockPaymentsOf = (tx: Tx, tenantId: string, orderId: string) =>
  lockOfOrder(tx, { tenantId, orderId })

const find = prepared<
  { tenantId: string; gatewayId: string; reference: string | null; paymentId: string | null },
  { id: string }
>(
  (p) => sql`
    select id from payments where tenant_id = ${p.tenantId} and gateway_id = ${p.gatewayId} and reference = ${p.reference}
    union select id from payments where tenant_id = ${p.tenantId} and id = ${p.paymentId}::uuid and gateway_id = ${p.gatewayId}`,
)
/** The payment that a provider means. */
export const findByReference = async (
  tx: Tx,
  tenantId: string,
  notice: { gatewayId: string; reference: string | null; paymentId: string | null },
): Promise<string | undefined> => (await find(tx, { tenantId, ...notice }))[0]?.id

const store = prepared<Key & { payment: string }>(
  (p) => sql`
    update payments set status = n.status, captured_amount = n.captured, reference = n.reference, action = n.action,
      provider_data = n.provider_data, failure_code = n.failure_code, failure_message = n.failure_message,
      saved_method_id = n.saved_method_id, released_at = n.released_at, check_at = n.check_at
    from jsonb_to_record(${p.payment}::jsonb) as n (status text, captured bigint, reference text, action jsonb,
      provider_data jsonb, failure_code text, failure_message text, saved_method_id uuid, released_at timestamptz,
      check_at timestamptz)
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** Stores what became of a payment. */
export const updatePayment = (
  tx: Tx,
  tenantId: string,
  payment: GatewayPayment & { check_at: string | null },
) => store(tx, { tenantId, id: payment.id, payment: JSON.stringify(payment) })

const attach = prepared<Key & { orderId: string; checkAt: string }>(
  (p) => sql`
    update payments set order_id = ${p.orderId}, check_at = ${p.checkAt} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** Gives a payment to the order that it pays. */
export const attachPayment = (
  tx: Tx,
  tenantId: string,
  payment: { id: string; orderId: string; checkAt: string },
) => attach(tx, { tenantId, ...payment })

const release = prepared<Key & { at: string }>(
  (p) =>
    sql`update payments set released_at = ${p.at}, check_at = ${p.at} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const markReleased = (tx: Tx, tenantId: string, id: string, at: string) =>
  release(tx, { tenantId, id, at })

const addRefunded = prepared<Key & { amount: number }>(
  (p) => sql`
    update payments set refunded_amount = refunded_amount + ${p.amount}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const addToRefunded = (tx: Tx, tenantId: string, id: string, amount: number) =>
  addRefunded(tx, { tenantId, id, amount })

/** A payment that it is time to ask about. */
export type DuePayment = {
  id: string
  /** Whether no order can come of its checkout any more. */
  is_over: boolean
}
const due = prepared<{ tenantId: string; at: string }, DuePayment>(
  (p) => sql`
    select id, order_id is null and not exists (select from checkouts c where c.tenant_id = ${p.tenantId}
      and c.id = payments.checkout_id and c.order_id is null and c.expires_at > ${p.at}) as is_over
    from payments
    where tenant_id = ${p.tenantId} and check_at is not null and check_at <= ${p.at} order by check_at limit 100`,
)
export const duePayments = (tx: Tx, tenantId: string, at: string) => due(tx, { tenantId, at })

const hurry = prepared<{ tenantId: string; paymentId: string; at: string }, { id: string }>(
  (p) => sql`
    update payment_operations set run_after = ${p.at}
    where tenant_id = ${p.tenantId} and payment_id = ${p.paymentId} and kind = 'create' and status = 'pending'
      and (failure_code is not null or run_after <= ${p.at})
    returning id`,
)
/** Has the create of a payment tried again at once, unless it is under way; gives its id. */
export const expedite = async (
  tx: Tx,
  tenantId: string,
  paymentId: string,
  at: string,
): Promise<string | undefined> => (await hurry(tx, { tenantId, paymentId, at }))[0]?.id
