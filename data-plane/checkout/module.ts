import type { Module } from '../../shared/module.ts'
import { completePaidCheckout, followPayments } from './jobs.ts'
import { checkoutRoutes } from './routes.ts'
import { abandonedRoutes } from './routes-abandoned.ts'
import { abandonment, recovery } from './schedules.ts'

export const checkout: Module = {
  name: 'checkout',
  summary: 'From a cart to an order',
  routes: [...checkoutRoutes, ...abandonedRoutes],
  work: [completePaidCheckout, followPayments, abandonment, recovery],
}
