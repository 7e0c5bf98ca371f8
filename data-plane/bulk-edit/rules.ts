// What operations make of a product.
import type { Operation, Patch, Product } from './schema.ts'

export type Edit = {
  /** What changes of the product itself; empty when nothing does. */
  patch: Patch
  /** Collections that it comes into or leaves. */
  join: string[]
  leave: string[]
}

/** @param memberOf ids of the collections that the product is in */
export function applyOperations(
  product: Product,
  memberOf: ReadonlySet<string>,
  operations: readonly Operation[],
): Edit {
  const patch: Patch = {}
  const wanted = new Map<string, boolean>()
  for (const operation of operations) applyOne(operation, product, patch, wanted)
  for (const key of Object.keys(patch) as (keyof Patch)[]) {
    if (key !== 'variants' && isSame(patch[key], product[key])) delete patch[key]
  }
  const changed = (is: boolean) =>
    [...wanted].filter(([id, wish]) => wish === is && memberOf.has(id) !== is).map(([id]) => id)
  return { patch: pricesChanged(patch, product), join: changed(true), leave: changed(false) }
}

export const isEmpty = ({ patch, join, leave }: Edit): boolean =>
  Object.keys(patch).length + join.length + leave.length === 0

function applyOne(
  operation: Operation,
  product: Product,
  patch: Patch,
  collections: Map<string, boolean>,
): void {
  const { tags = product.tags, category_ids = product.category_ids, metadata = product.metadata } = patch
  switch (operation.op) {
    case 'set': {
      const { op: _, ...fields } = operation
      Object.assign(patch, fields)
      break
    }
    case 'add_tags':
      patch.tags = union(tags, operation.tags)
      break
    case 'remove_tags':
      patch.tags = tags.filter((tag) => !operation.tags.includes(tag))
      break
    case 'add_categories':
      patch.category_ids = union(category_ids, operation.category_ids)
      break
    case 'remove_categories':
      patch.category_ids = category_ids.filter((id) => !operation.category_ids.includes(id))
      break
    case 'add_to_collection':
    case 'remove_from_collection':
      collections.set(operation.collection_id, operation.op === 'add_to_collection')
      break
    case 'change_prices_by_percent':
    case 'change_prices_by_amount':
      patch.variants = (patch.variants ?? product.variants).map(({ id, prices = [] }) => ({
        id,
        prices: prices.map((price) => ({ ...price, amount: newAmount(operation, price) })),
      }))
      break
    case 'merge_metadata':
      patch.metadata = merged(metadata, operation.metadata)
      break
    default:
  }
}

const union = (some: readonly string[], others: readonly string[]): string[] => [
  ...new Set([...some, ...others]),
]

function merged(
  before: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const entries = Object.entries({ ...before, ...changes })
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null))
}

type PriceChange = Extract<Operation, { op: 'change_prices_by_percent' | 'change_prices_by_amount' }>

/** In minor units; may be below zero, which no price may be. */
function newAmount(change: PriceChange, { amount, currency }: { amount: number; currency: string }): number {
  if (change.currency !== undefined && change.currency !== currency) return amount
  const changed =
    change.op === 'change_prices_by_amount'
      ? amount + change.amount
      : halfUp(amount * (10_000 + change.basis_points), 10_000)
  const step = change.round_to?.find((rounding) => rounding.currency === currency)?.amount ?? 1
  return halfUp(changed, step) * step
}

/** The quotient of two whole numbers, rounded to a whole number. */
const halfUp = (value: number, by: number): number => Math.floor((2 * value + by) / (2 * by))

/** The patch with variants only where a price is another. Others of its variants stay as they are. */
function pricesChanged({ variants, ...patch }: Patch, product: Product): Patch {
  if (variants === undefined) return patch
  const before = product.variants.map(({ prices }) => prices.map((price) => price.amount))
  const after = variants.map(({ prices = [] }) => prices.map((price) => price.amount))
  return isSame(before, after) ? patch : { ...patch, variants }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

/** Keys of an object come in the order in which they were stored or added, which means nothing. */
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    : value
