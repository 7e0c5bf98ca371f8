import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

const data = z.object({ product_id: z.uuid(), handle: z.string() })

export const productCreated = defineEvent({ name: 'product.created', version: 1, data })
export const productUpdated = defineEvent({ name: 'product.updated', version: 1, data })
export const productDeleted = defineEvent({ name: 'product.deleted', version: 1, data })
