import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { IssuedRefund, RefundExtras, refundTerms } from '../refunds/index.ts'

const Quantity = z.int().min(1).max(1_000_000).meta({ example: 1 })
const Text = z.string().trim().max(500).default('')

const ReturnReason = z
  .enum([
    'unwanted',
    'too_small',
    'too_large',
    'style',
    'damaged',
    'defective',
    'not_as_described',
    'wrong_item',
    'arrived_late',
    'other',
  ])
  .meta({ id: 'ReturnReason' })
const Replacement = z.strictObject({ variant_id: z.uuid(), quantity: Quantity })

const asked = {
  line_items: z
    .array(z.strictObject({ line_item_id: z.uuid(), quantity: Quantity, reason: ReturnReason, note: Text }))
    .min(1)
    .max(250),
  replacements: z
    .array(Replacement)
    .max(50)
    .default([])
    .meta({
      description:
        'What is wanted in exchange. When the return is approved it becomes lines of the order, at the prices of then; the ' +
        'difference to what comes back is due, or given back with the refund of the return.',
    }),
}
export const ReturnRequest = z.strictObject(asked).meta({ id: 'ReturnRequest' })
export type ReturnRequest = z.output<typeof ReturnRequest>

const WebAddress = z.url({ protocol: /^https?$/ }).max(1_000)
const staffFields = {
  note: z.string().trim().max(500).meta({ description: 'For staff' }),
  label_url: WebAddress.nullable().meta({ description: 'Of the label for the parcel' }),
  tracking_carrier: z.string().trim().min(1).max(100).nullable(),
  tracking_number: z.string().trim().min(1).max(100).nullable(),
  tracking_url: WebAddress.nullable(),
}
export const ReturnInput = z
  .strictObject({ ...asked, ...z.object(staffFields).partial().shape })
  .meta({ id: 'ReturnInput' })
export type ReturnInput = z.output<typeof ReturnInput>
export const ReturnPatch = z.strictObject(staffFields).partial().meta({ id: 'ReturnPatch' })
export type ReturnPatch = z.output<typeof ReturnPatch>
export const DeclineInput = z
  .strictObject({ note: Text.meta({ description: 'For the shopper' }) })
  .meta({ id: 'ReturnDeclineInput' })

const Condition = z.enum(['restock', 'damaged', 'lost']).meta({
  id: 'ReturnCondition',
  description:
    '`restock`: on sale again. `damaged`: came back and is dismissed. `lost`: did not come back and is written off, to be ' +
    'refunded all the same.',
})
export const ReceiptInput = z
  .strictObject({
    line_items: z
      .array(
        z.strictObject({
          line_item_id: z.uuid(),
          quantity: Quantity,
          condition: Condition.default('restock'),
          location_id: z
            .uuid()
            .optional()
            .meta({ description: "Where it is put back; without, the store's default location" }),
        }),
      )
      .min(1)
      .max(250),
    refund: z
      .strictObject({ ...RefundExtras, ...refundTerms })
      .optional()
      .meta({ description: 'Refunds at once what came back; needs the permission orders:refund' }),
  })
  .meta({
    id: 'ReturnReceiptInput',
    example: { line_items: [{ line_item_id: '0198c0de-0000-7000-8000-000000000000', quantity: 1 }] },
  })
export type ReceiptInput = z.output<typeof ReceiptInput>

const returnFields = {
  id: z.uuid(),
  order_id: z.uuid(),
  status: z.enum(['requested', 'approved', 'declined', 'closed']),
  requested_by: z.enum(['shopper', 'staff']),
  line_items: z.array(
    z.object({
      line_item_id: z.uuid(),
      quantity: z.int(),
      reason: ReturnReason,
      note: z.string(),
      restocked_quantity: z.int().meta({ description: 'Came back and is on sale again' }),
      dismissed_quantity: z.int().meta({ description: 'Came back and is not fit to be sold' }),
      written_off_quantity: z.int().meta({ description: 'Did not come back, and is refunded all the same' }),
      refunded_quantity: z.int(),
    }),
  ),
  replacements: z.array(
    z.object({
      variant_id: z.uuid(),
      quantity: z.int(),
      line_item_id: z.uuid().nullable().meta({ description: 'The line of the order that it became' }),
    }),
  ),
  note: z.string().nullable().meta({ description: 'Null for shoppers' }),
  decline_note: z.string().nullable(),
  label_url: z.string().nullable(),
  tracking_carrier: z.string().nullable(),
  tracking_number: z.string().nullable(),
  tracking_url: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
}
export const Return = z.object(returnFields).meta({ id: 'Return' })
export type Return = z.output<typeof Return>
export const ReceivedReturn = z
  .object({ ...returnFields, refund: IssuedRefund.nullable() })
  .meta({ id: 'ReceivedReturn' })
export type ReceivedReturn = z.output<typeof ReceivedReturn>

export const ReturnId = z.object({ return_id: z.uuid() })
export const OwnReturnFilter = z.strictObject(Paging)
export const ReturnFilter = z.strictObject({
  ...Paging,
  order_id: z.uuid().optional(),
  status: z.enum(['requested', 'approved', 'declined', 'closed']).optional(),
})
export type ReturnFilter = z.output<typeof ReturnFilter>
export const ReturnPage = pageOf(Return).meta({ id: 'ReturnPage' })
