// From a cart to an order. A checkout keeps the prices it showed; completing it is one transaction: stock, order, payment, events.
import { type Ctx, inRead, inTx, type ReadCtx } from '../../shared/context.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { cartForCheckout, completeCart } from '../cart/index.ts'
import { takeStock } from '../inventory/index.ts'
import { getOrder, type Order, type PaymentMethod, placeOrder } from '../orders/index.ts'
import { capturePayment } from '../payments/index.ts'
import { computeTotals, shippingCost, toTotals } from '../pricing/index.ts'
import { findMarket, getStore, toShippingMethods } from '../store/index.ts'
import * as queries from './queries.ts'
import { missingFrom } from './rules.ts'
import type { Checkout, CheckoutPatch } from './schema.ts'

const LIFETIME_MINUTES = 60

/** Fixes the cart's lines and prices for an hour. The cart stays as it is; a newer checkout may be made of it. */
export async function createCheckout(ctx: Ctx, cartId: string): Promise<Checkout> {
  return inTx(ctx, async (ctx) => {
    const cart = await cartForCheckout(ctx, cartId)
    const market = await findMarket(ctx, cart.marketCode, 'cart_id')
    const id = await queries.insertCheckout(ctx.tx, ctx.tenantId, {
      ...cart,
      cartId,
      taxBasisPoints: market.tax_basis_points,
      lifetimeMinutes: LIFETIME_MINUTES,
    })
    return getCheckout(ctx, id)
  })
}

export async function getCheckout(ctx: Ctx, id: string): Promise<Checkout> {
  return inRead(ctx, async (ctx) => toCheckout(ctx, await load(ctx, id)))
}

/** Records what the shopper chose. Throws when the checkout is completed or expired, or a choice is not on offer. */
export async function updateCheckout(ctx: Ctx, id: string, patch: CheckoutPatch): Promise<Checkout> {
  return inTx(ctx, async (ctx) => {
    const row = await load(ctx, id, true)
    assertOpen(ctx, row)
    const { shipping_method: code, ...change } = patch
    if (patch.payment_method !== undefined) await assertPaymentMethod(ctx, patch.payment_method)
    const shipping_method = code === undefined ? undefined : await chooseShipping(ctx, row, code)
    await queries.updateCheckout(ctx.tx, ctx.tenantId, id, { ...change, shipping_method })
    return getCheckout(ctx, id)
  })
}

/**
 * Places the order: takes stock, records the order and its payment, and closes cart and checkout, all or nothing.
 * A checkout that was completed before gives its order again.
 */
export async function completeCheckout(ctx: Ctx, id: string): Promise<{ order: Order }> {
  return inTx(ctx, async (ctx) => {
    const row = await load(ctx, id, true)
    if (row.order_id !== null) return { order: await getOrder(ctx, row.order_id) }
    assertOpen(ctx, row)
    const missing = missingFrom({ ...row, shipped: isShipped(row) })
    if (missing.length > 0)
      throw new DomainError('checkout_incomplete', 'Something is missing.', { issues: missing })
    await assertPaymentMethod(ctx, row.payment_method as PaymentMethod)
    await completeCart(ctx, row.cart_id)
    await takeStock(ctx, wants(row))
    const totals = totalsOf(row)
    const orderId = await placeOrder(ctx, {
      checkoutId: id,
      email: row.email as string,
      marketCode: row.market_code,
      currency: row.currency,
      shippingAddress: row.shipping_address,
      shippingMethod: row.shipping_method,
      paymentMethod: row.payment_method as PaymentMethod,
      totals,
      lines: row.lines.map((line, i) => ({
        ...line,
        tax_amount: totals.lines[i]?.tax ?? 0,
        total_amount: totals.lines[i]?.total ?? 0,
      })),
    })
    if (row.payment_method === 'test') await capturePayment(ctx, orderId, 'test')
    await queries.markCompleted(ctx.tx, ctx.tenantId, id, orderId)
    return { order: await getOrder(ctx, orderId) }
  })
}

async function load(ctx: ReadCtx, id: string, lock = false): Promise<queries.CheckoutRow> {
  const row = await queries.readCheckout(ctx.tx, ctx.tenantId, id, lock)
  if (row === undefined) throw new DomainError('not_found', `There is no checkout ${id}.`)
  return row
}

function assertOpen(ctx: Ctx, row: queries.CheckoutRow): void {
  if (row.status === 'completed')
    throw new DomainError('checkout_completed', 'This checkout became an order already.')
  if (Date.parse(row.expires_at) <= ctx.now.getTime()) {
    throw new DomainError(
      'checkout_expired',
      'The prices of this checkout are no longer kept. Start a new one from the cart.',
    )
  }
}

async function assertPaymentMethod(ctx: ReadCtx, method: PaymentMethod): Promise<void> {
  if (!(await paymentMethods(ctx)).includes(method))
    throw fieldError('payment_method', 'This store does not take this method.')
}

async function paymentMethods(ctx: ReadCtx): Promise<PaymentMethod[]> {
  return (await getStore(ctx)).test_payments ? ['manual', 'test'] : ['manual']
}

async function chooseShipping(ctx: ReadCtx, row: queries.CheckoutRow, code: string) {
  const { shipping_methods } = await findMarket(ctx, row.market_code, 'shipping_method')
  const method = shipping_methods.find((method) => method.code === code)
  if (method === undefined) {
    throw fieldError(
      'shipping_method',
      `must be one of ${shipping_methods.map((method) => method.code).join(', ')}`,
    )
  }
  const subtotal = computeTotals(row.lines, 0, 0).subtotal
  return { code, name: method.name, amount: shippingCost(method, subtotal, isShipped(row)) }
}

const isShipped = (row: queries.CheckoutRow): boolean => row.lines.some((line) => line.requires_shipping)

const totalsOf = (row: queries.CheckoutRow) =>
  computeTotals(row.lines, row.tax_basis_points, row.shipping_method?.amount ?? 0)

function wants(row: queries.CheckoutRow) {
  return row.lines.map(({ variant_id, quantity, title }) => {
    if (variant_id === null) throw new DomainError('product_unavailable', `${title} is no longer sold.`)
    return { variantId: variant_id, quantity }
  })
}

async function toCheckout(ctx: ReadCtx, row: queries.CheckoutRow): Promise<Checkout> {
  const { currency } = row
  const market = await findMarket(ctx, row.market_code, 'market')
  return {
    id: row.id,
    cart_id: row.cart_id,
    status: row.status,
    market: row.market_code,
    currency,
    line_items: row.lines.map((line) => ({
      id: line.id,
      variant_id: line.variant_id,
      product_id: line.product_id,
      title: line.title,
      variant_title: line.variant_title,
      sku: line.sku,
      quantity: line.quantity,
      unit_price: { amount: line.unit_amount, currency },
      total: { amount: line.unit_amount * line.quantity, currency },
    })),
    email: row.email,
    shipping_address: row.shipping_address,
    shipping_method: row.shipping_method?.code ?? null,
    payment_method: row.payment_method,
    shipping_methods: isShipped(row) ? toShippingMethods(market) : [],
    payment_methods: await paymentMethods(ctx),
    totals: toTotals(totalsOf(row), currency),
    order_id: row.order_id,
    created_at: row.created_at,
    updated_at: row.updated_at,
    expires_at: row.expires_at,
  }
}
