import type { Module } from '../../shared/module.ts'
import { priceListRoutes } from './routes.ts'

export const priceLists: Module = {
  name: 'price-lists',
  summary: 'Price lists: sales and prices for some buyers',
  routes: priceListRoutes,
  work: [],
}
