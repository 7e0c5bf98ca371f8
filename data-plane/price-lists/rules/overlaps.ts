// Which prices of a list cannot stand beside each other.
import type { FieldIssue } from '../../../shared/errors.ts'
import type { ListPriceInput } from '../schema.ts'
import type { PriceRules } from './choose.ts'

/** Prices of one variant in one list, so that a price is found among few. */
const MAX_PER_VARIANT = 100

type Ranged = Pick<ListPriceInput, 'min_quantity' | 'max_quantity'>

/** The same rules in the same words: attributes and values sorted, each value once. */
export function canonicalRules(rules: PriceRules): Record<string, string[]> {
  const sorted = Object.entries(rules).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([attribute, values]) => [attribute, [...new Set(values)].sort()]))
}

/**
 * Why `wanted` cannot be put into a list that has `existing` prices for the same variants: two prices for the same variant,
 * currency and rules may not share a quantity. A wanted price takes the place of an existing one that begins at the same.
 */
export function overlapIssues(
  existing: readonly ListPriceInput[],
  wanted: readonly ListPriceInput[],
): FieldIssue[] {
  const issues: FieldIssue[] = []
  const replaced = new Set(wanted.map(keyOf))
  const kept = existing.filter((price) => !replaced.has(keyOf(price)))
  const groups = Map.groupBy(kept, groupOf)
  const counts = new Map<string, number>()
  for (const price of kept) counts.set(price.variant_id, (counts.get(price.variant_id) ?? 0) + 1)
  for (const [i, price] of wanted.entries()) {
    const group = groups.get(groupOf(price)) ?? []
    const other = group.find((one) => overlap(one, price))
    if (other !== undefined) {
      const path = `prices.${i}.${other.min_quantity < price.min_quantity ? 'min_quantity' : 'max_quantity'}`
      issues.push({ path, message: `overlaps the price for ${rangeOf(other)}` })
    }
    groups.set(groupOf(price), [...group, price])
    const count = (counts.get(price.variant_id) ?? 0) + 1
    counts.set(price.variant_id, count)
    if (count === MAX_PER_VARIANT + 1)
      issues.push({
        path: `prices.${i}.variant_id`,
        message: `has more than ${MAX_PER_VARIANT} prices in this list`,
      })
  }
  return issues
}

const groupOf = ({ variant_id, currency, rules }: ListPriceInput): string =>
  `${variant_id} ${currency} ${JSON.stringify(canonicalRules(rules))}`
const keyOf = (price: ListPriceInput): string => `${groupOf(price)} ${price.min_quantity}`

const last = ({ max_quantity }: Ranged): number => max_quantity ?? Number.POSITIVE_INFINITY
const overlap = (a: Ranged, b: Ranged): boolean => a.min_quantity <= last(b) && b.min_quantity <= last(a)
const rangeOf = ({ min_quantity, max_quantity }: Ranged): string =>
  max_quantity === null ? `${min_quantity} and more` : `${min_quantity} to ${max_quantity}`
