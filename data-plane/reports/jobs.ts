import { defineJob, defineSchedule, subscribe } from '../../shared/module.ts'
import { orderCancelled } from '../cancellations/events.ts'
import { marketUpdated } from '../markets/events.ts'
import { orderEdited, orderPlaced } from '../orders/events.ts'
import { refundCreated } from '../refunds/events.ts'
import { storeUpdated } from '../store/events.ts'
import { countOrder, countPlaced } from './service/count.ts'
import { followTimeZone, NIL, RECOUNT_ALL, recount } from './service/recount.ts'

export const countPlacedOrder = subscribe({
  name: 'reports.count_placed',
  on: orderPlaced,
  run: (ctx, { data: { order_id, cart_id } }) => countPlaced(ctx, order_id, cart_id),
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

/**
 * Checkouts that begin, which are too many to follow each one, and orders that were imported and come without events. How far
 * it was counted is asked for by itself: Postgres takes no `coalesce` across row-level security into an index.
 */
export const recountRecent = defineSchedule({
  name: 'reports.recount',
  cron: '*/10 * * * *',
  due: `exists (
    select from orders where tenant_id = $1 and updated_at > (
      select coalesce((select order_changed_at from report_states where tenant_id = $1), '-infinity'))
    union all
    select from checkouts where tenant_id = $1 and id > (
      select coalesce((select checkout_id from report_states where tenant_id = $1), '${NIL}')))`,
  run: recount,
})

export const recountAll = defineJob({ ...RECOUNT_ALL, run: recount })
