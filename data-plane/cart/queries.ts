import { sql } from 'drizzle-orm'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'

export type CartRow = {
  id: string
  market_code: string
  currency: string
  status: 'open' | 'completed'
  created_at: string
  updated_at: string
  /** In the order in which they were first added. */
  lines: { id: string; variant_id: string; quantity: number }[]
}

export async function insertCart(
  tx: Tx,
  tenantId: string,
  market: string,
  currency: string,
): Promise<string> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into carts (tenant_id, market_code, currency) values (${tenantId}, ${market}, ${currency}) returning id`)
  if (row === undefined) throw new Error('A cart was not stored.')
  return row.id
}

export async function readCart(tx: Tx, tenantId: string, id: string): Promise<CartRow | undefined> {
  const [row] = await tx.execute<CartRow>(sql`
    select c.id, c.market_code, c.currency, c.status,
      ${utc('c.created_at')} as created_at, ${utc('c.updated_at')} as updated_at,
      (select coalesce(json_agg(json_build_object('id', l.id, 'variant_id', l.variant_id, 'quantity', l.quantity) order by l.id), '[]')
        from cart_line_items l where l.tenant_id = c.tenant_id and l.cart_id = c.id) as lines
    from carts c where c.tenant_id = ${tenantId} and c.id = ${id}`)
  return row
}

/** Locks a cart against other writers and gives its status; undefined when there is none. */
export async function lockCart(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<'open' | 'completed' | undefined> {
  const [row] = await tx.execute<{ status: 'open' | 'completed' }>(sql`
    select status from carts where tenant_id = ${tenantId} and id = ${id} for update`)
  return row?.status
}

export async function touchCart(
  tx: Tx,
  tenantId: string,
  id: string,
  status: 'open' | 'completed',
): Promise<void> {
  await tx.execute(
    sql`update carts set status = ${status}, updated_at = now() where tenant_id = ${tenantId} and id = ${id}`,
  )
}

/** Sets the quantity of a variant in a cart, adding its line if it has none. */
export async function putLine(
  tx: Tx,
  tenantId: string,
  cartId: string,
  line: { variantId: string; quantity: number },
): Promise<void> {
  await tx.execute(sql`
    insert into cart_line_items (tenant_id, cart_id, variant_id, quantity)
    values (${tenantId}, ${cartId}, ${line.variantId}, ${line.quantity})
    on conflict on constraint cart_line_items_variant_key do update set quantity = excluded.quantity`)
}

export async function deleteLine(tx: Tx, tenantId: string, cartId: string, lineId: string): Promise<boolean> {
  const rows = await tx.execute(sql`
    delete from cart_line_items where tenant_id = ${tenantId} and cart_id = ${cartId} and id = ${lineId} returning id`)
  return rows.length > 0
}
