import { Order, OrderId } from '../orders/index.ts'
import { defineRoute } from '../route.ts'
import { CancelInput } from './schema.ts'
import { cancelOrder } from './service.ts'

export const cancellationRoutes = [
  defineRoute({
    method: 'post',
    path: '/admin/v1/orders/{order_id}/cancel',
    summary: 'Cancel an order that was not fulfilled',
    description:
      'Gives back its stock, its uses of promotions, gift cards and store credit. What was paid otherwise is to be refunded outside: `refund_due`.',
    permission: 'orders:write',
    params: OrderId,
    body: CancelInput,
    response: Order,
    errors: ['order_not_cancellable'],
    handler: (ctx, { params, body }) => cancelOrder(ctx, params.order_id, body),
  }),
]
