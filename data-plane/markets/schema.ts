// Markets as the staff API and the shopper API show them, and as staff write them.
import { z } from 'zod'
import { Country } from '../../shared/countries.ts'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, MAX_AMOUNT, Money, Price } from '../../shared/money/money.ts'
import { TaxClass } from '../tax/index.ts'

/** What a market may offer. Which of them a checkout takes depends on the gateways that the store has set up. */
export const PAYMENT_METHODS = [
  'stripe',
  'paypal',
  'apple_pay',
  'razorpay',
  'paytm',
  'upi',
  'cash_on_delivery',
] as const

const Code = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{1,49}$/, 'must be 2 to 50 lower-case letters, digits, - or _, the first a letter')

export const MarketCode = Code.meta({ example: 'us' })

/** A list that holds nothing twice. */
const list = <T extends z.ZodType>(item: T, max: number, keyOf: (item: z.output<T>) => unknown = (x) => x) =>
  z
    .array(item)
    .max(max)
    .refine((items) => new Set(items.map(keyOf)).size === items.length, 'holds something twice')

const Locale = z
  .string()
  .max(35)
  .refine(isLocale, 'must be a BCP 47 language tag such as "en-US"')
  .meta({ example: 'en-US' })

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag
  } catch {
    return false
  }
}

export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone such as "Europe/Berlin"')
  .meta({ example: 'America/New_York' })

function isTimeZone(name: string): boolean {
  try {
    return /^[A-Z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as "09:00"')
  .meta({ example: '09:00' })

const BusinessHours = z
  .strictObject({
    time_zone: TimeZone,
    days: list(
      z
        .strictObject({
          weekday: z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']),
          opens: TimeOfDay,
          closes: TimeOfDay.meta({ example: '21:00' }),
        })
        .refine(({ opens, closes }) => opens < closes, {
          path: ['closes'],
          message: 'must be after it opens',
        }),
      7,
      ({ weekday }) => weekday,
    ).meta({ description: 'It is closed on the others' }),
  })
  .meta({ id: 'BusinessHours' })
export type BusinessHours = z.output<typeof BusinessHours>

const Amount = z.int().min(0).max(MAX_AMOUNT).meta({ description: 'In minor units', example: 500 })
const FREE_ABOVE = 'Costs nothing when the subtotal is higher than this'
const rateFields = {
  currency: Currency,
  free_above: Amount.nullable().default(null).meta({ description: FREE_ABOVE }),
}

const ShippingRate = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('flat'), ...rateFields, amount: Amount }),
    z.strictObject({
      type: z.literal('per_item'),
      ...rateFields,
      first_amount: Amount,
      additional_amount: Amount,
      max_items: z
        .int()
        .min(1)
        .max(1_000_000)
        .nullable()
        .default(null)
        .meta({ description: 'Items beyond these cost nothing more' }),
    }),
    z.strictObject({
      type: z.literal('by_price'),
      ...rateFields,
      tiers: z
        .array(z.strictObject({ from_subtotal: Amount, amount: Amount }))
        .min(1)
        .max(20)
        .refine(
          (tiers) => tiers.every(({ from_subtotal: from }, i) => from > (tiers[i - 1]?.from_subtotal ?? -1)),
          'must be in ascending order of from_subtotal',
        )
        .refine((tiers) => tiers[0]?.from_subtotal === 0, 'must begin with from_subtotal 0')
        .meta({ example: [{ from_subtotal: 0, amount: 500 }] }),
    }),
  ])
  .meta({ id: 'ShippingRate', outputId: 'ShippingRateOutput' })
export type ShippingRate = z.output<typeof ShippingRate>

const Days = z.int().min(0).max(365).nullable()
const deliveryFields = {
  code: Code.meta({ example: 'standard' }),
  name: z.string().trim().min(1).max(255),
  carrier: z.string().trim().max(255),
  min_days: Days.meta({ description: 'Until it is delivered' }),
  max_days: Days,
}

const MarketShippingMethod = z
  .strictObject({
    ...deliveryFields,
    carrier: deliveryFields.carrier.default(''),
    min_days: deliveryFields.min_days.default(null),
    max_days: deliveryFields.max_days.default(null),
    tax_class: TaxClass.default('standard'),
    rates: list(ShippingRate, 50, ({ currency }) => currency)
      .min(1)
      .meta({ description: 'One for each currency in which the method is offered' }),
  })
  .refine(({ min_days, max_days }) => (min_days ?? 0) <= (max_days ?? Number.POSITIVE_INFINITY), {
    path: ['max_days'],
    message: 'must not be less than min_days',
  })
  .meta({ id: 'MarketShippingMethod', outputId: 'MarketShippingMethodOutput' })

const TaxOrigin = z
  .strictObject({
    country: Country,
    province: z
      .string()
      .regex(/^[A-Z0-9]{1,3}$/, 'must be the part of an ISO 3166-2 code behind the country')
      .meta({ example: 'NY' }),
  })
  .meta({ id: 'TaxOrigin' })

const marketFields = {
  name: z.string().trim().min(1).max(255),
  status: z.enum(['active', 'inactive']).meta({ description: 'An inactive market takes no new carts' }),
  countries: list(Country, 250).min(1),
  currency: Currency,
  currencies: list(Currency, 50).meta({
    description: "All that a cart may use; the market's own is always among them",
  }),
  locale: Locale,
  locales: list(Locale, 50).meta({ description: "The market's own is always among them" }),
  prices_include_tax: z.boolean(),
  tax_rounding: z.enum(['line', 'invoice']),
  rate_rounding: z
    .enum(['together', 'each'])
    .meta({ description: 'How several rates on one item are rounded' }),
  rounding: z.enum(['half_up', 'half_even']),
  tax_basis: z.enum(['discounted', 'undiscounted']).meta({ description: 'Whether discounts lower the tax' }),
  shipping_tax: z.enum(['none', 'own', 'highest', 'weighted']).meta({
    description: "The rates of the method's tax class, of the highest-taxed line, or the lines' mean",
  }),
  percent_rounding: z
    .enum(['line', 'sum'])
    .meta({ description: 'Whether a percentage off several lines is rounded for each or once' }),
  percent_rounds: z
    .enum(['discount', 'price'])
    .meta({ description: 'Whether a percentage off is rounded, or what is left' }),
  total_rounding: z
    .int()
    .min(1)
    .max(100_000)
    .meta({ description: 'Totals go to the nearest multiple of this; 1: no rounding', example: 1 }),
  tax_origin: TaxOrigin.nullable().meta({ description: 'Where the store itself is registered for tax' }),
  payment_methods: list(z.enum(PAYMENT_METHODS), PAYMENT_METHODS.length),
  cash_on_delivery_limits: list(Price, 50, ({ currency }) => currency).meta({
    description: 'The highest total that may be paid on delivery; without one for a currency, any',
  }),
  shipping_methods: list(MarketShippingMethod, 50, ({ code }) => code),
  business_hours: BusinessHours.nullable(),
}

export const MarketInput = z
  .strictObject(marketFields)
  .partial()
  .required({ name: true, countries: true, currency: true, locale: true })
  .extend({ code: MarketCode })
  .meta({ id: 'MarketInput' })
export type MarketInput = z.output<typeof MarketInput>

export const MarketPatch = z.strictObject(marketFields).partial().meta({
  id: 'MarketPatch',
  description: 'What is absent stays. `shipping_methods` and other lists replace the whole list.',
})
export type MarketPatch = z.output<typeof MarketPatch>

export const Market = z
  .object({
    id: z.uuid(),
    code: MarketCode,
    is_default: z.boolean(),
    ...marketFields,
    updated_at: z.string(),
  })
  .meta({ id: 'Market' })
export type Market = z.output<typeof Market>
export const MarketPage = pageOf(Market).meta({ id: 'MarketPage' })

export const ShippingMethod = z
  .object({
    ...deliveryFields,
    price: Money.meta({ description: 'Of what is in the cart; without a cart, of a single item' }),
    free_above: Money.nullable().meta({ description: FREE_ABOVE }),
  })
  .meta({ id: 'ShippingMethod' })
export type ShippingMethod = z.output<typeof ShippingMethod>

export const StoreMarket = z
  .object({
    code: MarketCode,
    name: z.string(),
    is_default: z.boolean(),
    countries: marketFields.countries,
    currency: Currency,
    currencies: marketFields.currencies,
    locale: Locale,
    locales: marketFields.locales,
    prices_include_tax: z.boolean(),
    tax_basis_points: z.int().meta({
      description:
        "The usual tax of the market's first country in hundredths of a percent; what is due depends on address and goods",
    }),
    payment_methods: marketFields.payment_methods,
    shipping_methods: z
      .array(ShippingMethod)
      .meta({ description: "Those offered in the market's own currency" }),
    free_shipping_above: Money.nullable().meta({ description: 'The lowest `free_above` of its methods' }),
    business_hours: BusinessHours.nullable(),
  })
  .meta({ id: 'StoreMarket' })
export type StoreMarket = z.output<typeof StoreMarket>
export const StoreMarkets = z.object({ data: z.array(StoreMarket) }).meta({ id: 'StoreMarkets' })

export const MarketIdOrCode = z.object({
  market_id: z.string().min(1).max(50).meta({ description: 'Id or code' }),
})
export const MarketFilter = z.strictObject(Paging)
export type MarketFilter = z.output<typeof MarketFilter>
