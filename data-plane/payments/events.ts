import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

const payment = { payment_id: z.uuid(), amount: z.int(), currency: z.string() }

/** A provider holds the money. `order_id`: none until its checkout is completed. */
export const paymentAuthorized = defineEvent({
  name: 'payment.authorized',
  version: 1,
  data: z.object({ ...payment, checkout_id: z.uuid().nullable(), order_id: z.uuid().nullable() }),
})

/** Money was received for an order. */
export const paymentCaptured = defineEvent({
  name: 'payment.captured',
  version: 1,
  data: z.object({ ...payment, order_id: z.uuid() }),
})

/** A payment did not happen. `code` is one of the failures of data-plane/payments/providers/provider.ts. */
export const paymentFailed = defineEvent({
  name: 'payment.failed',
  version: 1,
  data: z.object({
    ...payment,
    checkout_id: z.uuid().nullable(),
    order_id: z.uuid().nullable(),
    code: z.string(),
  }),
})

const refunded = { ...payment, order_id: z.uuid(), operation_id: z.uuid(), refund_id: z.uuid() }

/** A part of a payment was given back. */
export const paymentRefunded = defineEvent({
  name: 'payment.refunded',
  version: 1,
  data: z.object(refunded),
})

/** It could not be given back, for good. */
export const paymentRefundFailed = defineEvent({
  name: 'payment.refund_failed',
  version: 1,
  data: z.object({ ...refunded, code: z.string() }),
})

/** A gateway was set up, changed or taken away. */
export const gatewayChanged = defineEvent({
  name: 'payment_gateway.changed',
  version: 1,
  data: z.object({ gateway_id: z.uuid(), code: z.string() }),
  invalidates: () => ['payment_gateways'],
})

const health = z.object({
  gateway_id: z.uuid(),
  code: z.string(),
  /** Parts per million of the attempts that failed. */
  failed_ppm: z.int(),
  attempts: z.int(),
})

/** Too much fails at a gateway for reasons of the provider; told once, until it works again. */
export const gatewayFailing = defineEvent({ name: 'payment_gateway.failing', version: 1, data: health })
export const gatewayRecovered = defineEvent({ name: 'payment_gateway.recovered', version: 1, data: health })
