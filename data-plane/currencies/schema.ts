// Currencies and exchange rates on the wire.
import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { readRate } from '../../shared/money/convert.ts'
import { Currency } from '../../shared/money/money.ts'

const EARLIEST = Date.parse('1970-01-01T00:00:00Z')
const LATEST = Date.parse('9999-01-01T00:00:00Z')

/** A moment of time with its offset, given on in UTC. */
export const Instant = z.iso
  .datetime({ offset: true })
  // What is no time at all is told of once.
  .refine((text) => !(Date.parse(text) < EARLIEST || Date.parse(text) >= LATEST), 'is too far away')
  .transform((text) => new Date(text).toISOString())
  .meta({ example: '2026-01-01T00:00:00Z' })

const currencySettings = {
  status: z.enum(['active', 'inactive']).meta({ description: 'Whether shoppers can choose it' }),
  conversion: z.enum(['manual', 'automatic']).meta({
    description:
      'What a variant without a price in this currency costs: nothing that could be bought, or its base price converted',
  }),
  margin_basis_points: z
    .int()
    .min(-9_000)
    .max(100_000)
    .meta({ description: 'Added to converted prices, in hundredths of a percent' }),
  rounding_increment: z.int().min(1).max(1_000_000).meta({
    description:
      'Converted prices are multiples of so many minor units: 5 for Swiss cash, 100 for whole units',
    example: 100,
  }),
  price_ending: z.int().min(0).max(999_999).nullable().meta({
    description: 'Converted prices end on so many minor units above the multiple; below the increment',
    example: 99,
  }),
}

export const CurrencyInput = z
  .strictObject({
    status: currencySettings.status.default('active'),
    conversion: currencySettings.conversion.default('manual'),
    margin_basis_points: currencySettings.margin_basis_points.default(0),
    rounding_increment: currencySettings.rounding_increment.default(1),
    price_ending: currencySettings.price_ending.default(null),
  })
  .refine(
    ({ price_ending, rounding_increment }) => price_ending === null || price_ending < rounding_increment,
    {
      path: ['price_ending'],
      message: 'must be below rounding_increment',
    },
  )
  .meta({ id: 'CurrencyInput', description: 'What is absent is set to its default.' })
export type CurrencyInput = z.output<typeof CurrencyInput>

const shownCurrency = {
  code: Currency,
  name: z.string(),
  symbol: z.string(),
  decimals: z.int(),
  is_base: z.boolean().meta({ description: "Whether it is the currency of the store's default market" }),
}

export const StoreCurrency = z
  .object({
    ...shownCurrency,
    ...currencySettings,
    markets: z.array(z.string()).meta({ description: 'Codes of the markets that sell in it' }),
    exchange_rate: z.string().nullable().meta({
      description:
        'What a unit of the base currency costs in it just now, where it is converted automatically',
      example: '0.8900000000',
    }),
  })
  .meta({ id: 'StoreCurrency' })
export type StoreCurrency = z.output<typeof StoreCurrency>
export const StoreCurrencies = z.object({ data: z.array(StoreCurrency) }).meta({ id: 'StoreCurrencies' })

export const ShopCurrencies = z
  .object({ data: z.array(z.object(shownCurrency)) })
  .meta({ id: 'ShopCurrencies' })

export const CurrencyCode = z.object({ currency: Currency })

const RateText = z
  .string()
  .refine((text) => readRate(text) !== undefined, 'must be a decimal above zero with at most 10 decimals')
  .meta({ description: 'What one unit of `from_currency` costs in `to_currency`', example: '0.89' })

export const ExchangeRateInput = z
  .strictObject({
    from_currency: Currency,
    to_currency: Currency.meta({ example: 'EUR' }),
    rate: RateText,
    confidence: z.int().min(0).max(100).default(100),
    valid_from: Instant.optional().meta({ description: 'Now, when absent' }),
    valid_until: Instant.nullable().default(null).meta({
      description:
        'With an end the rate holds until then, whatever other sources say; without one, until the next rate.',
      example: null,
    }),
  })
  .refine((input) => input.from_currency !== input.to_currency, {
    path: ['to_currency'],
    message: 'must be another currency',
  })
  .meta({ id: 'ExchangeRateInput' })
export type ExchangeRateInput = z.output<typeof ExchangeRateInput>

export const ExchangeRate = z
  .object({
    id: z.uuid(),
    from_currency: Currency,
    to_currency: Currency,
    rate: z.string().meta({ example: '0.8900000000' }),
    source: z.string().meta({ description: '`manual`, or the name of the provider', example: 'ecb' }),
    confidence: z.int(),
    trend: z.enum(['up', 'down', 'stable']).meta({ description: 'Against the rate that held before' }),
    valid_from: z.string(),
    valid_until: z.string().nullable(),
    created_at: z.string(),
  })
  .meta({ id: 'ExchangeRate' })
export type ExchangeRate = z.output<typeof ExchangeRate>
export const ExchangeRatePage = pageOf(ExchangeRate).meta({ id: 'ExchangeRatePage' })

export const ExchangeRateFilter = z.strictObject({
  ...Paging,
  pair: z
    .string()
    .regex(/^[A-Z]{6}$/, 'must be two currency codes, such as USDEUR')
    .optional(),
  at: Instant.optional().meta({ description: 'Only rates that were valid then' }),
})
export type ExchangeRateFilter = z.output<typeof ExchangeRateFilter>

export const RefreshQueued = z.object({ status: z.literal('queued') }).meta({ id: 'RefreshQueued' })
