import type { Module } from '../../shared/module.ts'
import { followMove, reindexCategory } from './jobs.ts'
import { categoryRoutes } from './routes.ts'

export const categories: Module = {
  name: 'categories',
  summary: 'The tree that products stand in',
  routes: categoryRoutes,
  work: [reindexCategory, followMove],
}
