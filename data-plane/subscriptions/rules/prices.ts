// What a subscription's goods cost.
import { divide, scaled } from '../../../shared/money/rounding.ts'

type Amount = { amount: number; currency: string }
export type PlanDiscount =
  | { kind: 'none' }
  | { kind: 'percentage'; ppm: number }
  /** The price of each unit, whatever it costs without a plan. */
  | { kind: 'fixed_price'; prices: readonly Amount[] }

/**
 * What a unit costs by a plan, in minor units; undefined where the plan names no price in this currency.
 * @param amount what it costs without a plan
 */
export function planPrice(discount: PlanDiscount, { amount, currency }: Amount): number | undefined {
  if (discount.kind === 'none') return amount
  if (discount.kind === 'percentage') return amount - scaled(amount, discount.ppm, 1_000_000)
  return discount.prices.find((price) => price.currency === currency)?.amount
}

type Item = { quantity: number; unit_amount: number }

/** What one cycle costs, before tax that is not included, and shipping. Minor units. */
export const amountOf = (items: readonly Item[]): number =>
  items.reduce((sum, { quantity, unit_amount }) => sum + quantity * unit_amount, 0)

/**
 * The items at what they cost when a balance is settled with them: a credit (above zero) makes them cheaper, as far as it
 * goes, what is owed (below zero) is added to the first. An item whose new cost cannot be shared evenly by its units becomes
 * two that differ by one minor unit each. `used`: what of the balance was.
 */
export function settle<I extends Item>(items: readonly I[], balance: number): { lines: I[]; used: number } {
  const total = amountOf(items)
  const used = Math.min(balance, total)
  let rest = used
  const lines = items.flatMap((item) => {
    const cost = item.quantity * item.unit_amount
    const taken = Math.min(rest, cost)
    rest -= taken
    return shared(item, cost - taken)
  })
  return { lines, used }
}

function shared<I extends Item>(item: I, cost: number): I[] {
  const unit = Number(divide(BigInt(cost), BigInt(item.quantity), 'down'))
  const dearer = cost - unit * item.quantity
  return [
    { ...item, quantity: dearer, unit_amount: unit + 1 },
    { ...item, quantity: item.quantity - dearer, unit_amount: unit },
  ].filter(({ quantity }) => quantity > 0)
}
