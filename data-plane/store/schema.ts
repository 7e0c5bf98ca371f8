import { z } from 'zod'
import { MarketCode, TimeZone } from '../markets/index.ts'
import { TaxClass } from '../tax/index.ts'

const TaxClasses = z
  .array(TaxClass)
  .max(50)
  .refine((classes) => new Set(classes).size === classes.length, 'holds something twice')
  .refine((classes) => classes.includes('standard'), 'must hold "standard"')
  .meta({ description: 'What variants may be for taxes', example: ['standard', 'reduced', 'zero'] })

const AllocationStrategy = z.enum(['priority', 'highest_stock', 'nearest', 'fewest_splits']).meta({
  id: 'AllocationStrategy',
  description:
    'Which location an order is taken from first: by their priority, where most is in stock, nearest to the country of the ' +
    'address, or so that it is split among as few as possible',
})
const ReserveStock = z.enum(['order', 'cart']).meta({
  id: 'ReserveStock',
  description: 'Whether stock is taken when an order is placed, or held as soon as it is in a cart',
})

const MailLanguage = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, 'must be a language tag such as "de" or "pt-BR"')
  .meta({
    description:
      'Of mails that belong to no market, such as those to staff; null: that of the default market',
    example: 'en',
  })
const TIME_ZONE =
  "In which time zone the days of reports begin; null: in that of the default market's business hours"
const ABANDONED =
  'After how many minutes without a change a checkout counts as abandoned, and its shopper is reminded of it once; 0: never'

/** `hidden`: nobody needs to be led any more. */
const SetupDone = z
  .array(z.enum(['market', 'payment', 'look', 'hidden']))
  .max(4)
  .refine((steps) => new Set(steps).size === steps.length, 'holds something twice')
  .meta({
    description:
      'What staff said is done of the way to the first order: they looked at markets, at how shoppers pay, at the look of the shop; `hidden`: nobody needs to be led any more',
  })

export const Store = z
  .object({
    name: z.string(),
    contact_email: z.string(),
    default_market: MarketCode,
    test_payments: z
      .boolean()
      .meta({ description: 'Whether shoppers may pay with the `test` method, which moves no money' }),
    low_stock_threshold: z.int(),
    tax_classes: TaxClasses,
    allocation_strategy: AllocationStrategy,
    reserve_stock: ReserveStock,
    reservation_minutes: z.int().meta({ description: 'How long a cart holds stock' }),
    return_days: z.int().nullable().meta({
      description:
        'For how many days after goods left or were delivered shoppers may ask to return them; null: never',
    }),
    storefront_url: z.string().nullable().meta({
      description: "Where the shop's pages are, for links in mails; null: at the store's own address",
    }),
    own_url: z.string().nullable().meta({ description: "The store's own address in this installation" }),
    mail_language: MailLanguage.nullable(),
    time_zone: TimeZone.nullable().meta({ description: TIME_ZONE }),
    abandoned_checkout_minutes: z.int().meta({ description: ABANDONED }),
    setup_done: SetupDone,
    updated_at: z.string(),
  })
  .meta({ id: 'Store' })

const StorefrontUrl = z
  .url({ protocol: /^https?$/ })
  .max(1_000)
  .regex(/^[^?#]*[^?#/]$/, 'must have no query, no fragment and no slash at its end')
  .meta({ example: 'https://shop.example' })

export const StorePatch = z
  .strictObject({
    name: z.string().trim().min(1).max(255),
    contact_email: z.email().max(254),
    default_market: MarketCode,
    test_payments: z.boolean(),
    low_stock_threshold: z.int().min(0).max(1_000_000),
    tax_classes: TaxClasses,
    allocation_strategy: AllocationStrategy,
    reserve_stock: ReserveStock,
    reservation_minutes: z.int().min(1).max(10_080),
    return_days: z.int().min(0).max(3_650).nullable().meta({ example: 30 }),
    storefront_url: StorefrontUrl.nullable(),
    mail_language: MailLanguage.nullable(),
    time_zone: TimeZone.nullable().meta({ description: TIME_ZONE, example: 'Europe/Berlin' }),
    abandoned_checkout_minutes: z.int().min(0).max(43_200).meta({ description: ABANDONED, example: 600 }),
    setup_done: SetupDone,
  })
  .partial()
  .meta({ id: 'StorePatch' })
export type StorePatch = z.output<typeof StorePatch>

/** What the control plane tells a shard of a new store. */
export const Provision = z.strictObject({
  epoch: z.int().min(1),
  name: z.string().min(1).max(255),
  contact_email: z.string().min(1).max(254),
  url: z.url({ protocol: /^https?$/ }).max(1_000),
})
export type Provision = z.output<typeof Provision>
