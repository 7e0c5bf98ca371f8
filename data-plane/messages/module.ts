import type { Module } from '../../shared/module.ts'
import { messageWork } from './jobs.ts'
import { messageRoutes } from './routes.ts'

export const messages: Module = {
  name: 'messages',
  summary: 'Mail to shoppers and staff',
  routes: messageRoutes,
  work: messageWork,
}
