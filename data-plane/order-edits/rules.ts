// What an edit makes of an order's lines, discounts and shipping, before it is priced. Pure.
import type { ChosenShipping, OrderEditInput, Promotion } from './schema.ts'

type Quantities = {
  id: string
  variant_id: string | null
  quantity: number
  fulfilled_quantity: number
  refunded_quantity: number
  cancelled_quantity: number
}

/** The fewest units that a line may come down to: those that were sent or will never be, and those that were refunded. */
const fewestOf = (line: Quantities): number =>
  Math.max(line.fulfilled_quantity + line.cancelled_quantity, line.refunded_quantity)

type Fault = { path: string; message: string }
export type LineDecision<L> = { ok: true; kept: L[]; removed: L[] } | { ok: false; fault: Fault }

/** The lines with their new quantities, and those that go. */
export function changeLines<L extends Quantities>(
  lines: readonly L[],
  changes: OrderEditInput['change'],
): LineDecision<L> {
  const wanted = new Map<string, number>()
  for (const [i, { line_item_id, quantity }] of changes.entries()) {
    const path = `change.${i}`
    const line = lines.find(({ id }) => id === line_item_id.toLowerCase())
    if (line === undefined) return fault(`${path}.line_item_id`, 'is not a line of this order')
    if (wanted.has(line.id)) return fault(`${path}.line_item_id`, 'is changed twice')
    const fewest = fewestOf(line)
    if (quantity < fewest)
      return fault(`${path}.quantity`, `must be at least ${fewest}: so much was sent or refunded`)
    wanted.set(line.id, quantity)
  }
  const after = lines.map((line) => ({ ...line, quantity: wanted.get(line.id) ?? line.quantity }))
  return {
    ok: true,
    kept: after.filter(({ quantity }) => quantity > 0),
    removed: after.filter(({ quantity }) => quantity === 0),
  }
}

const fault = (path: string, message: string): { ok: false; fault: Fault } => ({
  ok: false,
  fault: { path, message },
})

/** How many more units of each variant an order needs, below zero for fewer. */
export function neededOf(
  before: readonly Pick<Quantities, 'variant_id' | 'quantity'>[],
  after: readonly Pick<Quantities, 'variant_id' | 'quantity'>[],
): { variantId: string; quantity: number }[] {
  const sums = new Map<string, number>()
  const add = (variantId: string | null, quantity: number) => {
    if (variantId !== null) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
  }
  for (const { variant_id, quantity } of before) add(variant_id, -quantity)
  for (const { variant_id, quantity } of after) add(variant_id, quantity)
  return [...sums].flatMap(([variantId, quantity]) => (quantity === 0 ? [] : [{ variantId, quantity }]))
}

/**
 * Promotions that an order was given, as they count when it is edited: what was promised stays, whatever its conditions
 * were, but none gives more than it gave if it has a budget.
 */
export const keptPromotions = (
  promotions: readonly Promotion[],
  given: readonly { promotion_id: string; amount: number }[],
): Promotion[] =>
  promotions.flatMap((promotion) => {
    const amount = given.find(({ promotion_id }) => promotion_id === promotion.id)?.amount
    if (amount === undefined) return []
    const budget_left = promotion.budget_left === null ? null : amount
    const plain = { group: null, starts_at: null, ends_at: null, uses_left: null }
    return { ...promotion, ...plain, stacking: 'combine' as const, conditions: [], budget_left }
  })

/** After all promotions, in the order in which staff give them. */
const BY_HAND = 1_000_000

/** A discount that staff give by hand. */
export const manualDiscount = (
  id: string,
  { name, value, variant_id }: OrderEditInput['add_discounts'][number],
  currency: string,
): Promotion => ({
  id,
  name,
  code: null,
  priority: BY_HAND,
  stacking: 'combine',
  group: null,
  currency: value.kind === 'fixed' ? currency : null,
  starts_at: null,
  ends_at: null,
  conditions: [],
  effect:
    variant_id === undefined
      ? { kind: 'total', value }
      : {
          kind: 'lines',
          filter: { variant_ids: [variant_id.toLowerCase()] },
          value,
          allocation: 'across',
          max_quantity: null,
          only: 'all',
        },
  budget_left: null,
  uses_left: null,
})

/**
 * Shipping stays what it was when the order was placed: free if it was free then, whatever an edit makes of the subtotal.
 * @param subtotal that of the order before it is edited
 */
export function keptShipping(
  method: ChosenShipping | null,
  subtotal: number,
  price: number | undefined,
): ChosenShipping | null {
  if (method === null) return null
  const isFree = method.free_above !== null && subtotal > method.free_above
  return { ...method, amount: price ?? (isFree ? 0 : method.amount), free_above: null }
}
