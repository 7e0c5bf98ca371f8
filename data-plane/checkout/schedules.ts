import { defineSchedule, subscribe } from '../../shared/module.ts'
import { orderPlaced } from '../orders/events.ts'
import { findAbandoned, markRecovered } from './service/abandoned.ts'

export const abandonment = defineSchedule({
  name: 'checkout.find_abandoned',
  cron: '*/5 * * * *',
  run: findAbandoned,
})

export const recovery = subscribe({
  name: 'checkout.mark_recovered',
  on: orderPlaced,
  run: (ctx, event) => markRecovered(ctx, event.data.order_id),
})
