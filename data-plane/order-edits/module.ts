import type { Module } from '../../shared/module.ts'
import { orderEditRoutes } from './routes.ts'

export const orderEdits: Module = {
  name: 'order-edits',
  summary: 'Editing orders',
  routes: orderEditRoutes,
  work: [],
}
