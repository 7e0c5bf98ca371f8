// What carts and orders hold, and the ledger of what moved.
import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../../shared/db/columns.ts'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Hold, Part } from '../rules.ts'
import type { MovementKind, StockMovement } from '../schema.ts'
import type { VariantSelect } from './levels.ts'
import { listing } from './listing.ts'

/** The id of a cart, or a sub-select that gives it. */
export type CartSelect = SQL | string

export const readHolds = (tx: Tx, tenantId: string, cart: CartSelect): Promise<Hold[]> =>
  tx.execute<Hold>(sql`
    select level_id, quantity from stock_reservations where tenant_id = ${tenantId} and holder_id = ${cart}
    order by level_id`)

/** The level `h` of a reservation `r`, looked up row by row whatever size Postgres takes a store for. */
const levelOf = sql`
  cross join lateral (
    select l.variant_id from inventory_levels l where l.tenant_id = r.tenant_id and l.id = r.level_id offset 0) h`

/** Adds the variants that a cart holds to a sub-select of variants. */
export const alsoHeldBy = (tenantId: string, cart: CartSelect, variants: VariantSelect): VariantSelect => sql`
  ${variants} union all
  select h.variant_id from stock_reservations r ${levelOf}
  where r.tenant_id = ${tenantId} and r.holder_id = ${cart}`

/** For an order that wants nothing but what it holds. */
export const noVariants: VariantSelect = sql`select null::uuid where false`

const putAll = prepared<{ tenantId: string; cartId: string; rows: string; expiresAt: string }>(
  (p) => sql`
    insert into stock_reservations (tenant_id, holder_id, holder, level_id, quantity, expires_at)
    select ${p.tenantId}, ${p.cartId}, 'cart', level_id, quantity, ${p.expiresAt}::timestamptz
    from jsonb_to_recordset(${p.rows}::jsonb) as r (level_id uuid, quantity bigint)
    on conflict (tenant_id, holder_id, level_id) do update set quantity = excluded.quantity`,
)
const prolong = prepared<{ tenantId: string; cartId: string; expiresAt: string }>(
  (p) => sql`
    update stock_reservations set expires_at = ${p.expiresAt}
    where tenant_id = ${p.tenantId} and holder_id = ${p.cartId}`,
)
const deleteAmong = prepared<{ tenantId: string; cartId: string; levelIds: readonly string[] }>(
  (p) => sql`
    delete from stock_reservations
    where tenant_id = ${p.tenantId} and holder_id = ${p.cartId} and level_id = any(${p.levelIds}::uuid[])`,
)
/** Gives a cart these quantities of these levels, 0 for none, and more time for all that it holds. */
export async function putHolds(
  tx: Tx,
  tenantId: string,
  cartId: string,
  { holds, expiresAt }: { holds: readonly Hold[]; expiresAt: string },
): Promise<void> {
  const kept = holds.filter(({ quantity }) => quantity > 0)
  const gone = holds.filter(({ quantity }) => quantity === 0).map(({ level_id }) => level_id)
  await Promise.all([
    gone.length > 0 && deleteAmong(tx, { tenantId, cartId, levelIds: gone }),
    kept.length > 0 && putAll(tx, { tenantId, cartId, rows: JSON.stringify(kept), expiresAt }),
    prolong(tx, { tenantId, cartId, expiresAt }),
  ])
}

const deleteOf = prepared<{ tenantId: string; holderId: string }>(
  (p) => sql`delete from stock_reservations where tenant_id = ${p.tenantId} and holder_id = ${p.holderId}`,
)
export const deleteHolds = (tx: Tx, tenantId: string, holderId: string) =>
  deleteOf(tx, { tenantId, holderId })

const findExpired = prepared<
  { tenantId: string; at: string; limit: number },
  { holder_id: string; variant_id: string }
>(
  (p) => sql`
    select r.holder_id, h.variant_id from stock_reservations r ${levelOf}
    where r.tenant_id = ${p.tenantId} and r.expires_at <= ${p.at} order by r.expires_at limit ${p.limit}`,
)
export const expiredHolds = (tx: Tx, tenantId: string, at: string, limit: number) =>
  findExpired(tx, { tenantId, at, limit })

export type ExpiredHold = Hold & { holder_id: string }
const deleteExpired = prepared<
  { tenantId: string; at: string; holderIds: readonly string[]; levelIds: readonly string[] },
  ExpiredHold
>(
  (p) => sql`
    delete from stock_reservations where tenant_id = ${p.tenantId} and holder_id = any(${p.holderIds}::uuid[])
      and level_id = any(${p.levelIds}::uuid[]) and expires_at <= ${p.at}
    returning holder_id, level_id, quantity`,
)
/** Deletes those that are still expired, once their levels are locked. */
export const takeExpiredHolds = (
  tx: Tx,
  tenantId: string,
  at: string,
  among: { holderIds: readonly string[]; levelIds: readonly string[] },
) => deleteExpired(tx, { tenantId, at, ...among })

export type Movement = {
  variant_id: string
  location_id: string
  kind: MovementKind
  on_hand: number
  available: number
  reason: string
  reference_id: string | null
}
type Written = { tenantId: string; rows: string; actor: string; at: string }
const insertAll = prepared<Written>(
  (p) => sql`
    insert into stock_movements (tenant_id, variant_id, location_id, kind, on_hand, available, reason, reference_id, actor, at)
    select ${p.tenantId}, variant_id, location_id, kind, on_hand, available, reason, reference_id, ${p.actor}, ${p.at}
    from jsonb_to_recordset(${p.rows}::jsonb) as m (variant_id uuid, location_id uuid, kind text, on_hand bigint,
      available bigint, reason text, reference_id uuid)`,
)
export const insertMovements = (
  tx: Tx,
  tenantId: string,
  movements: readonly Movement[],
  by: { actor: string; at: string },
) => insertAll(tx, { tenantId, rows: JSON.stringify(movements), ...by })

const insertBoth = prepared<Written & { orderId: string }>(
  (p) => sql`
    with sold as (
      select * from jsonb_to_recordset(${p.rows}::jsonb)
        as r (level_id uuid, variant_id uuid, location_id uuid, quantity bigint)
    ), held as (
      insert into stock_reservations (tenant_id, holder_id, holder, level_id, quantity)
      select ${p.tenantId}, ${p.orderId}, 'order', level_id, quantity from sold
    )
    insert into stock_movements (tenant_id, variant_id, location_id, kind, on_hand, available, reason, reference_id, actor, at)
    select ${p.tenantId}, variant_id, location_id, 'sold', 0, -quantity, '', ${p.orderId}, ${p.actor}, ${p.at} from sold`,
)
/** What an order holds from now on, with its movements; each level may appear once. */
export const insertSale = (
  tx: Tx,
  tenantId: string,
  { orderId, sold }: { orderId: string; sold: readonly Part[] },
  by: { actor: string; at: string },
) => {
  const rows = sold.map(({ level: { id, variant_id, location_id }, quantity }) => ({
    level_id: id,
    variant_id,
    location_id,
    quantity,
  }))
  return insertBoth(tx, { tenantId, orderId, rows: JSON.stringify(rows), ...by })
}

type MovementFilter = {
  variant_id?: string | undefined
  location_id?: string | undefined
  reference_id?: string | undefined
}
const referenceOf = (type: string, id: SQL, number: SQL, from: SQL) => sql`(
  select json_build_object('type', ${sql.raw(`'${type}'`)}, 'id', ${id}, 'order_number', ${number}) ${from})`
const byReference = (row: string) => sql.raw(`${row}.tenant_id = t.tenant_id and ${row}.id = t.reference_id`)
const orderOf = (row: string) =>
  sql.raw(`join orders o on o.tenant_id = ${row}.tenant_id and o.id = ${row}.order_id`)
const order = [sql`o.id`, sql`o.number`] as const
// Ids are of one kind each, so at most one of these finds something; most movements are of orders.
const reference = sql`coalesce(
  ${referenceOf('order', ...order, sql`from orders o where ${byReference('o')}`)},
  ${referenceOf('transfer', sql`x.id`, sql`null::integer`, sql`from stock_transfers x where ${byReference('x')}`)},
  ${referenceOf('count', sql`x.id`, sql`null::integer`, sql`from stock_counts x where ${byReference('x')}`)},
  ${referenceOf('return', sql`x.id`, sql`o.number`, sql`from returns x ${orderOf('x')} where ${byReference('x')}`)},
  ${referenceOf('order', ...order, sql`from refunds x ${orderOf('x')} where ${byReference('x')}`)})`

/** Newest first. */
export const listMovements = listing<StockMovement, MovementFilter>(
  sql`
    select t.id, t.variant_id, t.location_id, t.kind, t.on_hand, t.available, t.reason, t.reference_id,
      ${reference} as reference, t.actor, ${utc('t.at')} as at
    from stock_movements t`,
  {
    variant_id: sql`t.variant_id = ${sql.placeholder('variant_id')}`,
    location_id: sql`t.location_id = ${sql.placeholder('location_id')}`,
    reference_id: sql`t.reference_id = ${sql.placeholder('reference_id')}`,
  },
)
