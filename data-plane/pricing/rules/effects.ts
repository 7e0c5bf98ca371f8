// What a promotion would take off each item, by what the promotions before it left.
import { prorate } from '../../../shared/money/allocate.ts'
import { scaled } from '../../../shared/money/rounding.ts'
import type { DiscountValue, Effect, PlainDiscount, QuoteTerms, RejectionReason } from '../types.ts'
import { buyGetParts } from './buy-get.ts'
import { matches } from './conditions.ts'
import { byUnitPrice, type Item, type Items, type LineItem, sum, WHOLE } from './items.ts'

/** So many units of an item that a discount is about. */
type Part = { item: Item; units: number }
/** What is off one item; `remainder` as in `Cut`. */
export type Share = { item: Item; amount: number; remainder: number }
/** An amount is off each unit of each part, or shared by all parts. */
type Allocation = 'each' | 'across'

/** What `effect` takes off, never more than an item still costs; or why it takes nothing. */
export function sharesOf(effect: Effect, items: Items, terms: QuoteTerms): Share[] | RejectionReason {
  const aim = aimOf(effect, items)
  if (typeof aim === 'string') return aim
  const value = effect.kind === 'buy_get' ? effect.value : plain(effect.value, aim.measured)
  if (typeof value === 'string') return value
  const shares = cut(aim.parts, value, aim.allocation, terms)
  return sum(shares, 'amount') === 0 ? 'nothing_left_to_discount' : shares
}

/** What an effect is about, and the lines by which its tiers are measured. */
function aimOf(
  effect: Effect,
  { lines, shipping }: Items,
): { parts: Part[]; measured: readonly LineItem[]; allocation: Allocation } | RejectionReason {
  const across = (items: readonly Item[]) => ({
    parts: items.map((item) => ({ item, units: item.quantity })),
    measured: lines,
    allocation: 'across' as const,
  })
  if (effect.kind === 'shipping') return shipping === null ? 'no_shipping' : across([shipping])
  if (lines.length === 0) return 'no_matching_lines'
  if (effect.kind === 'order') return across(lines)
  if (effect.kind === 'total') return across(shipping === null ? lines : [...lines, shipping])
  if (effect.kind === 'buy_get') {
    const parts = buyGetParts(effect, lines)
    return typeof parts === 'string' ? parts : { parts, measured: lines, allocation: 'each' }
  }
  const measured = lines.filter(({ line }) => matches(line, effect.filter))
  if (measured.length === 0) return 'no_matching_lines'
  const chosen = effect.only === 'all' ? measured : [...measured].sort(byUnitPrice).slice(0, 1)
  const limit = effect.max_quantity ?? (effect.only === 'all' ? Number.MAX_SAFE_INTEGER : 1)
  const parts = chosen.map((item) => ({ item, units: Math.min(item.quantity, limit) }))
  return { parts, measured, allocation: effect.allocation }
}

/** The discount itself, or that of the highest tier that is reached. */
function plain(value: DiscountValue, measured: readonly LineItem[]): PlainDiscount | RejectionReason {
  if (value.kind !== 'tiers') return value
  const reached = sum(measured, value.by === 'quantity' ? 'quantity' : 'left')
  let best: { from: number; value: PlainDiscount } | undefined
  for (const tier of value.tiers)
    if (tier.from <= reached && (best === undefined || tier.from > best.from)) best = tier
  return best?.value ?? (value.by === 'quantity' ? 'quantity_too_low' : 'subtotal_too_low')
}

function cut(
  parts: readonly Part[],
  value: PlainDiscount,
  allocation: Allocation,
  terms: QuoteTerms,
): Share[] {
  if (value.kind === 'percentage' && terms.percent_rounding === 'line')
    return parts.map(({ item, units }) => {
      const ofWhole = { left: item.left, parts: units * value.ppm, whole: item.quantity * WHOLE }
      return { item, amount: percentOff(ofWhole, terms), remainder: 0 }
    })
  const eligible = parts.map(({ item, units }) => scaled(item.left, units, item.quantity, terms.rounding))
  if (value.kind === 'fixed' && allocation === 'each')
    return parts.map(({ item, units }, i) => {
      const amount = Math.min(value.amount * units, eligible[i] ?? 0)
      return { item, amount, remainder: 0 }
    })
  const whole = eligible.reduce((total, amount) => total + amount, 0)
  const off =
    value.kind === 'fixed'
      ? Math.min(value.amount, whole)
      : percentOff({ left: whole, parts: value.ppm, whole: WHOLE }, terms)
  return prorate(off, eligible).map((amount, i) => {
    const own = whole === 0 ? 0 : scaled(eligible[i] ?? 0, off, whole, terms.rounding)
    return { item: (parts[i] as Part).item, amount, remainder: amount - own }
  })
}

/** `parts` of `whole` off `left`; `percent_rounds` says whether the discount is rounded or what remains. */
function percentOff(
  { left, parts, whole }: { left: number; parts: number; whole: number },
  { percent_rounds, rounding }: QuoteTerms,
): number {
  if (parts >= whole) return left
  return percent_rounds === 'discount'
    ? scaled(left, parts, whole, rounding)
    : left - scaled(left, whole - parts, whole, rounding)
}
