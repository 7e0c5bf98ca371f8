// Price lists on the wire, and the prices that shoppers are shown.
import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { Currency, MAX_AMOUNT } from '../../shared/money/money.ts'
import { Instant } from '../currencies/index.ts'
import { MarketCode } from '../markets/index.ts'

const MAX_QUANTITY = 1_000_000
const MAX_PRICES_AT_ONCE = 1_000

const PriceRules = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_]{0,49}$/, 'must be a name such as "company"'),
    z.array(z.string().min(1).max(255)).min(1).max(100),
  )
  .refine((rules) => Object.keys(rules).length <= 10, 'has at most 10 attributes')
  .meta({
    description:
      'Attributes of the buyer, each with the values that it may have: `market` (codes), `customer_group` (ids), and any ' +
      'others that carts name. All must match.',
    example: { market: ['us'] },
  })

const priceListFields = {
  name: z.string().trim().min(1).max(255),
  description: z.string().max(5_000),
  type: z.enum(['sale', 'override']).meta({
    description:
      '`sale` counts where it is lower than the price before; `override` replaces that, whatever it is',
  }),
  status: z.enum(['draft', 'active']),
  starts_at: Instant.nullable().meta({ example: '2026-01-01T00:00:00Z' }),
  ends_at: Instant.nullable().meta({ example: '2027-01-01T00:00:00Z' }),
  priority: z.int().min(-1_000).max(1_000).meta({
    description: 'Among prices of which equally many rules match, the highest counts; then the lowest price',
    example: 0,
  }),
  rules: PriceRules,
}

export const PriceListInput = z
  .strictObject({
    name: priceListFields.name,
    type: priceListFields.type,
    description: priceListFields.description.default(''),
    status: priceListFields.status.default('draft'),
    starts_at: priceListFields.starts_at.default(null),
    ends_at: priceListFields.ends_at.default(null),
    priority: priceListFields.priority.default(0),
    rules: priceListFields.rules.default({}),
  })
  .meta({ id: 'PriceListInput' })
export type PriceListInput = z.output<typeof PriceListInput>

export const PriceListPatch = z
  .strictObject(priceListFields)
  .partial()
  .meta({ id: 'PriceListPatch', description: 'What is absent stays.' })
export type PriceListPatch = z.output<typeof PriceListPatch>

export const PriceList = z
  .object({
    id: z.uuid(),
    ...priceListFields,
    starts_at: z.string().nullable(),
    ends_at: z.string().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'PriceList' })
export type PriceList = z.output<typeof PriceList>
export const PriceListPage = pageOf(PriceList).meta({ id: 'PriceListPage' })

const Quantity = z.int().min(1).max(MAX_QUANTITY)
const listPriceFields = {
  variant_id: z.uuid(),
  currency: Currency,
  amount: z.int().min(0).max(MAX_AMOUNT).meta({ description: 'In minor units', example: 1_499 }),
  min_quantity: Quantity.meta({ example: 1 }),
  max_quantity: Quantity.nullable().meta({ description: 'Null: any number', example: 10 }),
  rules: PriceRules.meta({ description: 'Must match beside those of the price list', example: {} }),
}

const ListPriceInput = z
  .strictObject({
    ...listPriceFields,
    min_quantity: listPriceFields.min_quantity.default(1),
    max_quantity: listPriceFields.max_quantity.default(null),
    rules: listPriceFields.rules.default({}),
  })
  .refine((price) => (price.max_quantity ?? MAX_QUANTITY) >= price.min_quantity, {
    path: ['max_quantity'],
    message: 'must not be below min_quantity',
  })
export type ListPriceInput = z.output<typeof ListPriceInput>

export const ListPricesInput = z
  .strictObject({
    prices: z.array(ListPriceInput).max(MAX_PRICES_AT_ONCE),
    remove: z.array(z.uuid()).max(MAX_PRICES_AT_ONCE).default([]).meta({
      description: 'Ids of prices that are taken out before; those that are gone already do not matter',
    }),
  })
  .refine(({ prices, remove }) => prices.length + remove.length > 0, {
    path: ['prices'],
    message: 'must have at least one',
  })
  .meta({
    id: 'ListPricesInput',
    description:
      'A price takes the place of the one that the list has for the same variant, currency, min_quantity and rules. All ' +
      'is done, or nothing.',
  })

export type ListPricesInput = z.output<typeof ListPricesInput>

export const ListPrice = z.object({ id: z.uuid(), ...listPriceFields }).meta({ id: 'ListPrice' })
export type ListPrice = z.output<typeof ListPrice>
export const ListPrices = z.object({ data: z.array(ListPrice) }).meta({ id: 'ListPrices' })
export const ListPricePage = pageOf(ListPrice).meta({ id: 'ListPricePage' })

export const PriceListId = z.object({ price_list_id: z.uuid() })
export const ListPriceId = z.object({ price_list_id: z.uuid(), price_list_price_id: z.uuid() })
export const PriceListFilter = z.strictObject({ ...Paging, status: priceListFields.status.optional() })
export const ListPriceFilter = z.strictObject({
  ...Paging,
  variant_id: z.uuid().optional(),
  product_id: z.uuid().optional().meta({ description: 'Of all its variants' }),
})
export type PriceListFilter = z.output<typeof PriceListFilter>
export type ListPriceFilter = z.output<typeof ListPriceFilter>

/** Where a shopper would like to see prices for. */
export const PriceWish = {
  market: MarketCode.optional().meta({ description: "Prices as in this market; the store's default" }),
  currency: Currency.optional().meta({ description: 'Prices in this currency; that of the market' }),
}
export type PriceWish = { market?: string | undefined; currency?: string | undefined }
