import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'

const MAX_UNITS = 1_000_000_000
const text = (max: number) => z.string().trim().max(max)
const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be a two-letter ISO 3166 code in upper case')
  .meta({ example: 'US' })

const LocationAddress = z
  .strictObject({
    line1: text(255).default(''),
    line2: text(255).default(''),
    city: text(255).default(''),
    state: text(255).default(''),
    postal_code: text(20).default(''),
    country: Country,
  })
  .meta({ id: 'LocationAddress', outputId: 'LocationAddressOutput' })

const locationFields = {
  name: text(255).min(1).meta({ example: 'Warehouse Ohio' }),
  code: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'must be lower-case letters, digits and hyphens')
    .meta({ example: 'ohio' }),
  address: LocationAddress.nullable(),
  countries: z
    .array(Country)
    .max(250)
    .meta({ description: 'Countries served from here by preference; none: all alike' }),
  priority: z.int().min(0).max(1_000_000).meta({ description: 'The lowest is taken from first' }),
  status: z.enum(['active', 'inactive']),
  fulfils_online: z.boolean().meta({ description: 'Whether its stock is sold online' }),
}
export const LocationInput = z
  .strictObject(locationFields)
  .partial()
  .required({ name: true, code: true })
  .meta({ id: 'LocationInput' })
export const LocationPatch = z.strictObject(locationFields).partial().meta({ id: 'LocationPatch' })
export const Location = z
  .object({
    id: z.uuid(),
    ...locationFields,
    is_default: z.boolean().meta({
      description:
        'Where the quantities of the catalog lie, and what is sold beyond stock is taken from. Cannot be closed.',
    }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Location' })
export const Locations = z.object({ data: z.array(Location) }).meta({ id: 'Locations' })
export type LocationInput = z.output<typeof LocationInput>
export type LocationPatch = z.output<typeof LocationPatch>
export type Location = z.output<typeof Location>
export const LocationId = z.object({ location_id: z.uuid() })

const itemFields = {
  tracked: z.boolean().meta({ description: 'Untracked variants never run out' }),
  policy: z.enum(['deny', 'continue']).meta({ description: 'Whether to go on selling when none is left' }),
  backorder_threshold: z
    .int()
    .min(-MAX_UNITS)
    .max(0)
    .nullable()
    .meta({
      description:
        'How far below zero the default location may be sold: -5 sells five more than there are. ' +
        'Null: as the policy says, not at all or without limit.',
    }),
  low_stock_threshold: z.int().min(0).max(MAX_UNITS).nullable().meta({ description: "Null: the store's" }),
}
export const StockItemPatch = z.strictObject(itemFields).partial().meta({
  id: 'StockItemPatch',
  description: 'The settings are the same at all locations of the variant.',
})
export type StockItemPatch = z.output<typeof StockItemPatch>
export const VariantId = z.object({ variant_id: z.uuid() })

export const StockLevel = z
  .object({
    id: z.uuid(),
    variant_id: z.uuid(),
    product_id: z.uuid(),
    sku: z.string().nullable(),
    location_id: z.uuid(),
    on_hand: z.int(),
    available: z.int(),
    reserved: z.int().meta({ description: 'Held by carts, and by orders that are not fulfilled' }),
    ...itemFields,
    low: z.boolean(),
  })
  .meta({ id: 'StockLevel' })
export type StockLevel = z.output<typeof StockLevel>
export const StockLevels = z.object({ data: z.array(StockLevel) }).meta({ id: 'StockLevels' })
export const StockLevelPage = pageOf(StockLevel).meta({ id: 'StockLevelPage' })
export const StockLevelFilter = z.strictObject({
  ...Paging,
  variant_id: z.uuid().optional(),
  location_id: z.uuid().optional(),
  sku: z.string().max(255).optional(),
  low: z.literal('true').optional().meta({ description: 'Only what is at its threshold or below' }),
})
export type StockLevelFilter = z.output<typeof StockLevelFilter>

const MovementKind = z.enum([
  'received',
  'sold',
  'returned',
  'adjusted',
  'counted',
  'transfer_out',
  'transfer_in',
  'reserved',
  'released',
  'fulfilled',
])
export type MovementKind = z.output<typeof MovementKind>
const StockMovement = z
  .object({
    id: z.uuid(),
    variant_id: z.uuid(),
    location_id: z.uuid(),
    kind: MovementKind,
    on_hand: z.int().meta({ description: 'The change of what is on hand' }),
    available: z.int().meta({ description: 'The change of what is available' }),
    reason: z.string(),
    reference_id: z.uuid().nullable().meta({ description: 'The order, cart, transfer, count or adjustment' }),
    reference: z
      .object({
        type: z.enum(['order', 'return', 'transfer', 'count']),
        id: z.uuid(),
        order_number: z
          .int()
          .nullable()
          .meta({ description: 'Of an order, or of that which a return is of' }),
      })
      .nullable()
      .meta({
        description:
          'What staff know it by: the order, also of its refunds, the return, transfer or count. Null: none of these',
      }),
    actor: z.string(),
    at: z.string(),
  })
  .meta({ id: 'StockMovement' })
export type StockMovement = z.output<typeof StockMovement>
export const StockMovementPage = pageOf(StockMovement).meta({ id: 'StockMovementPage' })
export const StockMovementFilter = z.strictObject({
  ...Paging,
  variant_id: z.uuid().optional(),
  location_id: z.uuid().optional(),
  reference_id: z.uuid().optional(),
})
export type StockMovementFilter = z.output<typeof StockMovementFilter>

export const AdjustmentInput = z
  .strictObject({
    kind: z.enum(['received', 'returned', 'adjusted']).default('adjusted'),
    reason: text(255).min(1).meta({ example: 'Damaged in the warehouse' }),
    lines: z
      .array(
        z.strictObject({
          variant_id: z.uuid(),
          location_id: z.uuid(),
          change: z
            .int()
            .min(-MAX_UNITS)
            .max(MAX_UNITS)
            .refine((change) => change !== 0, 'must not be 0')
            .meta({ example: 5 }),
        }),
      )
      .min(1)
      .max(250),
  })
  .meta({ id: 'AdjustmentInput' })
export type AdjustmentInput = z.output<typeof AdjustmentInput>
export const Adjustment = z
  .object({ id: z.uuid(), levels: z.array(StockLevel) })
  .meta({ id: 'Adjustment', description: '`id` is the reference of its movements' })

export const MAX_COUNT_LINES = 1_000
const Quantity = z.int().min(1).max(MAX_UNITS)
const TransferQuantities = z
  .array(z.strictObject({ variant_id: z.uuid(), quantity: Quantity }))
  .min(1)
  .max(250)
const TransferStatus = z.enum(['draft', 'in_transit', 'received', 'cancelled'])
const CountStatus = z.enum(['open', 'applied', 'cancelled'])
const stamps = { note: z.string(), created_at: z.string(), updated_at: z.string() }

export const StockTransferInput = z
  .strictObject({
    from_location_id: z.uuid(),
    to_location_id: z.uuid(),
    note: text(1_000).default(''),
    lines: TransferQuantities,
  })
  .meta({ id: 'StockTransferInput' })
export type StockTransferInput = z.output<typeof StockTransferInput>
export const TransferReceipt = z
  .strictObject({ lines: TransferQuantities.optional() })
  .meta({ id: 'TransferReceipt', description: 'Without lines: all that is still on its way' })
export type TransferReceipt = z.output<typeof TransferReceipt>
export const StockTransfer = z
  .object({
    id: z.uuid(),
    from_location_id: z.uuid(),
    to_location_id: z.uuid(),
    status: TransferStatus,
    lines: z.array(z.object({ variant_id: z.uuid(), quantity: z.int(), received: z.int() })),
    ...stamps,
  })
  .meta({ id: 'StockTransfer' })
export type StockTransfer = z.output<typeof StockTransfer>
export const StockTransferPage = pageOf(StockTransfer).meta({ id: 'StockTransferPage' })
export const StockTransferFilter = z.strictObject({ ...Paging, status: TransferStatus.optional() })
export type StockTransferFilter = z.output<typeof StockTransferFilter>
export const StockTransferId = z.object({ stock_transfer_id: z.uuid() })

export const StockCountInput = z
  .strictObject({ location_id: z.uuid(), note: text(1_000).default('') })
  .meta({ id: 'StockCountInput' })
export type StockCountInput = z.output<typeof StockCountInput>
export const StockCountLines = z
  .strictObject({
    lines: z
      .array(z.strictObject({ variant_id: z.uuid(), counted: z.int().min(0).max(MAX_UNITS) }))
      .min(1)
      .max(250),
  })
  .meta({ id: 'StockCountLines' })
export type StockCountLines = z.output<typeof StockCountLines>
export const StockCount = z
  .object({
    id: z.uuid(),
    location_id: z.uuid(),
    status: CountStatus,
    lines: z.array(
      z.object({
        variant_id: z.uuid(),
        expected: z.int().meta({ description: 'On hand when it was counted' }),
        counted: z.int(),
      }),
    ),
    ...stamps,
  })
  .meta({ id: 'StockCount' })
export type StockCount = z.output<typeof StockCount>
export const StockCountPage = pageOf(StockCount).meta({ id: 'StockCountPage' })
export const StockCountFilter = z.strictObject({ ...Paging, status: CountStatus.optional() })
export type StockCountFilter = z.output<typeof StockCountFilter>
export const StockCountId = z.object({ stock_count_id: z.uuid() })
