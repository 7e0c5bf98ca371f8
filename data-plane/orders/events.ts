import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

export const orderPlaced = defineEvent({
  name: 'order.placed',
  version: 1,
  data: z.object({ order_id: z.uuid(), number: z.int(), total_amount: z.int(), currency: z.string() }),
})
