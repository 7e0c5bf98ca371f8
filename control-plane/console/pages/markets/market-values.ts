// A market as its form has it.
import type { Admin } from '../../api/client.ts'
import { slugOf } from '../../parts/slug.ts'

type Market = Admin['Market']
export type Method = Market['shipping_methods'][number]
export type Rate = Method['rates'][number]
export type Keyed = Omit<Method, 'min_days' | 'max_days'> & {
  key: string
  min_days: number | string
  max_days: number | string
}

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
export const PAYMENT_METHODS = [
  'stripe',
  'paypal',
  'apple_pay',
  'razorpay',
  'paytm',
  'upi',
  'cash_on_delivery',
] as const satisfies readonly Market['payment_methods'][number][]

export type MarketValues = Pick<
  Market,
  | 'name'
  | 'code'
  | 'status'
  | 'countries'
  | 'currency'
  | 'currencies'
  | 'locale'
  | 'locales'
  | 'prices_include_tax'
  | 'tax_basis'
  | 'shipping_tax'
  | 'tax_rounding'
  | 'rounding'
  | 'payment_methods'
  | 'business_hours'
> & { shipping_methods: Keyed[] }

export const emptyMarket = (): MarketValues => ({
  name: '',
  code: '',
  status: 'active',
  countries: [],
  currency: 'USD',
  currencies: [],
  locale: 'en-US',
  locales: [],
  prices_include_tax: false,
  tax_basis: 'discounted',
  shipping_tax: 'none',
  tax_rounding: 'line',
  rounding: 'half_up',
  // Each is offered once there is a provider for it.
  payment_methods: PAYMENT_METHODS.filter((method) => method !== 'cash_on_delivery'),
  business_hours: null,
  shipping_methods: [],
})

const keyed = (method: Method): Keyed => ({
  ...method,
  min_days: method.min_days ?? '',
  max_days: method.max_days ?? '',
  key: crypto.randomUUID(),
})

export const marketValues = (market: Market): MarketValues => ({
  name: market.name,
  code: market.code,
  status: market.status,
  countries: market.countries,
  currency: market.currency,
  currencies: market.currencies.filter((currency) => currency !== market.currency),
  locale: market.locale,
  locales: market.locales.filter((locale) => locale !== market.locale),
  prices_include_tax: market.prices_include_tax,
  tax_basis: market.tax_basis,
  shipping_tax: market.shipping_tax,
  tax_rounding: market.tax_rounding,
  rounding: market.rounding,
  payment_methods: market.payment_methods,
  business_hours: market.business_hours,
  shipping_methods: market.shipping_methods.map(keyed),
})

const days = (value: number | string): number | null => (value === '' ? null : Number(value))

/** A code as the API takes it, made from a name, unlike those that are taken. */
function codeOf(name: string, kind: string, taken: readonly string[]): string {
  const slug = slugOf(name).slice(0, 40)
  const code = /^[a-z]./.test(slug) ? slug : `${kind}${slug === '' ? '' : `-${slug}`}`
  for (let n = 1; ; n++) {
    const one = n === 1 ? code : `${code}-${n}`
    if (!taken.includes(one)) return one
  }
}

/** Each method with a code. */
function coded(methods: readonly Keyed[]): Keyed[] {
  const taken = methods.map(({ code }) => code.trim())
  return methods.map((method) => {
    const code = method.code.trim() || codeOf(method.name, 'shipping', taken)
    taken.push(code)
    return { ...method, code }
  })
}

/** As the API takes it; codes that were left empty are made from names. */
export const marketInput = ({ shipping_methods, code, ...values }: MarketValues) => ({
  ...values,
  code: code.trim() || codeOf(values.name, 'market', []),
  currencies: [...new Set([values.currency, ...values.currencies])],
  locales: [...new Set([values.locale, ...values.locales])],
  shipping_methods: coded(shipping_methods).map(({ key: _, min_days, max_days, ...method }) => ({
    ...method,
    min_days: days(min_days),
    max_days: days(max_days),
  })),
})

/** A way of sending that costs nothing yet. */
export const newMethod = (currency: string): Keyed => ({
  key: crypto.randomUUID(),
  code: '',
  name: '',
  carrier: '',
  min_days: '',
  max_days: '',
  tax_class: 'standard',
  rates: [newRate('flat', currency)],
})

/** A rate of another kind in the same currency. */
export function newRate(type: Rate['type'], currency: string): Rate {
  const common = { currency, free_above: null }
  if (type === 'flat') return { type, ...common, amount: 0 }
  if (type === 'per_item') return { type, ...common, first_amount: 0, additional_amount: 0, max_items: null }
  return { type, ...common, tiers: [{ from_subtotal: 0, amount: 0 }] }
}
