import { type SQL, sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import {
  plainSellableColumns,
  type SellableVariant,
  sellableColumns,
  sellableJoin,
} from '../catalog/index.ts'
import { type Buyer, buyerOf } from '../customers/index.ts'

export type CartStatus = 'open' | 'completed' | 'merged'

export type CartRow = {
  id: string
  market_code: string
  currency: string
  status: CartStatus
  customer_id: string | null
  codes: string[]
  /** Null for a guest. */
  buyer: Buyer | null
  created_at: string
  updated_at: string
}
export type CartLine = SellableVariant & { id: string; quantity: number }
export type NewCart = { id: string; market: string; currency: string; at: string; customerId: string | null }

const insertOne = prepared<NewCart & { tenantId: string }>(
  (p) => sql`
    insert into carts (tenant_id, id, market_code, currency, customer_id, created_at, updated_at)
    values (${p.tenantId}, ${p.id}, ${p.market}, ${p.currency}, ${p.customerId}, ${p.at}, ${p.at})`,
)
export const insertCart = (tx: Tx, tenantId: string, cart: NewCart) => insertOne(tx, { tenantId, ...cart })

const readOne = (locking: SQL) =>
  prepared<{ tenantId: string; id: string }, CartRow>(
    (p) => sql`
      select k.id, k.market_code, k.currency, k.status, k.customer_id, k.codes,
        case when k.customer_id is not null then ${buyerOf(sql`k.customer_id`)} end as buyer,
        ${utc('k.created_at')} as created_at, ${utc('k.updated_at')} as updated_at
      from carts k where k.tenant_id = ${p.tenantId} and k.id = ${p.id} ${locking}`,
  )
const readUnlocked = readOne(sql``)
const readLocked = readOne(sql`for update of k`)
/** With `lock` it is locked against other writers. */
export const readCart = async (
  tx: Tx,
  tenantId: string,
  id: string,
  lock = false,
): Promise<CartRow | undefined> => (await (lock ? readLocked : readUnlocked)(tx, { tenantId, id }))[0]

const readLinesOf = (columns: SQL) =>
  prepared<{ tenantId: string; id: string }, CartLine>(
    (p) => sql`
      select l.id, l.quantity, ${columns}
      from carts k
      join cart_line_items l on l.tenant_id = k.tenant_id and l.cart_id = k.id
      join variants v on v.tenant_id = l.tenant_id and v.id = l.variant_id
      ${sellableJoin}
      where k.tenant_id = ${p.tenantId} and k.id = ${p.id} order by l.id`,
  )
const readWholeLines = readLinesOf(sellableColumns)
const readPlainLines = readLinesOf(plainSellableColumns)
/**
 * The lines with their variants at the prices of now, in the order in which they were first added; with `isPlain` without
 * what only price lists and promotions are asked about.
 */
export const readLines = (tx: Tx, tenantId: string, { id, isPlain }: { id: string; isPlain: boolean }) =>
  (isPlain ? readPlainLines : readWholeLines)(tx, { tenantId, id })

const readLinesAnd = (columns: SQL) =>
  prepared<
    { tenantId: string; id: string; variantId: string },
    SellableVariant & { id: string | null; quantity: number }
  >(
    (p) => sql`
    select l.id, l.quantity, ${columns}
    from (
      select i.id, i.variant_id, i.quantity from cart_line_items i
      where i.tenant_id = ${p.tenantId} and i.cart_id = ${p.id}
      union all select null, ${p.variantId}::uuid, 0) l
    join variants v on v.tenant_id = ${p.tenantId} and v.id = l.variant_id
    ${sellableJoin} order by l.id`,
  )
const readWholeLinesAnd = readLinesAnd(sellableColumns)
const readPlainLinesAnd = readLinesAnd(plainSellableColumns)
/** The same, with another variant; without it when there is none. */
export async function readLinesWith(
  tx: Tx,
  tenantId: string,
  { id, variantId, isPlain }: { id: string; variantId: string; isPlain: boolean },
): Promise<{ lines: CartLine[]; variant: SellableVariant | undefined }> {
  const rows = await (isPlain ? readPlainLinesAnd : readWholeLinesAnd)(tx, { tenantId, id, variantId })
  const lines = rows.filter((row): row is CartLine => row.id !== null)
  return { lines, variant: rows.find((row) => row.id === null) }
}

/** A sub-select that finds the id of a cart. */
export type CartSelect = SQL

/** Locks a cart against other writers and gives its status; undefined when there is none. */
export async function lockCart(tx: Tx, tenantId: string, id: CartSelect): Promise<CartStatus | undefined> {
  const [row] = await tx.execute<{ status: CartStatus }>(sql`
    select status from carts where tenant_id = ${tenantId} and id = ${id} for update`)
  return row?.status
}

const findOpen = prepared<{ tenantId: string; customerId: string; market: string }, { id: string }>(
  (p) => sql`
    select id from carts where tenant_id = ${p.tenantId} and customer_id = ${p.customerId} and market_code = ${p.market}
      and status = 'open'`,
)
/** The id of the customer's open cart in a market. */
export const findOpenCart = async (
  tx: Tx,
  tenantId: string,
  of: { customerId: string; market: string },
): Promise<string | undefined> => (await findOpen(tx, { tenantId, ...of }))[0]?.id

const own = prepared<{ tenantId: string; id: string; customerId: string; at: string }>(
  (p) => sql`
    update carts set customer_id = ${p.customerId}, updated_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** Makes a cart the customer's. */
export const giveCart = (tx: Tx, tenantId: string, id: string, to: { customerId: string; at: string }) =>
  own(tx, { tenantId, id, ...to })

const moveOne = prepared<{ tenantId: string; id: string; market: string; currency: string; at: string }>(
  (p) => sql`
    update carts set market_code = ${p.market}, currency = ${p.currency}, updated_at = ${p.at}
    where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
/** Makes a cart one of another market or currency. */
export const moveCart = (
  tx: Tx,
  tenantId: string,
  id: string,
  to: { market: string; currency: string; at: string },
) => moveOne(tx, { tenantId, id, ...to })

const touchOne = prepared<{ tenantId: string; id: string; status: string; at: string }>(
  (p) => sql`
    update carts set status = ${p.status}, updated_at = ${p.at} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const touchCart = (tx: Tx, tenantId: string, id: string, change: { status: CartStatus; at: string }) =>
  touchOne(tx, { tenantId, id, ...change })

export type NewLine = { id: string; variantId: string; quantity: number; at: string }
const putOne = prepared<NewLine & { tenantId: string; cartId: string }>(
  (p) => sql`
    with touched as (update carts set updated_at = ${p.at} where tenant_id = ${p.tenantId} and id = ${p.cartId})
    insert into cart_line_items (tenant_id, cart_id, id, variant_id, quantity)
    values (${p.tenantId}, ${p.cartId}, ${p.id}, ${p.variantId}, ${p.quantity})
    on conflict (tenant_id, id) do update set quantity = excluded.quantity`,
)
/** Adds a line, or changes the quantity of the one with this id; the cart has changed `at`. */
export const putLine = (tx: Tx, tenantId: string, cartId: string, line: NewLine) =>
  putOne(tx, { tenantId, cartId, ...line })

const putAll = prepared<{ tenantId: string; cartId: string; lines: string }>(
  (p) => sql`
    insert into cart_line_items (tenant_id, cart_id, id, variant_id, quantity)
    select ${p.tenantId}, ${p.cartId}, l.* from jsonb_to_recordset(${p.lines}::jsonb) as l (id uuid, variant_id uuid, quantity integer)
    on conflict (tenant_id, id) do update set quantity = excluded.quantity`,
)
/** Puts any number of lines, and leaves the cart as it is. */
export const putLines = (
  tx: Tx,
  tenantId: string,
  cartId: string,
  lines: readonly { id: string; variant_id: string; quantity: number }[],
) => putAll(tx, { tenantId, cartId, lines: JSON.stringify(lines) })

export const deleteLine = (tx: Tx, tenantId: string, cartId: string, lineId: string) =>
  tx.execute(sql`
    delete from cart_line_items where tenant_id = ${tenantId} and cart_id = ${cartId} and id = ${lineId}`)

const setCodesOf = prepared<{ tenantId: string; id: string; codes: readonly string[]; at: string }>(
  (p) => sql`
    update carts set codes = ${p.codes}::text[], updated_at = ${p.at} where tenant_id = ${p.tenantId} and id = ${p.id}`,
)
export const setCodes = (
  tx: Tx,
  tenantId: string,
  id: string,
  to: { codes: readonly string[]; at: string },
) => setCodesOf(tx, { tenantId, id, ...to })
