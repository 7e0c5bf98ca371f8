import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

const data = z.object({ customer_id: z.uuid() })

export const customerCreated = defineEvent({ name: 'customer.created', version: 1, data })
export const customerUpdated = defineEvent({ name: 'customer.updated', version: 1, data })
export const customerDeleted = defineEvent({ name: 'customer.deleted', version: 1, data })
// These three call for a mail with a link.
export const customerInvited = defineEvent({ name: 'customer.invited', version: 1, data })
export const passwordResetRequested = defineEvent({
  name: 'customer.password_reset_requested',
  version: 1,
  data,
})
export const verificationRequested = defineEvent({
  name: 'customer.verification_requested',
  version: 1,
  data,
})
