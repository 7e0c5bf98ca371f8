import type { Module } from '../../shared/module.ts'
import { scoreBrandsDaily } from './jobs.ts'
import { brandRoutes } from './routes.ts'

export const brands: Module = {
  name: 'brands',
  summary: 'Brands and their scores',
  routes: brandRoutes,
  work: [scoreBrandsDaily],
}
