// Promotions one after the other: lower priority first, each on what the ones before it left.
import { prorate } from '../../../shared/money/allocate.ts'
import { scaled } from '../../../shared/money/rounding.ts'
import type {
  AppliedPromotion,
  Promotion,
  QuoteInput,
  RejectedPromotion,
  RejectionReason,
  Surcharge,
} from '../types.ts'
import { refusal } from './conditions.ts'
import { type Share, sharesOf } from './effects.ts'
import { type Cut, type Items, sum } from './items.ts'

type Outcome = { applied: AppliedPromotion[]; rejected: RejectedPromotion[] }

/** Takes what promotions give off `items`, and says what was given and why the rest was not. */
export function applyPromotions(items: Items, input: QuoteInput): Outcome {
  const ordered = [...input.promotions].sort(byPriority)
  const groups = Map.groupBy(ordered, ({ group, id }) =>
    group === null ? `promotion ${id}` : `group ${group}`,
  )
  const applied: AppliedPromotion[] = []
  const rejected: RejectedPromotion[] = []
  let closed = false
  for (const group of groups.values()) {
    const offers = group.map((promotion) => ({
      promotion,
      offer:
        closed || (promotion.stacking === 'exclusive' && applied.length > 0)
          ? 'not_combinable'
          : offerOf(promotion, items, input),
    }))
    const best = bestOf(offers)
    for (const { promotion, offer } of offers) {
      const { id: promotion_id, name, code } = promotion
      if (promotion === best?.promotion) {
        take(best.offer, { kind: 'promotion', id: promotion_id, name })
        applied.push({ promotion_id, name, code, amount: sum(best.offer, 'amount') })
        closed = promotion.stacking === 'exclusive'
      } else {
        const reason = typeof offer === 'string' ? offer : 'better_in_group'
        rejected.push({ promotion_id, name, code, reason })
      }
    }
  }
  return { applied, rejected }
}

/** Takes negative surcharges off the lines in proportion, as far as the lines still cost something. */
export function deduct(items: Items, surcharges: readonly Surcharge[]): void {
  for (const { id, name, amount } of surcharges) {
    if (amount >= 0) continue
    const left = items.lines.map((item) => item.left)
    const whole = sum(items.lines, 'left')
    const off = Math.min(-amount, whole)
    const shares = prorate(off, left).map((amount, i) => ({
      item: items.lines[i] as Share['item'],
      amount,
      remainder: whole === 0 ? 0 : amount - scaled(left[i] ?? 0, off, whole),
    }))
    take(shares, { kind: 'surcharge', id, name })
  }
}

/** By code units, so that the order is the same everywhere. */
function byPriority(a: Promotion, b: Promotion): number {
  return a.priority - b.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function offerOf(promotion: Promotion, items: Items, input: QuoteInput): Share[] | RejectionReason {
  const refused = refusal(promotion, input, items.lines)
  if (refused !== undefined) return refused
  const shares = sharesOf(promotion.effect, items, input.terms)
  return typeof shares === 'string' ? shares : withinBudget(shares, promotion.budget_left)
}

function withinBudget(shares: Share[], budget: number | null): Share[] {
  const wanted = sum(shares, 'amount')
  if (budget === null || wanted <= budget) return shares
  const amounts = prorate(
    budget,
    shares.map(({ amount }) => amount),
  )
  return shares.map(({ item, amount: before }, i) => {
    const amount = amounts[i] ?? 0
    return { item, amount, remainder: amount - scaled(before, budget, wanted) }
  })
}

function bestOf(
  offers: readonly { promotion: Promotion; offer: Share[] | RejectionReason }[],
): { promotion: Promotion; offer: Share[] } | undefined {
  let best: { promotion: Promotion; offer: Share[] } | undefined
  for (const { promotion, offer } of offers) {
    if (typeof offer === 'string') continue
    if (best === undefined || sum(offer, 'amount') > sum(best.offer, 'amount')) best = { promotion, offer }
  }
  return best
}

function take(shares: readonly Share[], what: Pick<Cut, 'kind' | 'id' | 'name'>): void {
  for (const { item, amount, remainder } of shares) {
    if (amount === 0) continue
    item.left -= amount
    item.cuts.push({ ...what, amount, remainder })
  }
}
