import type { Module } from '../../shared/module.ts'
import { auditRoutes } from './routes.ts'

export const audit: Module = {
  name: 'audit',
  summary: 'Who of the staff changed what, and from where',
  routes: auditRoutes,
  work: [],
}
