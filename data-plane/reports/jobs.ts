import { defineJob, defineSchedule, subscribe } from '../../shared/module.ts'
import { orderCancelled } from '../cancellations/events.ts'
import { checkoutBegun } from '../checkout/events.ts'
import { marketUpdated } from '../markets/events.ts'
import { orderEdited, orderPlaced } from '../orders/events.ts'
import { refundCreated } from '../refunds/events.ts'
import { storeUpdated } from '../store/events.ts'
import { count, countOrder, countPlaced } from './service/count.ts'
import { followTimeZone, RECOUNT_ALL, recount } from './service/recount.ts'

export const countBegun = subscribe({
  name: 'reports.count_begun',
  on: checkoutBegun,
  run: (ctx, { data: { cart_id } }) => count(ctx, { orders: [], carts: [cart_id] }),
})

export const countPlacedOrder = subscribe({
  name: 'reports.count_placed',
  on: orderPlaced,
  run: (ctx, { data: { order_id } }) => countPlaced(ctx, order_id),
})

export const changedOrders = [
  subscribe({
    name: 'reports.count_edited',
    on: orderEdited,
    run: (ctx, { data: { order_id } }) => countOrder(ctx, order_id),
  }),
  subscribe({
    name: 'reports.count_refunded',
    on: refundCreated,
    run: (ctx, { data: { order_id } }) => countOrder(ctx, order_id),
  }),
  subscribe({
    name: 'reports.count_cancelled',
    on: orderCancelled,
    run: (ctx, { data: { order_id } }) => countOrder(ctx, order_id),
  }),
]

export const timeZones = [
  subscribe({ name: 'reports.follow_store', on: storeUpdated, run: (ctx) => followTimeZone(ctx) }),
  subscribe({ name: 'reports.follow_market', on: marketUpdated, run: (ctx) => followTimeZone(ctx) }),
]

/** Orders that were imported come without events. */
export const recountRecent = defineSchedule({ name: 'reports.recount', cron: '13 * * * *', run: recount })

export const recountAll = defineJob({ ...RECOUNT_ALL, run: recount })
