// The totals of a cart, a checkout or an order: prices, promotions, taxes, rounding, balances, in this order.
import { scaled } from '../../../shared/money/rounding.ts'
import type { Quote, QuoteInput, QuoteTerms } from '../types.ts'
import { applyPromotions, deduct } from './discounts.ts'
import { explain } from './explain.ts'
import { type Item, itemsOf, sum, totalsOf } from './items.ts'
import { payFrom } from './payments.ts'
import { applyTaxes, taxSummary } from './tax.ts'

/** Tax on top, rounded on each line, halves up; shipping is not taxed; nothing else is rounded. */
export const DEFAULT_TERMS: QuoteTerms = {
  prices_include_tax: false,
  tax_rounding: 'line',
  rate_rounding: 'together',
  rounding: 'half_up',
  tax_basis: 'discounted',
  shipping_tax: 'none',
  percent_rounding: 'line',
  percent_rounds: 'discount',
  total_rounding: 1,
}

/**
 * What `input` costs, in whole minor units, and why. The same input always gives the same quote; nothing in it is negative
 * except `rounding`. Quantities are at least 1 and amounts, but for surcharges, not negative. Throws a RangeError when a sum
 * cannot be counted exactly; lines that pass `isCountable` can, with taxes of up to 100 %.
 */
export function quote(input: QuoteInput): Quote {
  const items = itemsOf(input)
  const { applied, rejected } = applyPromotions(items, input)
  deduct(items, input.surcharges)
  applyTaxes(items, input.shipping, input.terms)

  const { lines, surcharges, shipping } = items
  const all: Item[] = [...lines, ...surcharges, ...(shipping === null ? [] : [shipping])]
  const subtotal = sum(lines, 'subtotal')
  const totals = all.map(totalsOf)
  const [exact, net, tax] = [sum(totals, 'total'), sum(totals, 'net'), sum(totals, 'tax')]
  assertExact([sum(all, 'subtotal'), exact])
  const rounding = toMultiple(exact, input.terms) - exact
  const total = exact + rounding
  const { payments, due } = payFrom(total, input)

  return {
    currency: input.currency,
    lines: lines.map((item, i) => ({
      id: item.id,
      quantity: item.quantity,
      unit_amount: item.unitAmount,
      ...at(totals, i),
    })),
    surcharges: surcharges.map(({ id, name }, i) => ({ id, name, ...at(totals, lines.length + i) })),
    shipping_totals: shipping === null ? null : { code: shipping.id, ...at(totals, all.length - 1) },
    subtotal,
    discount: subtotal - sum(lines, 'left'),
    surcharge: sum(surcharges, 'left'),
    shipping: shipping?.left ?? 0,
    net,
    tax,
    tax_included: sum(
      totals.filter((_, i) => at(all, i).includesTax),
      'tax',
    ),
    taxes: taxSummary(all),
    rounding,
    total,
    payments,
    due,
    applied,
    rejected,
    // Told when it is asked for: most totals are only shown.
    get explanation() {
      return explain(all, { rounding, payments }, input)
    },
  }
}

/** The nearest multiple, by the terms' rounding. */
function toMultiple(total: number, { total_rounding, rounding }: QuoteTerms): number {
  return total_rounding === 1 ? total : scaled(total, 1, total_rounding, rounding) * total_rounding
}

function assertExact(sums: readonly number[]): void {
  if (!sums.every(Number.isSafeInteger))
    throw new RangeError('These amounts are too large to add up exactly.')
}

function at<T>(rows: readonly T[], i: number): T {
  const row = rows[i]
  if (row === undefined) throw new RangeError(`There is no row ${i}.`)
  return row
}
