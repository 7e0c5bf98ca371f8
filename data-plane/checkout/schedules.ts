import { defineSchedule, subscribe } from '../../shared/module.ts'
import { orderPlaced } from '../orders/events.ts'
import { findAbandoned, markRecovered } from './service/abandoned.ts'

export const abandonment = defineSchedule({
  name: 'checkout.find_abandoned',
  cron: '*/5 * * * *',
  due: `exists (
    select from stores s join checkouts c on c.tenant_id = s.tenant_id
    where s.tenant_id = $1 and s.abandoned_checkout_minutes > 0
      and c.status = 'open' and c.email is not null and c.considered_at is null
      and c.updated_at <= now() - make_interval(mins => s.abandoned_checkout_minutes))`,
  run: findAbandoned,
})

export const recovery = subscribe({
  name: 'checkout.mark_recovered',
  on: orderPlaced,
  run: async (ctx, { data: { order_id: orderId, cart_id: cartId } }) =>
    markRecovered(ctx, { orderId, cartId }),
})
