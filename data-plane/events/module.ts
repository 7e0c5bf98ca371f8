import type { Module } from '../../shared/module.ts'
import { eventRoutes } from './routes.ts'

export const events: Module = {
  name: 'events',
  summary: 'The log of what happened in a store',
  routes: eventRoutes,
  work: [],
}
