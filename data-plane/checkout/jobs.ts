import { z } from 'zod'
import { DomainError } from '../../shared/errors.ts'
import { enqueue } from '../../shared/jobs/jobs.ts'
import { defineJob, subscribe } from '../../shared/module.ts'
import { paymentAuthorized } from '../payments/events.ts'
import { completePaid } from './service/pay.ts'

/** The shopper's own browser is to have the first word. */
const PATIENCE_MS = 5_000
const RETRYABLE: ReadonlySet<string> = new Set(['unavailable', 'payment_provider_unavailable'])

/** Places the order of a shopper who paid and closed the browser. What is missing then, they may still add. */
export const completePaidCheckout = defineJob({
  name: 'checkout.complete_paid',
  data: z.object({ checkout_id: z.uuid() }),
  run: async (ctx, { checkout_id }) => {
    try {
      await completePaid(ctx, checkout_id)
    } catch (error) {
      if (!(error instanceof DomainError) || RETRYABLE.has(error.code)) throw error
      ctx.log.info({ checkout_id, code: error.code }, 'paid checkout was not completed')
    }
  },
})

export const followPayments = subscribe({
  name: 'checkout.follow_payments',
  on: paymentAuthorized,
  run: async (ctx, { data: { checkout_id, order_id } }) => {
    if (checkout_id === null || order_id !== null) return
    enqueue(ctx, completePaidCheckout, { checkout_id }, new Date(ctx.now.getTime() + PATIENCE_MS))
  },
})
