import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** What the read cache names the brands. */
export const BRANDS_TAG = 'brands'

const data = z.object({ brand_id: z.uuid() })
const invalidates = () => [BRANDS_TAG]

export const brandCreated = defineEvent({ name: 'brand.created', version: 1, data, invalidates })
export const brandUpdated = defineEvent({ name: 'brand.updated', version: 1, data, invalidates })
export const brandDeleted = defineEvent({ name: 'brand.deleted', version: 1, data, invalidates })
