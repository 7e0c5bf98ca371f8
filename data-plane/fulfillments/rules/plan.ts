// What of an order is still to be sent, and from where.

/** A line as its order has it. */
export type Line = {
  id: string
  variant_id: string | null
  quantity: number
  fulfilled_quantity: number
  refunded_quantity: number
  cancelled_quantity: number
}
/** What an order holds of a variant at a location. */
export type Held = { variant_id: string; location_id: string; quantity: number }
export type Portion = { line_item_id: string; quantity: number }
export type Group = { location_id: string; line_items: Portion[] }

/** How much of a line is still to be sent: never what will not be any more, nor more than was not paid back. */
export const openOf = (line: Line): number =>
  Math.min(
    line.quantity - line.fulfilled_quantity - line.cancelled_quantity,
    line.quantity - line.refunded_quantity,
  )

/**
 * What is open of each line by the location where it is held; what is held nowhere, such as goods that nobody counts, can be
 * sent from anywhere and stands at `elsewhere`.
 */
export function planOf(lines: readonly Line[], held: readonly Held[], elsewhere: string): Group[] {
  const groups = new Map<string, Portion[]>()
  const add = (location: string, portion: Portion) => {
    const portions = groups.get(location) ?? []
    const same = portions.find(({ line_item_id }) => line_item_id === portion.line_item_id)
    if (same === undefined) groups.set(location, [...portions, portion])
    else same.quantity += portion.quantity
  }
  const left = held.map((part) => ({ ...part }))
  for (const line of lines) {
    let open = openOf(line)
    for (const part of left.filter(({ variant_id }) => variant_id === line.variant_id)) {
      const quantity = Math.min(open, part.quantity)
      if (quantity === 0) continue
      add(part.location_id, { line_item_id: line.id, quantity })
      part.quantity -= quantity
      open -= quantity
    }
    if (open > 0) add(elsewhere, { line_item_id: line.id, quantity: open })
  }
  return [...groups].map(([location_id, line_items]) => ({ location_id, line_items }))
}

/** How much of each variant can be sent from a location: what is open and not held at another one. */
export function sendableFrom(
  lines: readonly Line[],
  held: readonly Held[],
  locationId: string,
): Map<string, number> {
  const sums = new Map<string, number>()
  const add = (variantId: string, quantity: number) =>
    sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
  for (const line of lines) if (line.variant_id !== null) add(line.variant_id, openOf(line))
  for (const part of held) if (part.location_id !== locationId) add(part.variant_id, -part.quantity)
  return new Map([...sums].map(([variantId, quantity]) => [variantId, Math.max(0, quantity)]))
}

/** Spreads what was taken of each variant over the portions that want it, in their order. */
export function takenBy<P extends Portion & { variantId: string | null }>(
  portions: readonly P[],
  taken: ReadonlyMap<string, number>,
): (P & { taken_quantity: number })[] {
  const left = new Map(taken)
  return portions.map((portion) => {
    const { variantId, quantity } = portion
    const all = variantId === null ? 0 : (left.get(variantId) ?? 0)
    const own = Math.min(all, quantity)
    if (variantId !== null) left.set(variantId, all - own)
    return { ...portion, taken_quantity: own }
  })
}

/** Whether goods may leave before the order is paid: where money comes on delivery or outside, and staff know. */
export const maySend = (order: { payment_status: string; payment_method: string }): boolean =>
  !['pending', 'partially_paid'].includes(order.payment_status) ||
  order.payment_method === 'cash_on_delivery' ||
  order.payment_method === 'manual'
