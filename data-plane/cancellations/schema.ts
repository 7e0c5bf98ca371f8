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
  })
  .meta({ id: 'CancelInput' })
export type CancelInput = z.output<typeof CancelInput>
