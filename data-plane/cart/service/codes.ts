// The promotion codes that a shopper entered.
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { assertUsable, considered, MAX_CODES, normalCode } from '../../quotes/index.ts'
import * as queries from '../queries.ts'
import type { Cart } from '../schema.ts'
import { type LoadedCart, lockOpenCart, toCart } from './loaded.ts'

/** Adds a code; one that gives nothing yet is kept and says why. Throws when it is unknown, over, or used up. */
export async function addCode(ctx: Ctx, cartId: string, input: string): Promise<Cart> {
  return inTx(ctx, async (ctx) => {
    const cart = await lockOpenCart(ctx, cartId)
    const code = normalCode(input)
    if (cart.row.codes.includes(code)) return toCart(cart)
    if (cart.row.codes.length >= MAX_CODES)
      throw new DomainError('cart_full', `A cart takes at most ${MAX_CODES} codes.`)
    return withCodes(ctx, cart, [...cart.row.codes, code], code)
  })
}

export async function removeCode(ctx: Ctx, cartId: string, input: string): Promise<Cart> {
  return inTx(ctx, async (ctx) => {
    const cart = await lockOpenCart(ctx, cartId)
    const code = normalCode(input)
    if (!cart.row.codes.includes(code)) throw new DomainError('not_found', 'This cart has no such code.')
    return withCodes(
      ctx,
      cart,
      cart.row.codes.filter((other) => other !== code),
    )
  })
}

async function withCodes(
  ctx: TxCtx,
  cart: LoadedCart,
  codes: readonly string[],
  added?: string,
): Promise<Cart> {
  const found = await considered(ctx, codes, cart.row.buyer?.email ?? null)
  if (added !== undefined) assertUsable(found, added)
  const at = ctx.now.toISOString()
  withCommit(queries.setCodes(ctx.tx, ctx.tenantId, cart.row.id, { codes, at }))
  return toCart({ ...cart, row: { ...cart.row, codes: [...codes], updated_at: at }, considered: found })
}
