// From a cart to an order. A checkout keeps all that its totals follow from, so that they stay as they were shown.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { fieldError } from '../../../shared/errors.ts'
import { emit } from '../../../shared/events/events.ts'
import { defined } from '../../../shared/objects.ts'
import { cartForCheckout } from '../../cart/index.ts'
import { currentCustomer } from '../../customers/index.ts'
import { shippingOffers } from '../../markets/index.ts'
import type { ChosenShipping } from '../../orders/index.ts'
import { getGateways } from '../../payments/index.ts'
import { type Explanation, MAX_CODES, type TaxesDue, taxesDue, toExplanation } from '../../quotes/index.ts'
import { getStore } from '../../store/index.ts'
import { getTaxRegions, taxContext } from '../../tax/index.ts'
import { storeCreditOf } from '../../wallet/index.ts'
import { checkoutBegun } from '../events.ts'
import * as queries from '../queries.ts'
import type { Checkout, CheckoutInput, CheckoutPatch } from '../schema.ts'
import { changeCheckout, reconsidered } from './change.ts'
import {
  assertPaymentMethod,
  goodsOf,
  linesOf,
  noCheckout,
  quoteCheckout,
  sellingTerms,
  type Terms,
  takesBalances,
  toCheckout,
} from './loaded.ts'

const LIFETIME_MS = 60 * 60 * 1000

/**
 * Fixes the cart's lines and prices for an hour, with what the shopper chose already. The cart stays as it is; a newer
 * checkout may be made of it. Throws as `updateCheckout` does, and then there is none.
 * @param left one that was left, of which the new one takes over what is still on offer
 */
export async function createCheckout(
  ctx: Ctx,
  { cart_id: cartId, ...choices }: CheckoutInput,
  left?: queries.CheckoutRow,
): Promise<Checkout> {
  return inTx(ctx, async (ctx) => {
    const [cart, store, regions, gateways] = await Promise.all([
      cartForCheckout(ctx, cartId),
      getStore(ctx),
      getTaxRegions(ctx),
      getGateways(ctx),
    ])
    const { market, currency, codes, email, basis } = cart
    const at = ctx.now.toISOString()
    const lines = cart.lines.map(({ prices: _, ...line }) => ({ ...line, id: uuidv7(), subscription: null }))
    const draft: queries.CheckoutRow = {
      id: uuidv7(),
      cart_id: cartId,
      status: 'open',
      market_code: market.code,
      currency,
      email,
      shipping_address: null,
      shipping_method: null,
      payment_method: null,
      basis,
      codes,
      taxes: taxesDue(regions, taxContext(market, null), { lines, shippingClass: null }),
      gift_cards: [],
      store_credit: null,
      takes_balances: false,
      order_id: null,
      subscription_id: null,
      created_at: at,
      updated_at: at,
      expires_at: new Date(ctx.now.getTime() + LIFETIME_MS).toISOString(),
      lines,
    }
    const terms = { market, store, gateways }
    const taken = left === undefined ? { row: draft, choices } : takenOver(draft, left, terms)
    const change =
      Object.keys(taken.choices).length === 0 ? {} : await chosen(ctx, taken.row, terms, taken.choices)
    const changed = { ...taken.row, ...change }
    const quote = quoteCheckout(changed)
    if (choices.payment_method !== undefined) assertPaymentMethod(terms, choices.payment_method, quote)
    const row = { ...changed, takes_balances: takesBalances(quote) }
    withCommit(queries.insertCheckout(ctx.tx, ctx.tenantId, row))
    emit(ctx, checkoutBegun, { checkout_id: row.id, cart_id: cartId })
    return toCheckout(row, terms, quote)
  })
}

export async function getCheckout(ctx: Ctx, id: string): Promise<Checkout> {
  return inRead(ctx, async (ctx) => {
    const [row, terms] = await Promise.all([
      queries.readCheckout(ctx.tx, ctx.tenantId, id),
      sellingTerms(ctx),
    ])
    if (row === undefined) throw noCheckout(id)
    return toCheckout(row, terms(row), quoteCheckout(row))
  })
}

/** Which rule gave each amount of a checkout. */
export async function explainCheckout(ctx: Ctx, id: string): Promise<Explanation> {
  const row = await inRead(ctx, (ctx) => queries.readCheckout(ctx.tx, ctx.tenantId, id))
  if (row === undefined) throw noCheckout(id)
  return toExplanation(quoteCheckout(row))
}

/** Records what the shopper chose. Throws when the checkout is completed or expired, or a choice is not on offer. */
export async function updateCheckout(ctx: Ctx, id: string, patch: CheckoutPatch): Promise<Checkout> {
  return changeCheckout(ctx, id, (ctx, row, terms) => chosen(ctx, row, terms, patch))
}

/** Of a checkout that was left: who buys, its codes, and address and shipping where they are still on offer. */
function takenOver(
  draft: queries.CheckoutRow,
  left: queries.CheckoutRow,
  { market }: Terms,
): { row: queries.CheckoutRow; choices: CheckoutPatch } {
  const { email, shipping_address, shipping_method } = left
  const codes = [...new Set([...draft.codes, ...left.codes])].slice(0, MAX_CODES)
  const isServed = shipping_address !== null && market.countries.includes(shipping_address.country)
  const isOffered = shippingOffers(market, goodsOf(draft)).some(({ code }) => code === shipping_method?.code)
  return {
    row: { ...draft, codes },
    choices: {
      ...(email === null ? {} : { email }),
      ...(isServed ? { shipping_address } : {}),
      ...(shipping_method !== null && isOffered ? { shipping_method: shipping_method.code } : {}),
    },
  }
}

/** What follows for a checkout from what its shopper chose. Throws where a choice is not on offer. */
async function chosen(
  ctx: TxCtx,
  row: queries.CheckoutRow,
  terms: Terms,
  patch: CheckoutPatch,
): Promise<queries.CheckoutChange> {
  const { email, shipping_address, payment_method } = patch
  const shipping_method =
    patch.shipping_method === undefined ? undefined : chooseShipping(terms, row, patch.shipping_method)
  if (shipping_address !== undefined) assertServed(terms, shipping_address.country)
  const isMoved = shipping_address !== undefined || shipping_method !== undefined
  const shipping = shipping_method ?? row.shipping_method
  const [reconsideration, store_credit, taxes] = await Promise.all([
    email === undefined ? undefined : reconsidered(ctx, row, { codes: row.codes, email }),
    patch.store_credit === undefined ? undefined : creditFor(ctx, row, patch.store_credit),
    isMoved ? taxesOf(ctx, { ...row, ...defined({ shipping_address }) }, { terms, shipping }) : undefined,
  ])
  return defined({
    ...{ email, shipping_address, shipping_method, payment_method, store_credit, taxes },
    basis: reconsideration?.basis,
  })
}

/** The taxes of now at the checkout's address. */
async function taxesOf(
  ctx: ReadCtx,
  row: queries.CheckoutRow,
  { terms, shipping }: { terms: Terms; shipping: ChosenShipping | null },
): Promise<TaxesDue> {
  const regions = await getTaxRegions(ctx)
  const goods = { lines: linesOf(row), shippingClass: shipping?.tax_class ?? null }
  return taxesDue(regions, taxContext(terms.market, row.shipping_address), goods)
}

async function creditFor(
  ctx: ReadCtx,
  { currency }: queries.CheckoutRow,
  wanted: boolean,
): Promise<queries.CheckoutRow['store_credit']> {
  if (!wanted) return null
  const customer = await currentCustomer(ctx)
  if (customer === undefined)
    throw fieldError('store_credit', 'Sign in to pay with store credit.', 'authentication_required')
  const credit = await storeCreditOf(ctx, { email: customer.email, currency })
  if (credit === undefined || credit.available === 0)
    throw fieldError('store_credit', `You have no store credit in ${currency}.`, 'insufficient_balance')
  return credit
}

function assertServed({ market }: Terms, country: string): void {
  if (!market.countries.includes(country))
    throw fieldError(
      'shipping_address.country',
      `The market ${market.code} delivers to ${market.countries.join(', ')}.`,
    )
}

function chooseShipping({ market }: Terms, row: queries.CheckoutRow, code: string): ChosenShipping {
  const goods = goodsOf(row)
  const offers = shippingOffers(market, goods)
  const method = offers.find((method) => method.code === code)
  if (method === undefined)
    throw fieldError('shipping_method', `must be one of ${offers.map((method) => method.code).join(', ')}`)
  const { name, amount, free_above, tax_class } = method
  return { code, name, amount, free_above, tax_class }
}
