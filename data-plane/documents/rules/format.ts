// Amounts, rates and dates as people of a locale write them.
import { formatDecimal } from '../../../shared/money/money.ts'

/** Characters that no font of ours draws, by others that look the same, or by nothing. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\u2000-\u200a\u202f\u00a0]/g, ' ')
    .replaceAll(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069]/g, '')

export type Format = {
  money: (amount: number) => string
  rate: (ppm: number) => string
  number: (value: number) => string
  date: (at: string) => string
  text: (text: string) => string
}

/** @param currency ISO 4217; amounts are in its minor units */
export function formatOf(locale: string, currency: string): Format {
  const digits = formatDecimal(0, currency).split('.')[1]?.length ?? 0
  const money = new Intl.NumberFormat(locale, {
    ...{ style: 'currency', currency },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  })
  const rate = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 })
  const number = new Intl.NumberFormat(locale)
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  return {
    money: (amount) => plain(money.format(formatDecimal(amount, currency) as `${number}`)),
    rate: (ppm) => plain(rate.format(ppm / 1_000_000)),
    number: (value) => plain(number.format(value)),
    date: (at) => plain(date.format(new Date(at))),
    text: plain,
  }
}
