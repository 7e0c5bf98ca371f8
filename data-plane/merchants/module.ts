import type { Module } from '../../shared/module.ts'
import { merchantRoutes } from './routes.ts'

export const merchants: Module = {
  name: 'merchants',
  summary: 'Who delivers the products, and on what terms',
  routes: merchantRoutes,
  work: [],
}
