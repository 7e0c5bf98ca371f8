import type { Module } from '../../shared/module.ts'
import { eventRoutes } from './routes.ts'

export const events: Module = { name: 'events', routes: eventRoutes, work: [] }
