// Whether a promotion may be given at all.
import type { Condition, LineFilter, Promotion, QuoteInput, QuoteLine, RejectionReason } from '../types.ts'
import { type LineItem, sum } from './items.ts'

export function matches(line: QuoteLine, filter: LineFilter): boolean {
  const { product_ids, variant_ids, collection_ids, category_ids, tags, brand_ids } = filter
  return (
    (product_ids?.includes(line.product_id) ?? true) &&
    (variant_ids?.includes(line.variant_id) ?? true) &&
    (collection_ids?.some((id) => line.collection_ids.includes(id)) ?? true) &&
    (category_ids?.some((id) => line.category_ids.includes(id)) ?? true) &&
    (tags?.some((tag) => line.tags.includes(tag)) ?? true) &&
    (brand_ids === undefined || (line.brand_id !== null && brand_ids.includes(line.brand_id)))
  )
}

/** Why a promotion may not be given, or undefined. */
export function refusal(
  promotion: Promotion,
  input: QuoteInput,
  lines: readonly LineItem[],
): RejectionReason | undefined {
  const { starts_at, ends_at, uses_left, budget_left, currency } = promotion
  if (starts_at !== null && input.now < starts_at) return 'not_started'
  if (ends_at !== null && input.now >= ends_at) return 'ended'
  if (uses_left !== null && uses_left <= 0) return 'used_up'
  if (budget_left !== null && budget_left <= 0) return 'budget_spent'
  if (currency !== null && currency !== input.currency) return 'wrong_currency'
  for (const condition of promotion.conditions) {
    const reason = unmet(condition, input, lines)
    if (reason !== undefined) return reason
  }
  return undefined
}

function unmet(
  condition: Condition,
  { market, customer }: QuoteInput,
  lines: readonly LineItem[],
): RejectionReason | undefined {
  if (condition.kind === 'market') return condition.codes.includes(market) ? undefined : 'wrong_market'
  if (condition.kind === 'customer_group')
    return condition.ids.some((id) => customer.group_ids.includes(id)) ? undefined : 'wrong_customer_group'
  if (condition.kind === 'first_order') return customer.order_count === 0 ? undefined : 'not_first_order'
  const matching = lines.filter(({ line }) => matches(line, condition.filter))
  if (matching.length === 0) return 'no_matching_lines'
  if (condition.kind === 'min_subtotal')
    return sum(matching, 'left') >= condition.amount ? undefined : 'subtotal_too_low'
  const enough =
    condition.kind === 'min_quantity'
      ? sum(matching, 'quantity') >= condition.quantity
      : matching.some(({ quantity }) => quantity >= condition.quantity)
  return enough ? undefined : 'quantity_too_low'
}
