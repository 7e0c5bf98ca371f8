import type { Module } from '../../shared/module.ts'
import { importProducts } from './jobs.ts'
import { productImportRoutes } from './routes.ts'

export const productImport: Module = {
  name: 'product-import',
  summary: 'Product files in and out',
  routes: productImportRoutes,
  work: [importProducts],
}
