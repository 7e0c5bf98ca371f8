// Partial refunds that keep the split of what was sold into net, taxes and discount.
import { portion } from '../../../shared/money/allocate.ts'
import { scaled } from '../../../shared/money/rounding.ts'
import type { ItemTotals, TaxAmount } from '../types.ts'

/** What of an item was refunded: units and gross amount. Either may be refunded without the other. */
export type Refunded = { quantity: number; amount: number }

type RefundShare = Refunded & { net: number; taxes: TaxAmount[]; tax: number; discount: number }
export type RefundDecision =
  | { ok: true; share: RefundShare }
  | { ok: false; reason: 'quantity_too_high' | 'amount_too_high'; left: number }

/**
 * The share of `item` that a refund of some units, or of a gross amount in minor units, gives back. `already` is the sum of
 * the item's earlier refunds. Shares of any sequence of refunds add up to exactly the item's, and none is negative.
 * Units are refunded at their share of the total, and at most what is left of it. Shipping and fees have quantity 1.
 */
export function refund(
  item: ItemTotals & { quantity: number },
  wish: { quantity: number } | { amount: number },
  already: Refunded,
): RefundDecision {
  const after = 'quantity' in wish ? afterUnits(item, wish.quantity, already) : { ...already }
  if ('amount' in wish) after.amount += wish.amount
  if (after.quantity > item.quantity)
    return { ok: false, reason: 'quantity_too_high', left: item.quantity - already.quantity }
  if (after.amount > item.total)
    return { ok: false, reason: 'amount_too_high', left: item.total - already.amount }
  const [from, to] = [heldIn(item, already), heldIn(item, after)]
  const taxes = item.taxes.map((tax, i) => ({ ...tax, amount: (to.taxes[i] ?? 0) - (from.taxes[i] ?? 0) }))
  const amount = after.amount - already.amount
  const tax = taxes.reduce((total, { amount }) => total + amount, 0)
  const share = {
    quantity: after.quantity - already.quantity,
    amount,
    net: amount - tax,
    taxes,
    tax,
    discount: to.discount - from.discount,
  }
  return { ok: true, share }
}

function afterUnits(
  { total, quantity: all }: ItemTotals & { quantity: number },
  units: number,
  already: Refunded,
): Refunded {
  const quantity = already.quantity + units
  const fair = scaled(total, Math.min(quantity, all), all) - scaled(total, already.quantity, all)
  return { quantity, amount: Math.min(total, already.amount + fair) }
}

/** What the first units and minor units of an item hold of its taxes and discount: never less when they grow. */
function heldIn(item: ItemTotals & { quantity: number }, { quantity, amount }: Refunded) {
  const [, ...taxes] = portion(amount, [item.net, ...item.taxes.map((tax) => tax.amount)])
  const discount =
    item.total === 0
      ? scaled(item.discount, quantity, item.quantity)
      : scaled(item.discount, amount, item.total)
  return { taxes, discount }
}
