import type { Module } from '../../shared/module.ts'
import {
  confirmCancelledOrder,
  confirmPlacedOrder,
  linkMails,
  reportAllLowInventory,
  reportLowInventory,
} from './jobs.ts'
import { messageRoutes } from './routes.ts'

export const messages: Module = {
  name: 'messages',
  summary: 'Mail to shoppers and staff',
  routes: messageRoutes,
  work: [confirmPlacedOrder, confirmCancelledOrder, reportLowInventory, reportAllLowInventory, ...linkMails],
}
