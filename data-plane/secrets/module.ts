import type { Module } from '../../shared/module.ts'
import { secretRoutes } from './routes.ts'

export const secrets: Module = {
  name: 'secrets',
  summary: 'Secrets of integrations, kept encrypted',
  routes: secretRoutes,
  work: [],
}
