// Which orders are whose, and what they add up to.
import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'

/** Gives orders to customers, as `wanted` (order, customer) says, and counts those that were nobody's and not cancelled. */
const claim = (tenantId: SQL, wanted: SQL) => sql`
  with wanted (order_id, customer_id) as (${wanted}),
  claimed as (
    update orders o set customer_id = w.customer_id, in_spending = o.status <> 'cancelled' from wanted w
    where o.tenant_id = ${tenantId} and o.id = any(array(select order_id from wanted)) and o.id = w.order_id
      and o.customer_id is null
    returning o.customer_id, o.currency, o.total_amount, o.in_spending)
  insert into customer_spending as s (tenant_id, customer_id, currency, order_count, amount)
  select ${tenantId}, customer_id, currency, count(*), sum(total_amount)::bigint from claimed
  where in_spending group by customer_id, currency
  on conflict (tenant_id, customer_id, currency)
    do update set order_count = s.order_count + excluded.order_count, amount = s.amount + excluded.amount`

// An address proves nothing until its mail was read: who registers with somebody else's must not see their orders. Without a
// password nobody sees any.
const claimOne = prepared<{ tenantId: string; orderId: string }>((p) =>
  claim(
    p.tenantId,
    sql`
    select o.id, coalesce(k.customer_id, c.id)
    from orders o
    left join checkouts h on h.tenant_id = ${p.tenantId} and h.id = o.checkout_id
    left join carts k on k.tenant_id = ${p.tenantId} and k.id = h.cart_id
    left join customers c on c.tenant_id = ${p.tenantId} and c.email = o.email_lower collate "default" and c.status <> 'disabled'
      and (c.password_hash is null or c.email_verified_at is not null)
    where o.tenant_id = ${p.tenantId} and o.id = ${p.orderId} and coalesce(k.customer_id, c.id) is not null`,
  ),
)
/** Gives an order to the customer whose cart it came from, or else to the one with its e-mail address, if any. */
export const claimOrder = (tx: Tx, tenantId: string, orderId: string) => claimOne(tx, { tenantId, orderId })

const claimByEmail = prepared<{ tenantId: string; customerId: string; email: string }>((p) =>
  claim(
    p.tenantId,
    sql`
    select id, ${p.customerId}::uuid from orders
    where tenant_id = ${p.tenantId} and email_lower = ${p.email} and customer_id is null`,
  ),
)
/** Gives a customer the orders that guests have placed with this e-mail address. */
export const claimOrders = (tx: Tx, tenantId: string, customerId: string, email: string) =>
  claimByEmail(tx, { tenantId, customerId, email })

const lockOne = prepared<{ tenantId: string; orderId: string }>(
  (p) => sql`select from orders where tenant_id = ${p.tenantId} and id = ${p.orderId} for update`,
)
const uncountOne = prepared<{ tenantId: string; orderId: string }>(
  (p) => sql`
    with gone as (
      update orders set in_spending = false where tenant_id = ${p.tenantId} and id = ${p.orderId} and in_spending
      returning customer_id, currency, total_amount)
    update customer_spending
    set order_count = order_count - 1, amount = amount - (select total_amount from gone)
    where tenant_id = ${p.tenantId} and customer_id = (select customer_id from gone)
      and currency = (select currency from gone)`,
)
/** Takes an order that was cancelled out of its customer's spending, once. */
export async function uncountOrder(tx: Tx, tenantId: string, orderId: string): Promise<void> {
  // Locked before, by a statement of its own: so the other sees what whoever counts the order just now has written.
  await Promise.all([lockOne(tx, { tenantId, orderId }), uncountOne(tx, { tenantId, orderId })])
}

const addOne = prepared<{ tenantId: string; orderId: string; amount: number }>(
  (p) => sql`
    update customer_spending s set amount = s.amount + ${p.amount} from orders o
    where o.tenant_id = ${p.tenantId} and o.id = ${p.orderId} and o.in_spending
      and s.tenant_id = ${p.tenantId} and s.customer_id = o.customer_id and s.currency = o.currency`,
)
export const addToSpending = (tx: Tx, tenantId: string, orderId: string, amount: number) =>
  addOne(tx, { tenantId, orderId, amount })
