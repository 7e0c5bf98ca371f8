import { defineJob, defineSchedule, subscribe } from '../../shared/module.ts'
import { orderCancelled } from '../cancellations/events.ts'
import { hasGateways } from './service/gateways.ts'
import { watchHealth } from './service/health.ts'
import { runOperation } from './service/operations.ts'
import { releaseOrder } from './service/orders.ts'
import { forgetNotices, reconcile, syncNotice } from './service/reconcile.ts'
import { forgetMethod } from './service/saved.ts'
import { FORGET_METHOD, RUN_OPERATION, SYNC_PAYMENT } from './work.ts'

export const runPaymentOperation = defineJob({
  ...RUN_OPERATION,
  run: async (ctx, { operation_id }) => void (await runOperation(ctx, operation_id)),
})
export const syncPayment = defineJob({
  ...SYNC_PAYMENT,
  run: (ctx, { payment_id }) => syncNotice(ctx, payment_id),
})
export const forgetPaymentMethod = defineJob({
  ...FORGET_METHOD,
  run: (ctx, { saved_payment_method_id }) => forgetMethod(ctx, saved_payment_method_id),
})

export const reconcilePayments = defineSchedule({
  name: 'payments.reconcile',
  cron: '* * * * *',
  run: async (ctx) => {
    if (await hasGateways(ctx)) await reconcile(ctx)
  },
})
export const watchPaymentGateways = defineSchedule({
  name: 'payments.watch_gateways',
  cron: '*/5 * * * *',
  run: async (ctx) => {
    if (await hasGateways(ctx)) await watchHealth(ctx)
  },
})
export const forgetPaymentNotices = defineSchedule({
  name: 'payments.forget_notices',
  cron: '41 4 * * *',
  run: forgetNotices,
})

export const releaseCancelled = subscribe({
  name: 'payments.release_cancelled',
  on: orderCancelled,
  run: (ctx, { data }) => releaseOrder(ctx, data.order_id),
})
