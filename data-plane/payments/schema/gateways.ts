import { z } from 'zod'
import { PaymentMethod } from '../../orders/index.ts'
import { PROVIDER_NAMES } from '../providers/registry.ts'

const Texts = z.record(z.string().max(100), z.string().max(4_096))
const Provider = z.enum(PROVIDER_NAMES)
const RESERVED = ['manual', 'test', 'cash_on_delivery', 'balance', 'gift_card', 'store_credit']

const fields = {
  code: PaymentMethod.refine(
    (code) => !RESERVED.includes(code),
    `must be none of ${RESERVED.join(', ')}`,
  ).meta({ description: 'What checkouts choose it by; one of a store', example: 'stripe' }),
  name: z.string().trim().min(1).max(100).meta({ description: 'As shoppers see it', example: 'Card' }),
  live: z.boolean().meta({ description: 'Whether real money moves; else the sandbox of the provider' }),
  enabled: z.boolean(),
  capture: z
    .enum(['automatic', 'manual'])
    .meta({ description: 'Whether money is taken as soon as there is an order, or when staff say so' }),
  fallback: z
    .boolean()
    .meta({ description: 'Whether it steps in when another one on offer cannot be reached' }),
  position: z
    .int()
    .min(0)
    .max(1_000)
    .meta({ description: 'The lower, the earlier it is listed and steps in' }),
  api_url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .regex(/[^/]$/, 'must have no slash at its end')
    .nullable()
    .meta({
      description: "The store's own address, where this API answers: for providers that come back there",
      example: 'https://shop.example',
    }),
  settings: Texts.meta({ description: 'What the provider needs that is not secret' }),
  secrets: Texts.meta({ description: 'Never shown again' }),
}

const EXAMPLE = {
  provider: 'stripe',
  name: 'Card',
  settings: { publishable_key: 'pk_test_1234567890' },
  secrets: { secret_key: 'sk_test_1234567890', webhook_secret: 'whsec_1234567890' },
}

export const PaymentGatewayInput = z
  .strictObject({
    ...fields,
    provider: Provider,
    code: fields.code.optional(),
    live: fields.live.default(false),
    enabled: fields.enabled.default(true),
    capture: fields.capture.default('automatic'),
    fallback: fields.fallback.default(false),
    position: fields.position.default(0),
    api_url: fields.api_url.default(null),
    settings: fields.settings.default({}),
  })
  .meta({ id: 'PaymentGatewayInput', example: EXAMPLE })
export type PaymentGatewayInput = z.output<typeof PaymentGatewayInput>

export const PaymentGatewayPatch = z
  .strictObject(fields)
  .partial()
  .meta({
    id: 'PaymentGatewayPatch',
    description: 'What is absent stays; so do settings and secrets that are not named.',
    example: { name: 'Card' },
  })
export type PaymentGatewayPatch = z.output<typeof PaymentGatewayPatch>

export const PaymentGateway = z
  .object({
    id: z.uuid(),
    provider: Provider,
    code: fields.code,
    name: fields.name,
    live: fields.live,
    enabled: fields.enabled,
    capture: fields.capture,
    fallback: fields.fallback,
    position: fields.position,
    api_url: fields.api_url,
    settings: Texts,
    secrets: z
      .record(z.string(), z.string().nullable())
      .meta({ description: 'The last four characters of each that is longer than twelve' }),
    methods: z
      .array(z.string())
      .meta({ description: 'On offer where the payment methods of the market name one of these' }),
    webhook_path: z
      .string()
      .meta({ description: "At the store's own address: to be set up at the provider" }),
    failing_since: z.string().nullable().meta({ description: 'While too many payments fail there' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'PaymentGateway' })
export type PaymentGateway = z.output<typeof PaymentGateway>
export const PaymentGateways = z.object({ data: z.array(PaymentGateway) }).meta({ id: 'PaymentGateways' })
export const PaymentGatewayId = z.object({ payment_gateway_id: z.uuid() })
export const PaymentGatewayDeleted = z.object({ id: z.uuid(), deleted: z.literal(true) })
export const PaymentGatewayCheck = z.object({ works: z.literal(true) }).meta({ id: 'PaymentGatewayCheck' })

/** As shoppers see one on offer. */
export const OfferedGateway = z
  .object({
    code: PaymentMethod,
    provider: Provider,
    name: z.string(),
    methods: z.array(z.string()),
    settings: Texts.meta({ description: "What the provider's script in the browser needs" }),
  })
  .meta({ id: 'OfferedGateway' })
export type OfferedGateway = z.output<typeof OfferedGateway>
