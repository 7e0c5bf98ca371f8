// Checkouts of subscriptions: lines that are bought by a plan, and the renewals that nobody makes by hand.
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inTx, type ReadCtx, type TxCtx, withCommit } from '../../../shared/context.ts'
import { DomainError } from '../../../shared/errors.ts'
import type { AddressFields } from '../../addresses/index.ts'
import { addEmptyCart, type CartGoods } from '../../cart/index.ts'
import { assertInStock, stockOf } from '../../inventory/index.ts'
import { type MarketRow, shippingOffers } from '../../markets/index.ts'
import type { ChosenShipping } from '../../orders/index.ts'
import {
  assertWorks,
  type Begun,
  beginPayment,
  carryOut,
  gatewaysAt,
  payableBy,
} from '../../payments/index.ts'
import { type Basis, basisOf, taxesDue } from '../../quotes/index.ts'
import { getTaxRegions, taxContext } from '../../tax/index.ts'
import * as queries from '../queries.ts'
import type { Checkout } from '../schema.ts'
import { OWN, place } from './complete.ts'
import {
  assertOpen,
  goodsOf,
  isShipped,
  linesOf,
  noCheckout,
  quoteCheckout,
  sellingTerms,
  takesBalances,
  toCheckout,
} from './loaded.ts'
import { completePaid } from './pay.ts'

/** What begins or renews a subscription. */
export type SubscribedCheckout = Pick<
  queries.CheckoutRow,
  | 'id'
  | 'order_id'
  | 'subscription_id'
  | 'market_code'
  | 'currency'
  | 'email'
  | 'shipping_address'
  | 'payment_method'
  | 'lines'
> & { shipping_method: ChosenShipping | null; customer: Basis['customer'] }

const toSubscribed = ({ basis, ...row }: queries.CheckoutRow): SubscribedCheckout => ({
  ...row,
  customer: basis.customer,
})

/** Throws `not_found`. */
export async function readSubscribed(ctx: ReadCtx, id: string): Promise<SubscribedCheckout> {
  const row = await queries.readCheckout(ctx.tx, ctx.tenantId, id)
  if (row === undefined) throw noCheckout(id)
  return toSubscribed(row)
}

/** Stores at what price and by which plan lines are bought, as `decide` says. Throws unless the checkout is open. */
export async function subscribeCheckout(
  ctx: Ctx,
  id: string,
  decide: (ctx: TxCtx, checkout: SubscribedCheckout) => Promise<queries.CheckoutLine[]>,
): Promise<Checkout> {
  return inTx(ctx, async (ctx) => {
    const [row, termsOf] = await Promise.all([
      queries.lockCheckout(ctx.tx, ctx.tenantId, id),
      sellingTerms(ctx),
    ])
    if (row === undefined) throw noCheckout(id)
    assertOpen(ctx, row)
    const lines = await decide(ctx, toSubscribed(row))
    const at = ctx.now.toISOString()
    const changed = { ...row, lines, updated_at: at }
    const quote = quoteCheckout(changed)
    const takes_balances = takesBalances(quote)
    withCommit(
      queries.subscribeLines(ctx.tx, ctx.tenantId, id, lines),
      queries.updateCheckout(ctx.tx, ctx.tenantId, id, { takes_balances, at }),
    )
    return toCheckout(changed, termsOf(row), quote)
  })
}

export type Renewal = {
  subscriptionId: string
  market: MarketRow
  currency: string
  email: string
  customer: Basis['customer']
  address: AddressFields | null
  /** The code that was chosen; without it, or where it is not on offer any more, the first one is taken. */
  shippingMethod: string | null
  paymentMethod: string
  goods: readonly (CartGoods & { subscription: queries.LineSubscription })[]
  expiresAt: Date
}

/**
 * A checkout of these goods at these prices, with the taxes and shipping of now, stored with the commit. It needs only to be
 * paid. Throws `checkout_incomplete` when nothing ships them.
 */
export async function openRenewal(ctx: TxCtx, renewal: Renewal): Promise<string> {
  const { market, currency, customer, address, goods } = renewal
  const regions = await getTaxRegions(ctx)
  const at = ctx.now.toISOString()
  const lines = goods.map(({ prices: _, isPriced: __, on_sale: ___, image_url: ____, ...line }) => line)
  const draft: queries.CheckoutRow = {
    id: uuidv7(),
    cart_id: '',
    status: 'open',
    market_code: market.code,
    currency,
    email: renewal.email,
    shipping_address: address,
    shipping_method: null,
    payment_method: renewal.paymentMethod,
    basis: basisOf(market, { currency, customer, considered: { promotions: [], faults: {} }, now: ctx.now }),
    codes: [],
    taxes: { lines: {}, shipping: [] },
    gift_cards: [],
    store_credit: null,
    takes_balances: false,
    order_id: null,
    subscription_id: renewal.subscriptionId,
    created_at: at,
    updated_at: at,
    expires_at: renewal.expiresAt.toISOString(),
    lines,
  }
  const shipping_method = isShipped(draft) ? shippingFor(market, draft, renewal.shippingMethod) : null
  const shippingClass = shipping_method?.tax_class ?? null
  const taxes = taxesDue(regions, taxContext(market, address), { lines: linesOf(draft), shippingClass })
  const cart_id = addEmptyCart(ctx, { market: market.code, currency })
  withCommit(queries.insertCheckout(ctx.tx, ctx.tenantId, { ...draft, cart_id, shipping_method, taxes }))
  return draft.id
}

function shippingFor(market: MarketRow, row: queries.CheckoutRow, code: string | null): ChosenShipping {
  const country = row.shipping_address?.country
  const offers =
    country !== undefined && market.countries.includes(country) ? shippingOffers(market, goodsOf(row)) : []
  const offer = offers.find((method) => method.code === code) ?? offers[0]
  if (offer === undefined)
    throw new DomainError('checkout_incomplete', 'Nothing ships these goods to this address any more.')
  const { name, amount, free_above, tax_class } = offer
  return { code: offer.code, name, amount, free_above, tax_class }
}

/**
 * Until when a renewal can be paid, and how. Gives whether it is still open: not so, it has an order.
 */
export const keepRenewal = (
  ctx: TxCtx,
  id: string,
  { until, paymentMethod }: { until: Date; paymentMethod: string },
): Promise<boolean> =>
  queries.prolongCheckout(ctx.tx, ctx.tenantId, id, { until: until.toISOString(), paymentMethod })

/**
 * Has a renewal paid, by the saved method where that is through a gateway, and places its order. One that is there already
 * is left as it is. Repeat it after a crash: it is charged once. Throws as `completeCheckout`, or why it was not paid:
 * `payment_action_required` when the customer must do so, `payment_pending` when nobody knows yet.
 */
export async function placeRenewal(
  ctx: Ctx,
  id: string,
  by: { customerId: string; savedMethodId: string | null },
): Promise<void> {
  const begun = await inTx(ctx, (ctx) => beginRenewalPayment(ctx, id, by))
  if (begun === 'own') await inTx(ctx, (ctx) => place(ctx, id, 'paid'))
  else {
    if (begun !== 'ordered') assertWorks(await carryOut(ctx, begun))
    await completePaid(ctx, id)
  }
}

/** `own`: it needs nobody outside; `ordered`: it was paid before. */
async function beginRenewalPayment(
  ctx: TxCtx,
  id: string,
  { customerId, savedMethodId }: { customerId: string; savedMethodId: string | null },
): Promise<Begun | 'own' | 'ordered'> {
  const [row, termsOf] = await Promise.all([
    queries.lockCheckout(ctx.tx, ctx.tenantId, id),
    sellingTerms(ctx),
  ])
  if (row === undefined) throw noCheckout(id)
  if (row.order_id !== null) return 'ordered'
  assertOpen(ctx, row)
  const { due: amount, currency } = quoteCheckout(row)
  if (amount === 0 || row.payment_method === null || OWN.has(row.payment_method)) return 'own'
  const { market, gateways } = termsOf(row)
  const gateway = gatewaysAt(gateways, market).find(({ code }) => code === row.payment_method)
  if (gateway === undefined || savedMethodId === null)
    throw new DomainError('payment_required', 'There is no saved way to pay that could be charged.')
  await payableBy(ctx, customerId, { gatewayId: gateway.id, save: false, savedMethodId })
  await assertGoods(ctx, row)
  return beginPayment(ctx, id, gateway, {
    ...{ amount, currency, email: row.email, customerId, savedMethodId },
    ...{ returnUrl: null, save: false, offSession: true },
  })
}

/** Nothing is charged for what is not there. Whether it still is, the order finds out. */
async function assertGoods(ctx: TxCtx, { lines }: queries.CheckoutRow): Promise<void> {
  const wants = lines.flatMap(({ variant_id: variantId, quantity }) =>
    variantId === null ? [] : { variantId, quantity },
  )
  const stock = await stockOf(
    ctx,
    wants.map(({ variantId }) => variantId),
  )
  for (const want of wants) assertInStock(stock, want)
}
