import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** What the read cache names the tax regions. */
export const TAX_TAG = 'taxes'

const change = {
  version: 1,
  data: z.object({ tax_region_id: z.uuid(), country: z.string(), province: z.string() }),
  invalidates: () => [TAX_TAG],
}

export const taxRegionCreated = defineEvent({ name: 'tax_region.created', ...change })
export const taxRegionUpdated = defineEvent({ name: 'tax_region.updated', ...change })
export const taxRegionDeleted = defineEvent({ name: 'tax_region.deleted', ...change })
