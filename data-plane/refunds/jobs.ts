import { subscribe } from '../../shared/module.ts'
import { paymentRefunded, paymentRefundFailed } from '../payments/events.ts'
import { settleRefund } from './service/settle.ts'

export const settleSucceeded = subscribe({
  name: 'refunds.settle_succeeded',
  on: paymentRefunded,
  run: (ctx, { data: { refund_id, payment_id, order_id } }) =>
    settleRefund(ctx, { refund_id, payment_id, order_id }),
})

export const settleFailed = subscribe({
  name: 'refunds.settle_failed',
  on: paymentRefundFailed,
  run: (ctx, { data: { refund_id, payment_id, order_id, code } }) =>
    settleRefund(ctx, { refund_id, payment_id, order_id, code }),
})
