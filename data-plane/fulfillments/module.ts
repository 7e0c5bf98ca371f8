import type { Module } from '../../shared/module.ts'
import { askProvider, forgetTrackingAttempts } from './jobs.ts'
import { fulfillmentRoutes } from './routes.ts'

export const fulfillments: Module = {
  name: 'fulfillments',
  summary: 'Sending goods: plans, parcels, tracking, suppliers and logistics companies',
  routes: fulfillmentRoutes,
  work: [askProvider, forgetTrackingAttempts],
}
