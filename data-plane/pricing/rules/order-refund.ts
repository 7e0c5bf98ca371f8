// What refunds of an order's units, of its shipping or of any amount are worth.
import { prorate } from '../../../shared/money/allocate.ts'
import { scaled } from '../../../shared/money/rounding.ts'
import type { TaxAmount } from '../types.ts'
import { refund } from './refund.ts'

/** A line as it was sold, or shipping as one of quantity 1. `net` + `tax` = `total`. Minor units. */
export type Sold = {
  id: string
  quantity: number
  subtotal: number
  discount: number
  net: number
  taxes: readonly TaxAmount[]
  tax: number
  total: number
}
/** What earlier refunds gave of an item. `gross`: of its total; `amount`: with its share of the order's rounding. */
export type Refunded = { quantity: number; gross: number; amount: number }
/** `payable`: the item's total with its share of the order's rounding. */
export type Item = Sold & { payable: number; refunded: Refunded }

/** `amount` = net + `tax` + rounding, and `gross` = net + `tax`. */
export type Share = Refunded & { tax: number; taxes: TaxAmount[]; discount: number }
export type Shares = ReadonlyMap<string, Share>

/** The id that stands for shipping among the items of an order. */
export const SHIPPING = 'shipping'

/** An order as far as refunds ask; `rounding` may be negative. */
export type SoldOrder = {
  total: number
  rounding: number
  taxes: readonly TaxAmount[]
  lines: readonly Sold[]
}

/**
 * All that an order's total is made of. What is not of its lines or its rounding is shipping. The rounding is shared by all
 * of them in proportion to their totals, by largest remainder, so that no part of an order is worth less than nothing.
 */
export function itemsOf(order: SoldOrder, refunded: ReadonlyMap<string, Refunded>): Item[] {
  const sold = [...order.lines, shippingOf(order)]
  const roundings = prorate(
    order.rounding,
    sold.map(({ total }) => total),
  )
  return sold.map((item, i) => ({
    ...item,
    payable: item.total + (roundings[i] ?? 0),
    refunded: refunded.get(item.id) ?? NOTHING,
  }))
}

const NOTHING: Refunded = { quantity: 0, gross: 0, amount: 0 }

function shippingOf({ total: all, rounding, taxes, lines }: SoldOrder): Sold {
  const total = lines.reduce((left, line) => left - line.total, all - rounding)
  const rest = taxes.map((tax) => ({
    ...tax,
    amount: lines
      .flatMap((line) => line.taxes)
      .filter(({ code, ppm }) => code === tax.code && ppm === tax.ppm)
      .reduce((left, { amount }) => left - amount, tax.amount),
  }))
  const due = rest.filter(({ amount }) => amount > 0)
  const tax = due.reduce((sum, { amount }) => sum + amount, 0)
  return { id: SHIPPING, quantity: 1, subtotal: total, discount: 0, net: total - tax, taxes: due, tax, total }
}

/** What is left to refund of an item. */
export const leftOf = ({ payable, refunded }: Item): number => Math.max(0, payable - refunded.amount)

export type Wish =
  | { kind: 'units'; id: string; quantity: number }
  | { kind: 'amount'; id: string; amount: number }
  /** Of all that is left of the order, in proportion. */
  | { kind: 'goodwill'; amount: number }
/** Why a wish cannot be granted, with what could be. */
export type Fault = { wish: Wish; reason: 'quantity_too_high' | 'amount_too_high'; left: number }

/**
 * What a refund gives of each item, by the item's id; wishes are granted one after the other. Each share is the difference
 * of what the item's first units and minor units hold after and before it, each rounded once (cumulative rounding, as in
 * `refund`), so shares of any sequence of refunds add up to exactly what was paid for it, tax by tax.
 * Units are worth at most what earlier amounts left of their item.
 */
export function sharesOf(
  items: readonly Item[],
  wishes: readonly Wish[],
): { ok: true; shares: Shares } | { ok: false; fault: Fault } {
  let now: readonly Item[] = items
  const shares = new Map<string, Share>()
  for (const wish of wishes) {
    const parts = wish.kind === 'goodwill' ? spreadGoodwill(now, wish.amount) : [wish]
    if (parts === undefined)
      return { ok: false, fault: { wish, reason: 'amount_too_high', left: sum(now.map(leftOf)) } }
    for (const part of parts) {
      const item = now.find(({ id }) => id === part.id)
      if (item === undefined) return { ok: false, fault: { wish, reason: 'quantity_too_high', left: 0 } }
      const share = shareOf(item, part)
      if ('reason' in share) return { ok: false, fault: { wish, ...share } }
      shares.set(item.id, added(shares.get(item.id), share))
      now = now.map((other) => (other === item ? { ...item, refunded: plus(item.refunded, share) } : other))
    }
  }
  return { ok: true, shares }
}

type ItemWish = Exclude<Wish, { kind: 'goodwill' }>

function spreadGoodwill(items: readonly Item[], amount: number): ItemWish[] | undefined {
  const left = items.map(leftOf)
  if (amount > sum(left)) return undefined
  return prorate(amount, left).flatMap((amount, i) =>
    amount === 0 ? [] : { kind: 'amount', id: (items[i] as Item).id, amount },
  )
}

function shareOf(item: Item, wish: ItemWish): Share | Omit<Fault, 'wish'> {
  const { payable, total, refunded } = item
  const done = { quantity: refunded.quantity, amount: refunded.gross }
  const sold = { ...item, taxes: [...item.taxes], discounts: [] }
  if (wish.kind === 'units') {
    const decision = refund(sold, { quantity: wish.quantity }, done)
    if (!decision.ok) return { reason: decision.reason, left: decision.left }
    const { quantity, amount: gross, tax, taxes, discount } = decision.share
    // The same part of what is payable as of the total: all of it with the last of the item.
    const fair = total === 0 ? 0 : scaled(payable, refunded.gross + gross, total) - refunded.amount
    return { quantity, gross, amount: Math.min(Math.max(0, fair), leftOf(item)), tax, taxes, discount }
  }
  const after = refunded.amount + wish.amount
  if (after > payable) return { reason: 'amount_too_high', left: leftOf(item) }
  const gross = Math.max(0, (payable === 0 ? total : scaled(total, after, payable)) - refunded.gross)
  const decision = refund(sold, { amount: gross }, done)
  if (!decision.ok) return { reason: decision.reason, left: leftOf(item) }
  const { tax, taxes, discount } = decision.share
  return { quantity: 0, gross, amount: wish.amount, tax, taxes, discount }
}

const plus = (a: Refunded, b: Refunded): Refunded => ({
  quantity: a.quantity + b.quantity,
  gross: a.gross + b.gross,
  amount: a.amount + b.amount,
})

const added = (a: Share | undefined, b: Share): Share =>
  a === undefined
    ? b
    : {
        ...plus(a, b),
        tax: a.tax + b.tax,
        taxes: addedTaxes([...a.taxes, ...b.taxes]),
        discount: a.discount + b.discount,
      }

/** Each rate once. */
function addedTaxes(taxes: readonly TaxAmount[]): TaxAmount[] {
  const sums = new Map<string, TaxAmount>()
  for (const tax of taxes) {
    const key = `${tax.code} ${tax.ppm}`
    sums.set(key, { ...tax, amount: (sums.get(key)?.amount ?? 0) + tax.amount })
  }
  return [...sums.values()]
}

/** A refund as a whole: the sum of its shares. */
export function totalOf(shares: Shares) {
  const all = [...shares.values()]
  const gross = sum(all.map((share) => share.gross))
  const amount = sum(all.map((share) => share.amount))
  return {
    amount,
    tax: sum(all.map((share) => share.tax)),
    taxes: addedTaxes(all.flatMap((share) => share.taxes)).filter(({ amount }) => amount !== 0),
    discount: sum(all.map((share) => share.discount)),
    rounding: amount - gross,
  }
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
