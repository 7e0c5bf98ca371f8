import { type SQL, sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import { type SellableVariant, sellableColumns, sellableJoins } from '../catalog/index.ts'

export type CartRow = {
  id: string
  market_code: string
  currency: string
  status: 'open' | 'completed'
  created_at: string
  updated_at: string
}
export type CartLine = SellableVariant & { id: string; quantity: number }
export type NewCart = { id: string; market: string; currency: string; at: string }

const insertOne = prepared<NewCart & { tenantId: string }>(
  (p) => sql`
    insert into carts (tenant_id, id, market_code, currency, created_at, updated_at)
    values (${p.tenantId}, ${p.id}, ${p.market}, ${p.currency}, ${p.at}, ${p.at})`,
)
export const insertCart = (tx: Tx, tenantId: string, cart: NewCart) => insertOne(tx, { tenantId, ...cart })

const readOne = (locking: SQL) =>
  prepared<{ tenantId: string; id: string }, CartRow>(
    (p) => sql`
      select id, market_code, currency, status, ${utc('created_at')} as created_at, ${utc('updated_at')} as updated_at
      from carts where tenant_id = ${p.tenantId} and id = ${p.id} ${locking}`,
  )
const readUnlocked = readOne(sql``)
const readLocked = readOne(sql`for update`)
/** With `lock` it is locked against other writers. */
export const readCart = async (
  tx: Tx,
  tenantId: string,
  id: string,
  lock = false,
): Promise<CartRow | undefined> => (await (lock ? readLocked : readUnlocked)(tx, { tenantId, id }))[0]

const readLinesOf = prepared<{ tenantId: string; id: string }, CartLine>(
  (p) => sql`
    select l.id, l.quantity, ${sellableColumns}
    from carts k
    join cart_line_items l on l.tenant_id = k.tenant_id and l.cart_id = k.id
    join variants v on v.tenant_id = l.tenant_id and v.id = l.variant_id
    ${sellableJoins(sql`k.currency`)}
    where k.tenant_id = ${p.tenantId} and k.id = ${p.id} order by l.id`,
)
/** The lines with their variants at the prices of now, in the order in which they were first added. */
export const readLines = (tx: Tx, tenantId: string, id: string) => readLinesOf(tx, { tenantId, id })

const findSellable = prepared<{ tenantId: string; id: string; variantId: string }, SellableVariant>(
  (p) => sql`
    select ${sellableColumns}
    from carts k join variants v on v.tenant_id = k.tenant_id and v.id = ${p.variantId}
    ${sellableJoins(sql`k.currency`)}
    where k.tenant_id = ${p.tenantId} and k.id = ${p.id}`,
)
/** A variant at its price in the currency of a cart. */
export const findVariantFor = async (
  tx: Tx,
  tenantId: string,
  id: string,
  variantId: string,
): Promise<SellableVariant | undefined> => (await findSellable(tx, { tenantId, id, variantId }))[0]

/** A sub-select that finds the id of a cart. */
export type CartSelect = SQL

/** Locks a cart against other writers and gives its status; undefined when there is none. */
export async function lockCart(
  tx: Tx,
  tenantId: string,
  id: CartSelect,
): Promise<'open' | 'completed' | undefined> {
  const [row] = await tx.execute<{ status: 'open' | 'completed' }>(sql`
    select status from carts where tenant_id = ${tenantId} and id = ${id} for update`)
  return row?.status
}

const touchOne = prepared<{ tenantId: string; id: string; status: string; at: string }>(
  (p) => sql`
    update carts set status = ${p.status}, updated_at = ${p.at} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const touchCart = (
  tx: Tx,
  tenantId: string,
  id: string,
  change: { status: 'open' | 'completed'; at: string },
) => touchOne(tx, { tenantId, id, ...change })

export type NewLine = { id: string; variantId: string; quantity: number }
const putOne = prepared<NewLine & { tenantId: string; cartId: string }>(
  (p) => sql`
    insert into cart_line_items (tenant_id, cart_id, id, variant_id, quantity)
    values (${p.tenantId}, ${p.cartId}, ${p.id}, ${p.variantId}, ${p.quantity})
    on conflict (tenant_id, id) do update set quantity = excluded.quantity`,
)
/** Adds a line, or changes the quantity of the one with this id. */
export const putLine = (tx: Tx, tenantId: string, cartId: string, line: NewLine) =>
  putOne(tx, { tenantId, cartId, ...line })

export const deleteLine = (tx: Tx, tenantId: string, cartId: string, lineId: string) =>
  tx.execute(sql`
    delete from cart_line_items where tenant_id = ${tenantId} and cart_id = ${cartId} and id = ${lineId}`)
