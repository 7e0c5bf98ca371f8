// Amounts with more decimals than their currency has, as conversion makes them: `amount` × 10^-`scale`.
import { exponentOf } from './currencies.ts'
import { type AnyRounding, divide } from './rounding.ts'

export type Scaled = { amount: bigint; scale: number }

/** The same amount with `scale` decimals; rounded only when it gets fewer. */
export function rescale(value: Scaled, scale: number, rounding: AnyRounding = 'half_up'): Scaled {
  const amount =
    scale >= value.scale
      ? value.amount * 10n ** BigInt(scale - value.scale)
      : divide(value.amount, 10n ** BigInt(value.scale - scale), rounding)
  return { amount, scale }
}

/** `value` × `rate` in `currency`, exactly: with the decimals of both, and no fewer than the currency has. */
export function convert(value: Scaled, rate: Scaled, currency: string): Scaled {
  const exact = { amount: value.amount * rate.amount, scale: value.scale + rate.scale }
  return rescale(exact, Math.max(exact.scale, exponentOf(currency)))
}
