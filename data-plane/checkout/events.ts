import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

/** A shopper went from a cart to a checkout; of one cart there may be several. */
export const checkoutBegun = defineEvent({
  name: 'checkout.begun',
  version: 1,
  data: z.object({ checkout_id: z.uuid(), cart_id: z.uuid() }),
})

/** A shopper who gave an address left before the end. */
export const checkoutAbandoned = defineEvent({
  name: 'checkout.abandoned',
  version: 1,
  data: z.object({ checkout_id: z.uuid() }),
})

/** An order was placed that begins or renews subscriptions. */
export const checkoutSubscribed = defineEvent({
  name: 'checkout.subscribed',
  version: 1,
  data: z.object({ checkout_id: z.uuid(), order_id: z.uuid() }),
})
