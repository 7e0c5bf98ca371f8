import type { Module } from '../../shared/module.ts'
import { walletRoutes } from './routes.ts'

export const wallet: Module = {
  name: 'wallet',
  summary: 'Gift cards and store credit',
  routes: walletRoutes,
  work: [],
}
