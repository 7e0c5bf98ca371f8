import { Explanation } from '../quotes/index.ts'
import { defineRoute } from '../route.ts'
import { Order, OrderFilter, OrderId, OrderPage } from './schema.ts'
import { explainOrder, getOrder, listOrders } from './service.ts'

export const orderRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/orders',
    summary: 'List orders, newest first',
    permission: 'orders:read',
    query: OrderFilter,
    response: OrderPage,
    handler: (ctx, { query }) => listOrders(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/orders/{order_id}',
    summary: 'Read an order',
    permission: 'orders:read',
    params: OrderId,
    response: Order,
    handler: (ctx, { params }) => getOrder(ctx, params.order_id),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/orders/{order_id}',
    summary: 'Read an order as its shopper',
    description: 'The id is the key: it is given to the shopper alone and cannot be guessed.',
    permission: 'shop',
    params: OrderId,
    response: Order,
    handler: (ctx, { params }) => getOrder(ctx, params.order_id),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/orders/{order_id}/explanation',
    summary: 'See which rule gave each amount of an order',
    permission: 'orders:read',
    params: OrderId,
    response: Explanation,
    handler: (ctx, { params }) => explainOrder(ctx, params.order_id),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/orders/{order_id}/explanation',
    summary: 'See which rule gave each amount of an order, as its shopper',
    permission: 'shop',
    params: OrderId,
    response: Explanation,
    handler: (ctx, { params }) => explainOrder(ctx, params.order_id),
  }),
]
