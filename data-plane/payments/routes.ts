import { OrderId } from '../orders/index.ts'
import { defineRoute } from '../route.ts'
import { Payment, Payments } from './schema.ts'
import { capturePayment, listPayments } from './service.ts'

export const paymentRoutes = [
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
]
