import type { Module } from '../../shared/module.ts'
import { storeRoutes } from './routes.ts'

export const store: Module = {
  name: 'store',
  summary: "A store's settings",
  routes: storeRoutes,
  work: [],
}
