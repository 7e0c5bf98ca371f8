// From a cart to an order. A checkout keeps the prices it showed; completing it is one transaction: stock, order, payment, events.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type ReadCtx, withCommit } from '../../shared/context.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import { defined } from '../../shared/objects.ts'
import { assertOpen as assertCartOpen, cartForCheckout, completeCart, lockCart } from '../cart/index.ts'
import { lockStock, takeStock } from '../inventory/index.ts'
import { getOrder, nextOrderNumber, type Order, type PaymentMethod, placeOrder } from '../orders/index.ts'
import { recordPayment } from '../payments/index.ts'
import { computeTotals, shippingCost, toTotals } from '../pricing/index.ts'
import {
  getMarkets,
  getStore,
  type MarketRow,
  marketOf,
  type StoreRow,
  toShippingMethods,
} from '../store/index.ts'
import * as queries from './queries.ts'
import { missingFrom } from './rules.ts'
import type { Checkout, CheckoutPatch } from './schema.ts'

const LIFETIME_MS = 60 * 60 * 1000

/** Fixes the cart's lines and prices for an hour. The cart stays as it is; a newer checkout may be made of it. */
export async function createCheckout(ctx: Ctx, cartId: string): Promise<Checkout> {
  return inTx(ctx, async (ctx) => {
    const [{ market, lines }, store] = await Promise.all([cartForCheckout(ctx, cartId), getStore(ctx)])
    const at = ctx.now.toISOString()
    const row: queries.CheckoutRow = {
      id: uuidv7(),
      cart_id: cartId,
      status: 'open',
      market_code: market.code,
      currency: market.currency,
      tax_basis_points: market.tax_basis_points,
      email: null,
      shipping_address: null,
      shipping_method: null,
      payment_method: null,
      order_id: null,
      created_at: at,
      updated_at: at,
      expires_at: new Date(ctx.now.getTime() + LIFETIME_MS).toISOString(),
      lines: lines.map((line) => ({ ...line, id: uuidv7() })),
    }
    withCommit(queries.insertCheckout(ctx.tx, ctx.tenantId, row))
    return toCheckout(row, { market, store })
  })
}

export async function getCheckout(ctx: Ctx, id: string): Promise<Checkout> {
  return inRead(ctx, async (ctx) => {
    const [row, terms] = await Promise.all([
      queries.readCheckout(ctx.tx, ctx.tenantId, id),
      sellingTerms(ctx),
    ])
    if (row === undefined) throw noCheckout(id)
    return toCheckout(row, terms(row))
  })
}

/** Records what the shopper chose. Throws when the checkout is completed or expired, or a choice is not on offer. */
export async function updateCheckout(ctx: Ctx, id: string, patch: CheckoutPatch): Promise<Checkout> {
  return inTx(ctx, async (ctx) => {
    const [row, termsOf] = await Promise.all([
      queries.lockCheckout(ctx.tx, ctx.tenantId, id),
      sellingTerms(ctx),
    ])
    if (row === undefined) throw noCheckout(id)
    assertOpen(ctx, row)
    const terms = termsOf(row)
    const { shipping_method: code, ...rest } = patch
    if (patch.payment_method !== undefined) assertPaymentMethod(terms, patch.payment_method)
    const shipping_method = code === undefined ? undefined : chooseShipping(terms, row, code)
    const change = defined({ ...rest, shipping_method })
    const at = ctx.now.toISOString()
    withCommit(queries.updateCheckout(ctx.tx, ctx.tenantId, id, { ...change, at }))
    return toCheckout({ ...row, ...change, updated_at: at }, terms)
  })
}

/**
 * Places the order: takes stock, records the order and its payment, and closes cart and checkout, all or nothing.
 * A checkout that was completed before gives its order again.
 */
export async function completeCheckout(ctx: Ctx, id: string): Promise<{ order: Order }> {
  return inTx(ctx, async (ctx) => {
    // Started in the order in which all orders take their locks.
    const [row, cartStatus, stock, number, termsOf] = await Promise.all([
      queries.lockCheckout(ctx.tx, ctx.tenantId, id),
      lockCart(ctx, queries.cartOf(ctx.tenantId, id)),
      lockStock(ctx, queries.variantsOf(ctx.tenantId, id)),
      nextOrderNumber(ctx, queries.stillOpen(ctx.tenantId, id)),
      sellingTerms(ctx),
    ])
    if (row === undefined) throw noCheckout(id)
    if (row.order_id !== null) return { order: await getOrder(ctx, row.order_id) }
    assertOpen(ctx, row)
    const { payment_method: method } = row
    const missing = missingFrom({ ...row, shipped: isShipped(row) })
    if (missing.length > 0 || method === null)
      throw new DomainError('checkout_incomplete', 'Something is missing.', { issues: missing })
    const terms = termsOf(row)
    assertPaymentMethod(terms, method)
    assertCartOpen(cartStatus, row.cart_id)
    await takeStock(ctx, stock, wants(row), terms.store.low_stock_threshold)
    const order = placeOrder(ctx, { ...orderDraft(row), number: number as number })
    const { amount, currency } = order.totals.total
    if (method === 'test') recordPayment(ctx, { orderId: order.id, method, amount, currency })
    completeCart(ctx, row.cart_id)
    withCommit(
      queries.markCompleted(ctx.tx, ctx.tenantId, id, { orderId: order.id, at: ctx.now.toISOString() }),
    )
    return { order }
  })
}

function orderDraft(row: queries.CheckoutRow) {
  const totals = totalsOf(row)
  const { subtotal, discount, shipping, tax, total } = totals
  const method = row.payment_method as PaymentMethod
  return {
    checkoutId: row.id,
    payment_status: method === 'test' ? ('paid' as const) : ('pending' as const),
    email: row.email as string,
    market_code: row.market_code,
    currency: row.currency,
    shipping_address: row.shipping_address,
    shipping_method: row.shipping_method,
    payment_method: method,
    totals: { subtotal, discount, shipping, tax, total },
    lines: row.lines.map(({ id: _id, taxable: _t, requires_shipping: _r, ...line }, i) => ({
      ...line,
      tax_amount: totals.lines[i]?.tax ?? 0,
      total_amount: totals.lines[i]?.total ?? 0,
    })),
  }
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

/** The settings and the market that a checkout sells under. */
type Terms = { store: StoreRow; market: MarketRow }

/** Ask for it together with the checkout, so that it shares the round trip. */
async function sellingTerms(ctx: ReadCtx): Promise<(row: queries.CheckoutRow) => Terms> {
  const [store, markets] = await Promise.all([getStore(ctx), getMarkets(ctx)])
  return (row) => ({ store, market: marketOf(markets, row.market_code, 'market') })
}

const paymentMethods = ({ store }: Terms): PaymentMethod[] =>
  store.test_payments ? ['manual', 'test'] : ['manual']

function assertPaymentMethod(terms: Terms, method: PaymentMethod): void {
  if (!paymentMethods(terms).includes(method))
    throw fieldError('payment_method', 'This store does not take this method.')
}

function chooseShipping({ market }: Terms, row: queries.CheckoutRow, code: string) {
  const { shipping_methods } = market
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

const noCheckout = (id: string) => new DomainError('not_found', `There is no checkout ${id}.`)

function toCheckout(row: queries.CheckoutRow, terms: Terms): Checkout {
  const { currency } = row
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
    shipping_methods: isShipped(row) ? toShippingMethods(terms.market) : [],
    payment_methods: paymentMethods(terms),
    totals: toTotals(totalsOf(row), currency),
    order_id: row.order_id,
    created_at: row.created_at,
    updated_at: row.updated_at,
    expires_at: row.expires_at,
  }
}
