import type { Module } from '../../shared/module.ts'
import { changedOrders, countPlacedOrder, recountAll, recountRecent, timeZones } from './jobs.ts'
import { reportRoutes } from './routes.ts'

export const reports: Module = {
  name: 'reports',
  summary: 'Sales over time',
  routes: reportRoutes,
  work: [countPlacedOrder, ...changedOrders, ...timeZones, recountRecent, recountAll],
}
