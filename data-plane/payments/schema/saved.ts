import { z } from 'zod'

export const SavedPaymentMethod = z
  .object({
    id: z.uuid(),
    gateway_id: z.uuid(),
    kind: z.string().meta({ example: 'card' }),
    label: z.string().meta({ example: 'Visa •••• 4242' }),
    expires: z.string().nullable().meta({ description: 'The last month in which it works' }),
    is_default: z.boolean(),
    created_at: z.string(),
  })
  .meta({ id: 'SavedPaymentMethod' })
export type SavedPaymentMethod = z.output<typeof SavedPaymentMethod>
export const SavedPaymentMethods = z
  .object({ data: z.array(SavedPaymentMethod) })
  .meta({ id: 'SavedPaymentMethods' })
export const SavedPaymentMethodId = z.object({ saved_payment_method_id: z.uuid() })
export const SavedPaymentMethodDeleted = z.object({ id: z.uuid(), deleted: z.literal(true) })
