import { defineRoute } from '../route.ts'
import * as s from './schema.ts'
import { abandonedStatistics, listAbandoned, recoverCheckout } from './service/abandoned.ts'

export const abandonedRoutes = [
  defineRoute({
    method: 'post',
    path: '/store/v1/checkout-recoveries',
    summary: 'Continue a checkout that was left, by the link of its reminder',
    description:
      'Where its prices are no longer kept, a new checkout of the same cart at the prices of now, with the same address, ' +
      'shipping and codes as far as they are still on offer.',
    permission: 'shop',
    body: s.RecoveryToken,
    response: s.Checkout,
    errors: [
      'link_expired',
      'cart_completed',
      'cart_merged',
      'cart_empty',
      'cart_full',
      'product_unavailable',
      'price_unavailable',
    ],
    handler: (ctx, { body }) => recoverCheckout(ctx, body.token),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/abandoned-checkouts',
    summary: 'List checkouts that were left, newest first',
    permission: 'orders:read',
    query: s.AbandonedFilter,
    response: s.AbandonedPage,
    handler: (ctx, { query }) => listAbandoned(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/abandoned-checkouts/statistics',
    summary: 'See how many checkouts were left and how many of them came back',
    permission: 'orders:read',
    query: s.AbandonedPeriod,
    response: s.AbandonedStatistics,
    handler: (ctx, { query }) => abandonedStatistics(ctx, query),
  }),
]
