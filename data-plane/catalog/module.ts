import type { Module } from '../../shared/module.ts'
import { catalogRoutes } from './routes.ts'

export const catalog: Module = {
  name: 'catalog',
  summary: 'Products, options, variants and prices',
  routes: catalogRoutes,
  work: [],
}
