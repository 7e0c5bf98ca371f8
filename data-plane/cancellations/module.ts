import type { Module } from '../../shared/module.ts'
import { cancellationRoutes } from './routes.ts'

export const cancellations: Module = {
  name: 'cancellations',
  summary: 'Cancelling orders',
  routes: cancellationRoutes,
  work: [],
}
