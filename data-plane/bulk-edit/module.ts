import type { Module } from '../../shared/module.ts'
import { editInBulk } from './jobs.ts'
import { bulkEditRoutes } from './routes.ts'

export const bulkEdit: Module = {
  name: 'bulk-edit',
  summary: 'Editing many products at once',
  routes: bulkEditRoutes,
  work: [editInBulk],
}
