import type { Module } from '../../shared/module.ts'
import { settleFailed, settleSucceeded } from './jobs.ts'
import { refundRoutes } from './routes.ts'

export const refunds: Module = {
  name: 'refunds',
  summary: 'Giving back what was paid for orders',
  routes: refundRoutes,
  work: [settleSucceeded, settleFailed],
}
