// What is put into a cart and taken out.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { assertInStock, holdForCart, stockOf } from '../../inventory/index.ts'
import { getStore, type StoreRow } from '../../store/index.ts'
import * as queries from '../queries.ts'
import { type Cart, MAX_LINE_ITEMS, MAX_QUANTITY } from '../schema.ts'
import {
  assertOnSale,
  assertPriced,
  goodsOf,
  type LoadedCart,
  lockOpenCart,
  lockOpenCartFor,
  toCart,
} from './loaded.ts'

/** Adds to the line of this variant, or makes one. Refuses what is not on sale, has no price here, or is out of stock. */
export async function addLineItem(
  ctx: Ctx,
  cartId: string,
  input: { variant_id: string; quantity: number },
): Promise<Cart> {
  return inTx(ctx, async (ctx) => {
    const [{ cart, variant }, stock, store] = await Promise.all([
      lockOpenCartFor(ctx, cartId, input.variant_id),
      stockOf(ctx, [input.variant_id]),
      getStore(ctx),
    ])
    const line = cart.lines.find((line) => line.variant_id === input.variant_id)
    if (line === undefined && cart.lines.length >= MAX_LINE_ITEMS) {
      throw new DomainError('cart_full', `A cart has at most ${MAX_LINE_ITEMS} lines.`)
    }
    assertOnSale(variant, input.variant_id)
    const quantity = (line?.quantity ?? 0) + input.quantity
    if (quantity > MAX_QUANTITY)
      throw fieldError('quantity', `A line has at most ${MAX_QUANTITY} units.`, 'cart_full')
    const changed = { ...variant, id: line?.id ?? uuidv7(), quantity }
    assertHasPrice(cart, changed)
    if (store.reserve_stock === 'cart')
      await hold(ctx, store, cartId, { variantId: input.variant_id, quantity })
    else assertInStock(stock, { variantId: input.variant_id, quantity })
    return putLine(ctx, cart, changed)
  })
}

export async function updateLineItem(
  ctx: Ctx,
  cartId: string,
  lineId: string,
  quantity: number,
): Promise<Cart> {
  return inTx(ctx, async (ctx) => {
    const [cart, store] = await Promise.all([lockOpenCart(ctx, cartId), getStore(ctx)])
    const line = lineOf(cart, lineId)
    const changed = { ...line, quantity }
    assertHasPrice(cart, changed)
    const want = { variantId: line.variant_id, quantity }
    if (store.reserve_stock === 'cart') await hold(ctx, store, cartId, want)
    else if (quantity > line.quantity) assertInStock(await stockOf(ctx, [line.variant_id]), want)
    return putLine(ctx, cart, changed)
  })
}

export async function removeLineItem(ctx: Ctx, cartId: string, lineId: string): Promise<Cart> {
  return inTx(ctx, async (ctx) => {
    const [cart, store] = await Promise.all([lockOpenCart(ctx, cartId), getStore(ctx)])
    const line = lineOf(cart, lineId)
    if (store.reserve_stock === 'cart')
      await hold(ctx, store, cartId, { variantId: line.variant_id, quantity: 0 })
    const at = ctx.now.toISOString()
    withCommit(
      queries.deleteLine(ctx.tx, ctx.tenantId, cartId, lineId),
      queries.touchCart(ctx.tx, ctx.tenantId, cartId, { status: 'open', at }),
    )
    return withLines(
      cart,
      cart.lines.filter((other) => other !== line),
      at,
    )
  })
}

/** Throws unless the line has a price at its quantity, of which a price list may ask more or less. */
function assertHasPrice(cart: LoadedCart, line: queries.CartLine): void {
  for (const goods of goodsOf({ ...cart, lines: [line] })) assertPriced(goods, cart.row.currency)
}

/** Makes a cart hold so much of a variant's stock. Where the goods will go is not known yet. */
export const hold = (
  ctx: TxCtx,
  store: StoreRow,
  cartId: string,
  want: { variantId: string; quantity: number },
) =>
  holdForCart(
    ctx,
    { cartId, ...want },
    { strategy: store.allocation_strategy, country: undefined, minutes: store.reservation_minutes },
  )

function putLine(ctx: TxCtx, cart: LoadedCart, line: queries.CartLine): Cart {
  const { id, variant_id: variantId, quantity } = line
  const at = ctx.now.toISOString()
  withCommit(queries.putLine(ctx.tx, ctx.tenantId, cart.row.id, { id, variantId, quantity, at }))
  const isNew = !cart.lines.some((other) => other.id === id)
  const lines = isNew ? [...cart.lines, line] : cart.lines.map((other) => (other.id === id ? line : other))
  return withLines(cart, lines, at)
}

/** The cart with other lines, which it has since `at`. */
const withLines = (cart: LoadedCart, lines: queries.CartLine[], at: string): Cart =>
  toCart({ ...cart, row: { ...cart.row, updated_at: at }, lines })

function lineOf(cart: LoadedCart, lineId: string): queries.CartLine {
  const line = cart.lines.find((line) => line.id === lineId)
  if (line === undefined) throw new DomainError('not_found', `There is no line ${lineId} in this cart.`)
  return line
}
