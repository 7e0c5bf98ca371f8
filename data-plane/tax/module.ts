import type { Module } from '../../shared/module.ts'
import { taxRoutes } from './routes.ts'

export const tax: Module = {
  name: 'tax',
  summary: 'Tax regions and their rates',
  routes: taxRoutes,
  work: [],
}
