// Completing a checkout is one transaction: stock, promotions, balances, order, payments and events, all or nothing.
import { type Ctx, inTx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { Beforehand } from '../../../shared/http/beforehand.ts'
import { type Locked, lockBalances } from '../../balances/index.ts'
import { assertOpen as assertCartOpen, completeCart, lockCart } from '../../cart/index.ts'
import { currentCustomer } from '../../customers/index.ts'
import { allocateStock, lockStock, takeStock } from '../../inventory/index.ts'
import { getOrder, nextOrderNumber, type Order, type OrderDraft, placeOrder } from '../../orders/index.ts'
import { type Cover, coverAt, recordPayment, settle } from '../../payments/index.ts'
import type { Quote } from '../../pricing/index.ts'
import { redeem, redemptionDemands, redemptionTerms } from '../../promotions/index.ts'
import { getStore } from '../../store/index.ts'
import { readGiftCards, spend } from '../../wallet/index.ts'
import { checkoutSubscribed } from '../events.ts'
import * as queries from '../queries.ts'
import { missingFrom } from '../rules.ts'
import {
  assertOpen,
  assertPaymentMethod,
  isShipped,
  noCheckout,
  quoteCheckout,
  sellingTerms,
} from './loaded.ts'

/** The payment methods that need nobody outside. */
export const OWN: ReadonlySet<string> = new Set(['manual', 'test', 'cash_on_delivery'])

/** The checkout is paid through a gateway, and what its payments hold does not pay what is due. */
export class Unpaid extends Error {
  readonly cover: Cover
  readonly due: number
  readonly currency: string

  constructor(cover: Cover, { due, currency }: Quote) {
    super('This checkout is not paid.')
    this.cover = cover
    this.due = due
    this.currency = currency
  }
}

/**
 * Places the order. A checkout that was completed before gives its order again.
 * Throws `insufficient_inventory`, `promotion_used_up` or a gift card's fault, and then nothing is taken.
 * @param first what to do outside before, when a gateway is to be paid through: then the order is there when this runs again
 */
export async function completeCheckout(
  ctx: Ctx,
  id: string,
  first: (ctx: Ctx, id: string) => Promise<void>,
): Promise<{ order: Order }> {
  const placed = await inTx(ctx, (ctx) =>
    place(ctx, id, 'unpaid', () => new Beforehand((ctx) => first(ctx, id))),
  )
  return { order: placed.order }
}

type Placed = {
  order: Order
  /** What is to be done at providers after the commit. */
  operations: string[]
}

/** @param stand whether a checkout that is paid through a gateway may be placed, or else what is thrown for one */
export async function place(
  ctx: TxCtx,
  id: string,
  stand: 'paid' | 'unpaid',
  otherwise: () => Error = () => new Error('unreachable'),
): Promise<Placed> {
  const { reserve_stock } = await getStore(ctx)
  const cart = reserve_stock === 'cart' ? queries.cartOf(ctx.tenantId, id) : undefined
  // Started in the order in which all orders take their locks.
  const [row, cartStatus, stock, firstNumber, termsOf] = await Promise.all([
    queries.lockCheckout(ctx.tx, ctx.tenantId, id),
    lockCart(ctx, queries.cartOf(ctx.tenantId, id)),
    lockStock(ctx, queries.variantsOf(ctx.tenantId, id), cart),
    nextOrderNumber(ctx, queries.readyToNumber(ctx.tenantId, id)),
    sellingTerms(ctx),
  ])
  if (row === undefined) throw noCheckout(id)
  if (row.order_id !== null) return { order: await getOrder(ctx, row.order_id), operations: [] }
  assertOpen(ctx, row)
  const quote = quoteCheckout(row)
  assertComplete(row, quote)
  const isOutside = quote.due > 0 && row.payment_method !== null && !OWN.has(row.payment_method)
  const terms = termsOf(row)
  if (quote.due > 0 && row.payment_method !== null && !isOutside)
    assertPaymentMethod(terms, row.payment_method, quote)
  if (isOutside && stand === 'unpaid') throw otherwise()
  assertCartOpen(cartStatus, row.cart_id)
  const allocation = allocateStock(stock, wants(row), {
    strategy: terms.store.allocation_strategy,
    country: row.shipping_address?.country,
  })
  // Who cannot have the goods hears that first, rather than that they are to pay.
  const cover = isOutside ? await coverOf(ctx, id, quote) : undefined
  const balances = row.takes_balances ? await lockAll(ctx, row, quote) : undefined
  const number = firstNumber ?? (balances?.number as number)
  const order = placeOrder(ctx, { ...orderDraft(row, quote, cover?.paid), number })
  await takeStock(ctx, allocation, { orderId: order.id, cartId: row.cart_id })
  if (balances !== undefined) takeBalances(ctx, row, quote, { ...balances, orderId: order.id })
  recordPayments(ctx, row, quote, order.id)
  const operations = cover === undefined ? [] : await settle(ctx, cover, order.id)
  completeCart(ctx, row.cart_id)
  if (row.lines.some(({ subscription }) => subscription !== null))
    emit(ctx, checkoutSubscribed, { checkout_id: id, order_id: order.id })
  withCommit(
    queries.markCompleted(ctx.tx, ctx.tenantId, id, { orderId: order.id, at: ctx.now.toISOString() }),
  )
  return { order, operations }
}

function assertComplete(row: queries.CheckoutRow, quote: Quote): void {
  const missing = missingFrom({ ...row, shipped: isShipped(row), due: quote.due })
  if (missing.length > 0)
    throw new DomainError('checkout_incomplete', 'Something is missing.', { issues: missing })
}

async function coverOf(ctx: TxCtx, id: string, quote: Quote): Promise<Cover> {
  const cover = await coverAt(ctx, id, { amount: quote.due, currency: quote.currency })
  if (cover.paid === undefined) throw new Unpaid(cover, quote)
  return cover
}

type Balances = {
  locked: Locked
  promotions: Awaited<ReturnType<typeof redemptionTerms>>
  cards: Awaited<ReturnType<typeof readGiftCards>>
  customerEmail: string | null
  number: number | undefined
}

/** Locks what a quote takes beside stock, and numbers the order last. */
async function lockAll(ctx: TxCtx, row: queries.CheckoutRow, quote: Quote): Promise<Balances> {
  const wanted = {
    applied: queries.appliedPromotions(quote.applied),
    email: queries.textOf(row.email ?? ''),
  }
  const idsOf = (kind: 'gift_card' | 'store_credit') =>
    queries.uuids(quote.payments.flatMap((payment) => (payment.kind === kind ? payment.id : [])))
  const cards = idsOf('gift_card')
  const [locked, promotions, found, customer, number] = await Promise.all([
    lockBalances(ctx, {
      ...(quote.applied.length > 0 ? redemptionDemands(ctx, wanted) : {}),
      ...(quote.payments.length > 0 ? { gift_card: cards, store_credit: idsOf('store_credit') } : {}),
    }),
    quote.applied.length > 0 ? redemptionTerms(ctx, wanted) : [],
    quote.payments.length > 0 ? readGiftCards(ctx, cards) : [],
    currentCustomer(ctx),
    nextOrderNumber(ctx, queries.always),
  ])
  return { locked, promotions, cards: found, customerEmail: customer?.email ?? null, number }
}

function takeBalances(
  ctx: TxCtx,
  row: queries.CheckoutRow,
  { applied, payments, currency }: Quote,
  { locked, promotions, cards, customerEmail, orderId }: Balances & { orderId: string },
): void {
  redeem(ctx, locked, promotions, {
    checkoutId: row.id,
    email: row.email ?? '',
    currency,
    orders: [{ orderId, applied }],
  })
  // A card of one customer alone pays while they are signed in.
  spend(ctx, locked, { orderId, payments, cards, paying: { currency, customerEmail } })
}

function recordPayments(
  ctx: TxCtx,
  row: queries.CheckoutRow,
  { payments, due, currency }: Quote,
  orderId: string,
): void {
  for (const { kind, id, amount } of payments)
    recordPayment(ctx, { orderId, method: kind, sourceId: id, amount, currency })
  if (row.payment_method === 'test' && due > 0)
    recordPayment(ctx, { orderId, method: 'test', amount: due, currency })
}

function orderDraft(
  row: queries.CheckoutRow,
  quote: Quote,
  payment: Cover['paid'],
): Omit<OrderDraft, 'number'> {
  const { subtotal, discount, shipping, tax, tax_included, rounding, total, due } = quote
  const chosen = payment?.method ?? row.payment_method ?? 'manual'
  const method = due === 0 && quote.payments.length > 0 ? 'balance' : chosen
  return {
    checkoutId: row.id,
    cartId: row.cart_id,
    paid: method === 'test' || payment?.status === 'captured' ? total : total - due,
    authorized: payment?.status === 'authorized' ? due : 0,
    email: row.email as string,
    market_code: row.market_code,
    currency: row.currency,
    shipping_address: row.shipping_address,
    shipping_method: row.shipping_method,
    payment_method: method,
    discounts: quote.applied,
    taxes: quote.taxes,
    explanation: quote.explanation,
    basis: basisFor(row, quote),
    totals: { subtotal, discount, shipping, tax, tax_included, rounding, total, due },
    lines: row.lines.flatMap((line, i) => {
      const totals = quote.lines[i]
      if (totals === undefined) return []
      const { variant_id, product_id, title, variant_title, sku, quantity, unit_amount, list_amount } = line
      const { requires_shipping, groups } = line
      return {
        ...{ variant_id, product_id, title, variant_title, sku, quantity, unit_amount, list_amount },
        ...{ requires_shipping, groups },
        subtotal_amount: totals.subtotal,
        discount_amount: totals.discount,
        net_amount: totals.net,
        tax_amount: totals.tax,
        total_amount: totals.total,
        taxes: totals.taxes,
      }
    }),
  }
}

/** What an edit of the order is priced by. */
function basisFor({ basis, taxes }: queries.CheckoutRow, { applied }: Quote): OrderDraft['basis'] {
  const { at, market, currency, customer, terms, promotions } = basis
  const given = promotions.filter(({ id }) => applied.some(({ promotion_id }) => promotion_id === id))
  return { at, market, currency, customer, terms, promotions: given, shipping_taxes: taxes.shipping }
}

function wants(row: queries.CheckoutRow) {
  return row.lines.map(({ variant_id, quantity, title }) => {
    if (variant_id === null) throw new DomainError('product_unavailable', `${title} is no longer sold.`)
    return { variantId: variant_id, quantity }
  })
}
