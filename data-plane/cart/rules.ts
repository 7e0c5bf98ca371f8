// What becomes of two carts that are one from now on.

/** The codes of both, the own ones first, as many as a cart takes. */
export const mergedCodes = (own: readonly string[], guest: readonly string[], limit: number): string[] =>
  [...new Set([...own, ...guest])].slice(0, limit)

type Line = { id: string; variant_id: string; quantity: number }
type Limits = { lines: number; quantity: number }

/**
 * The lines of a customer's own cart that change when a guest's are added, and those that are new, which have no id yet.
 * Quantities add up to what is in stock and to the limits; what the own cart holds never becomes less.
 */
export function mergedLines(
  own: readonly Line[],
  guest: readonly Line[],
  { sellable, limits }: { sellable: (variantId: string) => number; limits: Limits },
): { id: string | undefined; variant_id: string; quantity: number }[] {
  const byVariant = new Map(own.map((line) => [line.variant_id, line]))
  let free = limits.lines - own.length
  return guest.flatMap(({ variant_id, quantity }) => {
    const before = byVariant.get(variant_id)
    const held = before?.quantity ?? 0
    const wanted = Math.min(held + quantity, limits.quantity, sellable(variant_id))
    if (wanted <= held || (before === undefined && free <= 0)) return []
    if (before === undefined) free -= 1
    return [{ id: before?.id, variant_id, quantity: wanted }]
  })
}
