import type { Module } from '../../shared/module.ts'
import { advanceDue, advanceOne, followOrders } from './jobs.ts'
import { planRoutes } from './routes/plans.ts'
import { shopperRoutes } from './routes/shoppers.ts'
import { staffRoutes } from './routes/staff.ts'

export const subscriptions: Module = {
  name: 'subscriptions',
  summary: 'Goods that are ordered again and again, and the plans for them',
  routes: [...planRoutes, ...staffRoutes, ...shopperRoutes],
  work: [followOrders, advanceOne, advanceDue],
}
