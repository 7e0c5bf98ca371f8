import type { Module } from '../../shared/module.ts'
import { orderRoutes } from './routes.ts'

export const orders: Module = {
  name: 'orders',
  summary: 'Orders, for staff and shoppers',
  routes: orderRoutes,
  work: [],
}
