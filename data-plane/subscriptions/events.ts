import { z } from 'zod'
import { defineEvent } from '../../shared/events/events.ts'

const data = z.object({ subscription_id: z.uuid() })

export const subscriptionStarted = defineEvent({ name: 'subscription.started', version: 1, data })
/** A cycle was ordered and paid. */
export const subscriptionRenewed = defineEvent({
  name: 'subscription.renewed',
  version: 1,
  data: data.extend({ order_id: z.uuid() }),
})
/**
 * A renewal was not paid; `next_attempt_at` is null when it was the last. The shopper can pay it themselves at the checkout,
 * and must where the code is `payment_action_required` or `payment_authentication_failed`.
 */
export const subscriptionPaymentFailed = defineEvent({
  name: 'subscription.payment_failed',
  version: 1,
  data: data.extend({
    next_attempt_at: z.string().nullable(),
    code: z.string(),
    checkout_id: z.uuid().nullable(),
  }),
})
/** The goods of a renewal cannot be had; `next_attempt_at` is null when its cycle was given up. */
export const subscriptionGoodsMissed = defineEvent({
  name: 'subscription.goods_missed',
  version: 1,
  data: data.extend({ next_attempt_at: z.string().nullable(), code: z.string() }),
})
/** Its goods, plan, dates, address or payment were changed, or it will end with its period. */
export const subscriptionUpdated = defineEvent({ name: 'subscription.updated', version: 1, data })
/** The last of its cycles is over. */
export const subscriptionCompleted = defineEvent({ name: 'subscription.completed', version: 1, data })
export const subscriptionPaused = defineEvent({ name: 'subscription.paused', version: 1, data })
export const subscriptionResumed = defineEvent({ name: 'subscription.resumed', version: 1, data })
export const subscriptionCancelled = defineEvent({ name: 'subscription.cancelled', version: 1, data })

/** What the read cache keeps of plans. */
export const PLANS_TAG = 'subscription_plans'
const plan = z.object({ subscription_plan_id: z.uuid() })
const invalidates = () => [PLANS_TAG]
export const planCreated = defineEvent({
  name: 'subscription_plan.created',
  version: 1,
  data: plan,
  invalidates,
})
export const planUpdated = defineEvent({
  name: 'subscription_plan.updated',
  version: 1,
  data: plan,
  invalidates,
})
export const planArchived = defineEvent({
  name: 'subscription_plan.archived',
  version: 1,
  data: plan,
  invalidates,
})
