import type { Module } from '../../shared/module.ts'
import { changeThresholds, followStore, releaseExpiredHolds, reportLowStock } from './jobs.ts'
import { inventoryRoutes } from './routes.ts'

export const inventory: Module = {
  name: 'inventory',
  summary: 'Stock at locations: levels, movements, adjustments, transfers and counts',
  routes: inventoryRoutes,
  work: [releaseExpiredHolds, reportLowStock, changeThresholds, followStore],
}
