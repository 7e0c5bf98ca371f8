import type { Module } from '../../shared/module.ts'
import { countOrder, forgetExpired, uncountCancelled } from './jobs.ts'
import { accountRoutes } from './routes/account.ts'
import { staffRoutes } from './routes/staff.ts'

export const customers: Module = {
  name: 'customers',
  summary: 'Customers, their accounts and groups',
  routes: [...accountRoutes, ...staffRoutes],
  work: [countOrder, uncountCancelled, forgetExpired],
}
