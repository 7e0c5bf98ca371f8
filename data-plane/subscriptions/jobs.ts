import { defineJob, defineSchedule, subscribe } from '../../shared/module.ts'
import { checkoutSubscribed } from '../checkout/events.ts'
import { advance, queueDue } from './service/renew.ts'
import { followOrder } from './service/start.ts'
import { ADVANCE } from './work.ts'

export const followOrders = subscribe({
  name: 'subscriptions.follow_order',
  on: checkoutSubscribed,
  run: (ctx, event) => followOrder(ctx, event.data),
})

export const advanceOne = defineJob({
  ...ADVANCE,
  run: (ctx, { subscription_id }) => advance(ctx, subscription_id),
})

export const advanceDue = defineSchedule({
  name: 'subscriptions.advance_due',
  cron: '*/5 * * * *',
  due: 'exists (select from subscriptions where tenant_id = $1 and next_action_at <= now())',
  run: queueDue,
})
