import { OrderId } from '../orders/index.ts'
import { defineRoute } from '../route.ts'
import {
  IssuedRefund,
  Refund,
  RefundFilter,
  RefundId,
  RefundInput,
  RefundPage,
  RefundPreview,
  RetryInput,
} from './schema.ts'
import { createRefund, previewRefund } from './service/refunds.ts'
import { retryRefund } from './service/settle.ts'
import { getRefund, listRefunds } from './service/show.ts'

const ERRORS = ['nothing_to_refund', 'refund_exceeds_payment', 'order_cancelled'] as const

export const refundRoutes = [
  defineRoute({
    method: 'post',
    path: '/admin/v1/orders/{order_id}/refunds/preview',
    summary: 'See what a refund would give back, to the penny',
    permission: 'orders:refund',
    params: OrderId,
    body: RefundInput,
    response: RefundPreview,
    audit: false,
    errors: ERRORS,
    handler: (ctx, { params, body }) => previewRefund(ctx, params.order_id, body),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/orders/{order_id}/refunds',
    summary: 'Refund units, shipping or an amount',
    description:
      'The order owes so much less, and what was paid beyond what it then owes is given back. Tax, discounts and rounding are ' +
      'given back in the proportion in which they were charged, so all refunds of an order add up to exactly its total. What ' +
      'payment providers are asked for is `pending` until they answer.',
    permission: 'orders:refund',
    params: OrderId,
    body: RefundInput,
    status: 201,
    response: IssuedRefund,
    errors: ERRORS,
    handler: (ctx, { params, body }) => createRefund(ctx, params.order_id, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/orders/{order_id}/refunds',
    summary: 'List the refunds of an order, newest first',
    permission: 'orders:read',
    params: OrderId,
    query: RefundFilter,
    response: RefundPage,
    handler: (ctx, { params, query }) => listRefunds(ctx, params.order_id, query),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/refunds/{refund_id}',
    summary: 'Read a refund',
    permission: 'orders:read',
    params: RefundId,
    response: Refund,
    handler: (ctx, { params }) => getRefund(ctx, params.refund_id),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/refunds/{refund_id}/retry',
    summary: 'Try again to give back what of a refund failed, or give it otherwise',
    permission: 'orders:refund',
    params: RefundId,
    body: RetryInput,
    response: IssuedRefund,
    errors: ['refund_not_failed', 'refund_exceeds_payment'],
    handler: (ctx, { params, body }) => retryRefund(ctx, params.refund_id, body.to),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/orders/{order_id}/refunds',
    summary: 'List the refunds of an order as its shopper, newest first',
    permission: 'shop',
    params: OrderId,
    query: RefundFilter,
    response: RefundPage,
    handler: (ctx, { params, query }) => listRefunds(ctx, params.order_id, query),
  }),
]
