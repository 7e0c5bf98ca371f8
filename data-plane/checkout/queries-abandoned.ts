import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'

/**
 * Open checkouts that nobody changed since `before`, with their shopper's address, the oldest first. `is_left`: their shopper
 * neither ordered nor paid since nor began another one, their cart is still open, and it is not long ago. Renewals of
 * subscriptions nobody leaves.
 */
export async function lockWaiting(
  tx: Tx,
  tenantId: string,
  { before, since, limit }: { before: string; since: string; limit: number },
): Promise<{ id: string; is_left: boolean }[]> {
  return [
    ...(await tx.execute<{ id: string; is_left: boolean }>(sql`
      with waiting as materialized (
        select id, cart_id, email_lower, subscription_id, created_at, updated_at from checkouts
        where tenant_id = ${tenantId} and status = 'open' and email is not null and considered_at is null
          and updated_at <= ${before}
        order by updated_at limit ${limit} for update skip locked)
      select w.id, w.updated_at > ${since} and w.subscription_id is null
        and not exists (select from payments p where p.tenant_id = ${tenantId} and p.checkout_id = w.id
          and p.status in ('pending', 'authorized', 'captured'))
        and not exists (select from checkouts c where c.tenant_id = ${tenantId} and c.email_lower = w.email_lower
          and (c.updated_at, c.id) > (w.updated_at, w.id))
        and not exists (select from orders o where o.tenant_id = ${tenantId} and o.email_lower = w.email_lower
          and o.placed_at >= w.created_at)
        and exists (select from carts k where k.tenant_id = ${tenantId} and k.id = w.cart_id and k.status = 'open') as is_left
      from waiting w`)),
  ]
}

export async function markConsidered(
  tx: Tx,
  tenantId: string,
  { ids, at }: { ids: readonly string[]; at: string },
): Promise<void> {
  await tx.execute(sql`
    update checkouts set considered_at = ${at} where tenant_id = ${tenantId} and id = any(${sql.param(ids)}::uuid[])`)
}

export async function insertAbandoned(
  tx: Tx,
  tenantId: string,
  left: {
    id: string
    checkoutId: string
    cartId: string
    email: string
    currency: string
    /** Minor units. */
    total: number
    quantity: number
    at: string
  },
): Promise<void> {
  await tx.execute(sql`
    insert into abandoned_checkouts (tenant_id, id, checkout_id, cart_id, email, currency, total_amount, quantity, abandoned_at)
    values (${tenantId}, ${left.id}, ${left.checkoutId}, ${left.cartId}, ${left.email}, ${left.currency}, ${left.total},
      ${left.quantity}, ${left.at})`)
}

export async function findByCheckout(
  tx: Tx,
  tenantId: string,
  checkoutId: string,
): Promise<{ id: string; email: string; recovered_at: string | null } | undefined> {
  const [row] = await tx.execute<{ id: string; email: string; recovered_at: string | null }>(sql`
    select id, email, ${utc('recovered_at')} as recovered_at from abandoned_checkouts
    where tenant_id = ${tenantId} and checkout_id = ${checkoutId}`)
  return row
}

export async function setToken(
  tx: Tx,
  tenantId: string,
  { id, hash }: { id: string; hash: string },
): Promise<void> {
  await tx.execute(
    sql`update abandoned_checkouts set token_hash = ${hash} where tenant_id = ${tenantId} and id = ${id}`,
  )
}

type Found = { id: string; checkout_id: string; latest_checkout_id: string | null; abandoned_at: string }
/** Locked, so that a link that is opened twice at once gives one checkout. */
export async function lockByToken(tx: Tx, tenantId: string, hash: string): Promise<Found | undefined> {
  const [row] = await tx.execute<Found>(sql`
    select id, checkout_id, latest_checkout_id, ${utc('abandoned_at')} as abandoned_at from abandoned_checkouts
    where tenant_id = ${tenantId} and token_hash = ${hash} for update`)
  return row
}

export async function markOpened(
  tx: Tx,
  tenantId: string,
  { id, checkoutId, at }: { id: string; checkoutId: string; at: string },
): Promise<void> {
  await tx.execute(sql`
    update abandoned_checkouts set latest_checkout_id = ${checkoutId}, opened_at = coalesce(opened_at, ${at})
    where tenant_id = ${tenantId} and id = ${id}`)
}

type Recovery = { orderId: string; cartId: string | null; at: string }
const recoverByCart = prepared<Recovery & { tenantId: string }>(
  (p) => sql`
    update abandoned_checkouts set recovered_at = ${p.at}, order_id = ${p.orderId}
    where tenant_id = ${p.tenantId} and cart_id = ${p.cartId} and recovered_at is null`,
)
const recoverByEmail = prepared<Recovery & { tenantId: string }>(
  (p) => sql`
    update abandoned_checkouts set recovered_at = ${p.at}, order_id = ${p.orderId}
    where tenant_id = ${p.tenantId} and recovered_at is null and email_lower = (
      select o.email_lower collate "default" from orders o where o.tenant_id = ${p.tenantId} and o.id = ${p.orderId})`,
)
/** By the cart that an order was made of, and by the address of its shopper. */
export async function markRecovered(tx: Tx, tenantId: string, recovery: Recovery): Promise<void> {
  await Promise.all([recoverByCart, recoverByEmail].map((recover) => recover(tx, { tenantId, ...recovery })))
}

type AbandonedRow = {
  id: string
  checkout_id: string
  cart_id: string
  email: string
  currency: string
  total_amount: number
  quantity: number
  abandoned_at: string
  opened_at: string | null
  recovered_at: string | null
  order_id: string | null
}

/** Newest first. */
export async function listAbandoned(
  tx: Tx,
  tenantId: string,
  { limit, before, recovered }: { limit: number; before: string | undefined; recovered: boolean | undefined },
): Promise<AbandonedRow[]> {
  const state =
    recovered === undefined ? sql`` : sql`and recovered_at is ${recovered ? sql`not null` : sql`null`}`
  return [
    ...(await tx.execute<AbandonedRow>(sql`
      select id, checkout_id, cart_id, email, currency, total_amount, quantity, ${utc('abandoned_at')} as abandoned_at,
        ${utc('opened_at')} as opened_at, ${utc('recovered_at')} as recovered_at, order_id
      from abandoned_checkouts where tenant_id = ${tenantId} ${state}
        ${before === undefined ? sql`` : sql`and id < ${before}`} order by id desc limit ${limit}`)),
  ]
}

type CurrencySums = {
  currency: string
  abandoned: number
  opened: number
  recovered: number
  abandoned_amount: number
  recovered_amount: number
}
export async function statistics(
  tx: Tx,
  tenantId: string,
  { since, until }: { since: string; until: string },
): Promise<CurrencySums[]> {
  return [
    ...(await tx.execute<CurrencySums>(sql`
      select currency, count(*)::integer as abandoned, count(opened_at)::integer as opened,
        count(recovered_at)::integer as recovered, sum(total_amount)::bigint as abandoned_amount,
        coalesce(sum(total_amount) filter (where recovered_at is not null), 0)::bigint as recovered_amount
      from abandoned_checkouts where tenant_id = ${tenantId} and abandoned_at >= ${since} and abandoned_at < ${until}
      group by currency order by currency`)),
  ]
}
