import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

export const orderPlaced = defineEvent({
  name: 'order.placed',
  version: 1,
  data: z.object({
    order_id: z.uuid(),
    number: z.int(),
    total_amount: z.int(),
    currency: z.string(),
    /** What it was made of. */
    cart_id: z.uuid().nullable().default(null),
  }),
})

/** Lines were added, changed or taken away. `difference_amount`: how much more the order costs now, below zero if less. */
export const orderEdited = defineEvent({
  name: 'order.edited',
  version: 1,
  data: z.object({ order_id: z.uuid(), difference_amount: z.int(), currency: z.string() }),
})
