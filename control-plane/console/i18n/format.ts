// Dates, numbers and money in the language of the person. Times are shown in the time zone of their browser.
import { useTranslation } from 'react-i18next'
import type { Language } from './languages.ts'

export type Money = { readonly amount: number; readonly currency: string }

/** Decimals of a currency: 2 for USD, 0 for JPY, 3 for KWD. */
export function decimalsOf(currency: string): number {
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    )
  } catch {
    return 2
  }
}

/** The name of a currency's code, country or language in this language; the code itself when it has none. */
function nameIn(language: Language, type: 'currency' | 'region' | 'language', code: string): string {
  try {
    return new Intl.DisplayNames([language], { type }).of(code) ?? code
  } catch {
    return code
  }
}

/** What writes values in one language. */
function formatsIn(language: Language) {
  // Arabic as most shops write it: Western digits, which the amounts of invoices and mails have too.
  const locale = language === 'ar' ? 'ar-u-nu-latn' : language
  const dateOf = (value: string | number | Date) => (value instanceof Date ? value : new Date(value))
  return {
    /** `amount` in minor units, as the APIs have it. */
    money: ({ amount, currency }: Money): string => {
      const major = amount / 10 ** decimalsOf(currency)
      return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(major)
    },
    number: (value: number, options?: Intl.NumberFormatOptions): string =>
      new Intl.NumberFormat(locale, options).format(value),
    /** @param ratio 0.25 is 25 % */
    percent: (ratio: number, digits = 1): string =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(ratio),
    date: (
      value: string | number | Date,
      options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' },
    ): string => new Intl.DateTimeFormat(locale, options).format(dateOf(value)),
    dateTime: (value: string | number | Date): string =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(dateOf(value)),
    /** How long ago, or in how long: "3 hours ago". */
    ago: (value: string | number | Date, now = Date.now()): string =>
      ago(locale, dateOf(value).getTime() - now),
    list: (values: readonly string[]): string => new Intl.ListFormat(locale).format(values),
    bytes: (count: number): string => {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte']
      const step = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), units.length - 1)
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: units[step] ?? 'byte',
        unitDisplay: 'short',
        maximumFractionDigits: 1,
      }).format(count / 1_000 ** step)
    },
    currencyName: (code: string): string => nameIn(language, 'currency', code),
    countryName: (code: string): string => nameIn(language, 'region', code),
    languageName: (code: string): string => nameIn(language, 'language', code),
  }
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

function ago(locale: string, ms: number): string {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const [unit, size] = STEPS.find(([, size]) => Math.abs(ms) >= size) ?? (['second', 1_000] as const)
  return relative.format(Math.trunc(ms / size), unit)
}

export type Formats = ReturnType<typeof formatsIn>

const made = new Map<Language, Formats>()

/** Writes values in the language of now, and anew when it changes. */
export function useFormat(): Formats {
  const { i18n } = useTranslation()
  const language = i18n.language as Language
  const formats = made.get(language) ?? formatsIn(language)
  made.set(language, formats)
  return formats
}
