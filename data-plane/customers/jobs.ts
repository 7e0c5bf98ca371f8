import { defineSchedule, subscribe } from '../../shared/module.ts'
import { orderCancelled } from '../cancellations/events.ts'
import { orderPlaced } from '../orders/events.ts'
import { claimOrder, uncountOrder } from './service/orders.ts'
import { forgetExpiredRows } from './service/session.ts'

export const countOrder = subscribe({
  name: 'customers.count_order',
  on: orderPlaced,
  run: (ctx, event) => claimOrder(ctx, event.data.order_id),
})

export const uncountCancelled = subscribe({
  name: 'customers.uncount_order',
  on: orderCancelled,
  run: (ctx, event) => uncountOrder(ctx, event.data.order_id),
})

export const forgetExpired = defineSchedule({
  name: 'customers.forget_expired',
  cron: '41 3 * * *',
  run: forgetExpiredRows,
})
