import { OrderId } from '../../orders/index.ts'
import { defineRoute } from '../../route.ts'
import { CaptureInput, ChargeInput, OrderPaymentId, Payment, Payments } from '../schema/payments.ts'
import { cancelOrderPayment, captureOrderPayment, chargeOrder } from '../service/orders.ts'
import { capturePayment, listPayments } from '../service/payments.ts'
import { PAYMENT_ERRORS } from '../service/start.ts'

export const orderPaymentRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/orders/{order_id}/payments',
    summary: 'List the payments of an order',
    permission: 'orders:read',
    params: OrderId,
    response: Payments,
    handler: (ctx, { params }) => listPayments(ctx, params.order_id),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/orders/{order_id}/payments',
    summary: 'Record that an order was paid in full outside',
    permission: 'orders:write',
    params: OrderId,
    status: 201,
    response: Payment,
    errors: ['order_already_paid', 'order_cancelled'],
    handler: (ctx, { params }) => capturePayment(ctx, params.order_id, 'manual'),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/orders/{order_id}/charges',
    summary: 'Charge how the customer paid before for what is outstanding',
    description: 'By what they saved, such as after an edit that made the order dearer.',
    permission: 'payments:write',
    params: OrderId,
    body: ChargeInput,
    status: 201,
    response: Payment,
    errors: ['order_already_paid', 'order_cancelled', 'payment_not_open', ...PAYMENT_ERRORS],
    prepare: (ctx, { params, body }) => chargeOrder(ctx, params.order_id, body.saved_payment_method_id),
    handler: async (_, { prepared }) => prepared,
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/orders/{order_id}/payments/{payment_id}/capture',
    summary: 'Take the money that a provider holds',
    description:
      'All or a part of it; what is left is let go of. An answer that is still `authorized` tells that the provider did not answer yet: it is asked again.',
    permission: 'payments:write',
    params: OrderPaymentId,
    body: CaptureInput,
    response: Payment,
    errors: ['payment_not_open'],
    prepare: (ctx, { params, body }) =>
      captureOrderPayment(ctx, { orderId: params.order_id, paymentId: params.payment_id }, body.amount),
    handler: async (_, { prepared }) => prepared,
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/orders/{order_id}/payments/{payment_id}/cancel',
    summary: 'Let go of the money that a provider holds',
    permission: 'payments:write',
    params: OrderPaymentId,
    response: Payment,
    errors: ['payment_not_open'],
    prepare: (ctx, { params }) =>
      cancelOrderPayment(ctx, { orderId: params.order_id, paymentId: params.payment_id }),
    handler: async (_, { prepared }) => prepared,
  }),
]
