// Carts hold variants and quantities only; prices are those of the moment until a checkout fixes them.
import { type Ctx, inRead, inTx, type ReadCtx, type TxCtx } from '../../shared/context.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { type SellableVariant, sellableVariants } from '../catalog/index.ts'
import { assertInStock } from '../inventory/index.ts'
import { computeTotals, isCountable, toTotals } from '../pricing/index.ts'
import { chooseMarket, findMarket } from '../store/index.ts'
import * as queries from './queries.ts'
import { type Cart, MAX_LINE_ITEMS } from './schema.ts'

export async function createCart(
  ctx: Ctx,
  wish: { market?: string | undefined; currency?: string | undefined },
): Promise<Cart> {
  return inTx(ctx, async (ctx) => {
    const market = await chooseMarket(ctx, wish)
    return getCart(ctx, await queries.insertCart(ctx.tx, ctx.tenantId, market.code, market.currency))
  })
}

export async function getCart(ctx: Ctx, id: string): Promise<Cart> {
  return inRead(ctx, async (ctx) => {
    const { row, lines, taxBasisPoints } = await loadCart(ctx, id)
    const { currency } = row
    const totals = computeTotals(lines, taxBasisPoints, 0)
    return {
      id: row.id,
      status: row.status,
      market: row.market_code,
      currency,
      line_items: lines.map((line, i) => ({
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
  })
}

/** Adds to the line of this variant, or makes one. Refuses what is not on sale, has no price here, or is out of stock. */
export async function addLineItem(
  ctx: Ctx,
  cartId: string,
  input: { variant_id: string; quantity: number },
): Promise<Cart> {
  return changeLines(ctx, cartId, async (ctx, cart) => {
    const line = cart.lines.find((line) => line.variant_id === input.variant_id)
    if (line === undefined && cart.lines.length >= MAX_LINE_ITEMS) {
      throw new DomainError('cart_full', `A cart has at most ${MAX_LINE_ITEMS} lines.`)
    }
    const quantity = (line?.quantity ?? 0) + input.quantity
    await assertSellable(ctx, input.variant_id, cart.currency)
    await assertInStock(ctx, { variantId: input.variant_id, quantity })
    await queries.putLine(ctx.tx, ctx.tenantId, cartId, { variantId: input.variant_id, quantity })
  })
}

export async function updateLineItem(
  ctx: Ctx,
  cartId: string,
  lineId: string,
  quantity: number,
): Promise<Cart> {
  return changeLines(ctx, cartId, async (ctx, cart) => {
    const line = cart.lines.find((line) => line.id === lineId)
    if (line === undefined) throw noLine(lineId)
    if (quantity > line.quantity) await assertInStock(ctx, { variantId: line.variant_id, quantity })
    await queries.putLine(ctx.tx, ctx.tenantId, cartId, { variantId: line.variant_id, quantity })
  })
}

export async function removeLineItem(ctx: Ctx, cartId: string, lineId: string): Promise<Cart> {
  return changeLines(ctx, cartId, async (ctx) => {
    if (!(await queries.deleteLine(ctx.tx, ctx.tenantId, cartId, lineId))) throw noLine(lineId)
  })
}

export type CartForCheckout = {
  marketCode: string
  currency: string
  lines: (SellableVariant & { quantity: number; unit_amount: number })[]
}

/** What a checkout copies. Throws unless the cart is open, has lines, and all of them can be sold. */
export async function cartForCheckout(ctx: TxCtx, id: string): Promise<CartForCheckout> {
  await lockOpenCart(ctx, id)
  const { row, lines } = await loadCart(ctx, id)
  if (lines.length === 0) throw new DomainError('cart_empty', 'Add something to the cart first.')
  for (const line of lines) {
    if (!line.on_sale) throw unavailable(line.variant_id)
    if (!line.priced) throw noPrice(line.variant_id, row.currency)
  }
  return { marketCode: row.market_code, currency: row.currency, lines }
}

/** Closes the cart of a placed order. Throws `cart_completed` when another order was made of it meanwhile. */
export async function completeCart(ctx: TxCtx, id: string): Promise<void> {
  await lockOpenCart(ctx, id)
  await queries.touchCart(ctx.tx, ctx.tenantId, id, 'completed')
}

async function changeLines(
  ctx: Ctx,
  id: string,
  change: (ctx: TxCtx, cart: queries.CartRow) => Promise<void>,
): Promise<Cart> {
  return inTx(ctx, async (ctx) => {
    await lockOpenCart(ctx, id)
    const cart = await queries.readCart(ctx.tx, ctx.tenantId, id)
    if (cart === undefined) throw noCart(id)
    await change(ctx, cart)
    await queries.touchCart(ctx.tx, ctx.tenantId, id, 'open')
    const { lines } = await loadCart(ctx, id)
    if (!isCountable(lines)) throw new DomainError('cart_full', 'The total of this cart would be too large.')
    return getCart(ctx, id)
  })
}

async function lockOpenCart(ctx: TxCtx, id: string): Promise<void> {
  const status = await queries.lockCart(ctx.tx, ctx.tenantId, id)
  if (status === undefined) throw noCart(id)
  if (status === 'completed') throw new DomainError('cart_completed', 'This cart was ordered already.')
}

/** A line whose variant lost its price in this currency counts as 0 and cannot be checked out. */
async function loadCart(ctx: ReadCtx, id: string) {
  const row = await queries.readCart(ctx.tx, ctx.tenantId, id)
  if (row === undefined) throw noCart(id)
  const variants = await sellableVariants(
    ctx.tx,
    ctx.tenantId,
    row.lines.map((line) => line.variant_id),
    row.currency,
  )
  const lines = row.lines.flatMap((line) => {
    const variant = variants.get(line.variant_id)
    return variant === undefined
      ? []
      : [{ ...variant, ...line, unit_amount: variant.unit_amount ?? 0, priced: variant.unit_amount !== null }]
  })
  const market = await findMarket(ctx, row.market_code, 'market')
  return { row, lines, taxBasisPoints: market.tax_basis_points }
}

async function assertSellable(ctx: ReadCtx, variantId: string, currency: string): Promise<void> {
  const variant = (await sellableVariants(ctx.tx, ctx.tenantId, [variantId], currency)).get(variantId)
  if (variant === undefined) throw fieldError('variant_id', 'There is no such variant.', 'not_found')
  if (!variant.on_sale) throw unavailable(variantId)
  if (variant.unit_amount === null) throw noPrice(variantId, currency)
}

const noCart = (id: string) => new DomainError('not_found', `There is no cart ${id}.`)
const noLine = (id: string) => new DomainError('not_found', `There is no line ${id} in this cart.`)
const noPrice = (id: string, currency: string) =>
  fieldError(`variant_id`, `Variant ${id} has no price in ${currency}.`, 'price_unavailable')
const unavailable = (id: string) =>
  fieldError('variant_id', `Variant ${id} is not on sale.`, 'product_unavailable')
