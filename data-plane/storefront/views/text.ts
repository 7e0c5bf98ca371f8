// Texts with names filled in, money, and data for scripts and search engines.
import { raw } from 'hono/html'
import { cleanHtml } from '../../../shared/html/clean.ts'
import { exponentOf } from '../../../shared/money/currencies.ts'
import type { Visit } from '../visit.ts'

type Money = { amount: number; currency: string }

/** `from {price}` with the price. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const digits = exponentOf(currency)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    numberingSystem: 'latn',
  })
  formats.set(key, format)
  return format
}

/** An amount of minor units as text, as visitors of this locale write it. */
export const money = ({ locale }: Pick<Visit, 'locale'>, { amount, currency }: Money): string =>
  formatOf(locale, currency).format(decimal({ amount, currency }))

/** `19.99`, as schema.org has prices. */
export const decimal = ({ amount, currency }: Money): `${number}` => {
  const digits = exponentOf(currency)
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return `${amount < 0 ? '-' : ''}${whole}` as `${number}`
}

/** JSON inside of a script element, which nothing in it can end. */
export const jsonText = (value: unknown) => raw(JSON.stringify(value).replaceAll('<', '\\u003c'))

/** The day of a time, as visitors of this locale write it. */
export const date = ({ locale }: Pick<Visit, 'locale'>, time: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC', numberingSystem: 'latn' }).format(
    new Date(time),
  )

/** Plain text of HTML, for descriptions in search engines: at most so many characters, whole words. */
export function excerpt(html: string, max = 160): string {
  const text = cleanHtml(html.slice(0, max * 20))
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()
  if (text.length <= max) return text
  return `${text.slice(0, max).replace(/\s+\S*$/, '')}…`
}
