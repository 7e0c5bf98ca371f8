// What shipping costs.

/** What a shipping method costs for a cart: nothing strictly above its threshold, or when nothing is shipped. */
export function shippingCost(
  method: { amount: number; free_above: number | null },
  subtotal: number,
  anythingToShip: boolean,
): number {
  if (!anythingToShip) return 0
  return method.free_above !== null && subtotal > method.free_above ? 0 : method.amount
}
