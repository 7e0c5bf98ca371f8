import { z } from 'zod'
import { ALL } from '../../shared/cache/tags.ts'
import { defineEvent } from '../../shared/events/events.ts'
import { productTags } from '../catalog/events.ts'

const LowLevel = z.object({ variant_id: z.uuid(), location_id: z.uuid(), available: z.int() })

/** A tracked variant's stock at a location has fallen to its threshold or below. */
export const inventoryLow = defineEvent({ name: 'inventory.low', version: 1, data: LowLevel })

/** What is low in the whole store, every six hours: how much in all, and the newest of it. */
export const inventoryLowReported = defineEvent({
  name: 'inventory.low_reported',
  version: 1,
  data: z.object({
    total: z.int(),
    levels: z.array(LowLevel.extend({ sku: z.string().nullable() })),
  }),
})

/** The last of a variant's stock was taken, or what made it available again was not an edit of its product. */
export const availabilityChanged = defineEvent({
  name: 'inventory.availability_changed',
  version: 1,
  data: z.object({ variant_id: z.uuid(), product_id: z.uuid(), handle: z.string(), available: z.boolean() }),
  invalidates: ({ product_id, handle }) => productTags(product_id, handle),
})

/** What the read cache names the store's locations. */
export const LOCATIONS_TAG = 'locations'
const locationData = z.object({ location_id: z.uuid() })

export const locationCreated = defineEvent({
  name: 'location.created',
  version: 1,
  data: locationData,
  // There is no stock yet, so nothing becomes available by it.
  invalidates: () => [LOCATIONS_TAG],
})
/** Its stock may be on sale now, or no longer: that can concern any product. */
export const locationUpdated = defineEvent({
  name: 'location.updated',
  version: 1,
  data: locationData,
  invalidates: () => [ALL],
})
export const locationDeleted = defineEvent({
  name: 'location.deleted',
  version: 1,
  data: locationData,
  invalidates: () => [LOCATIONS_TAG],
})
