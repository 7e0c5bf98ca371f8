// How much can be counted exactly.

/** Whether lines may stand together: their total with up to 100 % tax must stay exact as a number. */
export function isCountable(lines: readonly { quantity: number; unit_amount: number }[]): boolean {
  const subtotal = lines.reduce((total, line) => total + BigInt(line.quantity) * BigInt(line.unit_amount), 0n)
  return subtotal * 2n < BigInt(Number.MAX_SAFE_INTEGER) - 1_000_000_000_000n
}
