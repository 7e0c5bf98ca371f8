// From one currency to another, exactly: rates are fractions of integers, and only the result is rounded.
import { exponentOf } from './currencies.ts'
import { MAX_AMOUNT } from './money.ts'

/** How many units of one currency a unit of another costs. */
export type Rate = { readonly numerator: bigint; readonly denominator: bigint }

const RATE_DECIMALS = 10
const ONE = 10n ** BigInt(RATE_DECIMALS)
const BASIS_POINTS = 10_000n

/** Reads a plain decimal above zero with at most 10 decimals, such as `0.89`; undefined for any other text. */
export function readRate(text: string): Rate | undefined {
  const match = /^(\d{1,10})(?:\.(\d{1,10}))?$/.exec(text)
  if (match === null) return undefined
  const numerator = BigInt(match[1] + (match[2] ?? '').padEnd(RATE_DECIMALS, '0'))
  return numerator > 0n ? { numerator, denominator: ONE } : undefined
}

/** Writes a rate with 10 decimals, halves up. Undefined when it is too small or too large to be kept so. */
export function writeRate({ numerator, denominator }: Rate): string | undefined {
  const scaled = divideHalfUp(numerator * ONE, denominator)
  if (scaled === 0n || scaled >= ONE * ONE) return undefined
  const digits = String(scaled).padStart(RATE_DECIMALS + 1, '0')
  return `${digits.slice(0, -RATE_DECIMALS)}.${digits.slice(-RATE_DECIMALS)}`
}

export const inverse = ({ numerator, denominator }: Rate): Rate => ({
  numerator: denominator,
  denominator: numerator,
})

/** What `to` costs in units of `from`, by what both cost in a third currency: 1.2 USD and 90 INR a euro → 75 INR a dollar. */
export const crossRate = (from: Rate, to: Rate): Rate => ({
  numerator: to.numerator * from.denominator,
  denominator: to.denominator * from.numerator,
})

/** How a converted price is made presentable. Increment and ending in minor units of the currency converted to. */
export type PriceShape = {
  /** Added to the converted amount, in hundredths of a percent. */
  readonly margin_basis_points: number
  /** Prices are multiples of this: 5 for Swiss cash, 100 for whole units. */
  readonly rounding_increment: number
  /** Or end on this above the multiple: 99 with an increment of 100 gives 12.99. Below the increment. */
  readonly price_ending: number | null
}

const PLAIN: PriceShape = { margin_basis_points: 0, rounding_increment: 1, price_ending: null }

/**
 * Converts minor units of one currency into minor units of another: to the nearest price of the shape, halves up.
 * What costs anything never becomes free, and what is free stays so. Undefined when the result is above MAX_AMOUNT.
 */
export function convert(
  amount: number,
  pair: { readonly from: string; readonly to: string },
  rate: Rate,
  shape: PriceShape = PLAIN,
): number | undefined {
  if (amount === 0) return 0
  const shift = exponentOf(pair.to) - exponentOf(pair.from)
  const numerator =
    BigInt(amount) *
    rate.numerator *
    10n ** BigInt(Math.max(shift, 0)) *
    (BASIS_POINTS + BigInt(shape.margin_basis_points))
  const denominator = rate.denominator * 10n ** BigInt(Math.max(-shift, 0)) * BASIS_POINTS
  const increment = BigInt(shape.rounding_increment)
  const ending = BigInt(shape.price_ending ?? 0)
  const above = numerator - ending * denominator
  const steps = above < 0n ? 0n : divideHalfUp(above, denominator * increment)
  const nearest = steps * increment + ending
  const price = nearest === 0n ? increment : nearest
  return price <= BigInt(MAX_AMOUNT) ? Number(price) : undefined
}

/** Neither may be negative. */
const divideHalfUp = (numerator: bigint, denominator: bigint): bigint =>
  (2n * numerator + denominator) / (2n * denominator)
