import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** What the read cache names the store's settings and markets. */
export const STORE_TAG = 'store'

export const storeUpdated = defineEvent({
  name: 'store.updated',
  version: 1,
  data: z.object({ fields: z.array(z.string()) }),
  invalidates: () => [STORE_TAG],
})
