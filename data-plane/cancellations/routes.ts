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
      'Gives back its stock, its uses of promotions, and all that was paid unless `refund` is false: then `refund_due` says what is to be refunded. Of an order that was fulfilled in part, refund the rest with `restock: cancel`.',
    permission: 'orders:write',
    params: OrderId,
    body: CancelInput,
    response: Order,
    errors: ['order_not_cancellable'],
    handler: (ctx, { params, body }) => cancelOrder(ctx, params.order_id, body),
  }),
]
