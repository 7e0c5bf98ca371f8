import type { Module } from '../../shared/module.ts'
import { promotionRoutes } from './routes.ts'

export const promotions: Module = {
  name: 'promotions',
  summary: 'Promotions, their codes and campaigns',
  routes: promotionRoutes,
  work: [],
}
