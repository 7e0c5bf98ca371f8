// Amounts as PayPal writes them: decimal text, in whole units where PayPal has no decimals.
import { formatDecimal, parseDecimal } from '../../../../shared/money/money.ts'
import { ProviderError } from '../provider.ts'

export type PayPalMoney = { currency_code: string; value: string }

// "Currency codes" of developer.paypal.com/api/rest/reference/currency-codes: these do not support decimals, whatever ISO 4217 says.
const WHOLE: ReadonlySet<string> = new Set(['HUF', 'JPY', 'TWD'])

/**
 * Minor units as PayPal takes them: 1999 USD → `19.99`, 500 JPY → `500`, 12300 HUF → `123`.
 * Throws ProviderError `refused` for an amount that PayPal cannot have, such as 12345 HUF.
 */
export function toMoney(amount: number, currency: string): PayPalMoney {
  const [whole = '', decimals = ''] = formatDecimal(amount, currency).split('.')
  if (!WHOLE.has(currency) || decimals === '')
    return { currency_code: currency, value: formatDecimal(amount, currency) }
  if (/[1-9]/.test(decimals))
    throw new ProviderError('refused', 'DECIMALS_NOT_SUPPORTED', `PayPal takes whole ${currency} only.`)
  return { currency_code: currency, value: whole }
}

/** In minor units. Throws ProviderError `unknown` when it is no amount of its currency. */
export function fromMoney({ currency_code, value }: PayPalMoney): number {
  const amount = parseDecimal(value, currency_code)
  if (amount === undefined)
    throw new ProviderError('unknown', 'unexpected_answer', 'PayPal answered an amount that is none.')
  return amount
}
