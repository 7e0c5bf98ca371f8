import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** A tracked variant's stock has fallen to the store's threshold or below. */
export const inventoryLow = defineEvent({
  name: 'inventory.low',
  version: 1,
  data: z.object({ variant_id: z.uuid(), available: z.int() }),
})
