// A checkout with the settings that it sells under, and its totals, which follow from what it keeps.
import type { Ctx, ReadCtx } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import {
  type Goods,
  getMarkets,
  type MarketRow,
  marketOf,
  takesCashOnDelivery,
  toShippingMethods,
} from '../../markets/index.ts'
import type { PaymentMethod } from '../../orders/index.ts'
import { type GatewayRow, gatewaysAt, getGateways, toOffered } from '../../payments/index.ts'
import type { Quote } from '../../pricing/index.ts'
import { codeStates, quoteOf, toDiscounts, toLineAmounts, toTaxes, toTotals } from '../../quotes/index.ts'
import { getStore, type StoreRow } from '../../store/index.ts'
import type * as queries from '../queries.ts'
import type { Checkout } from '../schema.ts'

/** The settings and the market that a checkout sells under. */
export type Terms = { store: StoreRow; market: MarketRow; gateways: readonly GatewayRow[] }

/** Ask for it together with the checkout, so that it shares the round trip. */
export async function sellingTerms(ctx: ReadCtx): Promise<(row: queries.CheckoutRow) => Terms> {
  const [store, markets, gateways] = await Promise.all([getStore(ctx), getMarkets(ctx), getGateways(ctx)])
  return (row) => ({ store, market: marketOf(markets, row.market_code, 'market'), gateways })
}

export function assertOpen(ctx: Ctx, row: queries.CheckoutRow): void {
  if (row.status === 'completed')
    throw new DomainError('checkout_completed', 'This checkout became an order already.')
  if (Date.parse(row.expires_at) <= ctx.now.getTime()) {
    throw new DomainError(
      'checkout_expired',
      'The prices of this checkout are no longer kept. Start a new one from the cart.',
    )
  }
}

export const noCheckout = (id: string) => new DomainError('not_found', `There is no checkout ${id}.`)

export const isShipped = (row: Pick<queries.CheckoutRow, 'lines'>): boolean =>
  row.lines.some((line) => line.requires_shipping)

/** What is to be shipped. */
export const goodsOf = ({ currency, lines }: queries.CheckoutRow): Goods => ({
  currency,
  subtotal: lines.reduce((sum, line) => sum + line.unit_amount * line.quantity, 0),
  quantity: lines.reduce((sum, line) => sum + (line.requires_shipping ? line.quantity : 0), 0),
})

/** What a checkout costs, as it was shown: the same for as long as nothing of it is changed. */
export function quoteCheckout(row: queries.CheckoutRow): Quote {
  const quote = quoteOf(row.basis, {
    lines: linesOf(row),
    taxes: row.taxes,
    shipping: isShipped(row) ? row.shipping_method : null,
    gift_cards: row.gift_cards,
    store_credit: row.store_credit,
  })
  if (quote === undefined)
    throw new DomainError('cart_full', 'The total of this checkout would be too large.')
  return quote
}

/** Of a variant that was deleted only the promotions for it are gone. */
export const linesOf = ({ lines }: Pick<queries.CheckoutRow, 'lines'>) =>
  lines.map((line) => ({ ...line, variant_id: line.variant_id ?? '' }))

/** Whether completing takes uses of promotions, gift cards or store credit. */
export const takesBalances = ({ applied, payments }: Quote): boolean =>
  applied.length > 0 || payments.length > 0

function paymentMethods(
  { store, market, gateways }: Terms,
  total: number,
  currency: string,
): PaymentMethod[] {
  return [
    'manual',
    ...(store.test_payments ? (['test'] as const) : []),
    ...(takesCashOnDelivery(market, { amount: total, currency }) ? (['cash_on_delivery'] as const) : []),
    ...gatewaysAt(gateways, market).map(({ code }) => code),
  ]
}

export function assertPaymentMethod(terms: Terms, method: PaymentMethod, quote: Quote): void {
  if (!paymentMethods(terms, quote.due, quote.currency).includes(method))
    throw fieldError('payment_method', 'This store does not take this method for this order.')
}

export function toCheckout(row: queries.CheckoutRow, terms: Terms, quote: Quote): Checkout {
  const { currency } = row
  const money = (amount: number) => ({ amount, currency })
  return {
    id: row.id,
    cart_id: row.cart_id,
    status: row.status,
    market: row.market_code,
    currency,
    line_items: row.lines.flatMap((line, i) => {
      const totals = quote.lines[i]
      if (totals === undefined) return []
      return {
        id: line.id,
        variant_id: line.variant_id,
        product_id: line.product_id,
        title: line.title,
        variant_title: line.variant_title,
        sku: line.sku,
        quantity: line.quantity,
        subscription_plan_id: line.subscription?.plan_id ?? null,
        ...toLineAmounts(totals, line.list_amount, currency),
      }
    }),
    email: row.email,
    shipping_address: row.shipping_address,
    shipping_method: row.shipping_method?.code ?? null,
    payment_method: row.payment_method,
    shipping_methods: isShipped(row) ? toShippingMethods(terms.market, goodsOf(row)) : [],
    payment_methods: paymentMethods(terms, quote.due, currency),
    payment_gateways: gatewaysAt(terms.gateways, terms.market).map((gateway) =>
      toOffered(gateway, terms.market),
    ),
    codes: codeStates(row.codes, row.basis, quote),
    discounts: toDiscounts(quote),
    taxes: toTaxes(quote),
    gift_cards: row.gift_cards.map(({ id, code_last4 }) => ({
      id,
      code_last4,
      amount: money(quote.payments.find((payment) => payment.id === id)?.amount ?? 0),
    })),
    store_credit:
      row.store_credit === null
        ? null
        : money(quote.payments.find(({ kind }) => kind === 'store_credit')?.amount ?? 0),
    totals: toTotals(quote),
    order_id: row.order_id,
    created_at: row.created_at,
    updated_at: row.updated_at,
    expires_at: row.expires_at,
  }
}
