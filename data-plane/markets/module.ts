import type { Module } from '../../shared/module.ts'
import { marketRoutes } from './routes.ts'

export const markets: Module = {
  name: 'markets',
  summary: 'Markets with their currencies, tax settings and shipping methods',
  routes: marketRoutes,
  work: [],
}
