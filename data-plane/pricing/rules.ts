// Totals of a cart, a checkout or an order. Integer minor units throughout; rates in basis points.

export type PricedLine = { quantity: number; unit_amount: number; taxable: boolean }
type LineTotals = { subtotal: number; tax: number; total: number }
export type Totals = {
  subtotal: number
  discount: number
  shipping: number
  tax: number
  total: number
  lines: LineTotals[]
}

const BASIS_POINTS = 10_000n

/** `amount` × rate, to the nearest minor unit, halves away from zero. */
export function taxOn(amount: number, basisPoints: number): number {
  return Number((BigInt(amount) * BigInt(basisPoints) + BASIS_POINTS / 2n) / BASIS_POINTS)
}

/** Tax is added to prices and rounded on each line; shipping is not taxed. */
export function computeTotals(
  lines: readonly PricedLine[],
  taxBasisPoints: number,
  shipping: number,
): Totals {
  const lineTotals = lines.map(({ quantity, unit_amount, taxable }) => {
    const subtotal = quantity * unit_amount
    const tax = taxable ? taxOn(subtotal, taxBasisPoints) : 0
    return { subtotal, tax, total: subtotal + tax }
  })
  const subtotal = sum(lineTotals.map((line) => line.subtotal))
  const tax = sum(lineTotals.map((line) => line.tax))
  return { subtotal, discount: 0, shipping, tax, total: subtotal + shipping + tax, lines: lineTotals }
}

/** Whether lines may stand together: their total with up to 100 % tax must stay exact as a number. */
export function isCountable(lines: readonly PricedLine[]): boolean {
  const subtotal = lines.reduce((total, line) => total + BigInt(line.quantity) * BigInt(line.unit_amount), 0n)
  return subtotal * 2n < BigInt(Number.MAX_SAFE_INTEGER) - 1_000_000_000_000n
}

/** What a shipping method costs for a cart: nothing strictly above its threshold, or when nothing is shipped. */
export function shippingCost(
  method: { amount: number; free_above: number | null },
  subtotal: number,
  anythingToShip: boolean,
): number {
  if (!anythingToShip) return 0
  return method.free_above !== null && subtotal > method.free_above ? 0 : method.amount
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
