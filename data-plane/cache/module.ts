import type { Module } from '../../shared/module.ts'
import { expireTags } from './jobs.ts'
import { cacheRoutes } from './routes.ts'

export const cache: Module = {
  name: 'cache',
  summary: 'What is kept in memory of what shoppers read',
  routes: cacheRoutes,
  work: [expireTags],
}
