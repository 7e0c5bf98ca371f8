import type { Module } from '../../shared/module.ts'
import { addressRoutes } from './routes.ts'

export const addresses: Module = {
  name: 'addresses',
  summary: "Customers' addresses",
  routes: addressRoutes,
  work: [],
}
