import { z } from 'zod'
import { Currency, Money } from '../../shared/money/money.ts'

export const MarketCode = z
  .string()
  .regex(/^[a-z]{2,20}$/, 'must be a lower-case market code such as "us"')
  .meta({ example: 'us' })

export const Store = z
  .object({
    name: z.string(),
    contact_email: z.string(),
    default_market: MarketCode,
    test_payments: z
      .boolean()
      .meta({ description: 'Whether shoppers may pay with the `test` method, which moves no money' }),
    low_stock_threshold: z.int(),
    updated_at: z.string(),
  })
  .meta({ id: 'Store' })

export const StorePatch = z
  .strictObject({
    name: z.string().trim().min(1).max(255),
    contact_email: z.email().max(254),
    default_market: MarketCode,
    test_payments: z.boolean(),
    low_stock_threshold: z.int().min(0).max(1_000_000),
  })
  .partial()
  .meta({ id: 'StorePatch' })
export type StorePatch = z.output<typeof StorePatch>

export const ShippingMethod = z
  .object({
    code: z.string().meta({ example: 'standard' }),
    name: z.string(),
    price: Money,
    free_above: Money.nullable().meta({ description: 'Costs nothing when the subtotal is higher than this' }),
  })
  .meta({ id: 'ShippingMethod' })

export const Market = z
  .object({
    code: MarketCode,
    name: z.string(),
    currency: Currency,
    tax_basis_points: z
      .int()
      .meta({ description: 'Sales tax added at checkout, in hundredths of a percent' }),
    shipping_methods: z.array(ShippingMethod),
  })
  .meta({ id: 'Market' })
export type Market = z.output<typeof Market>
export const Markets = z.object({ data: z.array(Market) }).meta({ id: 'Markets' })

/** What the control plane tells a shard of a new store. */
export const Provision = z.strictObject({
  epoch: z.int().min(1),
  name: z.string().min(1).max(255),
  contact_email: z.string().min(1).max(254),
})
export type Provision = z.output<typeof Provision>
