import type { Module } from '../../shared/module.ts'
import { paymentRoutes } from './routes.ts'

export const payments: Module = {
  name: 'payments',
  summary: 'Money received for orders',
  routes: paymentRoutes,
  work: [],
}
