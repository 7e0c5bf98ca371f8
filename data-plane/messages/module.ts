import type { Module } from '../../shared/module.ts'
import { confirmPlacedOrder, reportLowInventory } from './jobs.ts'
import { messageRoutes } from './routes.ts'

export const messages: Module = {
  name: 'messages',
  routes: messageRoutes,
  work: [confirmPlacedOrder, reportLowInventory],
}
