// Money is an integer count of a currency's minor units. No floating point comes near an amount.
import { z } from 'zod'
import { exponentOf, isCurrency } from './currencies.ts'

/** Highest amount that one price may have; keeps every line and cart total below 2^53. */
export const MAX_AMOUNT = 9_999_999_999

export const Currency = z
  .string()
  .refine(isCurrency, 'must be an ISO 4217 currency code in upper case')
  .meta({ id: 'Currency', description: 'ISO 4217 code', example: 'USD' })

export const Money = z
  .strictObject({
    amount: z.int().meta({ description: 'In minor units', example: 1999 }),
    currency: Currency,
  })
  .meta({ id: 'Money' })
export type Money = z.output<typeof Money>

/** A price as a store sets it: never negative, at most MAX_AMOUNT minor units. */
export const Price = z
  .strictObject({ amount: z.int().min(0).max(MAX_AMOUNT).meta({ example: 1999 }), currency: Currency })
  .meta({ id: 'Price' })

/**
 * Reads a decimal string such as `9.99` as minor units of `currency`.
 * Returns undefined when it is not a plain non-negative decimal, is finer than the currency's minor unit, or is too large.
 */
export function parseDecimal(text: string, currency: string): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d*))?$/.exec(text.trim())
  if (match === null) return undefined
  const exponent = exponentOf(currency)
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > exponent) return undefined
  const amount = Number(match[1] + fraction.padEnd(exponent, '0'))
  return amount <= MAX_AMOUNT ? amount : undefined
}

/** Writes minor units as a decimal string: 1999 USD → `19.99`, 500 JPY → `500`. */
export function formatDecimal(amount: number, currency: string): string {
  const exponent = exponentOf(currency)
  if (exponent === 0) return String(amount)
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}
