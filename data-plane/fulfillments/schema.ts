// Fulfilments, as staff, shoppers and those who send goods see and write them.
import { z } from 'zod'
import { Instant } from '../../shared/http/instant.ts'
import { RawBody } from '../../shared/http/route.ts'
import { OrderAddress } from '../addresses/index.ts'
import { FULFILLMENT_STATUSES } from '../orders/index.ts'
import { REPORTED, STATUSES } from './rules/status.ts'

const PROVIDERS = ['manual', 'dropship', 'third_party'] as const
const ProviderKind = z.enum(PROVIDERS).meta({
  id: 'FulfillmentProviderKind',
  description:
    '`manual`: the store itself. `dropship`: a supplier, who hears of it by mail. `third_party`: a logistics company that is ' +
    'asked over HTTP.',
})

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'holds a control character')
const Url = z.url({ protocol: /^https?$/ }).max(1_000)

const TrackingInput = z
  .strictObject({
    carrier: text(100)
      .default('')
      .meta({ description: 'Left out, it is told by the number where that can be', example: 'UPS' }),
    number: text(100).min(1).meta({ example: '1Z999AA10123456784' }),
    url: Url.nullable().optional().meta({
      description: "Where the parcel can be followed; by default the carrier's own page, where it is known",
      example: 'https://www.ups.com/track?tracknum=1Z999AA10123456784',
    }),
  })
  .meta({ id: 'TrackingInput' })
const TrackingList = z.array(TrackingInput).max(50)
const Tracking = z
  .object({ carrier: z.string(), number: z.string(), url: z.string().nullable() })
  .meta({ id: 'Tracking' })

const MAX_LINES = 500
const Portion = z.strictObject({
  line_item_id: z.uuid().meta({ description: 'Of the order' }),
  quantity: z.int().min(1).max(1_000_000),
})

export const FulfillmentInput = z
  .strictObject({
    location_id: z
      .uuid()
      .optional()
      .meta({ description: 'May be left out when all that is left lies at one location' }),
    line_items: z
      .array(Portion)
      .min(1)
      .max(MAX_LINES)
      .optional()
      .meta({ description: 'By default all that is left at the location' }),
    tracking: TrackingList.default([]).meta({ description: 'One for each parcel' }),
    status: z
      .enum(['pending', 'shipped'])
      .default('shipped')
      .meta({ description: '`pending`: packed, and not gone yet. Only where the store itself sends' }),
    notify: z.boolean().default(true).meta({ description: 'Whether the shopper is told' }),
    force: z.boolean().default(false).meta({ description: 'Sends though the order is not paid' }),
  })
  .meta({ id: 'FulfillmentInput' })
export type FulfillmentInput = z.output<typeof FulfillmentInput>

const DeliveryDate = z.iso
  .date()
  .refine((text) => text >= '1970', 'must be after 1970')
  .meta({ example: '2030-01-31' })
export const FulfillmentPatch = z
  .strictObject({
    tracking: TrackingList.optional().meta({ description: 'Replaces all of it' }),
    status: z.enum(REPORTED).optional().meta({ description: 'Goes forward only', example: 'shipped' }),
    at: Instant.optional().meta({
      description: 'When it came to that; by default now',
      example: '2025-01-31T10:00:00.000Z',
    }),
    estimated_delivery: DeliveryDate.nullable().optional(),
    notify: z.boolean().optional(),
  })
  .meta({ id: 'FulfillmentPatch' })
export type FulfillmentPatch = z.output<typeof FulfillmentPatch>

const Status = z.enum(STATUSES).meta({
  id: 'FulfillmentState',
  description:
    '`requested`: whoever serves the location was asked and has not agreed yet. `pending`: being prepared. `cancelling`: they ' +
    'were asked not to send it.',
})
const Lines = z.array(
  z.object({
    line_item_id: z.uuid(),
    title: z.string(),
    variant_title: z.string(),
    sku: z.string().nullable(),
    quantity: z.int(),
  }),
)
const shown = {
  id: z.uuid(),
  order_id: z.uuid(),
  status: Status,
  line_items: Lines,
  tracking: z.array(Tracking),
  history: z.array(z.object({ status: Status, at: z.string() })).meta({ description: 'The oldest first' }),
  estimated_delivery: z.object({ earliest: z.iso.date(), latest: z.iso.date() }).nullable(),
}
export const ShopperFulfillment = z.object(shown).meta({ id: 'ShopperFulfillment' })
export type ShopperFulfillment = z.output<typeof ShopperFulfillment>
export const ShopperFulfillments = z
  .object({ data: z.array(ShopperFulfillment) })
  .meta({ id: 'ShopperFulfillments' })

export const Fulfillment = z
  .object({
    ...shown,
    location_id: z.uuid().nullable(),
    provider: ProviderKind,
    notify: z.boolean(),
    reference: z.string().nullable().meta({ description: "The provider's own id of it" }),
    problem: z
      .string()
      .nullable()
      .meta({ description: 'Why the provider did not do what it was asked last' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Fulfillment' })
export type Fulfillment = z.output<typeof Fulfillment>
export const Fulfillments = z.object({ data: z.array(Fulfillment) }).meta({ id: 'Fulfillments' })
export const FulfillmentId = z.object({ fulfillment_id: z.uuid() })

export const FulfillmentPlan = z
  .object({
    data: z.array(
      z.object({
        location_id: z.uuid(),
        location_name: z.string(),
        provider: ProviderKind,
        line_items: Lines,
      }),
    ),
  })
  .meta({ id: 'FulfillmentPlan', description: 'What is still to be sent, by where it lies' })
export type FulfillmentPlan = z.output<typeof FulfillmentPlan>

const SupplierSettings = {
  supplier_name: text(255).min(1).meta({ example: 'Linen House' }),
  supplier_email: z.email().max(254),
  answer_url: Url.regex(/^[^?#]*$/, 'must have no query and no fragment').meta({
    description:
      "Where suppliers answer: `/store/v1/supplier-answers` at the store's own address, or a page of your own that takes the " +
      'token from its fragment',
    example: 'https://shop.example/store/v1/supplier-answers',
  }),
}
const ThirdPartySettings = {
  url: Url.meta({ description: 'Where requests are sent', example: 'https://logistics.example/requests' }),
}
export const ProviderInput = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('manual') }),
    z.strictObject({ kind: z.literal('dropship'), ...SupplierSettings }),
    z.strictObject({
      kind: z.literal('third_party'),
      ...ThirdPartySettings,
      secret: z
        .string()
        .max(200)
        .optional()
        .meta({
          description:
            'By which both sides sign, as Standard Webhooks write it (`whsec_…`). Left out, the one that is there stays, or a new ' +
            'one is made and shown in the answer, once.',
          example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
        }),
    }),
  ])
  .meta({ id: 'FulfillmentProviderInput', example: { kind: 'manual' } })
export type ProviderInput = z.output<typeof ProviderInput>
export type Settings =
  | z.output<z.ZodObject<typeof SupplierSettings>>
  | z.output<z.ZodObject<typeof ThirdPartySettings>>

export const Provider = z
  .object({
    location_id: z.uuid(),
    kind: ProviderKind,
    supplier_name: z.string().nullable(),
    supplier_email: z.string().nullable(),
    answer_url: z.string().nullable(),
    url: z.string().nullable(),
    secret: z.string().nullable().meta({ description: 'Only when it was just made' }),
  })
  .meta({ id: 'FulfillmentProvider' })
export type Provider = z.output<typeof Provider>

/** What a logistics company tells. */
export const Notice = z.looseObject({
  type: z.string().max(100),
  timestamp: Instant,
  data: z.looseObject({
    fulfillment_id: z.uuid(),
    status: z
      .enum(['accepted', 'rejected', 'shipped', 'in_transit', 'out_for_delivery', 'delivered', 'cancelled'])
      .optional(),
    reference: text(200).optional(),
    tracking: TrackingList.optional(),
    estimated_delivery: DeliveryDate.nullable().optional(),
    reason: text(500).optional(),
  }),
})
export type Notice = z.output<typeof Notice>
export const NoticeBody = RawBody
export const Received = z.object({ received: z.literal(true) })
export const LocationId = z.object({ location_id: z.uuid() })

const Token = z.string().max(100).meta({ description: 'Of the link that was mailed' })
export const SupplierToken = z.strictObject({ token: Token }).meta({ id: 'SupplierToken' })
export const SupplierAnswer = z
  .strictObject({
    token: Token,
    action: z.enum(['accept', 'ship', 'decline']),
    tracking: TrackingList.default([]),
    estimated_delivery: DeliveryDate.nullable().optional(),
    reason: text(500).default('').meta({ description: 'Why it is declined' }),
  })
  .meta({ id: 'SupplierAnswer' })
export type SupplierAnswer = z.output<typeof SupplierAnswer>
export const SupplierRequest = z
  .object({
    store_name: z.string(),
    order_number: z.int(),
    status: Status,
    ship_to: OrderAddress.nullable(),
    shipping_method: z.string().nullable(),
    line_items: Lines,
    tracking: z.array(Tracking),
  })
  .meta({ id: 'SupplierRequest' })
export type SupplierRequest = z.output<typeof SupplierRequest>

export const TrackingQuery = z
  .strictObject({
    number: z.int().min(1).max(2_147_483_647).meta({ description: 'Of the order', example: 1001 }),
    email: z.string().trim().min(3).max(254).meta({ example: 'shopper@mail.example' }),
  })
  .meta({ id: 'OrderTrackingQuery' })
export type TrackingQuery = z.output<typeof TrackingQuery>
export const OrderTracking = z
  .object({
    number: z.int(),
    status: z.enum(['open', 'cancelled']),
    fulfillment_status: z.enum(FULFILLMENT_STATUSES),
    placed_at: z.string(),
    fulfillments: z.array(ShopperFulfillment),
  })
  .meta({ id: 'OrderTracking' })
export type OrderTracking = z.output<typeof OrderTracking>
