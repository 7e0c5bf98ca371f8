import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'
import { productTags } from '../catalog/events.ts'

/** A tracked variant's stock has fallen to the store's threshold or below. */
export const inventoryLow = defineEvent({
  name: 'inventory.low',
  version: 1,
  data: z.object({ variant_id: z.uuid(), available: z.int() }),
})

/** An order has taken the last of a variant's stock, or what made it available again was not an edit of its product. */
export const availabilityChanged = defineEvent({
  name: 'inventory.availability_changed',
  version: 1,
  data: z.object({ variant_id: z.uuid(), product_id: z.uuid(), handle: z.string(), available: z.boolean() }),
  invalidates: ({ product_id, handle }) => productTags(product_id, handle),
})
