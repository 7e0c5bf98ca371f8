import { z } from 'zod'
import { Currency } from '../../shared/money/money.ts'
import { MarketCode } from '../markets/index.ts'
import { GRANULARITIES, MAX_DAYS } from './rules/calendar.ts'

const Day = z.iso.date('must be a date such as "2026-03-29"')
const day = (description: string) => Day.meta({ description, example: '2026-03-29' })

const PeriodQuery = {
  since: day("The first day, in the store's time zone; without, 29 days before the last").optional(),
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_DAYS.month)
    .optional()
    .meta({ description: 'In place of `since`: how many days, the last included', example: 30 }),
  until: day('The last day, which is included; without, today').optional(),
}
const Granularity = z.enum(GRANULARITIES).meta({ id: 'ReportGranularity' })

export const SalesQuery = z.strictObject({
  ...PeriodQuery,
  granularity: Granularity.optional().meta({ description: 'Without, what suits the length of the period' }),
  market: MarketCode.optional().meta({ description: 'Only orders and checkouts of this market' }),
})
export type SalesQuery = z.output<typeof SalesQuery>

export const MarketsQuery = z.strictObject(PeriodQuery)
export type MarketsQuery = z.output<typeof MarketsQuery>

export const ProductsQuery = z.strictObject({
  ...PeriodQuery,
  sort: z.enum(['revenue', 'units']).default('revenue'),
  limit: z.coerce.number().int().min(1).max(100).default(10).meta({ description: 'In each currency' }),
})
export type ProductsQuery = z.output<typeof ProductsQuery>

const count = (description: string) => z.int().meta({ description })
const amount = (description: string) => z.int().meta({ description: `${description} In minor units.` })

const Figures = z
  .object({
    orders: count('Placed and not cancelled, each when it was placed'),
    units: count('Sold, without those that were refunded'),
    gross_sales: amount('Prices of the goods, with tax where prices include it.'),
    discounts: amount('Given on goods and shipping.'),
    refunds: amount('Given back or no longer owed, with tax, each when it was made.'),
    net_sales: amount('Goods after discounts and refunds, without tax and shipping.'),
    shipping: amount('Charged for shipping, before discounts on it were refunded.'),
    tax: amount('Of goods and shipping, without what was refunded.'),
    total_sales: amount('Totals of the orders without refunds.'),
    average_order_value: amount('Total of the orders divided by their number.').nullable(),
    new_customer_orders: count('Orders that were the first of their e-mail address'),
    returning_customer_orders: count('Orders of addresses that had ordered before'),
    checkouts_begun: count(
      'Carts that came to a checkout, each when the first of its checkouts began; counted within ten minutes',
    ),
    checkouts_completed: count('Of these, those that became an order up to now'),
    conversion_ppm: z
      .int()
      .nullable()
      .meta({ description: 'Completed of begun checkouts, in parts per million. Visits are not counted.' }),
  })
  .meta({ id: 'ReportFigures', description: 'Amounts in minor units of the currency that they stand under' })

const Period = z.object({ from: Day, to: Day }).meta({ id: 'ReportPeriod' })

const about = {
  time_zone: z.string(),
  period: Period,
  previous_period: Period.meta({ description: 'As many days before, or as many months of whole months' }),
}

export const SalesReport = z
  .object({
    ...about,
    granularity: Granularity,
    currencies: z
      .array(
        z.object({
          currency: Currency,
          totals: Figures,
          previous_totals: Figures,
          buckets: z.array(
            z.object({
              starts_at: z.string(),
              date: Day.meta({ description: 'The first day of it' }),
              figures: Figures,
              previous_starts_at: z
                .string()
                .nullable()
                .meta({ description: 'Null where the previous period is shorter' }),
              previous_figures: Figures.nullable(),
            }),
          ),
        }),
      )
      .meta({
        description:
          'Nothing is converted: each currency by itself, that of the default market first and also when there is nothing of it',
      }),
  })
  .meta({ id: 'SalesReport' })
export type SalesReport = z.output<typeof SalesReport>

export const MarketsReport = z
  .object({
    ...about,
    data: z.array(
      z.object({
        market: MarketCode,
        name: z.string().nullable().meta({ description: 'Null: the market was deleted' }),
        currency: Currency,
        totals: Figures,
        previous_totals: Figures,
      }),
    ),
  })
  .meta({ id: 'MarketsReport' })
export type MarketsReport = z.output<typeof MarketsReport>

export const ProductsReport = z
  .object({
    ...about,
    currencies: z.array(
      z.object({
        currency: Currency,
        data: z.array(
          z.object({
            product_id: z.uuid(),
            title: z.string(),
            handle: z.string().nullable().meta({ description: 'Null: the product was deleted' }),
            units: count('Sold, without those that were refunded'),
            revenue: amount('After discounts and refunds, without tax.'),
            previous_units: z.int(),
            previous_revenue: z.int(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'ProductsReport' })
export type ProductsReport = z.output<typeof ProductsReport>

export const Recount = z.object({ status: z.enum(['queued']) }).meta({ id: 'ReportRecount' })
