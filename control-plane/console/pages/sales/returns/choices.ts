// What can be chosen for refunds and returns.
import type { Admin } from '../../../api/client.ts'

export const REFUND_REASONS = [
  'returned',
  'damaged',
  'not_delivered',
  'not_as_described',
  'out_of_stock',
  'cancelled',
  'goodwill',
  'duplicate',
  'fraud',
  'other',
] as const satisfies readonly Admin['RefundReason'][]

export const DESTINATIONS = [
  'original',
  'store_credit',
  'gift_card',
] as const satisfies readonly Admin['RefundDestination'][]

export const RESTOCKS = ['return', 'cancel', 'no_restock'] as const satisfies readonly Admin['Restock'][]

export const RETURN_REASONS = [
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
] as const satisfies readonly Admin['ReturnReason'][]

export const CONDITIONS = [
  'restock',
  'damaged',
  'lost',
] as const satisfies readonly Admin['ReturnCondition'][]
