// Carts hold variants, quantities and codes only; prices are those of the moment until a checkout fixes them.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { currentCustomer, lockCustomer, requireCustomer } from '../../customers/index.ts'
import { chooseMarket, type MarketRow } from '../../markets/index.ts'
import { type Basis, considered, type Explanation, toExplanation } from '../../quotes/index.ts'
import * as queries from '../queries.ts'
import type { Cart } from '../schema.ts'
import {
  assertOnSale,
  assertPriced,
  basisOfCart,
  type CartGoods,
  goodsOf,
  loadCart,
  lockOpenCart,
  quoteCart,
  sellingTerms,
  toCart,
} from './loaded.ts'

export async function createCart(
  ctx: Ctx,
  wish: { market?: string | undefined; currency?: string | undefined },
): Promise<Cart> {
  const market = await chooseMarket(ctx, wish)
  return inTx(ctx, async (ctx) => {
    const { code } = market
    const currency = wish.currency ?? market.currency
    const [customer, terms, automatic] = await Promise.all([
      currentCustomer(ctx),
      sellingTerms(ctx),
      considered(ctx, [], null),
    ])
    const customerId = customer?.id ?? null
    if (customerId !== null) {
      const [, id] = await Promise.all([
        lockCustomer(ctx, customerId),
        queries.findOpenCart(ctx.tx, ctx.tenantId, { customerId, market: code }),
      ])
      if (id !== undefined) return getCart(ctx, id)
    }
    const id = uuidv7()
    const at = ctx.now.toISOString()
    withCommit(queries.insertCart(ctx.tx, ctx.tenantId, { id, market: code, currency, at, customerId }))
    const row: queries.CartRow = {
      id,
      market_code: code,
      currency,
      status: 'open',
      customer_id: customerId,
      codes: [],
      buyer: null,
      created_at: at,
      updated_at: at,
    }
    return toCart({ row, lines: [], market, terms, considered: automatic, now: ctx.now })
  })
}

export async function getCart(ctx: Ctx, id: string): Promise<Cart> {
  return inRead(ctx, async (ctx) => toCart(await loadCart(ctx, id, { isAsIs: true })))
}

/** Which rule gave each amount of a cart. */
export async function explainCart(ctx: Ctx, id: string): Promise<Explanation> {
  return inRead(ctx, async (ctx) => toExplanation(quoteCart(await loadCart(ctx, id)).quote))
}

/** The open cart of the shopper who asks, in a market or else the default one. Throws `not_found` when there is none. */
export async function openCart(ctx: Ctx, code: string | undefined): Promise<Cart> {
  return inRead(ctx, async (ctx) => {
    const [{ id: customerId }, market] = await Promise.all([
      requireCustomer(ctx),
      chooseMarket(ctx, { market: code }),
    ])
    const id = await queries.findOpenCart(ctx.tx, ctx.tenantId, { customerId, market: market.code })
    if (id === undefined)
      throw new DomainError('not_found', `You have no open cart in the market ${market.code}.`)
    return toCart(await loadCart(ctx, id, { isAsIs: true }))
  })
}

type CartForCheckout = {
  market: MarketRow
  currency: string
  codes: string[]
  email: string | null
  lines: CartGoods[]
  basis: Basis
}

/** What a checkout copies. Throws unless the cart is open, has lines, and all of them can be sold. */
export async function cartForCheckout(ctx: TxCtx, id: string): Promise<CartForCheckout> {
  const cart = await lockOpenCart(ctx, id)
  const { row, market } = cart
  const lines = goodsOf(cart)
  if (lines.length === 0) throw new DomainError('cart_empty', 'Add something to the cart first.')
  for (const line of lines) {
    assertOnSale(line, line.variant_id)
    assertPriced(line, row.currency)
  }
  return {
    market,
    currency: row.currency,
    codes: row.codes,
    email: row.buyer?.email ?? null,
    lines,
    basis: basisOfCart(cart),
  }
}

/** Locks the cart of an order to be placed and gives its status. */
export const lockCart = (ctx: TxCtx, id: queries.CartSelect) => queries.lockCart(ctx.tx, ctx.tenantId, id)

/** Closes the cart of a placed order, together with the commit. It must be locked and open. */
export function completeCart(ctx: TxCtx, id: string): void {
  const change = { status: 'completed', at: ctx.now.toISOString() } as const
  withCommit(queries.touchCart(ctx.tx, ctx.tenantId, id, change))
}
