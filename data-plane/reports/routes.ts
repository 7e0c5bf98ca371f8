import { defineRoute } from '../route.ts'
import {
  MarketsQuery,
  MarketsReport,
  ProductsQuery,
  ProductsReport,
  Recount,
  SalesQuery,
  SalesReport,
} from './schema.ts'
import { requestRecount } from './service/recount.ts'
import { marketsReport, productsReport, salesReport } from './service/reports.ts'

export const reportRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/reports/sales',
    summary: 'Sales, orders and conversion over time, compared to the period before',
    description:
      'An order counts when it was placed, with what its edits made of it, and not at all once it is cancelled; a refund ' +
      'counts when it was made. New figures are there some seconds after what they count. At most 14 days by hour, 400 by ' +
      'day, 1,100 by week, 3,700 by month.',
    permission: 'reports:read',
    query: SalesQuery,
    response: SalesReport,
    handler: (ctx, { query }) => salesReport(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/reports/markets',
    summary: 'Sales by market and currency, most orders first',
    permission: 'reports:read',
    query: MarketsQuery,
    response: MarketsReport,
    handler: (ctx, { query }) => marketsReport(ctx, query),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/reports/products',
    summary: 'The products that sold most, in each currency',
    permission: 'reports:read',
    query: ProductsQuery,
    response: ProductsReport,
    handler: (ctx, { query }) => productsReport(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/reports/recounts',
    summary: 'Count everything anew, as after an import of old orders',
    description:
      'Happens by itself every ten minutes for what was written lately. Reports stay readable meanwhile.',
    permission: 'store:write',
    status: 202,
    response: Recount,
    handler: (ctx) => requestRecount(ctx),
  }),
]
