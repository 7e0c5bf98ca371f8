// Decisions about promotions, taken from the arguments alone. What a promotion gives is decided in data-plane/pricing.
import type { ErrorCode, FieldIssue } from '../../shared/errors.ts'
import type { Condition, DiscountValue, Effect, LineFilter } from './schema/discount.ts'

/** Crockford's base 32: no I, L, O or U, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const CODE_BASE = ALPHABET.length

export const codeFrom = (prefix: string, digits: readonly number[]): string =>
  prefix + digits.map((digit) => ALPHABET[digit]).join('')

export type Terms = {
  currency: string | null
  starts_at: string | null
  ends_at: string | null
  conditions: readonly Condition[]
  effect: Effect
}

/** What does not fit together; `campaignCurrency` is null without a campaign. */
export function termsIssues(terms: Terms, campaignCurrency: string | null): FieldIssue[] {
  const issues = periodIssues(terms)
  if (terms.currency === null && namesAmounts(terms))
    issues.push({ path: 'currency', message: 'is required where amounts occur' })
  if (terms.currency !== null && campaignCurrency !== null && terms.currency !== campaignCurrency)
    issues.push({ path: 'currency', message: `must be the campaign's, ${campaignCurrency}` })
  return issues
}

export function periodIssues({ starts_at, ends_at }: Pick<Terms, 'starts_at' | 'ends_at'>): FieldIssue[] {
  return starts_at !== null && ends_at !== null && ends_at <= starts_at
    ? [{ path: 'ends_at', message: 'must be after starts_at' }]
    : []
}

const namesAmounts = ({ conditions, effect }: Terms): boolean =>
  conditions.some((condition) => condition.kind === 'min_subtotal') || valueNamesAmounts(effect.value)

const valueNamesAmounts = (value: DiscountValue): boolean =>
  value.kind === 'tiers'
    ? value.by === 'subtotal' || value.tiers.some((tier) => tier.value.kind === 'fixed')
    : value.kind === 'fixed'

/** What a promotion names that must exist, each with the place where it does. */
export const REFERRED = [
  'products',
  'variants',
  'collections',
  'categories',
  'brands',
  'customer_groups',
] as const
export type Referred = (typeof REFERRED)[number]
export type Reference = { table: Referred | 'markets'; id: string; path: string }

export function referencesIn({ conditions, effect }: Pick<Terms, 'conditions' | 'effect'>): Reference[] {
  const ofConditions = conditions.flatMap((condition, i): Reference[] => {
    const path = `conditions.${i}`
    if (condition.kind === 'market')
      return condition.codes.map((id, n) => ({ table: 'markets', id, path: `${path}.codes.${n}` }))
    if (condition.kind === 'customer_group')
      return condition.ids.map((id, n) => ({ table: 'customer_groups', id, path: `${path}.ids.${n}` }))
    return 'filter' in condition ? inFilter(condition.filter, `${path}.filter`) : []
  })
  if (effect.kind === 'lines') return [...ofConditions, ...inFilter(effect.filter, 'effect.filter')]
  if (effect.kind === 'buy_get')
    return [...ofConditions, ...inFilter(effect.buy, 'effect.buy'), ...inFilter(effect.get, 'effect.get')]
  return ofConditions
}

const inFilter = (filter: LineFilter, path: string): Reference[] =>
  FILTER_LISTS.flatMap(([list, table]) =>
    (filter[list] ?? []).map((id, i) => ({ table, id, path: `${path}.${list}.${i}` })),
  )
const FILTER_LISTS = [
  ['product_ids', 'products'],
  ['variant_ids', 'variants'],
  ['collection_ids', 'collections'],
  ['category_ids', 'categories'],
  ['brand_ids', 'brands'],
] as const

export type Fault = { code: ErrorCode; message: string }
export type CodeFacts = {
  active: boolean
  starts_at: string | null
  ends_at: string | null
  uses_left: number | null
  budget_left: number | null
}

/** Why a code cannot be used now, or undefined when it can; whether it fits a cart is for the totals to say. */
export function codeFault(promotion: CodeFacts | undefined, now: Date): Fault | undefined {
  if (promotion === undefined)
    return { code: 'promotion_code_unknown', message: 'There is no promotion with this code.' }
  const { active, starts_at, ends_at, uses_left, budget_left } = promotion
  if (!active) return { code: 'promotion_not_applicable', message: 'This code is not in use just now.' }
  if (ends_at !== null && Date.parse(ends_at) <= now.getTime()) return FAULTS.ended
  if (starts_at !== null && Date.parse(starts_at) > now.getTime()) return FAULTS.not_started
  if (uses_left !== null && uses_left <= 0) return FAULTS.used_up
  if (budget_left !== null && budget_left <= 0) return FAULTS.budget_spent
  return undefined
}

const notApplicable = (message: string): Fault => ({ code: 'promotion_not_applicable', message })

const FAULTS = {
  not_started: { code: 'promotion_not_started', message: 'This code cannot be used yet.' },
  ended: { code: 'promotion_expired', message: 'This code can no longer be used.' },
  used_up: { code: 'promotion_used_up', message: 'This code was used as often as it may be.' },
  budget_spent: { code: 'promotion_used_up', message: 'What this code could give has all been given.' },
  wrong_currency: notApplicable('This code is for another currency.'),
  wrong_market: notApplicable('This code is for another market.'),
  wrong_customer_group: notApplicable('This code is for other customers.'),
  not_first_order: notApplicable('This code is for a first order.'),
  subtotal_too_low: notApplicable('This code needs a higher subtotal.'),
  quantity_too_low: notApplicable('This code needs more items.'),
  no_matching_lines: notApplicable('This code is for other products.'),
  no_shipping: notApplicable('This code is for shipping: it counts once there is some.'),
  nothing_left_to_discount: notApplicable('Nothing is left for this code to discount.'),
  not_combinable: notApplicable('This code cannot be combined with another discount.'),
  better_in_group: notApplicable('Another discount gives more than this code.'),
  same_promotion: notApplicable('Another code for the same promotion was entered.'),
} satisfies Record<string, Fault>

/** What to tell a shopper whose code the totals rejected. */
export const rejectionFault = (reason: keyof typeof FAULTS): Fault => FAULTS[reason]

/** A promotion that an order uses, with the balances behind it. */
export type RedemptionTerms = {
  promotion_id: string
  name: string
  code: string | null
  campaign_id: string | null
  campaign_currency: string | null
  /** The rows of its uses: for all, the customer, the code and the campaign, where they exist. */
  allowance_ids: string[]
}
type AppliedInOrder = { promotion_id: string; amount: number; code: string | null }
export type OrderUses = { orderId: string; applied: readonly AppliedInOrder[] }
type Demand = { id: string; amount: number }
export type UseRow = {
  order_id: string
  promotion_id: string
  campaign_id: string | null
  code: string | null
  uses: number
  amount: number
}
export type RedemptionPlan = {
  uses: Demand[]
  budgets: Demand[]
  rows: UseRow[]
  totals: { promotion_id: string; orders: number; amount: number }[]
}

/** What a checkout takes and leaves on record: one use of each promotion, however many orders it became. */
export function planRedemption(
  orders: readonly OrderUses[],
  terms: ReadonlyMap<string, RedemptionTerms>,
  currency: string,
): RedemptionPlan {
  const seen = new Set<string>()
  const rows = orders.flatMap(({ orderId, applied }) =>
    applied.map(({ promotion_id, amount, code }): UseRow => {
      const uses = seen.has(promotion_id) ? 0 : 1
      seen.add(promotion_id)
      const campaign_id = terms.get(promotion_id)?.campaign_id ?? null
      return { order_id: orderId, promotion_id, campaign_id, code, uses, amount }
    }),
  )
  const uses = [...seen].flatMap((id) =>
    (terms.get(id)?.allowance_ids ?? []).map((id) => ({ id, amount: 1 })),
  )
  const budgets = rows.flatMap(({ promotion_id, campaign_id, amount }) =>
    campaign_id !== null && terms.get(promotion_id)?.campaign_currency === currency && amount > 0
      ? [{ id: campaign_id, amount }]
      : [],
  )
  const totals = [...Map.groupBy(rows, (row) => row.promotion_id)].map(([promotion_id, rows]) => ({
    promotion_id,
    orders: rows.length,
    amount: rows.reduce((sum, row) => sum + row.amount, 0),
  }))
  return { uses: merged(uses), budgets: merged(budgets), rows, totals }
}

/** Each balance once. */
export function merged(demands: readonly Demand[]): Demand[] {
  const sums = new Map<string, number>()
  for (const { id, amount } of demands) sums.set(id, (sums.get(id) ?? 0) + amount)
  return [...sums].map(([id, amount]) => ({ id, amount }))
}
