// Amounts as Stripe counts them. Source: https://docs.stripe.com/currencies, "Zero-decimal currencies", "Three-decimal
// currencies" and "Special cases".
import { exponentOf } from '../../../../shared/money/currencies.ts'
import { ProviderError } from '../provider.ts'

const ZERO_DECIMAL = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'
const THREE_DECIMAL = 'BHD JOD KWD OMR TND'
// Without decimals since, but told with two that are always 00: 5 UGX are 500.
const WHOLE_UNITS = 'ISK UGX'

type Unit = { exponent: number; step: number }
const units = (codes: string, unit: Unit) => codes.split(' ').map((code) => [code, unit] as const)
const UNITS: ReadonlyMap<string, Unit> = new Map([
  ...units(ZERO_DECIMAL, { exponent: 0, step: 1 }),
  ...units(THREE_DECIMAL, { exponent: 3, step: 10 }),
  ...units(WHOLE_UNITS, { exponent: 2, step: 100 }),
])
const unitOf = (currency: string): Unit => UNITS.get(currency) ?? { exponent: 2, step: 1 }

/**
 * Minor units as Stripe takes them. Throws ProviderError `refused` where Stripe cannot charge exactly that much, such as
 * 5.124 KWD: what is rounded would not be what the shopper agreed to.
 */
export function toStripeAmount(amount: number, currency: string): number {
  const { exponent, step } = unitOf(currency)
  const shift = exponent - exponentOf(currency)
  const exact = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift
  if (!Number.isInteger(exact) || exact % step !== 0)
    throw new ProviderError(
      'refused',
      'amount_not_chargeable',
      `Stripe takes ${currency} only in multiples of ${step / 10 ** exponent}.`,
    )
  return exact
}

/** What Stripe tells, in minor units. */
export function fromStripeAmount(amount: number, currency: string): number {
  const shift = exponentOf(currency) - unitOf(currency).exponent
  return shift >= 0 ? amount * 10 ** shift : Math.floor(amount / 10 ** -shift)
}
