import type { Module } from '../../shared/module.ts'
import { followStock, refreshByStock, refreshCollection } from './jobs.ts'
import { collectionRoutes } from './routes.ts'

export const collections: Module = {
  name: 'collections',
  summary: 'Products put together by hand or by rule',
  routes: collectionRoutes,
  work: [refreshCollection, followStock, refreshByStock],
}
