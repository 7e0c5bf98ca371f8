// Division of whole numbers with one documented rounding. No fraction is ever held as a floating-point number.

/** `half_up`: halves go away from zero. `half_even`: to the even neighbour. */
export type Rounding = 'half_up' | 'half_even'
/** `half_down`: halves go towards zero. `up` and `down`: always to the higher or lower number. */
export type AnyRounding = Rounding | 'half_down' | 'up' | 'down'

/** `n / d` as a whole number; `d` is positive. */
export function divide(n: bigint, d: bigint, rounding: AnyRounding = 'half_up'): bigint {
  const size = n < 0n ? -n : n
  const rest = size % d
  const whole = size / d
  const goesOut =
    rest !== 0n && roundsOut(2n * rest - d, rounding, { odd: whole % 2n === 1n, negative: n < 0n })
  const rounded = goesOut ? whole + 1n : whole
  return n < 0n ? -rounded : rounded
}

/**
 * `amount × numerator / denominator` as a whole number: exact, rounded once. `amount` and `numerator` are not negative,
 * `denominator` is positive, and all are safe integers.
 */
export function scaled(
  amount: number,
  numerator: number,
  denominator: number,
  rounding: AnyRounding = 'half_up',
): number {
  const product = amount * numerator
  // Numbers are much faster, and exact up to here; beyond, the same by BigInt.
  if (product > Number.MAX_SAFE_INTEGER)
    return Number(divide(BigInt(amount) * BigInt(numerator), BigInt(denominator), rounding))
  const rest = product % denominator
  const whole = (product - rest) / denominator
  if (rest === 0) return whole
  // rest − (denominator − rest): twice the rest could be too large for a number.
  const beyondHalf = rest - (denominator - rest)
  return roundsOut(beyondHalf, rounding, { odd: whole % 2 === 1, negative: false }) ? whole + 1 : whole
}

/** Whether a size with a rest goes up to the next whole number; `beyondHalf` compares the rest with a half. */
function roundsOut(
  beyondHalf: number | bigint,
  rounding: AnyRounding,
  { odd, negative }: { odd: boolean; negative: boolean },
): boolean {
  if (rounding === 'up') return !negative
  if (rounding === 'down') return negative
  if (beyondHalf > 0 || beyondHalf < 0) return beyondHalf > 0
  return rounding === 'half_up' || (rounding === 'half_even' && odd)
}
