import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** What the order took is back: stock, uses of promotions, gift cards and store credit. */
export const orderCancelled = defineEvent({
  name: 'order.cancelled',
  version: 1,
  data: z.object({ order_id: z.uuid() }),
})
