import { z } from 'zod'
import { CancelReason } from '../orders/index.ts'

export const CancelInput = z
  .strictObject({
    reason: CancelReason,
    note: z.string().trim().max(500).default('').meta({ description: 'For staff; shoppers do not see it' }),
    restock: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether the goods are on sale again; else they are written off' }),
    refund: z.boolean().default(true).meta({
      description: 'Whether all that was paid goes back to how it was paid; else staff refund it later',
    }),
  })
  .meta({ id: 'CancelInput' })
export type CancelInput = z.output<typeof CancelInput>
