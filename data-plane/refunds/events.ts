import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

const refund = { order_id: z.uuid(), refund_id: z.uuid(), amount: z.int(), currency: z.string() }

/** An order owes less, or what was paid beyond it is on its way back: `amount` of money, which may be 0. */
export const refundCreated = defineEvent({
  name: 'refund.created',
  version: 1,
  data: z.object(refund),
})

/** All of a refund was given back. */
export const refundSucceeded = defineEvent({
  name: 'refund.succeeded',
  version: 1,
  data: z.object(refund),
})

/** A part of it could not be given back: staff must look at it. */
export const refundFailed = defineEvent({ name: 'refund.failed', version: 1, data: z.object(refund) })
