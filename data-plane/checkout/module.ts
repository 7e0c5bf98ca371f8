import type { Module } from '../../shared/module.ts'
import { checkoutRoutes } from './routes.ts'

export const checkout: Module = {
  name: 'checkout',
  summary: 'From a cart to an order',
  routes: checkoutRoutes,
  work: [],
}
