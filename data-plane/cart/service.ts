// Carts hold variants and quantities only; prices are those of the moment until a checkout fixes them.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type ReadCtx, type TxCtx, withCommit } from '../../shared/context.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import type { SellableVariant } from '../catalog/index.ts'
import { assertInStock, stockOf } from '../inventory/index.ts'
import { computeTotals, isCountable, toTotals } from '../pricing/index.ts'
import { chooseMarket, getMarkets, type MarketRow, marketOf } from '../store/index.ts'
import * as queries from './queries.ts'
import { type Cart, MAX_LINE_ITEMS } from './schema.ts'

export async function createCart(
  ctx: Ctx,
  wish: { market?: string | undefined; currency?: string | undefined },
): Promise<Cart> {
  const market = await chooseMarket(ctx, wish)
  return inTx(ctx, async (ctx) => {
    const id = uuidv7()
    const at = ctx.now.toISOString()
    const { code, currency } = market
    withCommit(queries.insertCart(ctx.tx, ctx.tenantId, { id, market: code, currency, at }))
    const row = { id, market_code: code, currency, status: 'open' as const, created_at: at, updated_at: at }
    return toCart({ row, lines: [], market })
  })
}

export async function getCart(ctx: Ctx, id: string): Promise<Cart> {
  return inRead(ctx, async (ctx) => toCart(await loadCart(ctx, id)))
}

/** Adds to the line of this variant, or makes one. Refuses what is not on sale, has no price here, or is out of stock. */
export async function addLineItem(
  ctx: Ctx,
  cartId: string,
  input: { variant_id: string; quantity: number },
): Promise<Cart> {
  return inTx(ctx, async (ctx) => {
    const [cart, variant, stock] = await Promise.all([
      lockOpenCart(ctx, cartId),
      queries.findVariantFor(ctx.tx, ctx.tenantId, cartId, input.variant_id),
      stockOf(ctx, [input.variant_id]),
    ])
    const line = cart.lines.find((line) => line.variant_id === input.variant_id)
    if (line === undefined && cart.lines.length >= MAX_LINE_ITEMS) {
      throw new DomainError('cart_full', `A cart has at most ${MAX_LINE_ITEMS} lines.`)
    }
    assertSellable(variant, input.variant_id, cart.row.currency)
    const quantity = (line?.quantity ?? 0) + input.quantity
    assertInStock(stock, { variantId: input.variant_id, quantity })
    return putLine(ctx, cart, { ...variant, id: line?.id ?? uuidv7(), quantity })
  })
}

export async function updateLineItem(
  ctx: Ctx,
  cartId: string,
  lineId: string,
  quantity: number,
): Promise<Cart> {
  return inTx(ctx, async (ctx) => {
    const cart = await lockOpenCart(ctx, cartId)
    const line = lineOf(cart, lineId)
    if (quantity > line.quantity)
      assertInStock(await stockOf(ctx, [line.variant_id]), { variantId: line.variant_id, quantity })
    return putLine(ctx, cart, { ...line, quantity })
  })
}

export async function removeLineItem(ctx: Ctx, cartId: string, lineId: string): Promise<Cart> {
  return inTx(ctx, async (ctx) => {
    const cart = await lockOpenCart(ctx, cartId)
    const line = lineOf(cart, lineId)
    withCommit(queries.deleteLine(ctx.tx, ctx.tenantId, cartId, lineId))
    return changed(
      ctx,
      cart,
      cart.lines.filter((other) => other !== line),
    )
  })
}

type CartForCheckout = {
  market: MarketRow
  lines: (SellableVariant & { quantity: number; unit_amount: number })[]
}

/** What a checkout copies. Throws unless the cart is open, has lines, and all of them can be sold. */
export async function cartForCheckout(ctx: TxCtx, id: string): Promise<CartForCheckout> {
  const { row, lines, market } = await lockOpenCart(ctx, id)
  if (lines.length === 0) throw new DomainError('cart_empty', 'Add something to the cart first.')
  return {
    market,
    lines: lines.map((line) => {
      assertSellable(line, line.variant_id, row.currency)
      return line
    }),
  }
}

/** Locks the cart of an order to be placed and gives its status. */
export const lockCart = (ctx: TxCtx, id: queries.CartSelect) => queries.lockCart(ctx.tx, ctx.tenantId, id)

/** Closes the cart of a placed order, together with the commit. It must be locked and open. */
export function completeCart(ctx: TxCtx, id: string): void {
  const change = { status: 'completed', at: ctx.now.toISOString() } as const
  withCommit(queries.touchCart(ctx.tx, ctx.tenantId, id, change))
}

/** Throws unless a cart of this status can still be changed or ordered. */
export function assertOpen(status: 'open' | 'completed' | undefined, id: string): void {
  if (status === undefined) throw noCart(id)
  if (status === 'completed') throw new DomainError('cart_completed', 'This cart was ordered already.')
}

type LoadedCart = { row: queries.CartRow; lines: queries.CartLine[]; market: MarketRow }

async function loadCart(ctx: ReadCtx, id: string, lock = false): Promise<LoadedCart> {
  const [row, lines, markets] = await Promise.all([
    // First: the rest must be as it is once the lock is held.
    queries.readCart(ctx.tx, ctx.tenantId, id, lock),
    queries.readLines(ctx.tx, ctx.tenantId, id),
    getMarkets(ctx),
  ])
  if (row === undefined) throw noCart(id)
  return { row, lines, market: marketOf(markets, row.market_code, 'market') }
}

async function lockOpenCart(ctx: TxCtx, id: string): Promise<LoadedCart> {
  const cart = await loadCart(ctx, id, true)
  assertOpen(cart.row.status, id)
  return cart
}

function putLine(ctx: TxCtx, cart: LoadedCart, line: queries.CartLine): Cart {
  const { id, variant_id: variantId, quantity } = line
  withCommit(queries.putLine(ctx.tx, ctx.tenantId, cart.row.id, { id, variantId, quantity }))
  const isNew = !cart.lines.some((other) => other.id === id)
  const lines = isNew ? [...cart.lines, line] : cart.lines.map((other) => (other.id === id ? line : other))
  if (!isCountable(priced(lines)))
    throw new DomainError('cart_full', 'The total of this cart would be too large.')
  return changed(ctx, cart, lines)
}

/** The cart with other lines. */
function changed(ctx: TxCtx, { row, market }: LoadedCart, lines: queries.CartLine[]): Cart {
  const at = ctx.now.toISOString()
  withCommit(queries.touchCart(ctx.tx, ctx.tenantId, row.id, { status: 'open', at }))
  return toCart({ row: { ...row, updated_at: at }, lines, market })
}

/** A line whose variant lost its price in this currency counts as 0 and cannot be checked out. */
const priced = (lines: readonly queries.CartLine[]) =>
  lines.map((line) => ({ ...line, unit_amount: line.unit_amount ?? 0 }))

function toCart({ row, lines, market }: LoadedCart): Cart {
  const { currency } = row
  const totals = computeTotals(priced(lines), market.tax_basis_points, 0)
  return {
    id: row.id,
    status: row.status,
    market: row.market_code,
    currency,
    line_items: priced(lines).map((line, i) => ({
      id: line.id,
      variant_id: line.variant_id,
      product_id: line.product_id,
      title: line.title,
      variant_title: line.variant_title,
      sku: line.sku,
      image_url: line.image_url,
      quantity: line.quantity,
      unit_price: { amount: line.unit_amount, currency },
      total: { amount: totals.lines[i]?.subtotal ?? 0, currency },
    })),
    totals: toTotals(totals, currency),
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

function lineOf(cart: LoadedCart, lineId: string): queries.CartLine {
  const line = cart.lines.find((line) => line.id === lineId)
  if (line === undefined) throw new DomainError('not_found', `There is no line ${lineId} in this cart.`)
  return line
}

function assertSellable<V extends SellableVariant>(
  variant: V | undefined,
  id: string,
  currency: string,
): asserts variant is V & { unit_amount: number } {
  if (variant === undefined) throw fieldError('variant_id', 'There is no such variant.', 'not_found')
  if (!variant.on_sale) throw fieldError('variant_id', `Variant ${id} is not on sale.`, 'product_unavailable')
  if (variant.unit_amount === null)
    throw fieldError('variant_id', `Variant ${id} has no price in ${currency}.`, 'price_unavailable')
}

const noCart = (id: string) => new DomainError('not_found', `There is no cart ${id}.`)
