import { SentFile } from '../../shared/http/route.ts'
import { defineRoute } from '../route.ts'
import { ListQuery, OrderExport, OrderExportId, OrderExportInput, OrderExportPage } from './schema.ts'
import { getExport, listExports, requestExport, sendExport } from './service/exports.ts'

export const orderExportRoutes = [
  defineRoute({
    method: 'post',
    path: '/admin/v1/order-exports',
    summary: 'Have a CSV file of orders written, newest first',
    description:
      "A line for each line of an order, in the columns of Shopify's order export where it has them; what is said of the " +
      'order stands on its first line. A cell that a spreadsheet would take for a formula, beginning with = + - @ or a ' +
      'tab, has an apostrophe before it. The file is kept for seven days.',
    permission: 'orders:read',
    body: OrderExportInput,
    status: 202,
    response: OrderExport,
    handler: (ctx, { body }) => requestExport(ctx, body.filter),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/order-exports',
    summary: 'List exports of orders, newest first',
    permission: 'orders:read',
    query: ListQuery,
    response: OrderExportPage,
    handler: (ctx, { query }) => listExports(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/order-exports/{order_export_id}',
    summary: 'Read the progress of an export',
    permission: 'orders:read',
    params: OrderExportId,
    response: OrderExport,
    handler: (ctx, { params }) => getExport(ctx, params.order_export_id),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/order-exports/{order_export_id}/file',
    summary: 'Download the file of an export',
    permission: 'orders:read',
    params: OrderExportId,
    response: SentFile,
    sendsFiles: ['text/csv'],
    errors: ['order_export_not_ready'],
    handler: (ctx, { params }) => sendExport(ctx, params.order_export_id),
  }),
]
