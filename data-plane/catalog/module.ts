import type { Module } from '../../shared/module.ts'
import { catalogRoutes } from './routes.ts'

export const catalog: Module = { name: 'catalog', routes: catalogRoutes, work: [] }
