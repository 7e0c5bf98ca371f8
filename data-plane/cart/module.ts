import type { Module } from '../../shared/module.ts'
import { cartRoutes } from './routes.ts'

export const cart: Module = {
  name: 'cart',
  summary: 'Shopping carts and their totals',
  routes: cartRoutes,
  work: [],
}
