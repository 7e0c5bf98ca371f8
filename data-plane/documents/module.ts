import type { Module } from '../../shared/module.ts'
import { documentRoutes } from './routes.ts'

export const documents: Module = {
  name: 'documents',
  summary: 'Invoices and packing slips',
  routes: documentRoutes,
  work: [],
}
