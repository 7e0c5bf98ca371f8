import { subscribe } from '../../shared/module.ts'
import { orderCancelled } from '../cancellations/events.ts'
import { checkoutAbandoned } from '../checkout/events.ts'
import { customerInvited, passwordResetRequested, verificationRequested } from '../customers/events.ts'
import {
  fulfillmentCancelled,
  fulfillmentDelivered,
  fulfillmentRequested,
  fulfillmentShipped,
  fulfillmentUpdated,
} from '../fulfillments/events.ts'
import { inventoryLow, inventoryLowReported } from '../inventory/events.ts'
import { orderEdited, orderPlaced } from '../orders/events.ts'
import { gatewayFailing, paymentCaptured, paymentFailed } from '../payments/events.ts'
import { refundFailed, refundSucceeded } from '../refunds/events.ts'
import { returnApproved, returnClosed, returnDeclined, returnRequested } from '../returns/events.ts'
import {
  subscriptionCancelled,
  subscriptionCompleted,
  subscriptionGoodsMissed,
  subscriptionPaused,
  subscriptionPaymentFailed,
  subscriptionRenewed,
  subscriptionResumed,
  subscriptionStarted,
} from '../subscriptions/events.ts'
import {
  type LinkMail,
  mailLink,
  remindOfCheckout,
  reportGateway,
  reportLowStock,
  tellSupplier,
} from './service/mails.ts'
import {
  confirmOrder,
  mailAboutOrder,
  reportEdit,
  reportPayment,
  reportRefund,
  reportReturn,
  reportShipment,
} from './service/order-mails.ts'
import { messageSending } from './service/sending.ts'
import { mailAboutSubscription } from './service/subscription-mails.ts'
import type { MailName } from './templates/variables.ts'

const orderMails = [
  subscribe({
    name: 'messages.confirm_order',
    on: orderPlaced,
    run: (ctx, event) => confirmOrder(ctx, event, event.data.order_id),
  }),
  subscribe({
    name: 'messages.confirm_cancellation',
    on: orderCancelled,
    run: (ctx, event) =>
      mailAboutOrder(ctx, event, { name: 'order_cancelled', orderId: event.data.order_id }),
  }),
  subscribe({
    name: 'messages.report_edit',
    on: orderEdited,
    run: (ctx, event) => {
      const { order_id: orderId, difference_amount: amount, currency } = event.data
      return reportEdit(ctx, event, { orderId, difference: { amount, currency } })
    },
  }),
]

const paymentMails = [
  subscribe({
    name: 'messages.report_payment',
    on: paymentCaptured,
    run: (ctx, event) => {
      const { order_id: orderId, amount, currency } = event.data
      return reportPayment(ctx, event, { orderId, amount: { amount, currency } })
    },
  }),
  subscribe({
    name: 'messages.report_failed_payment',
    on: paymentFailed,
    // Whoever is still at the checkout sees it there.
    run: async (ctx, event) => {
      const { order_id: orderId, amount, currency, code } = event.data
      if (orderId !== null) await reportPayment(ctx, event, { orderId, amount: { amount, currency }, code })
    },
  }),
]

const refundMail = (on: typeof refundSucceeded, name: 'refund_issued' | 'refund_failed') =>
  subscribe({
    name: `messages.${name}`,
    on,
    run: (ctx, event) => reportRefund(ctx, event, { name, refundId: event.data.refund_id }),
  })

const returnMail = (on: typeof returnRequested, name: MailName, toStaff?: true) =>
  subscribe({
    name: `messages.${name}`,
    on,
    run: (ctx, event) =>
      reportReturn(ctx, event, {
        ...{ name, returnId: event.data.return_id },
        ...(toStaff === true ? { toStaff } : {}),
      }),
  })

const shipmentMail = (on: typeof fulfillmentShipped, name: MailName) =>
  subscribe({
    name: `messages.${name}`,
    on,
    run: (ctx, event) => reportShipment(ctx, event, { name, fulfillmentId: event.data.fulfillment_id }),
  })

const supplierMail = (on: typeof fulfillmentRequested, kind: string) =>
  subscribe({
    name: `messages.${kind}_supplier`,
    on,
    run: (ctx, event) => tellSupplier(ctx, event, event.data.fulfillment_id),
  })

const linkMail = (on: typeof customerInvited, kind: LinkMail) =>
  subscribe({
    name: `messages.mail_${kind}`,
    on,
    run: (ctx, event) => mailLink(ctx, event, { kind, customerId: event.data.customer_id }),
  })

const stockMails = [
  subscribe({
    name: 'messages.report_low_stock',
    on: inventoryLow,
    run: (ctx, event) => reportLowStock(ctx, event, { name: 'low_stock', levels: [event.data], total: 1 }),
  }),
  subscribe({
    name: 'messages.report_all_low_stock',
    on: inventoryLowReported,
    run: (ctx, event) => reportLowStock(ctx, event, { name: 'low_stock_report', ...event.data }),
  }),
]

const checkoutMail = subscribe({
  name: 'messages.remind_of_checkout',
  on: checkoutAbandoned,
  run: (ctx, event) => remindOfCheckout(ctx, event, event.data.checkout_id),
})

const subscriptionMail = (on: typeof subscriptionStarted, name: MailName, work: string = name) =>
  subscribe({
    name: `messages.${work}`,
    on,
    run: (ctx, event) =>
      mailAboutSubscription(ctx, event, { name, subscriptionId: event.data.subscription_id }),
  })

const renewalMails = [
  subscribe({
    name: 'messages.subscription_renewed',
    on: subscriptionRenewed,
    run: (ctx, event) => {
      const { subscription_id: subscriptionId, order_id: orderId } = event.data
      return mailAboutSubscription(ctx, event, { name: 'subscription_renewed', subscriptionId, orderId })
    },
  }),
  subscribe({
    name: 'messages.subscription_payment_failed',
    on: subscriptionPaymentFailed,
    run: (ctx, event) =>
      mailAboutSubscription(ctx, event, {
        name: 'subscription_payment_failed',
        subscriptionId: event.data.subscription_id,
        nextAttemptAt: event.data.next_attempt_at,
        checkoutId: event.data.checkout_id,
      }),
  }),
  subscribe({
    name: 'messages.subscription_goods_missed',
    on: subscriptionGoodsMissed,
    run: (ctx, event) =>
      mailAboutSubscription(ctx, event, {
        name: 'subscription_goods_missed',
        subscriptionId: event.data.subscription_id,
        nextAttemptAt: event.data.next_attempt_at,
      }),
  }),
]

const gatewayMail = subscribe({
  name: 'messages.payment_gateway_failing',
  on: gatewayFailing,
  run: (ctx, event) => reportGateway(ctx, event, event.data),
})

export const messageWork = [
  messageSending,
  ...orderMails,
  ...paymentMails,
  refundMail(refundSucceeded, 'refund_issued'),
  refundMail(refundFailed, 'refund_failed'),
  returnMail(returnRequested, 'return_requested'),
  returnMail(returnRequested, 'return_to_check', true),
  returnMail(returnApproved, 'return_approved'),
  returnMail(returnDeclined, 'return_declined'),
  returnMail(returnClosed, 'return_closed'),
  shipmentMail(fulfillmentShipped, 'shipment_sent'),
  shipmentMail(fulfillmentUpdated, 'shipment_updated'),
  shipmentMail(fulfillmentDelivered, 'shipment_delivered'),
  shipmentMail(fulfillmentCancelled, 'shipment_cancelled'),
  supplierMail(fulfillmentRequested, 'ask'),
  supplierMail(fulfillmentCancelled, 'stop'),
  linkMail(passwordResetRequested, 'password_reset'),
  linkMail(customerInvited, 'invitation'),
  linkMail(verificationRequested, 'verification'),
  subscriptionMail(subscriptionStarted, 'subscription_started'),
  ...renewalMails,
  subscriptionMail(subscriptionPaused, 'subscription_paused'),
  subscriptionMail(subscriptionResumed, 'subscription_resumed'),
  subscriptionMail(subscriptionCancelled, 'subscription_cancelled'),
  subscriptionMail(subscriptionCompleted, 'subscription_cancelled', 'subscription_completed'),
  gatewayMail,
  ...stockMails,
  checkoutMail,
]
