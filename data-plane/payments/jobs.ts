import { defineJob, defineSchedule, subscribe } from '../../shared/module.ts'
import { orderCancelled } from '../cancellations/events.ts'
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
  due: `exists (select from payment_operations where tenant_id = $1 and status = 'pending' and run_after <= now())
    or exists (select from payments where tenant_id = $1 and check_at is not null and check_at <= now())`,
  run: reconcile,
})
export const watchPaymentGateways = defineSchedule({
  name: 'payments.watch_gateways',
  cron: '*/5 * * * *',
  due: 'exists (select from payment_gateways where tenant_id = $1)',
  run: watchHealth,
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
