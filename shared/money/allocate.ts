// Sharing an amount out so that nothing is lost: each part is rounded down, and what then remains goes one by one to the
// parts with the largest remainders; between equal ones to the larger ratio, then to the earlier.
import { scaled } from './rounding.ts'

/** Shares `total` in the proportion of `ratios`. A zero ratio gets nothing. Throws unless ratios are ≥ 0 and one is > 0. */
export function allocate(total: bigint, ratios: readonly bigint[]): bigint[] {
  const sum = ratios.reduce((sum, ratio) => sum + ratio, 0n)
  if (sum <= 0n || ratios.some((ratio) => ratio < 0n)) throw new RangeError('Ratios are invalid')
  const size = total < 0n ? -total : total
  const parts = ratios.map((ratio) => (size * ratio) / sum)
  const left = size - parts.reduce((sum, part) => sum + part, 0n)
  const remainders = ratios.map((ratio) => (size * ratio) % sum)
  for (const i of largest(remainders, ratios, Number(left))) parts[i] = (parts[i] ?? 0n) + 1n
  return total < 0n ? parts.map((part) => -part) : parts
}

/**
 * As `allocate`, for minor units: weights are not negative and their sum is a safe integer. Weights that are all 0 share
 * equally; without weights there are no parts.
 */
export function prorate(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((sum, weight) => sum + weight, 0)
  if (sum === 0)
    return weights.length === 0
      ? []
      : prorate(
          total,
          weights.map(() => 1),
        )
  const size = Math.abs(total)
  // Numbers are much faster, and exact up to here.
  if (size * Math.max(...weights) > Number.MAX_SAFE_INTEGER)
    return allocate(BigInt(total), weights.map(BigInt)).map(Number)
  const remainders = weights.map((weight) => (size * weight) % sum)
  const parts = weights.map((weight, i) => (size * weight - (remainders[i] ?? 0)) / sum)
  const left = size - parts.reduce((sum, part) => sum + part, 0)
  for (const i of largest(remainders, weights, left)) parts[i] = (parts[i] ?? 0) + 1
  return total < 0 ? parts.map((part) => 0 - part) : parts
}

/**
 * What the first `amount` units of the sum of `parts` hold of each part: adds up to `amount`, and no part gets less when
 * `amount` grows. So differences of it share a sum out bit by bit, in any steps, to exactly its parts.
 */
export function portion(amount: number, parts: readonly number[]): number[] {
  let wanted = amount
  let whole = parts.reduce((sum, part) => sum + part, 0)
  return parts.map((part) => {
    const share = whole === 0 ? 0 : scaled(part, wanted, whole)
    wanted -= share
    whole -= part
    return share
  })
}

/** The places of the `count` largest remainders. */
function largest<T extends number | bigint>(
  remainders: readonly T[],
  ratios: readonly T[],
  count: number,
): number[] {
  if (count === 0) return []
  const descending = (values: readonly T[], a: number, b: number): number => {
    const [first, second] = [values[a] ?? 0, values[b] ?? 0]
    return first > second ? -1 : first < second ? 1 : 0
  }
  return remainders
    .map((_, i) => i)
    .sort((a, b) => descending(remainders, a, b) || descending(ratios, a, b))
    .slice(0, count)
}
