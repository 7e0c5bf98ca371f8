import type { Module } from '../../shared/module.ts'
import { expireExports, exportOrders } from './jobs.ts'
import { orderExportRoutes } from './routes.ts'

export const orderExports: Module = {
  name: 'order-exports',
  summary: 'Files of orders',
  routes: orderExportRoutes,
  work: [exportOrders, expireExports],
}
