import type { Module } from '../../shared/module.ts'
import { beginAtDelivery, beginAtShipping } from './jobs.ts'
import { returnRoutes } from './routes.ts'

export const returns: Module = {
  name: 'returns',
  summary: 'Goods that come back, and what is given in exchange',
  routes: returnRoutes,
  work: [beginAtShipping, beginAtDelivery],
}
