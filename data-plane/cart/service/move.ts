// A shopper goes on in another market or currency, and the cart with them.
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { lockCustomer } from '../../customers/index.ts'
import { chooseMarket, type MarketRow } from '../../markets/index.ts'
import * as queries from '../queries.ts'
import type { Cart, CartPatch } from '../schema.ts'
import { mergeCarts } from './attach.ts'
import { assertOpen, type LoadedCart, loadCart, lockOpenCart, toCart } from './loaded.ts'

/**
 * Moves an open cart to another market or currency and prices everything anew. A customer has one open cart in each market:
 * what is in the one there comes into this one. Throws when the market is unknown or does not have the currency.
 */
export async function moveCart(ctx: Ctx, id: string, wish: CartPatch): Promise<Cart> {
  // Whose it is decides what is locked first. Another shopper's it never becomes.
  const before = await inRead(ctx, (ctx) => queries.readCart(ctx.tx, ctx.tenantId, id))
  assertOpen(before?.status, id)
  const market = await chooseMarket(ctx, { market: before?.market_code, ...wish })
  return inTx(ctx, async (ctx) => {
    const customerId = before?.customer_id ?? null
    if (customerId !== null) await lockCustomer(ctx, customerId)
    const cart = await lockOpenCart(ctx, id)
    const { market_code: from, currency: old } = cart.row
    const currency = wish.currency ?? (market.code === from ? old : market.currency)
    if (market.code === from && currency === old) return toCart(cart)
    const at = ctx.now.toISOString()
    const there: LoadedCart = {
      ...cart,
      market,
      row: { ...cart.row, market_code: market.code, currency, updated_at: at },
    }
    const other = market.code === from ? undefined : await otherCart(ctx, cart.row.customer_id, market)
    // It is closed before this one takes its place.
    const moved = other === undefined ? there : await mergeCarts(ctx, there, other)
    withCommit(queries.moveCart(ctx.tx, ctx.tenantId, id, { market: market.code, currency, at }))
    return toCart(moved)
  })
}

/** The customer's open cart in a market, locked. */
async function otherCart(
  ctx: TxCtx,
  customerId: string | null,
  { code }: MarketRow,
): Promise<LoadedCart | undefined> {
  if (customerId === null) return undefined
  const id = await queries.findOpenCart(ctx.tx, ctx.tenantId, { customerId, market: code })
  if (id === undefined) return undefined
  const cart = await loadCart(ctx, id, { lock: true })
  // It may have been ordered while we waited for it.
  return cart.row.status === 'open' ? cart : undefined
}
