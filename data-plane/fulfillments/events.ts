import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

const data = z.object({ order_id: z.uuid(), fulfillment_id: z.uuid() })

/** Whoever serves the location was asked to send goods, or is to be asked again. */
export const fulfillmentRequested = defineEvent({ name: 'fulfillment.requested', version: 1, data })
/** Goods of an order have left. */
export const fulfillmentShipped = defineEvent({ name: 'fulfillment.shipped', version: 1, data })
/** Its tracking was added or changed. */
export const fulfillmentUpdated = defineEvent({ name: 'fulfillment.updated', version: 1, data })
export const fulfillmentDelivered = defineEvent({ name: 'fulfillment.delivered', version: 1, data })
/** It did not happen after all: what it took is to be fulfilled again. */
export const fulfillmentCancelled = defineEvent({ name: 'fulfillment.cancelled', version: 1, data })
