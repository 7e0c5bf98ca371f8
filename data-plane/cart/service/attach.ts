// A guest's cart becomes that of the customer who signs in.
import { v7 as uuidv7 } from 'uuid'
import { type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { type Stock, sellableOf, stockOf } from '../../inventory/index.ts'
import { isCountable } from '../../pricing/index.ts'
import { considered, MAX_CODES } from '../../quotes/index.ts'
import { getStore } from '../../store/index.ts'
import * as queries from '../queries.ts'
import { mergedCodes, mergedLines } from '../rules.ts'
import { MAX_LINE_ITEMS, MAX_QUANTITY } from '../schema.ts'
import { hold } from './lines.ts'
import { goodsOf, type LoadedCart, loadCart } from './loaded.ts'

const LIMITS = { lines: MAX_LINE_ITEMS, quantity: MAX_QUANTITY }

/**
 * Makes a guest's cart that of the customer, who must be locked, and gives the id of the cart to go on with. Where the
 * customer has an open cart in its market, the lines are added to that one, as far as there is stock, with the codes, and
 * the guest's is closed. A cart that is closed already, or another customer's, stays as it is. Throws `not_found`.
 */
export async function attachCart(
  ctx: TxCtx,
  { cartId, customerId }: { cartId: string | undefined; customerId: string },
): Promise<string | null> {
  if (cartId === undefined) return null
  const { tx, tenantId } = ctx
  const at = ctx.now.toISOString()
  const guest = await loadCart(ctx, cartId, { lock: true }).catch((error: unknown) => {
    throw error instanceof DomainError
      ? fieldError('cart_id', `There is no cart ${cartId}.`, 'not_found')
      : error
  })
  const { market_code: market, status, customer_id: owner } = guest.row
  const ownId = await queries.findOpenCart(tx, tenantId, { customerId, market })
  if (status !== 'open' || owner !== null) return ownId ?? null
  const keep = () => {
    withCommit(queries.giveCart(tx, tenantId, cartId, { customerId, at }))
    return cartId
  }
  if (ownId === undefined) return keep()
  const own = await loadCart(ctx, ownId, { lock: true })
  // It was ordered while we waited for it.
  if (own.row.status !== 'open') return keep()
  await mergeCarts(ctx, own, guest)
  return ownId
}

/**
 * Adds the lines of another open cart of the customer's to their own, as far as there is stock, and its codes; the other one is
 * closed. Both must be locked. Gives the own one as it is then.
 */
export async function mergeCarts(ctx: TxCtx, own: LoadedCart, guest: LoadedCart): Promise<LoadedCart> {
  const { tx, tenantId } = ctx
  const at = ctx.now.toISOString()
  const variantIds = guest.lines.map((line) => line.variant_id).sort()
  const store = await getStore(ctx)
  const holds = store.reserve_stock === 'cart'
  if (holds)
    for (const variantId of variantIds) await hold(ctx, store, guest.row.id, { variantId, quantity: 0 })
  const lines = linesToMerge(own, guest, { stock: await stockOf(ctx, variantIds), holds })
  if (holds)
    for (const { variant_id: variantId, quantity } of lines)
      await hold(ctx, store, own.row.id, { variantId, quantity })
  const codes = mergedCodes(own.row.codes, guest.row.codes, MAX_CODES)
  withCommit(
    queries.putLines(tx, tenantId, own.row.id, lines),
    queries.setCodes(tx, tenantId, own.row.id, { codes, at }),
    queries.touchCart(tx, tenantId, guest.row.id, { status: 'merged', at }),
  )
  const kept = own.lines.filter((line) => !lines.some(({ id }) => id === line.id))
  return {
    ...own,
    row: { ...own.row, codes, updated_at: at },
    lines: [...kept, ...lines].toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    considered: await considered(ctx, codes, own.row.buyer?.email ?? null),
  }
}

/** What of the guest's cart goes to the customer's own; nothing when the total would be too large to count. */
function linesToMerge(
  own: LoadedCart,
  guest: LoadedCart,
  { stock, holds }: { stock: Stock; holds: boolean },
): queries.CartLine[] {
  const held = (variantId: string) =>
    holds ? (own.lines.find((line) => line.variant_id === variantId)?.quantity ?? 0) : 0
  const sellable = (variantId: string) => sellableOf(stock, variantId) + held(variantId)
  const changes = mergedLines(own.lines, guest.lines, { sellable, limits: LIMITS }).flatMap((change) => {
    const line = guest.lines.find((line) => line.variant_id === change.variant_id)
    return line === undefined ? [] : { ...line, quantity: change.quantity, id: change.id ?? uuidv7() }
  })
  const kept = own.lines.filter((line) => !changes.some((change) => change.id === line.id))
  return isCountable(goodsOf({ ...own, lines: [...kept, ...changes] })) ? changes : []
}
