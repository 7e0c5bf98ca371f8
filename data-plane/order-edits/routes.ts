import { ListQuery, OrderId } from '../orders/index.ts'
import { defineRoute } from '../route.ts'
import { OrderEditInput, OrderEditPage, OrderEditPreview, OrderEditResult } from './schema.ts'
import { editOrder, listEdits, previewEdit } from './service/edits.ts'

const REFUSALS = [
  'order_cancelled',
  'order_changed',
  'order_edit_refused',
  'insufficient_inventory',
  'price_unavailable',
] as const

export const orderEditRoutes = [
  defineRoute({
    method: 'post',
    path: '/admin/v1/orders/{order_id}/edits/preview',
    summary: 'See what an edit of an order would make of it',
    description: 'Nothing is changed or reserved.',
    permission: 'orders:write',
    params: OrderId,
    body: OrderEditInput,
    response: OrderEditPreview,
    audit: false,
    errors: REFUSALS,
    handler: (ctx, { params, body }) => previewEdit(ctx, params.order_id, body),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/orders/{order_id}/edits',
    summary: 'Edit an order: lines, discounts, shipping',
    description:
      'Priced under the terms that the order was placed under: lines keep their prices and taxes, promotions that were ' +
      'given stay, whatever their conditions, and shipping stays what it was. What then remains to be paid is `outstanding`, ' +
      'what was paid too much `refund_due`. All of the edit happens or nothing.',
    permission: 'orders:write',
    params: OrderId,
    body: OrderEditInput,
    status: 201,
    response: OrderEditResult,
    errors: REFUSALS,
    handler: (ctx, { params, body }) => editOrder(ctx, params.order_id, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/orders/{order_id}/edits',
    summary: 'List the edits of an order, newest first',
    permission: 'orders:read',
    params: OrderId,
    query: ListQuery,
    response: OrderEditPage,
    handler: (ctx, { params, query }) => listEdits(ctx, params.order_id, query),
  }),
]
