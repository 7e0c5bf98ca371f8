import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

const data = z.object({ order_id: z.uuid(), return_id: z.uuid() })

export const returnRequested = defineEvent({ name: 'return.requested', version: 1, data })
/** The goods may be sent back. */
export const returnApproved = defineEvent({ name: 'return.approved', version: 1, data })
export const returnDeclined = defineEvent({ name: 'return.declined', version: 1, data })
/** All goods that were expected have arrived, or will not. */
export const returnClosed = defineEvent({ name: 'return.closed', version: 1, data })
