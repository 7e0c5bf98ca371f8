// Which of the prices that a variant has is the one to pay.

/** Attributes with the values that each may have. */
export type PriceRules = Readonly<Record<string, readonly string[]>>

/** What of a price list decides whether its prices count. */
export type PriceListHead = {
  readonly id: string
  readonly type: 'sale' | 'override'
  readonly starts_at: string | null
  readonly ends_at: string | null
  readonly priority: number
  readonly rules: PriceRules
}

export type PriceCandidate = {
  readonly currency: string
  /** Minor units of one. */
  readonly amount: number
  readonly min_quantity: number
  readonly max_quantity: number | null
  readonly rules: PriceRules
  /** Null: a price of the variant's own. */
  readonly list: PriceListHead | null
  readonly converted?: boolean
}

export type PriceContext = {
  readonly currency: string
  readonly quantity: number
  readonly market: string
  /** Whatever else rules may ask for, such as `region` and `company`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly customer_group_ids: readonly string[]
  readonly now: Date
}

export type ChosenPrice = {
  /** Minor units of one, to be paid. */
  amount: number
  /** What it would be without a sale. */
  original_amount: number
  price_list_id: string | null
  /** The attributes whose rules matched. */
  matched_rules: string[]
  /** `price_list`: of an override; `converted`: the variant's own, from another currency. */
  source: 'base' | 'sale' | 'price_list' | 'converted'
}

/**
 * The price of a variant for a buyer; null when none is for them. An override takes the place of the variant's own price,
 * and a sale that of both where it is lower. Among several of a kind the one of which most rules match counts, then that
 * of the highest priority, then the lowest.
 */
export function choosePrice(
  candidates: readonly PriceCandidate[],
  context: PriceContext,
): ChosenPrice | null {
  if (context.currency === '') throw new Error('A price is chosen in a currency.')
  const matching = candidates.filter(
    (price) => price.currency === context.currency && matches(price, context),
  )
  const regular =
    best(matching.filter(({ list }) => list?.type === 'override')) ??
    best(matching.filter(({ list }) => list === null))
  const ceiling = regular?.amount ?? Number.POSITIVE_INFINITY
  const sale = best(matching.filter(({ list, amount }) => list?.type === 'sale' && amount < ceiling))
  const chosen = sale ?? regular
  if (chosen === undefined) return null
  return {
    amount: chosen.amount,
    original_amount: (regular ?? chosen).amount,
    price_list_id: chosen.list?.id ?? null,
    matched_rules: attributesOf(chosen),
    source: sourceOf(chosen),
  }
}

/** Whether a price is for this buyer, at this quantity and time, whatever its currency. */
export function matches({ list, ...price }: PriceCandidate, context: PriceContext): boolean {
  if (context.quantity < price.min_quantity) return false
  if (price.max_quantity !== null && context.quantity > price.max_quantity) return false
  if (list !== null && !(isRunning(list, context.now) && fulfils(list.rules, context))) return false
  return fulfils(price.rules, context)
}

function isRunning({ starts_at, ends_at }: PriceListHead, now: Date): boolean {
  const at = now.getTime()
  return (starts_at === null || Date.parse(starts_at) <= at) && (ends_at === null || Date.parse(ends_at) > at)
}

function fulfils(rules: PriceRules, context: PriceContext): boolean {
  for (const attribute in rules) {
    const allowed = rules[attribute] ?? []
    if (!valuesOf(attribute, context).some((value) => allowed.includes(value))) return false
  }
  return true
}

function valuesOf(attribute: string, context: PriceContext): readonly string[] {
  if (attribute === 'market') return [context.market]
  if (attribute === 'customer_group') return context.customer_group_ids
  const value = Object.hasOwn(context.attributes, attribute) ? context.attributes[attribute] : undefined
  return value === undefined ? [] : [value]
}

function best(prices: readonly PriceCandidate[]): PriceCandidate | undefined {
  let found: PriceCandidate | undefined
  for (const price of prices) if (found === undefined || compare(price, found) < 0) found = price
  return found
}

function compare(a: PriceCandidate, b: PriceCandidate): number {
  const priority = ({ list }: PriceCandidate) => list?.priority ?? 0
  return attributesOf(b).length - attributesOf(a).length || priority(b) - priority(a) || a.amount - b.amount
}

const attributesOf = ({ list, rules }: PriceCandidate): string[] => [
  ...Object.keys(list?.rules ?? {}),
  ...Object.keys(rules),
]

function sourceOf({ list, converted }: PriceCandidate): ChosenPrice['source'] {
  if (list !== null) return list.type === 'sale' ? 'sale' : 'price_list'
  return converted === true ? 'converted' : 'base'
}
