import type { Module } from '../../shared/module.ts'
import { reviewRoutes } from './routes.ts'

export const reviews: Module = {
  name: 'reviews',
  summary: 'What shoppers say of products',
  routes: reviewRoutes,
  work: [],
}
