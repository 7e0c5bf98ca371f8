// What an edit would do: lines, price and stock, decided under the locks that it needs. Nothing is written here.
import { v7 as uuidv7 } from 'uuid'
import type { TxCtx } from '../../../shared/context.ts'
import { DomainError, fieldError } from '../../../shared/errors.ts'
import { findSellable, type SellableVariant } from '../../catalog/index.ts'
import { lockStock, reallocateStock } from '../../inventory/index.ts'
import { getMarkets, type MarketRow, marketOf } from '../../markets/index.ts'
import { type ChosenShipping, noOrder } from '../../orders/index.ts'
import { getPriceSettings, type PriceSettings, priceOf } from '../../price-lists/index.ts'
import type { Promotion, Quote, TaxRate } from '../../pricing/index.ts'
import { quoteOf, taxesDue } from '../../quotes/index.ts'
import { getStore } from '../../store/index.ts'
import { getTaxRegions, type TaxRegion, taxContext } from '../../tax/index.ts'
import * as queries from '../queries.ts'
import { changeLines, keptPromotions, keptShipping, manualDiscount, neededOf } from '../rules.ts'
import type { AddedLine, OrderEditInput } from '../schema.ts'

const MAX_LINES = 500

export type Plan = {
  order: queries.EditableOrder
  before: readonly queries.EditableLine[]
  after: queries.EditableLine[]
  removed: readonly queries.EditableLine[]
  quote: Quote
  shipping: ChosenShipping | null
  promotions: readonly Promotion[]
  allocation: ReturnType<typeof reallocateStock>
}

/** Throws `order_cancelled`, `order_changed`, `insufficient_inventory`, `invalid_input` and others that say why not. */
export async function planEdit(ctx: TxCtx, id: string, input: OrderEditInput): Promise<Plan> {
  const { tx, tenantId } = ctx
  const added = [...new Set(input.add.map(({ variant_id }) => variant_id.toLowerCase()))]
  const [order, before, stock, variants, balances, selling] = await Promise.all([
    queries.lockOrder(tx, tenantId, id),
    queries.readLines(tx, tenantId, id),
    lockStock(ctx, queries.variantsOf(tenantId, id, added), id),
    findSellable(tx, tenantId, added),
    queries.readBalancePayments(tx, tenantId, id),
    sellingTerms(ctx),
  ])
  if (order === undefined) throw noOrder(id)
  assertEditable(order, input)
  const changed = changeLines(before, input.change)
  if (!changed.ok) throw fieldError(changed.fault.path, changed.fault.message)
  const market = marketOf(selling.markets, order.market_code, 'market')
  const goods = addedLines(ctx, order, { input: input.add, variants, selling, market })
  const lines = [...changed.kept, ...goods]
  if (lines.length === 0)
    throw fieldError('change', 'An order keeps at least one line. To end it, cancel it instead.')
  if (lines.length > MAX_LINES) throw fieldError('add', `An order may have at most ${MAX_LINES} lines.`)
  const promotions = promotionsOf(order, input)
  const shipping = shippingOf(order, input)
  const quote = priced(order, { lines, promotions, shipping, balances })
  assertGiven(quote, promotions, input)
  if (quote.total < order.credited)
    throw new DomainError('order_edit_refused', 'More than the new total was credited already.')
  const allocation = reallocateStock(stock, neededOf(before, lines), {
    strategy: selling.store.allocation_strategy,
    country: order.shipping_address?.country,
  })
  const after = lines.map((line, i) => withAmounts(line, quote.lines[i]))
  return { order, before, after, removed: changed.removed, quote, shipping, promotions, allocation }
}

function assertEditable({ status, version }: queries.EditableOrder, input: OrderEditInput): void {
  if (status === 'cancelled') throw new DomainError('order_cancelled', 'This order was cancelled.')
  if (input.version !== undefined && input.version !== version)
    throw new DomainError('order_changed', `The order was edited meanwhile: it is at version ${version}.`)
}

type Selling = Awaited<ReturnType<typeof sellingTerms>>
async function sellingTerms(ctx: TxCtx) {
  const [store, markets, settings, regions] = await Promise.all([
    getStore(ctx),
    getMarkets(ctx),
    getPriceSettings(ctx),
    getTaxRegions(ctx),
  ])
  return { store, markets, settings, regions }
}

type Adding = {
  input: readonly AddedLine[]
  variants: readonly SellableVariant[]
  selling: Pick<Selling, 'settings' | 'regions'>
  market: MarketRow
}

/** New lines at the price given or that of now, with the taxes due now at the order's address. */
function addedLines(
  ctx: TxCtx,
  order: queries.EditableOrder,
  { input, variants, selling, market }: Adding,
): queries.EditableLine[] {
  return input.map(({ variant_id, quantity, unit_price }, i) => {
    const variant = variants.find((variant) => variant.variant_id === variant_id.toLowerCase())
    if (variant === undefined) throw fieldError(`add.${i}.variant_id`, 'is not a variant of this store')
    if (unit_price !== undefined) assertCurrency(unit_price.currency, order, `add.${i}.unit_price`)
    const price = currentPrice(ctx, order, { variant, quantity, settings: selling.settings })
    const unit_amount = unit_price?.amount ?? price?.amount
    if (unit_amount === undefined)
      throw fieldError(
        `add.${i}.unit_price`,
        `The variant has no price in ${order.currency}: give one.`,
        'price_unavailable',
      )
    const { product_id, title, variant_title, sku, requires_shipping, groups } = variant
    const line = { id: uuidv7(), variant_id: variant.variant_id, product_id, title, variant_title, sku }
    const rates = ratesOf(selling.regions, market, { order, variant, id: line.id })
    return {
      ...line,
      ...{ quantity, fulfilled_quantity: 0, returned_quantity: 0 },
      ...{ refunded_quantity: 0, cancelled_quantity: 0 },
      ...{ unit_amount, list_amount: price?.original_amount ?? unit_amount },
      ...{ subtotal_amount: 0, discount_amount: 0, net_amount: 0, tax_amount: 0, total_amount: 0 },
      taxes: rates.map((rate) => ({ ...rate, amount: 0 })),
      ...{ requires_shipping, groups },
    }
  })
}

function currentPrice(
  { now }: TxCtx,
  { currency, market_code, basis }: queries.EditableOrder,
  { variant, quantity, settings }: { variant: SellableVariant; quantity: number; settings: PriceSettings },
) {
  const buying = { market: market_code, attributes: {}, customer_group_ids: basis.customer.group_ids, now }
  return priceOf(variant.prices, { currency, quantity, ...buying }, settings)
}

function ratesOf(
  regions: readonly TaxRegion[],
  market: MarketRow,
  { order, variant, id }: { order: queries.EditableOrder; variant: SellableVariant; id: string },
): readonly TaxRate[] {
  const line = { ...variant, id, quantity: 1, unit_amount: 0, list_amount: 0 }
  const place = taxContext(market, order.shipping_address)
  return taxesDue(regions, place, { lines: [line], shippingClass: null }).lines[id] ?? []
}

function assertCurrency(currency: string, order: queries.EditableOrder, path: string): void {
  if (currency !== order.currency) throw fieldError(`${path}.currency`, `must be ${order.currency}`)
}

function promotionsOf(order: queries.EditableOrder, input: OrderEditInput): Promotion[] {
  const removed = input.remove_discounts.map((id) => id.toLowerCase())
  for (const [i, id] of removed.entries())
    if (!order.discounts.some(({ promotion_id }) => promotion_id === id))
      throw fieldError(`remove_discounts.${i}`, 'is not a discount of this order')
  return [
    ...keptPromotions(order.basis.promotions, order.discounts).filter(({ id }) => !removed.includes(id)),
    ...input.add_discounts.map((discount) => manualDiscount(uuidv7(), discount, order.currency)),
  ]
}

function shippingOf(order: queries.EditableOrder, { shipping_price }: OrderEditInput): ChosenShipping | null {
  if (shipping_price !== undefined) {
    assertCurrency(shipping_price.currency, order, 'shipping_price')
    if (order.shipping_method === null)
      throw fieldError('shipping_price', 'Nothing of this order is shipped.')
  }
  return keptShipping(order.shipping_method, order.subtotal, shipping_price?.amount)
}

type Pricing = Pick<Plan, 'promotions' | 'shipping'> & {
  lines: readonly queries.EditableLine[]
  balances: Awaited<ReturnType<typeof queries.readBalancePayments>>
}

/** What the order costs then, under the terms that it was placed under. */
function priced(
  { basis, currency }: queries.EditableOrder,
  { lines, promotions, shipping, balances }: Pricing,
): Quote {
  const cards = balances.filter(({ kind }) => kind === 'gift_card')
  const credit = balances.find(({ kind }) => kind === 'store_credit')
  const quote = quoteOf(
    { ...basis, currency, promotions, faults: {} },
    {
      lines: lines.map((line) => ({
        ...line,
        variant_id: line.variant_id ?? '',
        ...{ product_type: '', taxable: true, tax_class: '' },
      })),
      taxes: {
        lines: Object.fromEntries(lines.map(({ id, taxes }) => [id, taxes.map(rateOf)])),
        shipping: basis.shipping_taxes,
      },
      shipping,
      gift_cards: cards.map(({ id, amount, last4 }) => ({ id, available: amount, code_last4: last4 ?? '' })),
      store_credit: credit === undefined ? null : { id: credit.id, available: credit.amount },
    },
  )
  if (quote === undefined)
    throw new DomainError('order_edit_refused', 'The total of this order would be too large.')
  return quote
}

const rateOf = ({ code, name, ppm }: TaxRate): TaxRate => ({ code, name, ppm })

/** Throws for a new discount that takes nothing off. */
function assertGiven(
  { applied }: Quote,
  promotions: readonly Promotion[],
  { add_discounts }: OrderEditInput,
): void {
  const added = promotions.slice(promotions.length - add_discounts.length)
  for (const [i, { id }] of added.entries())
    if (!applied.some(({ promotion_id }) => promotion_id === id))
      throw fieldError(`add_discounts.${i}`, 'takes nothing off this order')
}

function withAmounts(
  line: queries.EditableLine,
  totals: Quote['lines'][number] | undefined,
): queries.EditableLine {
  if (totals === undefined) throw new Error(`The line ${line.id} was not priced.`)
  return {
    ...line,
    subtotal_amount: totals.subtotal,
    discount_amount: totals.discount,
    net_amount: totals.net,
    tax_amount: totals.tax,
    total_amount: totals.total,
    taxes: totals.taxes,
  }
}
